import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

export interface PanelStatistics {
  readonly draws: number
  readonly invited: number
  readonly refused: number
  readonly silent: number
  /** By kind: found by the platform before somebody was asked, declared by the expert, found late. */
  readonly recusals: readonly {
    readonly kind: string
    readonly computed: number
    readonly declared: number
    readonly late: number
  }[]
  readonly paidFen: number
  /** Of panels whose meeting began. `deviation` is the mean distance from the panel's mean, in hundredths of a point. */
  readonly perExpert: readonly {
    readonly expertId: string
    readonly panels: number
    readonly deviation: number | null
  }[]
}

/** Experts with the most service; the rest is in the pool's list. */
const EXPERTS_SHOWN = 100

/** What panels did with the pool; of panels to come only counts. */
export async function panelStatistics(tx: Tx): Promise<PanelStatistics> {
  const counts = await sql<{ draws: number; invited: number; refused: number; silent: number; paid: number }>`
    select (select count(*) from platform.panel_drawn)::int as draws,
      count(*) filter (where state <> 'passed')::int as invited,
      count(*) filter (where state = 'refused')::int as refused,
      count(*) filter (where state = 'silent')::int as silent,
      coalesce(sum(fee_fen), 0)::bigint as paid
    from platform.panel_seat`.execute(tx.as('platform'))
  const [row] = counts.rows
  return {
    draws: row?.draws ?? 0,
    invited: row?.invited ?? 0,
    refused: row?.refused ?? 0,
    silent: row?.silent ?? 0,
    recusals: await recusals(tx),
    paidFen: row?.paid ?? 0,
    perExpert: await perExpert(tx),
  }
}

/** Left out of a frozen pool or passed over later by what the data tells; said in a reply; or why a member went. */
async function recusals(tx: Tx): Promise<PanelStatistics['recusals']> {
  const { rows } = await sql<PanelStatistics['recusals'][number]>`
    with one as (
      select l.key as kind, 'computed' as source, l.value::int as n
        from platform.panel_draw d, jsonb_each_text(d.left_out) l
      union all select reason, 'computed', 1 from platform.panel_seat where state = 'passed'
      union all select k.kind, 'declared', 1
        from platform.panel_seat s, unnest(string_to_array(s.conflict, '、')) as k(kind) where s.state = 'recused'
      union all select conflict, 'late', 1 from platform.panel_seat where state = 'removed')
    select kind, coalesce(sum(n) filter (where source = 'computed'), 0)::int as computed,
      coalesce(sum(n) filter (where source = 'declared'), 0)::int as declared,
      coalesce(sum(n) filter (where source = 'late'), 0)::int as late
    from one where kind ~ '^H[1-7]$' group by kind order by kind`.execute(tx.as('platform'))
  return rows
}

async function perExpert(tx: Tx): Promise<PanelStatistics['perExpert']> {
  const { rows } = await sql<{ expert_id: string; panels: number; deviation: number | null }>`
    with score as (
      select s.panel_id, s.expert_id, (select sum((v.value)::bigint) from jsonb_each_text(b.ballot) v
        where jsonb_typeof(b.ballot -> v.key) = 'number') as points
      from platform.panel_seat s join platform.panel p on p.id = s.panel_id and p.result is not null
      join platform.panel_ballot b on b.seat_id = s.id
      where s.state in ('confirmed', 'paid', 'evaluated')
    ), mean as (select panel_id, avg(points) as points from score group by panel_id)
    select score.expert_id, count(*)::int as panels, round(avg(abs(score.points - mean.points)))::int as deviation
    from score join mean using (panel_id) group by score.expert_id
    order by panels desc, score.expert_id limit ${EXPERTS_SHOWN}`.execute(tx.as('platform'))
  return rows.map(({ expert_id, panels, deviation }) => ({ expertId: expert_id, panels, deviation }))
}
