import type { Database, Tx } from '#platform/db/database.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import type { ModuleParts } from '#platform/module.ts'
import { indexedRecords, sqlOf, textKeys } from '#platform/search/index.ts'
import { listedAchievement } from '#modules/achievements/index.ts'
import { listedDemand } from '#modules/exchange/index.ts'
import { pairsFor, type MatchContext, type Pair } from './compute.ts'
import { matchRules, type MatchRules } from './context.ts'
import type { AchievementFacts, DemandFacts } from './facts.ts'
import { hasImproved, refusedBy, UNCLEAR, type About, type Said } from './rules.ts'
import { foundUnclear, saidBy } from './store.ts'
import * as store from './store-matches.ts'
import type { Meant } from './store-matches.ts'
import { Vectors } from './vectors.ts'

/** What computing matches needs of the rest of the city. */
export interface MatchWorld {
  readonly db: Database
  /** Codes of the counties and zones of this city. */
  readonly regions: ReadonlySet<string>
  /** Undefined while no embedding endpoint is set. */
  readonly vectors: Vectors | undefined
}

const worlds = new WeakMap<Database, MatchWorld>()

/** The world of a city; one a database, so that vectors are in memory once. */
export function worldOf({ db, pack, embeddings }: ModuleParts): MatchWorld {
  const known = worlds.get(db)
  if (known) return known
  const regions = new Set(pack.regions.map(({ code }) => code))
  const world = { db, regions, vectors: embeddings && new Vectors(db, embeddings) }
  worlds.set(db, world)
  return world
}

/** What is the same for all demands of one turn. */
export interface Turn {
  readonly rules: MatchRules
  readonly unclear: ReadonlyMap<string, number>
  readonly now: string
}

export async function beginTurn({ db }: Pick<MatchWorld, 'db'>): Promise<Turn> {
  const { rules, now, unclear } = await db.read('matching', async (tx) => {
    const now = await databaseNow(tx)
    const rules = matchRules(await loadRuleset(tx), dayOf(now))
    return { rules, now, unclear: await foundUnclear(tx, UNCLEAR) }
  })
  const keys = await textKeys(
    db.reader,
    'achievement',
    unclear.map(({ achievementId }) => achievementId),
  )
  // What was said of another text says nothing any more.
  const standing = unclear.filter(({ achievementId, textKey }) => keys.get(achievementId) === textKey)
  return {
    rules,
    now,
    unclear: new Map(standing.map(({ achievementId, demanders }) => [achievementId, demanders])),
  }
}

/** The matches of one demand as they are now, with what its owner said; null when the demand is not public. */
export async function computeDemand(world: MatchWorld, turn: Turn, demandId: string) {
  const { db, regions, vectors } = world
  const record = (await indexedRecords(db.reader, 'demand', [demandId])).get(demandId)
  const found = await db.read('matching', async (tx) => {
    const demand = await listedDemand(tx, demandId)
    return demand && { demand, said: await saidBy(tx, demand.ownerOrgId) }
  })
  if (!record || !found) return null
  const meaning = await vectors?.meaningOf(demandId)
  const context: MatchContext = {
    fit: { ...turn.rules.fit, regions },
    lower: turn.rules.lower,
    refused: refusedBy(found.said),
    unclear: turn.unclear,
    ...(meaning && { meaning }),
  }
  const of = { kind: 'demand', id: demandId }
  const pairs = await pairsFor(db.reader, of, record.item as DemandFacts, context)
  const meant: Meant = vectors === undefined ? 'off' : meaning === undefined ? 'missing' : 'used'
  return { ...found, pairs, meant }
}

/** Computes and stores the matches of one demand, and keeps the good new ones to tell their owners of. */
export async function refreshDemand(world: MatchWorld, turn: Turn, tx: Tx, demandId: string): Promise<void> {
  const computed = await computeDemand(world, turn, demandId)
  if (computed === null) {
    await store.dropMatches(tx, demandId)
    return
  }
  const { demand, pairs, said, meant } = computed
  await store.replaceMatches(tx, demandId, { pairs, meant, at: turn.now })
  await keepGood(tx, turn, { id: demandId, orgId: demand.ownerOrgId }, pairs, said)
}

/** Whether the owner of a demand last said of one of its matches that it has a solution: then it is told of no more. */
export function isPaused(said: readonly Said[], demandId: string): boolean {
  const [latest] = said.filter((one) => one.demandId === demandId)
  return latest?.answer === 'no' && latest.reason === '已有方案'
}

/** What is public of an achievement now, as far as an answer may be about it. */
export function aboutOf(item: unknown, textKey: string | undefined): About {
  const { trl, priceFen, region } = item as AchievementFacts
  return { trl: trl ?? null, priceFen: priceFen ?? null, region: region ?? null, textKey: textKey ?? null }
}

async function keepGood(
  tx: Tx,
  { rules, now }: Turn,
  demand: { readonly id: string; readonly orgId: string },
  pairs: readonly Pair[],
  said: readonly Said[],
): Promise<void> {
  const isSilent = isPaused(said, demand.id)
  const answers = new Map(
    said.filter((one) => one.demandId === demand.id).map((one) => [one.achievementId, one]),
  )
  const good = pairs.filter(({ score }) => score >= rules.good)
  const keys = await textKeys(
    sqlOf(tx),
    'achievement',
    good.map(({ match }) => match.id).filter((id) => answers.get(id)?.answer === 'no'),
  )
  const wanted = good.flatMap(({ match, score, lowered }): store.GoodPair[] => {
    const pair = { demandId: demand.id, achievementId: match.id }
    const given = answers.get(match.id)
    const hasReturned = given?.answer === 'no' && hasImproved(given, aboutOf(match.item, keys.get(match.id)))
    if (given !== undefined) return hasReturned && !isSilent ? [{ ...pair, side: 'returned' }] : []
    const isForDemander = !isSilent && score + lowered >= rules.good
    return [
      ...(isForDemander ? [{ ...pair, side: 'demand' } as const] : []),
      { ...pair, side: 'achievement' },
    ]
  })
  const fresh = await store.untold(tx, wanted)
  const owners = new Map<string, string>()
  for (const id of new Set(fresh.map(({ achievementId }) => achievementId))) {
    const owner = (await listedAchievement(tx, id))?.ownerOrgId
    // What a unit has itself needs no message.
    if (owner !== undefined && owner !== demand.orgId) owners.set(id, owner)
  }
  await store.keepUntold(
    tx,
    fresh.flatMap((pair) => {
      const owner = owners.get(pair.achievementId)
      return owner === undefined
        ? []
        : [{ ...pair, orgId: pair.side === 'achievement' ? owner : demand.orgId }]
    }),
    now,
  )
}
