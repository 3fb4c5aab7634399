import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { ReasonView, StageView } from '#platform/module.ts'
import { UNEXPLAINED } from '#platform/records/forms.ts'
import { DEAL_STAGES, type CubeRow, type DealStage, type Kind, type Stage } from './cohorts.ts'

/** The views other modules publish for the statistics. */
export interface Sources {
  readonly stages: readonly StageView[]
  readonly reasons: readonly ReasonView[]
}

const VIEW = /^[a-z_]+\.pub_[a-z_]+$/

function viewNamed(name: string): RawBuilder<unknown> {
  if (!VIEW.test(name)) throw new Error(`${name} is not the name of a published view`)
  return sql.table(name)
}

/** Facts of all modules as `(record_id, stage, at)`, a row for each side of a deal. */
function factsOf({ stages }: Sources): RawBuilder<unknown> {
  if (stages.length === 0)
    return sql`select null::uuid as record_id, null::text as stage, null::timestamptz as at where false`
  const sides = stages.flatMap(({ view }) =>
    ['achievement_id', 'demand_id'].map(
      (side) =>
        sql`select ${sql.ref(side)} as record_id, stage, at from ${viewNamed(view)} where ${sql.ref(side)} is not null`,
    ),
  )
  return sql.join(sides, sql` union all `)
}

/** Which listing reached which stage when first: a row a listing, a column a stage. */
function reachedOf(sources: Sources): RawBuilder<unknown> {
  const first = DEAL_STAGES.map(
    (stage) => sql`min(f.at) filter (where f.stage = ${stage}) as ${sql.ref(stage)}`,
  )
  return sql`select f.record_id, ${sql.join(first)} from (${factsOf(sources)}) f group by f.record_id`
}

/**
 * Listings by kind, quarter of the first listing, field, region, class of the owner and stages reached. Counted by owner
 * first: there are few owners, and their names and classes need not be read a million times.
 */
export async function cube(tx: Tx, sources: Sources): Promise<CubeRow[]> {
  const bits = DEAL_STAGES.map((stage, place) => sql`when ${stage} then ${sql.lit(1 << place)}`)
  const { rows } = await sql<CubeRow>`
    select c.kind, extract(year from c.quarter)::int as year, extract(quarter from c.quarter)::int as quarter, c.field,
      case when c.hidden then null else o.region end as region, case when c.hidden then null else o.kind end as "ownerClass",
      c.mask, sum(c.n)::int as n
    from (
      select l.kind, date_trunc('quarter', l.listed_on::timestamp) as quarter, l.field, l.hidden, l.org_id,
        coalesce(r.mask, 0) as mask, count(*) as n
      from platform.listing l
      left join (
        select f.record_id, bit_or(case f.stage ${sql.join(bits, sql` `)} else 0 end) as mask
        from (${factsOf(sources)}) f group by f.record_id
      ) r on r.record_id = l.record_id
      where l.kind in ('achievement', 'demand') group by 1, 2, 3, 4, 5, 6
    ) c join platform.pub_organisation o on o.id = c.org_id
    group by 1, 2, 3, 4, 5, 6, 7, c.quarter`.execute(tx.as('funnel'))
  return rows
}

export interface MedianFact {
  readonly kind: Kind
  /** null: all years. */
  readonly year: number | null
  readonly from: Stage
  readonly to: DealStage
  readonly days: number
  readonly n: number
}

/** Median days of each step by kind and year of the first listing, over listings with facts of both in this order. */
export async function medianDays(
  tx: Tx,
  sources: Sources,
  steps: readonly (readonly [Stage, DealStage])[],
): Promise<MedianFact[]> {
  if (steps.length === 0) return []
  const dayOf = (stage: Stage) =>
    stage === 'listed' ? sql`l.listed_on` : sql`(r.${sql.ref(stage)} at time zone 'Asia/Shanghai')::date`
  const lengths = steps.map(([from, to]) => sql`(${from}, ${to}, ${dayOf(to)} - ${dayOf(from)})`)
  const { rows } = await sql<MedianFact>`
    select l.kind, extract(year from l.listed_on)::int as year, s."from", s."to",
      percentile_disc(0.5) within group (order by s.days)::int as days, count(*)::int as n
    from (${reachedOf(sources)}) r join platform.listing l on l.record_id = r.record_id
    cross join lateral (values ${sql.join(lengths)}) as s("from", "to", days)
    where l.kind in ('achievement', 'demand') and s.days >= 0
    group by grouping sets ((l.kind, extract(year from l.listed_on)::int, s."from", s."to"), (l.kind, s."from", s."to"))`.execute(
    tx.as('funnel'),
  )
  return rows
}

/** Spells on the shelf by kind and by which of `days` each of their turning points comes before or on. */
export interface SpellBucket {
  readonly kind: string
  /** Places in `days`, from 0; days.length: after the last. */
  readonly opened: number
  readonly asked: number | null
  readonly closed: number | null
  readonly ended: boolean
  readonly n: number
}

/** Counts spells by the places of their days among `days`, so that one pass tells the shelf on each of them. */
export async function spells(tx: Tx, days: readonly string[], remindDays: number): Promise<SpellBucket[]> {
  const at = (day: RawBuilder<unknown>) => sql`width_bucket(${day} - 1, ${[...days]}::date[])`
  const askedOn = sql`(s.valid_until - ${remindDays}::int)`
  const { rows } = await sql<SpellBucket>`
    select s.kind, ${at(sql`s.from_on`)} as opened,
      case when ${askedOn} > s.from_on and (s.closed_on is null or ${askedOn} < s.closed_on) then ${at(askedOn)} end as asked,
      case when s.closed_on is not null then ${at(sql`s.closed_on`)} end as closed, s.ended, count(*)::int as n
    from platform.listing_spell s group by 1, 2, 3, 4, 5`.execute(tx.as('funnel'))
  return rows
}

/** Listings that ended and whose outcome nobody told, by kind and day of the end. */
export async function unexplained(tx: Tx, since: string): Promise<{ kind: string; on: string; n: number }[]> {
  const { rows } = await sql<{ kind: string; on: string; n: number }>`
    select kind, ended_on as "on", count(*)::int as n from platform.listing
    where ended_on > ${since}::date and (outcome is null or outcome = ${UNEXPLAINED})
    group by kind, ended_on`.execute(tx.as('funnel'))
  return rows
}

/** Listings on the shelf by kind and whole months since they were confirmed. */
export async function agesOf(tx: Tx, today: string): Promise<{ kind: string; months: number; n: number }[]> {
  const { rows } = await sql<{ kind: string; months: number; n: number }>`
    select kind, (extract(year from age) * 12 + extract(month from age))::int as months, count(*)::int as n
    from (select kind, age(${today}::date, confirmed_on) as age from platform.listing where ended_on is null) l
    group by 1, 2`.execute(tx.as('funnel'))
  return rows
}

/** What came of listings that have ended and were not listed again. */
export async function outcomesOf(tx: Tx): Promise<{ kind: string; outcome: string | null; n: number }[]> {
  const { rows } = await sql<{ kind: string; outcome: string | null; n: number }>`
    select kind, outcome, count(*)::int as n from platform.listing
    where ended_on is not null group by kind, outcome`.execute(tx.as('funnel'))
  return rows
}

/** Why people said no, by the list of reasons. */
export async function reasonsOf(
  tx: Tx,
  { reasons }: Sources,
): Promise<{ title: string; reason: string; n: number }[]> {
  const found: { title: string; reason: string; n: number }[] = []
  for (const { view, title } of reasons) {
    const { rows } = await sql<{ reason: string; n: number }>`
      select reason, count(*)::int as n from ${viewNamed(view)} group by reason`.execute(tx.as('funnel'))
    found.push(...rows.map((row) => ({ title, ...row })))
  }
  return found
}
