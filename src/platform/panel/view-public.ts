import { leafBodiesOf } from '../evidence/leaves.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { dayOf } from '../text/format.ts'
import { Refusal } from '../refusal.ts'
import { isServing, pseudonym, type PanelParts } from './on-panel.ts'
import * as store from './store.ts'
import { seatsOfPanel, type SeatRecord } from './store-seats.ts'
import { SEAT_STATES } from './view.ts'

/** What everybody may read of a draw; `src/verify/draw.ts` recomputes it. */
export interface PublicDraw {
  readonly id: string
  readonly procedure: string
  readonly round: number
  readonly algorithm: string
  readonly strata: readonly { readonly type: string; readonly place: string; readonly seats: number }[]
  readonly counts: readonly number[]
  readonly root: string
  readonly seedName: string
  readonly seedAt: Instant
  readonly frozenAt: Instant
  readonly seed: string | null
  readonly seedSource: string | null
  readonly drawnAt: Instant | null
  /** Leaves of each stratum in the order they are asked; null before the draw. */
  readonly order: readonly (readonly string[])[] | null
  /** Why the round before was replaced by this one. */
  readonly reason: string | null
  /** When and why this round was replaced itself. */
  readonly replacedAt: Instant | null
  readonly replacedReason: string | null
  /** After the meeting: what became of those who were asked, and why the order passed over somebody. */
  readonly outcome:
    | readonly { readonly who: string; readonly state: string; readonly why: string | null }[]
    | null
  /** After the decision, where the city publishes them. */
  readonly names: readonly { readonly name: string; readonly unit: string; readonly type: string }[] | null
  readonly sample: boolean
  /** The leaf of the public log that names the commitment, with its bytes. */
  readonly commitment: { readonly leaf: string; readonly leafBody: string } | null
}

/** Why the order passed over somebody or a member went: the platform's own words and kinds, never what people wrote. */
function whyOf({ state, conflict, reason }: SeatRecord): string | null {
  if (state === 'passed') return reason
  return state === 'removed' || state === 'recused' ? conflict : null
}

/** A draw by its public id: before it only the commitment and the name of the number to come. */
export async function publicDraw(
  tx: Tx,
  parts: PanelParts,
  publicId: string,
  now: Instant,
): Promise<PublicDraw> {
  const draw = await store.findDraw(tx, publicId)
  const panel = draw && (await store.findPanel(tx, draw.panel_id))
  if (!draw || !panel) throw new Refusal('absent', '没有找到这次抽取，请核对编号。')
  const pool = draw.seed === null ? null : await store.orderOf(tx, draw)
  const isOver = panel.opened_at !== null && panel.result !== null
  const asked = isOver ? (await seatsOfPanel(tx, panel.id)).filter(({ draw_id }) => draw_id === draw.id) : []
  const isNamed = isOver && (await loadRuleset(tx)).flag('experts.namesPublished', dayOf(now))
  const members = asked.filter(isServing)
  const names = isNamed
    ? await parts.pool.named(
        tx,
        members.map(({ expert_id }) => expert_id),
      )
    : null
  const procedure = parts.bindings.find((binding) => binding.procedure.id === panel.procedure)?.procedure
  return {
    id: draw.public_id,
    procedure: procedure?.title ?? '',
    round: draw.round,
    algorithm: draw.algorithm,
    strata: draw.rows.map(({ type, place, seats }) => ({ type, place, seats })),
    counts: draw.counts,
    root: draw.root,
    seedName: draw.seed_name,
    seedAt: draw.seed_at,
    frozenAt: draw.frozen_at,
    seed: draw.seed,
    seedSource: draw.seed_source,
    drawnAt: draw.drawn_at,
    order:
      pool &&
      draw.rows.map((_, stratum) => pool.filter((one) => one.stratum === stratum).map(({ leaf }) => leaf)),
    reason: draw.reason,
    replacedAt: draw.replaced_at,
    replacedReason: draw.replaced_reason,
    outcome: isOver
      ? asked.map((seat) => ({
          who: pseudonym(seat.leaf),
          state: SEAT_STATES[seat.state],
          why: whyOf(seat),
        }))
      : null,
    names:
      names &&
      members.map((seat) => ({
        name: names.get(seat.expert_id)?.name ?? '',
        unit: names.get(seat.expert_id)?.unit ?? '',
        type: seat.type,
      })),
    sample: panel.sample,
    commitment: (await leafBodiesOf(tx, [draw.journal_id])).get(draw.journal_id) ?? null,
  }
}
