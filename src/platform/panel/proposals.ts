import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { isManager, isSame, personOf } from './apart.ts'
import { DECLARED, LEAK, type answerForm, type redrawForm, type removeForm } from './forms.ts'
import { absent, isHeld, note, ofUnit, type OnPanel, type PanelParts } from './on-panel.ts'
import { redraw, redrawHindrance } from './redraw.ts'
import { fillSeats, takeOut } from './seats.ts'
import * as store from './store.ts'
import * as proposals from './store-proposals.ts'
import { findSeat, type SeatRecord } from './store-seats.ts'

/**
 * Why a member may not be changed for this, lest a result is turned: the unit reads the ballots before the panel has
 * decided. Who handed in a ballot goes for a conflict or a leak only, and after the decision for a conflict found late.
 */
function removalHindrance(panel: store.PanelRow, seat: SeatRecord, conflict: string): Refusal | undefined {
  if ((DECLARED as readonly string[]).includes(conflict)) return undefined
  if (panel.state === 'decided')
    return new Refusal(
      'conflict',
      '专家组已作出结论，只有会后发现应当回避（H1 至 H6）才能更换组员；其他情形请按复核程序办理。',
    )
  if (seat.submitted_at === null || conflict === LEAK) return undefined
  return new Refusal(
    'conflict',
    '这位专家已提交评审意见，只有发现应当回避（H1 至 H6）或者泄密才能更换；其他情形请在履职评价中记录。',
  )
}

/** Proposes that a member goes: a conflict found late, an absence, a leak. */
export async function proposeRemoval(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: z.infer<typeof removeForm> & { readonly seatId: string },
  now: Instant,
) {
  const found = await findSeat(tx, input.seatId)
  if (!found) throw absent()
  const on = await ofUnit(tx, parts, actor, found.panel_id)
  const seat = await heldSeat(tx, input.seatId)
  const hindrance = removalHindrance(on.panel, seat, input.conflict)
  if (hindrance) throw hindrance
  const about = { kind: 'remove' as const, seat_id: seat.id, conflict: input.conflict, reason: input.reason }
  return propose(tx, on, actor, about, now, `提出更换专家：${input.conflict}`, seat)
}

async function heldSeat(tx: CommandTx, seatId: string): Promise<SeatRecord> {
  const seat = await findSeat(tx, seatId)
  if (!seat || !isHeld(seat)) throw new Refusal('conflict', '这位专家已不在组内。')
  return seat
}

/** Proposes that the round is drawn again. */
export async function proposeRedraw(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: z.infer<typeof redrawForm> & { readonly panelId: string },
  now: Instant,
) {
  const on = await ofUnit(tx, parts, actor, input.panelId)
  const [draw] = await store.drawsOf(tx, on.panel.id)
  const hindrance = await redrawHindrance(tx, on.panel, draw, tx, now)
  if (hindrance || !draw) throw hindrance ?? absent()
  const about = { kind: 'redraw' as const, draw_id: draw.id, reason: input.reason }
  return propose(tx, on, actor, about, now, `提出重新抽取，理由：${input.reason}`)
}

type About = Pick<proposals.ProposalRow, 'kind' | 'reason'> &
  Partial<Pick<proposals.ProposalRow, 'seat_id' | 'draw_id' | 'conflict'>>

async function propose(
  tx: CommandTx,
  { panel }: OnPanel,
  actor: Actor,
  about: About,
  now: Instant,
  words: string,
  seat?: SeatRecord,
): Promise<{ proposalId: string }> {
  const open = (await proposals.proposalsOf(tx, panel.id)).find(
    ({ agrees, kind, seat_id }) =>
      agrees === null && kind === about.kind && seat_id === (about.seat_id ?? null),
  )
  if (open) throw new Refusal('conflict', '已有同事提出，请由另一位同事核准或否决。')
  const id = v7()
  await proposals.insertProposal(tx, {
    seat_id: null,
    draw_id: null,
    conflict: null,
    ...about,
    id,
    panel_id: panel.id,
    person_id: personOf(actor),
    agent_for: actor.agentFor,
    at: now,
    journal_id: tx.journalId,
  })
  await note(tx, panel.id, `${words}，等另一人核准`, now, seat)
  return { proposalId: id }
}

/** Why this person does not answer a proposal. */
export async function answerHindrance(
  tx: Tx,
  on: Pick<OnPanel, 'panel' | 'dossier' | 'def'>,
  proposal: proposals.Proposal,
  actor: Actor,
): Promise<Refusal | undefined> {
  if (isSame(actor, proposal))
    return new Refusal(
      'forbidden',
      '提出的人和核准的人应当是不同的人（代理人与被代理人视为同一人），请由另一位同事核准。',
    )
  if (await isManager(tx, on, actor))
    return new Refusal('forbidden', '项目管理人不能核准更换专家和重新抽取，请由其他同事核准。')
  return undefined
}

/** Another person, who does not manage the project, agrees, and it is done; or does not, with the reason. */
export async function answerProposal(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: z.infer<typeof answerForm> & { readonly proposalId: string },
  now: Instant,
) {
  const found = await proposals.findProposal(tx, input.proposalId)
  const on = await ofUnit(tx, parts, actor, found?.panel_id ?? input.proposalId)
  const proposal = await proposals.findProposal(tx, input.proposalId)
  if (!proposal) throw absent()
  if (proposal.agrees !== null) throw new Refusal('conflict', '这项提议已经核准或否决。')
  const hindrance = await answerHindrance(tx, on, proposal, actor)
  if (hindrance) throw hindrance
  const { agrees, words } = input
  await proposals.insertAnswer(tx, {
    proposal_id: proposal.id,
    agrees,
    words,
    person_id: personOf(actor),
    at: now,
    journal_id: tx.journalId,
  })
  const answer = agrees ? '核准' : '否决'
  const what = proposal.kind === 'remove' ? '更换一位评审专家' : '重新抽取专家'
  tx.about('panel', on.panel.id, { title: on.panel.title, answer, what })
  if (agrees) await carryOut(tx, parts, on, proposal, now)
  else await note(tx, on.panel.id, `否决${what}：${words}`, now)
  return { agrees }
}

async function carryOut(
  tx: CommandTx,
  parts: PanelParts,
  on: OnPanel,
  proposal: proposals.Proposal,
  now: Instant,
): Promise<void> {
  const { reason, conflict, person_id: personId } = proposal
  if (proposal.seat_id === null || conflict === null) return redraw(tx, on.panel, { reason, personId }, now)
  const seat = await heldSeat(tx, proposal.seat_id)
  const hindrance = removalHindrance(on.panel, seat, conflict)
  if (hindrance) throw hindrance
  await takeOut(tx, on, seat, { conflict, reason }, now)
  await fillSeats(tx, parts, on, now)
}
