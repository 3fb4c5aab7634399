import type { Actor } from '../access/access.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { personNames } from '../identity/names.ts'
import { proposalActs, type PanelAct } from './next.ts'
import type { OnPanel } from './on-panel.ts'
import { answerHindrance } from './proposals.ts'
import type { PanelRow } from './store.ts'
import { proposalsOf } from './store-proposals.ts'

/** A change of a member or a new draw, as proposed and answered. */
export interface ProposalView {
  readonly id: string
  readonly kind: 'remove' | 'redraw'
  /** Of a removal the member, as the seats name it. */
  readonly who: string | null
  readonly conflict: string | null
  readonly reason: string
  readonly by: string
  readonly at: Instant
  readonly answer: {
    readonly agrees: boolean
    readonly words: string
    readonly by: string
    readonly at: Instant
  } | null
  readonly next: readonly PanelAct[]
}

/** What was proposed for a panel, the newest first; `on` while its dossier waits for it, `actor` who may answer. */
export async function proposalViews(
  tx: Tx,
  panel: PanelRow,
  on: Pick<OnPanel, 'panel' | 'dossier' | 'def'> | undefined,
  seats: readonly { readonly id: string; readonly name: string }[],
  actor: Actor | null,
): Promise<ProposalView[]> {
  const rows = await proposalsOf(tx, panel.id)
  const names = await personNames(
    tx,
    rows.flatMap(({ person_id, answered_by }) => [person_id, answered_by]),
  )
  const views: ProposalView[] = []
  for (const row of rows) {
    const waits = row.agrees === null && on !== undefined && panel.state !== 'closed'
    const mayAnswer = waits && actor !== null && (await answerHindrance(tx, on, row, actor)) === undefined
    views.push({
      id: row.id,
      kind: row.kind,
      who: seats.find(({ id }) => id === row.seat_id)?.name ?? null,
      conflict: row.conflict,
      reason: row.reason,
      by: names.get(row.person_id) ?? '—',
      at: row.at,
      answer:
        row.agrees === null || row.answered_at === null
          ? null
          : {
              agrees: row.agrees,
              words: row.words ?? '',
              by: names.get(row.answered_by ?? '') ?? '—',
              at: row.answered_at,
            },
      next: mayAnswer ? proposalActs(row.id) : [],
    })
  }
  return views
}
