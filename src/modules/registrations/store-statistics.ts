import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import { SIZE_CLASSES } from '#platform/forms/contracts.ts'

/** Registered contracts of one kind; sums in fen. */
export interface Cell {
  readonly dimension: string
  readonly key: string
  readonly contracts: number
  readonly totalFen: number
  readonly techFen: number
}

export interface Span {
  readonly from: string
  readonly until: string
}

/** Registrations of the span that were not cancelled, counted along every dimension in one reading of the table. */
export async function cellsOf(tx: Tx, { from, until }: Span): Promise<Cell[]> {
  const sizes = SIZE_CLASSES.map(({ fromFen }) => fromFen)
  const { rows } = await sql<Cell>`
    with counted as materialized (
      select type, tech_field, seller_kind, buyer_kind, flow, gov_funded::text as gov, right_kinds,
        (width_bucket(total_fen, ${sizes}::bigint[]) - 1)::text as size, total_fen, tech_fen
      from registrations.registration
      where state = 'registered' and standing <> 'cancelled'
        and decided_on >= ${from}::date and decided_on <= ${until}::date),
    cells as (
      select case 0 when grouping(type) then 'type' when grouping(tech_field) then 'field'
          when grouping(seller_kind) then 'sellerKind' when grouping(buyer_kind) then 'buyerKind'
          when grouping(flow) then 'flow' when grouping(gov) then 'gov' when grouping(size) then 'size'
          else 'all' end as dimension,
        coalesce(type, tech_field, seller_kind, buyer_kind, flow, gov, size) as key,
        count(*)::int as contracts, sum(total_fen)::bigint as total, sum(tech_fen)::bigint as tech
      from counted
      group by grouping sets ((), (type), (tech_field), (seller_kind), (buyer_kind), (flow), (gov), (size))
      union all
      select 'right', kind, count(*)::int, sum(total_fen)::bigint, sum(tech_fen)::bigint
      from counted cross join unnest(right_kinds) kind group by kind)
    select dimension, coalesce(key, 'all') as key, contracts, total as "totalFen", tech as "techFen"
    from cells where contracts > 0 and (dimension = 'all' or key is not null)
    order by dimension, contracts desc, key`.execute(tx.as('registrations'))
  return rows
}

/** Day of the first registration that was made; null before any. */
export async function firstDecision(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select min(decided_on)::text as day from registrations.registration where state = 'registered'`.execute(
    tx.as('registrations'),
  )
  return rows[0]?.day ?? null
}

/** Refusals of the span by their reason. */
export async function refusalsOf(
  tx: Tx,
  { from, until }: Span,
): Promise<{ readonly ground: string; readonly contracts: number }[]> {
  const { rows } = await sql<{ ground: string; contracts: number }>`
    select refusal_ground as ground, count(*)::int as contracts from registrations.registration
    where state = 'refused' and decided_on >= ${from}::date and decided_on <= ${until}::date
    group by 1 order by 2 desc, 1`.execute(tx.as('registrations'))
  return rows
}

/** Calendar days from acceptance to decision: how many decisions, and their median; null without any. */
export async function daysToDecision(
  tx: Tx,
  { from, until }: Span,
): Promise<{ readonly decisions: number; readonly medianDays: number | null }> {
  const { rows } = await sql<{ decisions: number; medianDays: number | null }>`
    select count(*)::int as decisions,
      percentile_cont(0.5) within group (order by decided_on - accepted_on)::float8 as "medianDays"
    from registrations.registration
    where state in ('registered', 'refused') and accepted_on is not null
      and decided_on >= ${from}::date and decided_on <= ${until}::date`.execute(tx.as('registrations'))
  return rows[0] ?? { decisions: 0, medianDays: null }
}
