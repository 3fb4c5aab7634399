import type { Database } from '#platform/db/database.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { Consumer, OutboxRow } from '#platform/outbox/outbox.ts'
import { emitMany } from '#platform/outbox/many.ts'
import { matches } from '#platform/search/index.ts'
import { publicAchievementIds } from '#modules/achievements/index.ts'
import { publicDemandIds } from '#modules/exchange/index.ts'
import { beginTurn, refreshDemand, type MatchWorld, type Turn } from './refresh.ts'
import * as store from './store-matches.ts'
import * as storeVectors from './store-vectors.ts'
import type { Due } from './store-vectors.ts'
import { tellWaiting } from './tell.ts'
import type { Vectors } from './vectors.ts'

/** Demands a changed achievement may enter, the nearest. */
const REVERSE = 50
/** A change of more achievements than these (an import) touches so many demands that all are computed again. */
const REVERSE_MAX = 50
/** The longest turn over waiting demands: other outbox rows wait meanwhile. */
const TURN_MS = 1_000
const PAGE = 2_000

/**
 * Keeps stored matches: changes mark the demands they may touch, `matching.due` computes those a turn at a time, and
 * when none is left `matching.tell` writes one message to each organisation. Every step may be done twice.
 */
export function matchingConsumers(world: MatchWorld): Consumer[] {
  const { db } = world
  return [
    { name: 'matching', topic: 'record.changed', handle: (rows) => markChanged(world, rows) },
    { name: 'matching', topic: 'match.answered', handle: (rows) => markAnswered(db, rows) },
    { name: 'matching', topic: 'matching.due', isBackground: true, handle: () => computeDue(world) },
    { name: 'matching', topic: 'matching.tell', isBackground: true, handle: () => tellWaiting(db) },
  ]
}

/** Marks every public demand, and those that have matches and are public no more; answers how many wait then. */
export async function markAll(db: Database): Promise<number> {
  await markAllDemands(db)
  await emitDue(db)
  return db.read('matching', store.countStale)
}

async function markChanged({ db, vectors }: MatchWorld, rows: readonly OutboxRow[]): Promise<void> {
  const idsOf = (kind: string): string[] => [
    ...new Set(
      rows.filter(({ payload }) => payload['kind'] === kind).map(({ payload }) => String(payload['id'])),
    ),
  ]
  const owners = idsOf('organisation')
  const demands = [...idsOf('demand'), ...(await ownedBy(db, owners, publicDemandIds))]
  const achievements = [...idsOf('achievement'), ...(await ownedBy(db, owners, publicAchievementIds))]
  if (demands.length + achievements.length === 0) return
  if (vectors)
    await markVectors(db, [
      ...demands.map((id) => ({ kind: 'demand', id }) as const),
      ...achievements.map((id) => ({ kind: 'achievement', id }) as const),
    ])
  await mark(db, demands)
  if (achievements.length > REVERSE_MAX) await markAllDemands(db)
  else await mark(db, await demandsTouchedBy(db, achievements))
  await emitDue(db)
}

type IdsOf = typeof publicDemandIds

/** Public records of organisations that changed: their region and kind count. */
async function ownedBy(db: Database, orgIds: readonly string[], idsOf: IdsOf): Promise<string[]> {
  const found: string[] = []
  for (const orgId of orgIds) for await (const page of pages(db, idsOf, orgId)) found.push(...page)
  return found
}

async function* pages(db: Database, idsOf: IdsOf, orgId?: string): AsyncGenerator<readonly string[]> {
  for (let after: string | null = null; ;) {
    const from: string | null = after
    const page: readonly string[] = await db.read('matching', (tx) => idsOf(tx, from, PAGE, orgId))
    yield page
    after = page.at(-1) ?? null
    if (after === null || page.length < PAGE) return
  }
}

/** Demands that have the achievement among their matches, and those it may enter now. */
async function demandsTouchedBy(db: Database, achievementIds: readonly string[]): Promise<string[]> {
  const found = await db.read('matching', (tx) => store.demandsWith(tx, achievementIds))
  for (const id of achievementIds) {
    const near = await matches(db.reader, {
      kind: 'demand',
      of: { kind: 'achievement', id },
      limit: REVERSE,
      explained: false,
    })
    found.push(...near.map((match) => match.id))
  }
  return found
}

/** An answer changes what is like the refused in all the demander's lists, and an unclear achievement in everybody's. */
async function markAnswered(db: Database, rows: readonly OutboxRow[]): Promise<void> {
  const of = (name: string): string[] => [
    ...new Set(rows.flatMap(({ payload }) => (typeof payload[name] === 'string' ? [payload[name]] : []))),
  ]
  await mark(db, await ownedBy(db, of('demanderOrgId'), publicDemandIds))
  await mark(db, await db.read('matching', (tx) => store.demandsWith(tx, of('unclearId'))))
  await emitDue(db)
}

async function markAllDemands(db: Database): Promise<void> {
  for await (const page of pages(db, publicDemandIds)) await mark(db, page)
  await mark(db, await db.read('matching', store.listedDemands))
}

async function mark(db: Database, demandIds: readonly string[]): Promise<void> {
  if (demandIds.length === 0) return
  await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) =>
    store.markStale(tx, demandIds, await databaseNow(tx)),
  )
}

async function markVectors(db: Database, rows: readonly Due[]): Promise<void> {
  await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) =>
    storeVectors.markVectors(tx, rows, await databaseNow(tx)),
  )
}

async function emitDue(db: Database): Promise<void> {
  await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) =>
    emitMany(tx, 'matching', 'matching.due', [{}], await databaseNow(tx)),
  )
}

/** One turn over the marked demands; what is left goes on in the next turn of the outbox. */
async function computeDue(world: MatchWorld): Promise<void> {
  const { db } = world
  const turn = await beginTurn(world)
  const until = performance.now() + TURN_MS
  while ((await computeNext(world, turn)) && performance.now() < until);
  await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) => {
    const topic = (await store.countStale(tx)) > 0 ? 'matching.due' : 'matching.tell'
    await emitMany(tx, 'matching', topic, [{}], await databaseNow(tx))
  })
}

/** Computes the demand that waits longest; one that cannot be computed goes to the end, so that it holds up no other. */
async function computeNext(world: MatchWorld, turn: Turn): Promise<boolean> {
  const { db } = world
  let taken: string | undefined
  try {
    await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) => {
      taken = await store.takeStale(tx)
      if (taken !== undefined) await refreshDemand(world, turn, tx, taken)
    })
  } catch (error) {
    const failed = taken
    if (failed !== undefined)
      await db.transaction({ isolation: 'read committed', module: 'matching' }, async (tx) =>
        store.postpone(tx, failed, await databaseNow(tx)),
      )
    throw error
  }
  return taken !== undefined
}

/**
 * Turns over the records that wait for vectors; the first one looks for all that have none. What got vectors changes
 * matches: those of a demand itself, and of demands an achievement is near to.
 */
export function vectorTurns(db: Database, vectors: Vectors): () => Promise<number> {
  let isBegun = false
  return async () => {
    if (!isBegun) await vectors.markMissing()
    isBegun = true
    const done = await vectors.turn()
    if (done === null || done.length === 0) return 0
    const touched = done.filter(({ kind }) => kind === 'demand').map(({ id }) => id)
    for (const { kind, id } of done)
      if (kind === 'achievement') touched.push(...(await vectors.demandsNear(id)))
    await mark(db, touched)
    await emitDue(db)
    return done.length
  }
}
