import { generateKeyPairSync } from 'node:crypto'
import { bundleLines } from '#platform/evidence/bundle.ts'
import { sequence } from '#platform/evidence/sequencer.ts'
import { bundleReport, type Known } from '../verify/bundle.ts'
import { cosign, parseCheckpoint, witnessKey } from '../verify/note.ts'
import type { Report } from '../verify/report.ts'
import { openChance } from './chance.ts'
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
  undo,
  type Column,
} from './store-tamper.ts'
import { attackWitness } from './witness-attacks.ts'

/** Enough commands for a full tile, so that there are stored nodes to tamper with. */
const COMMANDS = 300
/** Rows made up in each table of the log: an edit of one must not be taken for one of another. */
const ROWS = 3
/** Attacks on the witness for each edit of a row: 800 for 1,000 (trust.md T20, T21). */
const ATTACKS_PER_EDIT = 0.8

/**
 * `n` edits by the database's superuser, one at a time, going through every column of every table in the log: the
 * outsider's verifier finds each in the auditor's bundle and names the record. Then forgeries of the log itself.
 */
export async function proveTamper(city: ProofCity, n: number) {
  const chance = openChance()
  await prepare(city)
  const columns = await city.db.owner(attestedColumns)
  const known = await witnessed(city)
  const untouched = await report(city, known)
  const missed: string[] = []
  const unnamed: string[] = []
  const start = chance.below(columns.length)
  for (let i = 0; i < n; i += 1) {
    const column = columns[(start + i) % columns.length]
    if (!column) throw new Error('no column to edit')
    const done = await city.db.owner((client) => edit(client, column, chance))
    const found = await report(city, known)
    await city.db.owner((client) => undo(client, column, done))
    const place = `${column.table}.${column.name}`
    if (found.ok) missed.push(place)
    else if (!isNamed(found, column, done.names)) unnamed.push(place)
  }
  const after = await report(city, known)
  const witness = await attackWitness(city.keys, Math.round(n * ATTACKS_PER_EDIT), chance)
  const untouchedFaults = [...untouched.faults, ...after.faults]
  return {
    proof: 'tamper',
    n,
    failures:
      missed.length + unnamed.length + untouchedFaults.length + witness.passed + witness.honestRefused,
    seed: chance.seed,
    tables: new Set(columns.map(({ table }) => table)).size,
    columns: columns.length,
    found: n - missed.length,
    named: n - missed.length - unnamed.length,
    missed,
    unnamed,
    untouchedFaults,
    witness,
  }
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

/** What the auditor kept from outside: the log's key and a checkpoint, which a witness has cosigned. */
async function witnessed(city: ProofCity): Promise<Known> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const witness = witnessKey('witness.example', pem)
  const { size, at, note } = await city.db.owner(lastNote)
  const line = cosign(parseCheckpoint(note), witness, pem, Math.floor(Date.parse(at) / 1000))
  await city.db.owner((client) => addCosignature(client, { size, at, vkey: witness.text, line }))
  return { checkpoint: note }
}

function report({ db, keys }: ProofCity, known: Known): Promise<Report> {
  return db.read('platform', (tx) => bundleReport(bundleLines(tx, { keys, witnesses: [] }), known))
}

/** Whether a fault names the edited row, by its key before or after, in its record or beside it. */
function isNamed({ faults }: Report, { table }: Column, names: readonly string[]): boolean {
  return names.some((name) =>
    faults.some(({ record, why }) => `${record} ${why}`.includes(`${table}/${name}`)),
  )
}
