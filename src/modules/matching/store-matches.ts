import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Pair } from './compute.ts'
import type { Reason } from './reasons.ts'
import type { Side } from './store.ts'

/** Whom a message about a good pair goes to; `returned` is the demander of a pair it refused before. */
export type ToldSide = Side | 'returned'

/** Whether nearness by meaning counted: no endpoint is set, it did, or the demand has no vector yet. */
export type Meant = 'off' | 'used' | 'missing'

/** A stored match; points are tenths in the table and whole here. */
export interface StoredMatch {
  readonly demandId: string
  readonly achievementId: string
  readonly score: number
  readonly text: number
  readonly lowered: number
  /** 0–1. */
  readonly coverage: number
  readonly reasons: readonly Reason[]
  readonly loweredBy: readonly Reason[]
}

const COLUMNS = sql`demand_id as "demandId", achievement_id as "achievementId", score / 10.0::float8 as score,
  text_points / 10.0::float8 as text, lowered / 10.0::float8 as lowered, coverage_bp / 10000.0::float8 as coverage,
  reasons, lowered_by as "loweredBy"`

/** Puts the matches of a demand in the place of those before. */
export async function replaceMatches(
  tx: Tx,
  demandId: string,
  { pairs, meant, at }: { readonly pairs: readonly Pair[]; readonly meant: Meant; readonly at: string },
): Promise<void> {
  const rows = pairs.map(({ match, score, text, reasons, lowered, loweredBy }) => ({
    achievement_id: match.id,
    score: Math.round(score * 10),
    text_points: Math.round(text * 10),
    lowered: Math.round(lowered * 10),
    coverage_bp: Math.round(match.coverage * 10_000),
    reasons,
    lowered_by: loweredBy,
  }))
  const db = tx.as('matching')
  await sql`insert into matching.list (demand_id, items, computed_at, meaning)
    values (${demandId}, ${rows.length}, ${at}, ${meant})
    on conflict (demand_id) do update set items = excluded.items, computed_at = excluded.computed_at,
      meaning = excluded.meaning`.execute(db)
  await sql`delete from matching.match where demand_id = ${demandId}`.execute(db)
  await sql`insert into matching.match
      (demand_id, achievement_id, score, text_points, lowered, coverage_bp, reasons, lowered_by)
    select ${demandId}::uuid, achievement_id, score, text_points, lowered, coverage_bp, reasons, lowered_by
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(achievement_id uuid, score int, text_points int,
      lowered int, coverage_bp int, reasons jsonb, lowered_by jsonb)`.execute(db)
}

/** Forgets the matches of a demand that is no longer public, and the messages that still wait. */
export async function dropMatches(tx: Tx, demandId: string): Promise<void> {
  await sql`delete from matching.told where demand_id = ${demandId} and told_at is null`.execute(
    tx.as('matching'),
  )
  await sql`delete from matching.list where demand_id = ${demandId}`.execute(tx.as('matching'))
}

/** When and how the matches of a demand were computed; undefined when they never were. */
export async function listOf(
  tx: Tx,
  demandId: string,
): Promise<{ readonly computedAt: string; readonly meaning: Meant } | undefined> {
  const { rows } = await sql<{ computedAt: string; meaning: Meant }>`
    select computed_at as "computedAt", meaning from matching.list where demand_id = ${demandId}`.execute(
    tx.as('matching'),
  )
  return rows[0]
}

/** Matches of a demand, or of an achievement, best first as everybody sees them. */
export async function storedMatches(
  tx: Tx,
  of: { readonly demandId: string } | { readonly achievementId: string },
  limit: number,
): Promise<StoredMatch[]> {
  const which = 'demandId' in of ? sql`demand_id = ${of.demandId}` : sql`achievement_id = ${of.achievementId}`
  const { rows } = await sql<StoredMatch>`
    select ${COLUMNS} from matching.match where ${which}
    order by score desc, text_points desc, demand_id, achievement_id limit ${limit}`.execute(
    tx.as('matching'),
  )
  return rows
}

/** Public demands that have one of these achievements among their matches. */
export async function demandsWith(tx: Tx, achievementIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ demand_id: string }>`
    select distinct demand_id from matching.match where achievement_id = any (${[...achievementIds]}::uuid[])`.execute(
    tx.as('matching'),
  )
  return rows.map(({ demand_id }) => demand_id)
}

/** Demands that have stored matches, whether they are public still or not. */
export async function listedDemands(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ demand_id: string }>`select demand_id from matching.list`.execute(
    tx.as('matching'),
  )
  return rows.map(({ demand_id }) => demand_id)
}

/** Marks demands to be computed again; one marked already keeps its place. */
export async function markStale(tx: Tx, demandIds: readonly string[], at: string): Promise<void> {
  if (demandIds.length === 0) return
  await sql`insert into matching.stale (demand_id, since)
    select id, ${at}::timestamptz from unnest(${[...new Set(demandIds)]}::uuid[]) as t(id)
    on conflict (demand_id) do nothing`.execute(tx.as('matching'))
}

/** Takes the longest waiting demand; other processes take others. Undefined when none waits. */
export async function takeStale(tx: Tx): Promise<string | undefined> {
  const { rows } = await sql<{ demand_id: string }>`
    delete from matching.stale where demand_id = (
      select demand_id from matching.stale order by since, demand_id limit 1 for update skip locked)
    returning demand_id`.execute(tx.as('matching'))
  return rows[0]?.demand_id
}

/** Puts a waiting demand behind the others. */
export async function postpone(tx: Tx, demandId: string, at: string): Promise<void> {
  await sql`update matching.stale set since = ${at} where demand_id = ${demandId}`.execute(tx.as('matching'))
}

export async function countStale(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from matching.stale`.execute(
    tx.as('matching'),
  )
  return rows[0]?.n ?? 0
}

export interface GoodPair {
  readonly demandId: string
  readonly achievementId: string
  readonly side: ToldSide
}

/** Those of the pairs that the side was never told of and that do not wait already. */
export async function untold(tx: Tx, pairs: readonly GoodPair[]): Promise<GoodPair[]> {
  const { rows } = await sql<GoodPair>`
    select x."demandId", x."achievementId", x.side
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as x("demandId" uuid, "achievementId" uuid, side text)
    where not exists (select 1 from matching.told t
      where t.demand_id = x."demandId" and t.achievement_id = x."achievementId" and t.side = x.side)`.execute(
    tx.as('matching'),
  )
  return rows
}

/** Keeps pairs to tell their organisations of. */
export async function keepUntold(
  tx: Tx,
  pairs: readonly (GoodPair & { readonly orgId: string })[],
  at: string,
): Promise<void> {
  if (pairs.length === 0) return
  await sql`insert into matching.told (demand_id, achievement_id, side, org_id, found_at)
    select "demandId", "achievementId", side, "orgId", ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb)
      as x("demandId" uuid, "achievementId" uuid, side text, "orgId" uuid)
    on conflict do nothing`.execute(tx.as('matching'))
}

export interface Waiting {
  readonly demandId: string
  readonly achievementId: string
  readonly side: ToldSide
  readonly orgId: string
  /** Null when the pair is no longer among the matches. */
  readonly score: number | null
}

/** Takes every pair that waits, as told from now on. */
export async function takeWaiting(tx: Tx, at: string): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    with told as (update matching.told set told_at = ${at} where told_at is null
      returning demand_id, achievement_id, side, org_id)
    select t.demand_id as "demandId", t.achievement_id as "achievementId", t.side, t.org_id as "orgId",
      m.score / 10.0::float8 as score
    from told t left join matching.match m on m.demand_id = t.demand_id and m.achievement_id = t.achievement_id
    order by m.score desc nulls last, t.demand_id, t.achievement_id`.execute(tx.as('matching'))
  return rows
}
