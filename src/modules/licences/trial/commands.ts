import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { openDossier, perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { performAfter, remindOfAppointment } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { makeContract, prepareText } from '#modules/contracts/index.ts'
import { movePostedDeal, openPostedDeal } from '#modules/deals/index.ts'
import type { TrialOfferTerms, tryForm } from '../forms.ts'
import { fillWhenFull, openOfferFor, postedOf, signedIn } from '../offer/commands.ts'
import { findOffer, type OfferRow } from '../offer/store.ts'
import { convertedTerms } from '../offer/terms.ts'
import { amountDue, countedMilli, paymentIs } from '../rules.ts'
import { confirmedFen, factsOf, readingOf, tell, tellOthers, trialOf } from './facts.ts'
import {
  CLOCK_REASONS,
  type endForm,
  type paymentForm,
  type receiveForm,
  type refuseForm,
  type stoppedForm,
  type terminateForm,
  type waiveForm,
} from './forms.ts'
import { trialProcedure } from './procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof trialProcedure>, Effect>>

const effects: Effects = {
  accept: makeAgreement('许可方同意试用《{name}》，试用协议已生成，请核对签署。'),
  makeAgreement: makeAgreement('《{name}》的试用协议已重新生成，请核对签署。'),
  agreementSigned: async (tx, dossier) => {
    const trial = await trialOf(tx, dossier)
    const says = '《{name}》的试用协议已成立：请许可方交付资料，试用方签收后开始试用。'
    await tell(tx, trial, [trial.seller_org_id, trial.buyer_org_id], says)
  },
  receive: async (tx, dossier, input: z.infer<typeof receiveForm>, actor, now) => {
    const trial = await trialOf(tx, dossier)
    if (input.receivedOn > tx.today) throw new Refusal('invalid', '签收日期不能在今天以后，请更正。')
    if (input.receivedOn < dayOf(trial.applied_at))
      throw new Refusal('invalid', '签收日期早于申请试用的日期，请更正。')
    const endsOn = addDays(input.receivedOn, trial.terms.trialDays)
    if (endsOn < tx.today) throw new Refusal('invalid', '按这个签收日期试用期已满，请核对。')
    const answerBy = addDays(endsOn, trial.terms.answerDays)
    await store.updateTrial(tx, trial.id, { began_at: now, ends_on: endsOn, answer_by: answerBy })
    await tellOthers(tx, trial, actor, '试用方已签收《{name}》的资料，试用期到 {on} 为止。', { on: endsOn })
  },
  convert,
  stop: endWith,
  giveUp: endWith,
  terminate: async (tx, dossier, input: z.infer<typeof terminateForm>, actor, now) =>
    endWith(tx, dossier, { reason: '其他', note: input.note }, actor, now),
  decline: endWith,
  withdraw: endWith,
  cancel: endWith,
  lapseApplication: endByClock('lapseApplication'),
  lapseSigning: endByClock('lapseSigning'),
  lapseDelivery: endByClock('lapseDelivery'),
  lapse: endByClock('lapse'),
  lapseContract: endByClock('lapseContract'),
  finish: async (tx, dossier) => {
    const trial = await trialOf(tx, dossier)
    const says = '《{name}》试用期满，请在 {on} 以前答复是否转正；逾期试用失效，应当停止使用。'
    await tell(tx, trial, [trial.seller_org_id, trial.buyer_org_id], says, { on: trial.answer_by ?? '' })
  },
  contractSigned: async (tx, dossier) => {
    const trial = await trialOf(tx, dossier)
    const says = '《{name}》许可合同已成立：请试用方付款后上传凭证，由许可方确认。'
    await tell(tx, trial, [trial.seller_org_id, trial.buyer_org_id], says)
  },
  pay,
  confirmPayment: answerPayment('confirm', '许可方确认收到《{name}》的使用费，款已付清。'),
  confirmPart: answerPayment('confirm', '许可方确认收到《{name}》的部分使用费，请继续支付余款。'),
  refusePayment: answerPayment('refuse', '许可方没有确认《{name}》的付款：{why}'),
  confirmStopped,
  confirmStoppedOwing: confirmStopped,
  payFee: pay,
  confirmFee: answerPayment('confirm', '许可方确认收到《{name}》的试用费，已结清。'),
  confirmFeePart: answerPayment('confirm', '许可方确认收到《{name}》的部分试用费，请继续支付余款。'),
  refuseFee: answerPayment('refuse', '许可方没有确认《{name}》试用费的付款：{why}'),
  waiveFee: async (tx, dossier, input: z.infer<typeof waiveForm>, actor) => {
    const trial = await trialOf(tx, dossier)
    await tellOthers(tx, trial, actor, '许可方不再收取《{name}》的试用费：{why}', { why: input.note })
  },
  leaveUnconfirmed: async (tx, dossier) => {
    const trial = await trialOf(tx, dossier)
    const { owes } = await factsOf(tx, dossier)
    const fee = owes === null ? '' : `试用费 ${owes} 也没有付款凭证，仍应支付。`
    const says = '《{name}》试用失效后，试用方没有确认停止使用；继续使用的应承担违约责任。{fee}'
    await tell(tx, trial, [trial.seller_org_id, trial.buyer_org_id], says, { fee })
  },
}

export const trialBinding: Binding = {
  procedure: trialProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const trial = await store.findTrial(tx, { dossierId: dossier.id })
    if (!trial) return
    await store.updateTrial(tx, trial.id, { state: dossier.state })
    await schedule(tx, dossier, trial)
  },
}

/** The days the trial itself set, as terms of the clock. */
async function schedule(tx: CommandTx, dossier: DossierRow, trial: store.TrialRow): Promise<void> {
  const { ends_on: endsOn, answer_by: answerBy } = trial
  if (endsOn === null || answerBy === null) return
  const daysBefore = tx.rules.number('licence.trialEndReminder.days', tx.today)
  if (dossier.state === 'running') {
    await performAfter(tx, trialProcedure, dossier, { on: endsOn, performs: 'finish' })
    const says = '《{title}》的试用期到 {on} 为止；请补齐读数，决定是否转正。'
    await remindOfAppointment(tx, trialProcedure, dossier, { on: endsOn, daysBefore, says })
  }
  if (dossier.state === 'deciding') {
    await performAfter(tx, trialProcedure, dossier, { on: answerBy, performs: 'lapse' })
    const says = '《{title}》试用期已满，请在 {on} 以前答复是否转正；逾期试用失效。'
    await remindOfAppointment(tx, trialProcedure, dossier, { on: answerBy, daysBefore, says })
  }
}

/** A firm asks to try: the deal begins, the owner answers. */
export async function tryOffer(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof tryForm> & { readonly id: string },
  now: Instant,
) {
  const { offer } = await openOfferFor(tx, actor, input.id)
  if (offer.kind !== 'trial') throw new Refusal('conflict', '这项条件不含试用，请选“按公布条件取得许可”。')
  const deal = await openPostedDeal(
    tx,
    actor,
    {
      achievementId: offer.achievement_id,
      priceRoute: offer.price_route,
      message: input.purpose,
      related: input.related,
      relatedNote: input.relatedNote,
    },
    now,
  )
  const trial = await openTrial(tx, actor, { offer, dealId: deal.id, purpose: input.purpose }, now)
  await fillWhenFull(tx, offer, actor, now)
  await tellOthers(tx, trial, actor, '{org}申请试用《{name}》，请答复。', { org: actor.orgName ?? '' })
  tx.about('licence-trial', trial.id, { title: offer.achievement_name })
  const { id, dossier_id: dossierId, deal_id: dealId } = trial
  return { id, dossierId, dealId, location: `/app/trials/${id}` }
}

interface Asked {
  readonly offer: OfferRow
  readonly dealId: string
  readonly purpose: string
}

async function openTrial(
  tx: CommandTx,
  actor: Actor,
  { offer, dealId, purpose }: Asked,
  now: Instant,
): Promise<store.TrialRow> {
  const { personId, orgId } = signedIn(actor)
  const id = v7()
  const opening = {
    title: offer.achievement_name,
    subject: { kind: 'licence-trial', id },
    orgId: offer.org_id,
    partyOrgIds: [offer.org_id, orgId],
  }
  const dossier = await openDossier(tx, trialBinding, opening, actor, now)
  const trial: store.TrialRow = {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    offer_id: offer.id,
    deal_id: dealId,
    seller_org_id: offer.org_id,
    buyer_org_id: orgId,
    achievement_id: offer.achievement_id,
    achievement_name: offer.achievement_name,
    demand_id: null,
    terms: offer.terms as TrialOfferTerms,
    purpose,
    state: dossier.state,
    applied_by: personId,
    applied_at: now,
    began_at: null,
    ends_on: null,
    answer_by: null,
    due_fen: null,
    sample: offer.sample,
  }
  await store.insertTrial(tx, trial)
  return trial
}

function makeAgreement(says: string): Effect {
  return async (tx, dossier, _input, actor, now) => {
    const trial = await trialOf(tx, dossier)
    const objectionDays = tx.rules.number('licence.meterObjection.days', tx.today)
    const { terms } = trial
    const text = {
      scope: terms.scope,
      trialDays: terms.trialDays,
      meter: `${terms.meter}（单位：${terms.unit}）`,
      objectionDays,
      trialFeeFen: terms.trialFeeFen,
      conversion: {
        mode: '普通许可',
        priceFen: terms.priceFen ?? 0,
        payment: terms.payment,
        termMonths: terms.termMonths,
        ...(terms.unitFen !== undefined && {
          perUnit: { fen: terms.unitFen, unit: terms.unit, capFen: terms.capFen },
        }),
      },
      answerDays: terms.answerDays,
      lapse: terms.lapse,
      deliverables: terms.deliverables,
      acceptance: terms.acceptance,
      improvements: terms.improvements,
      confidentiality: terms.confidentiality,
      liability: terms.liability,
      disputes: terms.disputes,
    }
    await prepareText(tx, actor, trial.deal_id, { purpose: 'trial', terms: text }, now)
    await tellOthers(tx, trial, actor, says)
    tx.about('licence-trial', trial.id, { title: trial.achievement_name })
  }
}

/** The price by the posted rule and the meter, the deal's terms, and the contract text, in one transaction. */
async function convert(
  tx: CommandTx,
  dossier: DossierRow,
  _input: unknown,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const trial = await trialOf(tx, dossier)
  if (trial.answer_by !== null && tx.today > trial.answer_by)
    throw new Refusal('conflict', '答复期限已过，试用失效；如仍要许可，请重新申请或提出合作意向。')
  const offer = await findOffer(tx, { id: trial.offer_id })
  if (!offer) throw new Error(`trial ${trial.id} has no offer`)
  const readings = (await store.readingsOf(tx, trial.id)).map(readingOf)
  if (trial.terms.unitFen !== undefined && readings.length === 0)
    throw new Refusal('conflict', '使用费按用量计算，还没有任何读数；请先登记读数再转正。')
  const quantityMilli = countedMilli(readings)
  const dueFen = amountDue(trial.terms, quantityMilli)
  const disputed = readings.filter((one) => one.word === 'dispute').length
  const terms = convertedTerms(trial.terms, { dueFen, quantityMilli, disputed }, postedOf(offer))
  await store.updateTrial(tx, trial.id, { due_fen: dueFen })
  await movePostedDeal(tx, trial.deal_id, { to: 'licence', terms, proposedBy: offer.made_by }, actor, now)
  await makeContract(tx, actor, { id: trial.deal_id }, now)
  tx.about('licence-trial', trial.id, { title: trial.achievement_name })
}

/** Rights end at once; the deal ends with the reason, and both are told. */
async function endWith(
  tx: CommandTx,
  dossier: DossierRow,
  end: Omit<z.infer<typeof endForm>, 'reason'> & { readonly reason: string },
  actor: Actor,
  now: Instant,
): Promise<void> {
  const trial = await trialOf(tx, dossier)
  const by = actor.kind === 'clock' ? 'clock' : actor.orgId === trial.seller_org_id ? 'seller' : 'buyer'
  await store.insertEnding(tx, { trial_id: trial.id, by, ...end, at: now })
  // What was tried is paid for as agreed; a price of conversion is owed by nobody any more.
  const owedFen = trial.began_at === null ? 0 : trial.terms.trialFeeFen
  await store.updateTrial(tx, trial.id, { due_fen: owedFen === 0 ? null : owedFen })
  const explanation = end.note
  await movePostedDeal(tx, trial.deal_id, { to: 'endTrial', reason: end.reason, explanation }, actor, now)
  const next = dossier.state === 'stopping' ? '试用方应当停止使用，并在试用页确认。' : ''
  await tellOthers(tx, trial, actor, '《{name}》的试用已结束，原因：{reason}。{next}', {
    reason: end.reason,
    next,
  })
  tx.about('licence-trial', trial.id, { title: trial.achievement_name })
}

async function confirmStopped(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof stoppedForm>,
  actor: Actor,
): Promise<void> {
  const trial = await trialOf(tx, dossier)
  if (input.stoppedOn > tx.today) throw new Refusal('invalid', '停止使用的日期不能在今天以后，请更正。')
  await tellOthers(tx, trial, actor, '试用方确认已自 {on} 起停止使用《{name}》，技术资料：{returned}。', {
    on: input.stoppedOn,
    returned: input.returned,
  })
}

function endByClock(name: keyof typeof CLOCK_REASONS): Effect {
  return (tx, dossier, _input, actor, now) =>
    endWith(tx, dossier, { reason: CLOCK_REASONS[name], note: '' }, actor, now)
}

/** P25: the money moved outside; here is its proof, for the other side to confirm. */
async function pay(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof paymentForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const trial = await trialOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  if (input.paidOn > tx.today) throw new Refusal('invalid', '付款日期不能在今天以后，请更正。')
  const payments = await store.paymentsOf(tx, trial.id)
  const leftFen = (trial.due_fen ?? 0) - confirmedFen(payments)
  if (paymentIs(input.amountFen, confirmedFen(payments), trial.due_fen ?? 0) === 'more') {
    const message = `付款金额多于尚未付的 ${String(leftFen / 100)} 元，请核对凭证和金额。`
    throw new Refusal('invalid', message, {}, [{ field: 'amountFen', message }])
  }
  await mustOwnFiles(tx, actor, [input.fileId])
  await shareFile(tx, input.fileId, [trial.seller_org_id, trial.buyer_org_id], now)
  await store.insertPayment(tx, {
    id: v7(),
    trial_id: trial.id,
    amount_fen: input.amountFen,
    paid_on: input.paidOn,
    payer: input.payer,
    account: input.account,
    file_id: input.fileId,
    org_id: orgId,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  await tellOthers(tx, trial, actor, '试用方上传了《{name}》的付款凭证，请核对到账后确认。')
}

function answerPayment(word: 'confirm' | 'refuse', says: string): Effect {
  return async (tx, dossier, input: Partial<z.infer<typeof refuseForm>>, actor, now) => {
    const trial = await trialOf(tx, dossier)
    const { personId, orgId } = signedIn(actor)
    const open = (await store.paymentsOf(tx, trial.id)).find((one) => one.word === undefined)
    if (!open) throw new Error(`trial ${trial.id} shows no payment`)
    const reason = input.reason ?? ''
    await store.insertPaymentWord(tx, {
      payment_id: open.id,
      word,
      reason,
      org_id: orgId,
      person_id: personId,
      at: now,
      journal_id: tx.journalId,
    })
    await tellOthers(tx, trial, actor, says, { why: reason })
  }
}

/**
 * A text between the two was concluded in the contracts module, whichever way it was signed: the trial agreement lets
 * delivery begin, the licence contract lets payment begin. Harmless when there is nothing to move.
 */
export async function followText(
  tx: CommandTx,
  actor: Actor,
  { dealId, purpose }: { readonly dealId: string; readonly purpose: string },
  now: Instant,
): Promise<{ readonly moved: boolean }> {
  const trial = await store.findTrial(tx, { dealId })
  const move = trial && MOVES[`${trial.state}:${purpose}`]
  tx.about('licence-trial', trial?.id ?? null, { title: trial?.achievement_name ?? '' })
  if (!trial || !move) return { moved: false }
  const act = { dossierId: trial.dossier_id, action: move, visit: undefined, input: {}, event: true } as const
  await perform(tx, trialBinding, act, actor, now)
  return { moved: true }
}

const MOVES: Readonly<Record<string, ActionsOf<typeof trialProcedure>>> = {
  'signing:trial': 'agreementSigned',
  'converting:contract': 'contractSigned',
}
