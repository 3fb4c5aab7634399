import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { v7 } from 'uuid'
import { auctionsModule } from '#modules/auctions/module.ts'
import { visitor, type Actor } from '#platform/access/access.ts'
import { calendarOf } from '#platform/calendar/calendar.ts'
import { openBus } from '#platform/command/bus.ts'
import type { WriteRoute } from '#platform/command/command.ts'
import { openDatabase, type Database } from '#platform/db/database.ts'
import { openFileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { openKeys } from '#platform/keys/keys.ts'
import { Refusal } from '#platform/refusal.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { makeTables } from '../proofs/store.ts'
import { besides, timed, withBenchDatabase, type BenchRow } from './bench-database.ts'

/** Bids of a round when none is asked for. */
const BIDS = 2_000
/** Bids on their way at a time. */
const CLIENTS = [16, 64] as const
const BIDDERS = 50
const STEP_FEN = 100
const FLOOR_FEN = 100_000
/** Any number: the lock of the bare program's one lot. */
const BARE_LOCK = 7_001

/**
 * One hot auction: bids through the whole command path (idempotency key, gate, queue of the lot, course, journal, evidence
 * leaf, receipt) beside the bare database doing the same transaction: under a lock taken before BEGIN, as ours, the
 * leading bid is read and a higher one inserted, SERIALIZABLE.
 */
export async function benchBids(
  url: string,
  n: number | undefined,
  print: (row: BenchRow) => void,
  progress: (message: string) => void = () => {},
): Promise<void> {
  const size = n ?? BIDS
  await withBenchDatabase(url, async (setup, own) => {
    await makeTables(setup)
    await setup.owner((client) => client.query(BARE_TABLE))
    const dataDir = mkdtempSync(join(tmpdir(), 'keqiao-bench-'))
    const db = await openDatabase({ url: own, poolSize: Math.max(...CLIENTS) })
    const pool = new Pool({ connectionString: own, max: Math.max(...CLIENTS) })
    try {
      for (const clients of CLIENTS) {
        const lot = await openLot(db)
        const [ourCount, bareCount] = [{ taken: 0 }, { taken: 0 }]
        const ours = await timed(size, clients, counted(ourCount, throughCommands(db, dataDir, lot)))
        progress(`${size} bids of ${clients} clients through commands`)
        const bare = await timed(size, clients, counted(bareCount, bareTransactions(pool, lot.id)))
        const taken = { taken: ourCount.taken, bareTaken: bareCount.taken }
        print({ bench: 'bids', clients, bidders: BIDDERS, n: size, ...taken, ...besides(ours, bare) })
      }
    } finally {
      await pool.end()
      await db.close()
      rmSync(dataDir, { recursive: true })
    }
  })
}

const BARE_TABLE = `
  create table bench.bid (lot_id uuid not null, n int not null, bidder_id uuid not null, amount_fen bigint not null,
    at timestamptz not null, primary key (lot_id, n))`

interface HotLot {
  readonly id: string
  readonly firms: readonly Actor[]
}

/** A lot that is being bid on, with its admitted bidders, as rows: what leads up to it is not measured. */
async function openLot(db: Database): Promise<HotLot> {
  const id = v7()
  const firms = Array.from({ length: BIDDERS }, (_, i): Actor => ({
    ...visitor,
    kind: 'person',
    personId: v7(),
    name: `竞买人${i}`,
    orgId: v7(),
    roles: ['firm'],
    orgVerified: true,
  }))
  const form = JSON.stringify({ mode: '普通许可', manner: '网络竞价', stepFen: STEP_FEN })
  const rules = JSON.stringify({
    windowSeconds: 300,
    extendSeconds: 300,
    outageSeconds: 60,
    outageLookbackSeconds: 600,
  })
  await db.owner(async (client) => {
    await client.query(
      `insert into platform.dossier (id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids,
         opened_at, state, visit, entered_at, of_person, asked_org_ids)
       values ($1, 'lot', 1, 'bench', 'lot', $1, $1, '{}', clock_timestamp(), 'bidding', 1, clock_timestamp(), false, '{}')`,
      [id],
    )
    await client.query(
      `insert into auctions.lot (id, public_id, dossier_id, org_id, achievement_id, achievement_name, form, rules, floor_fen,
         starts_at, ends_at, closes_at, state, made_by, made_at, sample)
       values ($1, $5, $1, $1, $1, 'bench', $2, $3, $4, clock_timestamp() - interval '1 hour',
         clock_timestamp() + interval '1 day', clock_timestamp() + interval '1 day', 'bidding', $1, clock_timestamp(), true)`,
      [id, form, rules, FLOOR_FEN, id],
    )
    for (const [i, { orgId, personId }] of firms.entries()) {
      const bidder = v7()
      await client.query(
        `insert into auctions.bidder (id, lot_id, org_id, person_id, alias, deposit_file_id, deposit_account, at, journal_id)
         values ($1, $2, $3, $4, $5, $1, '', clock_timestamp(), $1)`,
        [bidder, id, orgId, personId, `B${i}`],
      )
      await client.query(
        `insert into auctions.admission values ($1, true, false, '', $2, clock_timestamp(), $1)`,
        [bidder, personId],
      )
    }
  })
  return { id, firms }
}

/** Bids by its number; answers whether it was taken, or refused because a higher one stands. */
type Act = (index: number) => Promise<boolean>

function counted(count: { taken: number }, act: Act): (index: number) => Promise<void> {
  return async (index) => {
    if (await act(index)) count.taken += 1
  }
}

const fenOf = (index: number) => FLOOR_FEN + index * STEP_FEN

function throughCommands(db: Database, dataDir: string, { id, firms }: HotLot): Act {
  const calendar = calendarOf([])
  const bus = openBus({
    db,
    keys: openKeys(join(dataDir, 'keys')),
    permissions: auctionsModule.permissions,
    gate: gateWithoutModule,
    files: openFileStore(join(dataDir, 'files')),
    law: async () => ({ rules: new Ruleset([]), calendar }),
  })
  const route = auctionsModule.routes.find((one): one is WriteRoute => one.journal === 'lot.bid')
  if (!route) throw new Error('no route bids')
  return async (index) => {
    const actor = firms[index % firms.length]
    if (!actor) throw new Error('no bidder')
    try {
      await bus({ route, actor, input: { id, amountFen: fenOf(index) }, key: v7() })
      return true
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'conflict') return false
      throw error
    }
  }
}

function bareTransactions(pool: Pool, lotId: string): Act {
  return async (index) => {
    const client = await pool.connect()
    try {
      await client.query('select pg_advisory_lock($1)', [BARE_LOCK])
      try {
        await client.query('begin isolation level serializable')
        const { rows } = await client.query<{ n: number; amount_fen: string }>({
          name: 'leading',
          text: 'select n, amount_fen from bench.bid where lot_id = $1 order by n desc limit 1',
          values: [lotId],
        })
        const [leading] = rows
        const isHigher = fenOf(index) >= (leading ? Number(leading.amount_fen) + STEP_FEN : FLOOR_FEN)
        if (isHigher)
          await client.query({
            name: 'bid',
            text: 'insert into bench.bid values ($1, $2, $3, $4, clock_timestamp())',
            values: [lotId, (leading?.n ?? 0) + 1, lotId, fenOf(index)],
          })
        await client.query(isHigher ? 'commit' : 'rollback')
        return isHigher
      } finally {
        await client.query('select pg_advisory_unlock($1)', [BARE_LOCK])
      }
    } finally {
      client.release()
    }
  }
}
