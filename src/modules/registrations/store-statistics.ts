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

/** Registrations of the span that were not cancelled, counted along every dimension in one reading. */
export async function cellsOf(tx: Tx, { from, until }: Span): Promise<Cell[]> {
  const sizes = SIZE_CLASSES.map(({ fromFen }) => fromFen)
  const { rows } = await sql<Cell>`
    select v.dimension, v.key, count(*)::int as contracts,
      sum(r.total_fen)::bigint as "totalFen", sum(r.tech_fen)::bigint as "techFen"
    from registrations.registration r
    cross join lateral (
      values ('all', 'all'), ('type', r.type), ('field', r.tech_field), ('sellerKind', r.seller_kind),
        ('buyerKind', r.buyer_kind), ('flow', r.flow), ('gov', r.gov_funded::text),
        ('size', (width_bucket(r.total_fen, ${sizes}::bigint[]) - 1)::text)
      union all select 'right', kind from unnest(r.right_kinds) kind
    ) v (dimension, key)
    where r.state = 'registered' and r.standing <> 'cancelled'
      and r.decided_on >= ${from}::date and r.decided_on <= ${until}::date and v.key is not null
    group by 1, 2 order by 1, 3 desc, 2`.execute(tx.as('registrations'))
  return rows
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
