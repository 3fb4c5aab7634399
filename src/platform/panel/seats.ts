import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, type Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { afterWaking } from '../message/quiet.ts'
import { Refusal } from '../refusal.ts'
import { dateTime } from '../text/format.ts'
import { liftSeals, sealSubject } from '../veil/veil.ts'
import { hindrancesOf } from './candidates.ts'
import type { commitForm, replyForm } from './forms.ts'
import {
  absent,
  isHeld,
  note,
  onPanel,
  questionOf,
  seatRef,
  type OnPanel,
  type PanelParts,
} from './on-panel.ts'
import type { Tx } from '../db/database.ts'
import * as store from './store.ts'
import * as seats from './store-seats.ts'
import { isWithin } from '../forms/unit-names.ts'

type OfSeat<F extends z.ZodType> = z.infer<F> & { readonly seatId: string }

const HOUR_MS = 3_600_000
/** What stands for an expert's name in the journal until names may be told. */
export const SEALED_EXPERT = '一位评审专家'

/** Asks the next in the drawn order for every seat that is nobody's; stops where the order ends. */
export async function fillSeats(tx: CommandTx, parts: PanelParts, on: OnPanel, now: Instant): Promise<void> {
  const { panel } = on
  const [draw] = await store.drawsOf(tx, panel.id)
  if (!draw || draw.seed === null) return
  const pool = await store.orderOf(tx, draw)
  const active = await parts.pool.active(tx, await questionOf(tx, parts, on))
  const today = new Map(active.map((expert) => [expert.expertId, expert]))
  const hindrance = await hindrancesOf(tx, on)
  const frozen = pool.map(({ expert_id }) => expert_id)
  const gone = await parts.pool.gone(
    tx,
    frozen.filter((id) => !today.has(id)),
    tx.today,
  )
  const asked = await seats.seatsOfPanel(tx, panel.id)
  const known = new Set(asked.filter(({ draw_id }) => draw_id === draw.id).map(({ leaf }) => leaf))
  const units = asked.filter(isHeld).map(({ unit_key }) => unit_key)
  // Of one organisation, however each has written its name.
  const orgs = new Set(asked.filter(isHeld).flatMap(({ expert_id: id }) => today.get(id)?.orgIds ?? []))
  for (const [stratum, row] of draw.rows.entries()) {
    let open = row.seats - asked.filter((seat) => isHeld(seat) && seat.stratum === stratum).length
    for (const one of pool) {
      if (open <= 0) break
      if (one.stratum !== stratum || known.has(one.leaf)) continue
      const expert = today.get(one.expert_id)
      const why =
        expert === undefined
          ? (gone.get(one.expert_id) ?? '已不在专家库')
          : (hindrance(expert) ??
            (isWithin(units, one.unit_key) || expert.orgIds.some((id) => orgs.has(id))
              ? '同一单位已有专家在组内'
              : undefined))
      await addSeat(tx, panel, one, row.type, why, now)
      if (why !== undefined) continue
      units.push(one.unit_key)
      for (const id of expert?.orgIds ?? []) orgs.add(id)
      open -= 1
    }
    if (open > 0)
      await note(tx, panel.id, `“${row.type}·${row.place}”的候选人已全部问过，仍缺 ${open} 席`, now)
  }
}

/** Invites a candidate, or notes why the order passes over one. */
async function addSeat(
  tx: CommandTx,
  panel: store.PanelRow,
  one: store.CandidateRow,
  type: string,
  why: string | undefined,
  now: Instant,
): Promise<void> {
  const hours = tx.rules.number('experts.answer.hours', tx.today)
  const quiet = tx.rules.list('message.quietHours', tx.today)
  const answerBy = afterWaking(now, hours * HOUR_MS, quiet)
  const id = v7()
  await seats.insertSeat(tx, {
    ...EMPTY_SEAT,
    id,
    panel_id: panel.id,
    draw_id: one.draw_id,
    leaf: one.leaf,
    stratum: one.stratum,
    type,
    expert_id: one.expert_id,
    person_id: one.person_id,
    unit_key: one.unit_key,
    state: why === undefined ? 'invited' : 'passed',
    invited_at: now,
    answer_by: answerBy,
    reason: why ?? null,
  })
  await sealSubject(tx, id, SEALED_EXPERT, now)
  await note(tx, panel.id, why === undefined ? '按顺序邀请' : `按顺序略过：${why}`, now, one)
  if (why !== undefined) return
  await tx.emit('message.sealed', {
    personId: one.person_id,
    seal: id,
    until: answerBy,
    template: '您被抽取为评审专家，请在 {until} 前答复；未答复视为不能参加。',
    params: { until: dateTime(answerBy) },
    link: `/app/my-panels/${id}`,
  })
}

const EMPTY_SEAT = {
  answered_at: null,
  conflict: null,
  soft: null,
  soft_stays: null,
  soft_reason: null,
  chair_vote: null,
  committed_at: null,
  submitted_at: null,
  removed_at: null,
  fee_fen: null,
  rating: null,
  rating_words: null,
}

/** Whether some row of the draw has an open seat and nobody left to ask. */
export async function isExhausted(tx: Tx, draw: store.DrawRow): Promise<boolean> {
  if (draw.seed === null) return false
  const pool = await store.candidatesOf(tx, draw.id)
  const asked = await seats.seatsOfPanel(tx, draw.panel_id)
  const known = new Set(asked.filter(({ draw_id }) => draw_id === draw.id).map(({ leaf }) => leaf))
  return draw.rows.some((row, stratum) => {
    const held = asked.filter((seat) => isHeld(seat) && seat.stratum === stratum).length
    return held < row.seats && pool.every((one) => one.stratum !== stratum || known.has(one.leaf))
  })
}

export interface OnSeat extends OnPanel {
  readonly seat: seats.SeatRecord
}

/** The actor's own seat with its panel, locked. */
export async function ownSeat(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  seatId: string,
): Promise<OnSeat> {
  const found = await seats.findSeat(tx, seatId)
  mustReach(actor, { personId: found?.person_id ?? null })
  if (!found) throw absent()
  const on = await onPanel(tx, parts, found.panel_id)
  const seat = await seats.findSeat(tx, seatId)
  if (!seat) throw absent()
  // Acts of an expert are about the seat, which is sealed; what the unit does is about the panel.
  tx.about('panel-seat', seat.id, { title: on.panel.title })
  return { ...on, seat }
}

/** The expert answers an invitation and declares conflicts; a hard one frees the seat for the next in the order. */
export async function reply(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: OfSeat<typeof replyForm>,
  now: Instant,
) {
  const on = await ownSeat(tx, parts, actor, input.seatId)
  const { seat, panel } = on
  if (seat.state !== 'invited') throw new Refusal('conflict', '这次邀请已经答复或已经结束。')
  if (now > seat.answer_by)
    throw new Refusal('conflict', '答复时限已过，已按顺序联系下一位专家；感谢您的关注。')
  const state = !input.accepts ? 'refused' : input.conflicts.length > 0 ? 'recused' : 'accepted'
  await seats.changeSeat(tx, seat.id, {
    state,
    answered_at: now,
    conflict: input.conflicts.length > 0 ? input.conflicts.join('、') : null,
    reason: input.reason ?? null,
    soft: state === 'accepted' ? (input.soft ?? null) : null,
  })
  const said = { refused: '答复不能参加', recused: '申报应当回避', accepted: '答复参加' }[state]
  await note(tx, panel.id, said, now, seat)
  if (state !== 'accepted') await fillSeats(tx, parts, on, now)
  return { state }
}

/** The expert signs confidentiality and no conflict; in a panel that sits already the review begins at once. */
export async function commitSeat(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: OfSeat<typeof commitForm>,
  now: Instant,
) {
  const { seat, panel } = await ownSeat(tx, parts, actor, input.seatId)
  if (seat.state !== 'accepted') throw new Refusal('conflict', '请先答复参加评审，再签署承诺。')
  const sits = panel.state === 'reviewing'
  const state = sits ? 'reviewing' : 'committed'
  await seats.changeSeat(tx, seat.id, { state, committed_at: now })
  if (sits) await liftSeals(tx, [seat.id], now)
  await note(tx, panel.id, '签署保密和无利益冲突承诺', now, seat)
  return { state }
}

/** Who did not answer in time is passed over: by the clock, and before anything else happens to the panel. */
export async function passSilent(
  tx: CommandTx,
  parts: PanelParts,
  { panelId }: { readonly panelId: string },
  now: Instant,
) {
  const on = await onPanel(tx, parts, panelId)
  const silent = (await seats.seatsOfPanel(tx, panelId)).filter(
    ({ state, answer_by }) => state === 'invited' && answer_by < now,
  )
  for (const seat of silent) {
    await seats.changeSeat(tx, seat.id, { state: 'silent' })
    await note(tx, panelId, '时限内没有答复', now, seat)
  }
  if (silent.length > 0) await fillSeats(tx, parts, on, now)
  return { passed: silent.length }
}

/** Who has confirmed the opinion, paid and rated or not yet. */
export function isSigned({ state }: seats.SeatRecord): boolean {
  return state === 'confirmed' || state === 'paid' || state === 'evaluated'
}

/** Voids a seat with its score; what was confirmed with it is confirmed no more. The next in the order is asked after it. */
export async function takeOut(
  tx: CommandTx,
  { panel }: OnPanel,
  seat: seats.SeatRecord,
  why: { readonly conflict: string; readonly reason: string },
  now: Instant,
): Promise<void> {
  await seats.changeSeat(tx, seat.id, { state: 'removed', removed_at: now, ...why })
  await note(tx, panel.id, `更换专家，原评分作废：${why.conflict}`, now, seat)
  if (panel.opened_at === null) return
  for (const other of await seats.seatsOfPanel(tx, panel.id))
    if (isSigned(other)) await seats.changeSeat(tx, other.id, { state: 'submitted' })
  const wasChair = panel.chair_seat === seat.id
  if (wasChair)
    for (const other of await seats.seatsOfPanel(tx, panel.id))
      if (other.chair_vote !== null) await seats.changeSeat(tx, other.id, { chair_vote: null })
  await store.changePanel(tx, panel.id, {
    state: 'reviewing',
    opinion: null,
    result: null,
    ...(wasChair && { chair_seat: null }),
  })
}

/** A round that is drawn again frees everybody it had asked. */
export async function removeAll(
  tx: CommandTx,
  panel: store.PanelRow,
  reason: string,
  now: Instant,
): Promise<void> {
  for (const seat of await seats.seatsOfPanel(tx, panel.id)) {
    if (!isHeld(seat)) continue
    await seats.changeSeat(tx, seat.id, {
      state: 'removed',
      removed_at: now,
      conflict: seats.REDRAWN,
      reason,
    })
    await note(tx, panel.id, '随本次抽取作废', now, seatRef(seat))
  }
}
