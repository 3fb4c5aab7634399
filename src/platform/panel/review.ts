import type { z } from 'zod'
import { mustReach, type Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { canonical, sha256 } from '../evidence/leaf.ts'
import { metaOf } from '../forms/form.ts'
import type { PanelDef } from '../procedure/facet.ts'
import { Refusal } from '../refusal.ts'
import { liftSeals } from '../veil/veil.ts'
import type { chairForm, confirmForm, opinionForm, payForm, rateForm, softForm } from './forms.ts'
import {
  absent,
  isHeld,
  isServing,
  note,
  ofUnit,
  pseudonym,
  questionOf,
  type OnPanel,
  type PanelParts,
} from './on-panel.ts'
import { decide, fieldsOfBallot, seatsOf } from './rules.ts'
import { fillSeats, isSigned, ownSeat, takeOut, type OnSeat } from './seats.ts'
import * as store from './store.ts'
import * as seats from './store-seats.ts'

type OfSeat<F extends z.ZodType> = z.infer<F> & { readonly seatId: string }

/** Panels are chaired by somebody of the trade (domain/experts.md). */
const CHAIR_TYPE = '技术'

/** Opens the meeting on its day: every seat is filled and has signed. From now on members and unit see the names. */
export async function openMeeting(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  { panelId }: { readonly panelId: string },
  now: Instant,
) {
  const on = await ofUnit(tx, parts, actor, panelId)
  const { panel } = on
  if (panel.state !== 'drawn') throw new Refusal('conflict', '抽取完成、专家到齐后才能开始评审。')
  const { members, wanted, criteria } = await membersOf(tx, panel)
  const signed = members.filter(({ state }) => state === 'committed')
  if (signed.length < wanted || members.length > signed.length)
    throw new Refusal('conflict', '法定人数是全部 {wanted} 席，现在已签署承诺 {signed} 席，不能开始。', {
      wanted,
      signed: signed.length,
    })
  if (tx.today < criteria.meetingOn)
    throw new Refusal('conflict', '会议日期是 {on}，当天才能开始评审；之前不公开专家名单。', {
      on: criteria.meetingOn,
    })
  await mustStillServe(tx, parts, on, signed)
  for (const seat of signed) await seats.changeSeat(tx, seat.id, { state: 'reviewing' })
  await liftSeals(
    tx,
    signed.map(({ id }) => id),
    now,
  )
  await store.changePanel(tx, panel.id, { state: 'reviewing', opened_at: now })
  await note(tx, panel.id, '会议开始，专家名单对组员和承办单位公开', now)
  return { members: signed.length }
}

/** Between the commitment and the meeting a member may leave the pool or come too near to the matter; why would tell who it is. */
async function mustStillServe(
  tx: CommandTx,
  parts: PanelParts,
  on: OnPanel,
  members: readonly seats.SeatRecord[],
): Promise<void> {
  const active = await parts.pool.active(tx, await questionOf(tx, parts, on))
  const free = new Set(active.flatMap(({ expertId, conflict }) => (conflict === undefined ? expertId : [])))
  const lost = members.filter(({ expert_id }) => !free.has(expert_id)).map(({ leaf }) => pseudonym(leaf))
  if (lost.length > 0)
    throw new Refusal('conflict', '{who}已不在专家库、已暂停或应当回避，不能参加评审，请先提出更换。', {
      who: lost.join('、'),
    })
}

/** The seats somebody holds, how many there are, and the criteria they were drawn by. */
export async function membersOf(tx: CommandTx, panel: store.PanelRow) {
  const [fixed] = await store.criteriaOf(tx, panel.id)
  if (!fixed) throw new Error(`panel ${panel.id} has no criteria`)
  const all = await seats.seatsOfPanel(tx, panel.id)
  return { members: all.filter(isHeld), wanted: seatsOf(fixed.criteria.rows), criteria: fixed.criteria }
}

async function serving(tx: CommandTx, parts: PanelParts, actor: Actor, seatId: string): Promise<OnSeat> {
  const on = await ownSeat(tx, parts, actor, seatId)
  if (!isServing(on.seat)) throw new Refusal('conflict', '会议开始后，由在组内的专家办理。')
  return on
}

/** A member votes for a technical member as chair; more than half of the seats elect. */
export async function voteChair(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: { readonly mine: string } & z.infer<typeof chairForm>,
  now: Instant,
) {
  const { panel, seat } = await serving(tx, parts, actor, input.mine)
  if (panel.chair_seat !== null) throw new Refusal('conflict', '组长已经选出。')
  const { members, wanted } = await membersOf(tx, panel)
  const chosen = members.find(({ id }) => id === input.seatId)
  if (!chosen || !isServing(chosen) || chosen.type !== CHAIR_TYPE)
    throw new Refusal('invalid', '组长从组内的技术专家中推选，请另选一位。')
  if (chosen.soft !== null && chosen.soft_stays === null)
    throw new Refusal('invalid', '申报了其他关系的专家不能担任组长，请另选一位。')
  await seats.changeSeat(tx, seat.id, { chair_vote: chosen.id })
  const votes = members.filter(({ id, chair_vote }) =>
    id === seat.id ? true : chair_vote === chosen.id,
  ).length
  if (votes * 2 <= wanted) return { elected: false }
  await store.changePanel(tx, panel.id, { chair_seat: chosen.id })
  await note(tx, panel.id, `推选组长，得 ${votes} 票`, now, chosen)
  return { elected: true }
}

async function asChair(tx: CommandTx, parts: PanelParts, actor: Actor, seatId: string): Promise<OnSeat> {
  const on = await serving(tx, parts, actor, seatId)
  if (on.panel.chair_seat !== on.seat.id) throw new Refusal('forbidden', '此事由专家组组长办理。')
  return on
}

/** The chair decides whether a member with a declared soft conflict may judge. */
export async function decideSoft(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: z.infer<typeof softForm> & { readonly mine: string; readonly seatId: string },
  now: Instant,
) {
  const on = await asChair(tx, parts, actor, input.mine)
  const { members } = await membersOf(tx, on.panel)
  const member = members.find(({ id }) => id === input.seatId)
  if (!member || member.soft === null || member.soft_stays !== null)
    throw new Refusal('conflict', '这位专家没有等待决定的申报。')
  await seats.changeSeat(tx, member.id, { soft_stays: input.stays, soft_reason: input.reason })
  await note(tx, on.panel.id, `组长决定申报的其他关系：${input.stays ? '可以参加' : '应当回避'}`, now, member)
  if (input.stays) return { stays: true }
  await takeOut(tx, on, member, { conflict: '其他关系', reason: input.reason }, now)
  await fillSeats(tx, parts, on, now)
  return { stays: false }
}

/** A member's own ballot; locked once handed in, and read by nobody else before all are in. */
export async function castBallot(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: { readonly seatId: string; readonly ballot: Readonly<Record<string, unknown>> },
  now: Instant,
) {
  const { panel, seat, def } = await serving(tx, parts, actor, input.seatId)
  if (seat.state !== 'reviewing') throw new Refusal('conflict', '评分提交后锁定，不能再改。')
  if (seat.soft !== null && seat.soft_stays === null)
    throw new Refusal('conflict', '您申报了其他关系，请等组长决定后再评分。')
  if (panel.chair_seat === null) throw new Refusal('conflict', '请先推选组长，再评分。')
  const parsed = def.ballot.safeParse(input.ballot)
  if (!parsed.success)
    throw new Refusal(
      'invalid',
      '评审意见有 {count} 处需要更正，请按提示修改。',
      { count: parsed.error.issues.length },
      parsed.error.issues.map(({ path, message }) => ({ field: `ballot.${path.join('.')}`, message })),
    )
  mustFit(tx, def, parsed.data)
  const ballot = parsed.data
  const digest = sha256(canonical(ballot))
  await seats.insertBallot(tx, { seat_id: seat.id, ballot, digest, at: now, journal_id: tx.journalId })
  await seats.changeSeat(tx, seat.id, { state: 'submitted', submitted_at: now })
  await note(tx, panel.id, '提交评审意见', now, seat)
  return { digest }
}

/** Scores above what the rule gives their field, each named with its limit. */
function mustFit(tx: CommandTx, def: PanelDef, ballot: Readonly<Record<string, unknown>>): void {
  if (def.mostRule === undefined) return
  const most = tx.rules.json(def.mostRule, tx.today) as Readonly<Record<string, number>>
  const faults = fieldsOfBallot(def).scores.flatMap((field) => {
    const limit = most[field]
    if (limit === undefined || Number(ballot[field]) <= limit) return []
    const { title } = metaOf(def.ballot.shape[field] as z.ZodType)
    const named = typeof title === 'string' ? title : field
    return [{ field: `ballot.${field}`, message: `“${named}”最高 ${(limit / 100).toFixed(2)} 分。` }]
  })
  if (faults.length > 0)
    throw new Refusal('invalid', '{why}', { why: faults.map(({ message }) => message).join('') }, faults)
}

/** The chair writes what the panel says, once every ballot is in; a new text is confirmed anew. */
export async function writeOpinion(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: OfSeat<typeof opinionForm>,
  now: Instant,
) {
  const { panel } = await asChair(tx, parts, actor, input.seatId)
  const { members, wanted } = await membersOf(tx, panel)
  const handedIn = members.filter((seat) => seat.state === 'submitted' || isSigned(seat))
  if (panel.state !== 'reviewing' || handedIn.length < wanted)
    throw new Refusal('conflict', '全部 {wanted} 位专家提交评审意见后才能形成专家组意见，现在有 {n} 位。', {
      wanted,
      n: handedIn.length,
    })
  for (const seat of handedIn) if (isSigned(seat)) await seats.changeSeat(tx, seat.id, { state: 'submitted' })
  await store.changePanel(tx, panel.id, { opinion: input.opinion, opinion_no: panel.opinion_no + 1 })
  await note(tx, panel.id, `形成专家组意见（第 ${panel.opinion_no + 1} 稿）`, now)
  return { no: panel.opinion_no + 1 }
}

/** A member signs the opinion, or dissents in words that stay beside it. With the last one the panel has decided. */
export async function confirm(
  tx: CommandTx,
  parts: PanelParts,
  actor: Actor,
  input: OfSeat<typeof confirmForm>,
  now: Instant,
) {
  const on = await serving(tx, parts, actor, input.seatId)
  const { panel, seat } = on
  if (panel.opinion === null || seat.state !== 'submitted')
    throw new Refusal('conflict', '现在没有等您确认的专家组意见。')
  if (!input.agrees && input.dissent === undefined)
    throw new Refusal('invalid', '不同意时请写明不同意见，它会保留在专家组意见后面。', {}, [
      { field: 'dissent', message: '请写明不同意见。' },
    ])
  await seats.insertConfirmation(tx, {
    seat_id: seat.id,
    opinion_no: panel.opinion_no,
    agrees: input.agrees,
    dissent: input.dissent ?? null,
    at: now,
    journal_id: tx.journalId,
  })
  await seats.changeSeat(tx, seat.id, { state: signedState(seat) })
  await note(tx, panel.id, input.agrees ? '确认专家组意见' : '确认并保留不同意见', now, seat)
  return { decided: await concludeIfAll(tx, on, now) }
}

/** Who confirms anew after a change of the panel has the fee and the evaluation already. */
function signedState({ fee_fen: fee, rating }: seats.SeatRecord): seats.SeatState {
  if (rating !== null) return 'evaluated'
  return fee === null ? 'confirmed' : 'paid'
}

async function concludeIfAll(tx: CommandTx, on: OnPanel, now: Instant): Promise<boolean> {
  const { panel, def } = on
  const { members, wanted } = await membersOf(tx, panel)
  const confirmed = members.filter(isSigned)
  if (confirmed.length < wanted || members.length > wanted) return false
  const ballots = await seats.ballotsOf(
    tx,
    confirmed.map(({ id }) => id),
  )
  const result = decide(
    def,
    ballots.map(({ ballot }) => ballot),
    wanted,
    (key) => tx.rules.number(key, tx.today),
  )
  await store.changePanel(tx, panel.id, { state: 'decided', result })
  await note(tx, panel.id, `全部专家确认，结论：${result.passes ? '通过' : '不通过'}`, now)
  return true
}

/** The consulting fee of a member who confirmed. */
export async function pay(tx: CommandTx, actor: Actor, input: OfSeat<typeof payForm>, now: Instant) {
  const { panel, seat } = await afterwards(tx, actor, input.seatId, 'confirmed')
  await seats.changeSeat(tx, seat.id, { state: 'paid', fee_fen: input.feeFen })
  await note(tx, panel.id, '记录咨询费发放', now, seat)
  return { seatId: seat.id }
}

/** How a member served, for the pool. */
export async function rate(tx: CommandTx, actor: Actor, input: OfSeat<typeof rateForm>, now: Instant) {
  const { panel, seat } = await afterwards(tx, actor, input.seatId, 'paid')
  await seats.changeSeat(tx, seat.id, {
    state: 'evaluated',
    rating: input.rating,
    rating_words: input.words,
  })
  await note(tx, panel.id, '记录履职评价', now, seat)
  return { seatId: seat.id }
}

/** Fee and evaluation come after the decision, also when the dossier has long gone on. */
async function afterwards(tx: CommandTx, actor: Actor, seatId: string, state: 'confirmed' | 'paid') {
  const seat = await seats.findSeat(tx, seatId)
  const panel = seat && (await store.lockPanel(tx, seat.panel_id))
  mustReach(actor, { unitId: panel?.unit_id ?? null })
  if (!seat || !panel) throw absent()
  if (panel.result === null) throw new Refusal('conflict', '专家组作出结论后才能办理。')
  if (seat.state !== state)
    throw new Refusal(
      'conflict',
      state === 'paid' ? '请先记录咨询费，再作评价。' : '这位专家的咨询费已记录或不需要发放。',
    )
  tx.about('panel', panel.id, { title: panel.title })
  return { panel, seat }
}
