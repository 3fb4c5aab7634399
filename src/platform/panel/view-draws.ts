import { sql } from 'kysely'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Binding } from '../procedure/perform.ts'

/** A draw as the public list names it: nothing of whom it was about, nothing of who was in the pool. */
export interface DrawItem {
  readonly id: string
  readonly procedure: string
  readonly round: number
  readonly candidates: number
  readonly seats: number
  readonly frozenAt: Instant
  readonly drawnAt: Instant | null
  readonly replacedAt: Instant | null
  readonly sample: boolean
}

/** A page shows the newest; older ones keep their permanent addresses. */
const SHOWN = 200

/** The draws of experts, newest first: each leads to its recomputation. */
export async function publicDraws(tx: Tx, bindings: readonly Binding[]): Promise<readonly DrawItem[]> {
  const { rows } = await sql<DrawItem>`
    select d.public_id as id, p.procedure, d.round, d.frozen_at as "frozenAt", w.at as "drawnAt",
      r.at as "replacedAt", p.sample,
      (select coalesce(sum(n::int), 0)::int from jsonb_array_elements_text(d.counts) n) as candidates,
      (select coalesce(sum((x ->> 'seats')::int), 0)::int from jsonb_array_elements(d.rows) x) as seats
    from platform.panel_draw d join platform.panel p on p.id = d.panel_id
    left join platform.panel_drawn w on w.draw_id = d.id
    left join platform.panel_redraw r on r.draw_id = d.id
    order by d.frozen_at desc, d.id limit ${SHOWN}`.execute(tx.as('platform'))
  const titleOf = (id: string) => bindings.find(({ procedure }) => procedure.id === id)?.procedure.title ?? ''
  return rows.map((row) => ({ ...row, procedure: titleOf(row.procedure) }))
}
