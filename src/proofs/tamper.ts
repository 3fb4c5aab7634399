import { generateKeyPairSync } from 'node:crypto'
import type pg from 'pg'
import { bundleLines } from '#platform/evidence/bundle.ts'
import { logVerifier } from '#platform/evidence/note.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import { bundleReport, type Known } from '../verify/bundle.ts'
import { cosign, parseCheckpoint, witnessKey } from '../verify/note.ts'
import type { Report } from '../verify/report.ts'
import { openChance, type Chance } from './chance.ts'
import { prover, type ProofCity } from './city.ts'
import { effectRoute } from './routes.ts'
import { makeAccounts } from './store.ts'
import {
  addCosignature,
  attestedColumns,
  dropConstraints,
  edit,
  fillTables,
  lastNote,
  makeInstance,
  ROW_STRIKES,
  strikeRow,
  type Column,
  type Strike,
} from './store-tamper.ts'
import { attackWitness } from './witness-attacks.ts'

/** Enough commands for a full tile, so that there are stored nodes to tamper with. */
const COMMANDS = 300
/** Rows made up in each table of the log: an edit of one must not be taken for one of another. */
const ROWS = 3
/** From this count on each column is edited at least once, however many there come to be. */
const FULL = 1_000
/** Attacks on the witness for each edit of a row: 800 for 1,000 (trust.md T20, T21). */
const ATTACKS_PER_EDIT = 0.8

/** One way to tamper with a table of the log. */
interface Attack {
  /** What is attacked, as it is reported. */
  readonly place: string
  readonly table: string
  readonly strike: (client: pg.ClientBase) => Promise<Strike>
}

/**
 * `n` edits by the database's superuser, one at a time, going through every column of every table in the log, then rows
 * forged, copied and removed, up to once of each table: the outsider's verifier finds each in the auditor's bundle and
 * names the record. Then forgeries of the log itself.
 */
export async function proveTamper(city: ProofCity, n: number) {
  const chance = openChance()
  await prepare(city)
  const columns = await city.db.owner(attestedColumns)
  const tables = Map.groupBy(columns, ({ table }) => table)
  const known = await witnessed(city)
  const untouched = await report(city, known)
  const count = n < FULL ? n : Math.max(n, columns.length)
  const edits = await struck(city, known, columnAttacks(columns, chance), { n: count, chance })
  const attacks = rowAttacks(tables, chance)
  const rows = await struck(city, known, attacks, { n: Math.min(n, attacks.length), chance })
  const after = await report(city, known)
  const witness = await attackWitness(city.keys, Math.round(n * ATTACKS_PER_EDIT), chance)
  const untouchedFaults = [...untouched.faults, ...after.faults]
  const lost = [edits, rows].flatMap(({ missed, unnamed }) => [...missed, ...unnamed])
  return {
    proof: 'tamper',
    n: edits.n,
    failures: lost.length + untouchedFaults.length + witness.passed + witness.honestRefused,
    seed: chance.seed,
    tables: tables.size,
    columns: columns.length,
    edits,
    rows,
    untouchedFaults,
    witness,
  }
}

function columnAttacks(columns: readonly Column[], chance: Chance): Attack[] {
  return columns.map((column) => ({
    place: `${column.table}.${column.name}`,
    table: column.table,
    strike: (client) => edit(client, column, chance),
  }))
}

/** Kind by kind within a table, so that a few attacks are of every kind. */
function rowAttacks(tables: ReadonlyMap<string, readonly Column[]>, chance: Chance): Attack[] {
  return [...tables].flatMap(([table, columns]) =>
    ROW_STRIKES.map((kind) => ({
      place: `${kind} ${table}`,
      table,
      strike: (client: pg.ClientBase) => strikeRow(client, kind, columns, chance),
    })),
  )
}

/** `n` attacks in turn from one chosen by chance, each undone after the verifier has looked. */
async function struck(
  city: ProofCity,
  known: Known,
  attacks: readonly Attack[],
  { n, chance }: { readonly n: number; readonly chance: Chance },
) {
  const missed: string[] = []
  const unnamed: string[] = []
  const start = chance.below(attacks.length)
  for (let i = 0; i < n; i += 1) {
    const attack = attacks[(start + i) % attacks.length]
    if (!attack) throw new Error('nothing to attack')
    const { names, undo } = await city.db.owner(attack.strike)
    const found = await report(city, known)
    await city.db.owner(undo)
    if (found.ok) missed.push(attack.place)
    else if (!isNamed(found, attack.table, names)) unnamed.push(attack.place)
  }
  return { n, found: n - missed.length, named: n - missed.length - unnamed.length, missed, unnamed }
}

/** A city with commands, a row or more in every table of the log, and a checkpoint a witness cosigned. */
async function prepare(city: ProofCity): Promise<void> {
  await makeAccounts(city.db, 1)
  await city.db.owner(makeInstance)
  for (let i = 0; i < COMMANDS; i += 1)
    await city.bus({ route: effectRoute, actor: prover, input: { key: `t${i}`, writer: 0 }, key: `t${i}` })
  await city.db.owner(async (client) => {
    await dropConstraints(client)
    await fillTables(client, ROWS)
  })
  while ((await sequence(city)) > 0);
}

/** What the auditor brings from outside: keys of log and witness, and a checkpoint with the witness's cosignature. */
async function witnessed(city: ProofCity): Promise<Known> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const witness = witnessKey('witness.example', pem)
  const { size, at, note } = await city.db.owner(lastNote)
  const checkpoint = parseCheckpoint(note)
  const line = cosign(checkpoint, witness, pem, Math.floor(Date.parse(at) / 1000))
  await city.db.owner((client) => addCosignature(client, { size, at, vkey: witness.text, line }))
  const key = logVerifier(city.keys, checkpoint.origin).vkey
  return { key, witnesses: [witness.text], checkpoint: `${note}${line}\n` }
}

function report({ db, keys }: ProofCity, known: Known): Promise<Report> {
  return db.read('platform', (tx) => bundleReport(bundleLines(tx, { keys, witnesses: [] }), known))
}

/** Whether a fault names the row, by its key before or after, in its record or beside it. */
function isNamed({ faults }: Report, table: string, names: readonly string[]): boolean {
  return names.some((name) =>
    faults.some(({ record, why }) => `${record} ${why}`.includes(`${table}/${name}`)),
  )
}
