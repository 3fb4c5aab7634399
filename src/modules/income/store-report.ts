import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Mode } from './plan/forms.ts'

/** One mode of conversion in one year of one unit. */
export interface ReportRow {
  readonly mode: Mode
  readonly achievements: number
  readonly receipts: number
  readonly part_fen: number
  readonly net_fen: number
  readonly pool_fen: number
  readonly paid_fen: number
  readonly people: number
}

/** What a unit's achievements brought in a year, by the day money came, and what was divided of it since. */
export async function reportRows(
  tx: Tx,
  of: { readonly orgId: string; readonly from: string; readonly until: string },
): Promise<ReportRow[]> {
  const { rows } = await sql<ReportRow>`
    with payout as (
      select o.*, p.mode, p.achievement_id from income.payout o join income.plan p on p.id = o.plan_id
      where p.org_id = ${of.orgId} and o.state <> 'cancelled' and o.received_on between ${of.from} and ${of.until}),
    paid as (
      select y.mode, sum(m.fen)::bigint as fen, count(distinct m.member)::int as people
      from payout y join income.payment m on m.payout_id = y.id group by y.mode)
    select y.mode, count(distinct y.achievement_id)::int as achievements, count(*)::int as receipts,
      sum(y.part_fen)::bigint as part_fen, coalesce(sum(y.net_fen), 0)::bigint as net_fen,
      coalesce(sum(y.pool_fen), 0)::bigint as pool_fen, coalesce(max(paid.fen), 0)::bigint as paid_fen,
      coalesce(max(paid.people), 0)::int as people
    from payout y left join paid on paid.mode = y.mode group by y.mode`.execute(tx.as('income'))
  return rows
}

/** State-founded units that divided or received something in a span of days: they report on it. */
export async function unitsToRemind(
  tx: Tx,
  of: { readonly from: string; readonly until: string },
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ org_id: string }>`
    select distinct p.org_id from income.plan p left join income.payout o on o.plan_id = p.id
    where p.unit_class = 'STATE_RI_OR_HEI' and p.state not in ('draft', 'withdrawn')
      and (o.received_on between ${of.from} and ${of.until} or (p.made_at at time zone 'Asia/Shanghai')::date between ${of.from} and ${of.until})
    order by 1 limit ${limit}`.execute(tx.as('income'))
  return rows.map((row) => row.org_id)
}
