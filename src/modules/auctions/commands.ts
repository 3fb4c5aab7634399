import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { datesOf } from '#platform/calendar/deadlines.ts'
import { loadCalendar } from '#platform/calendar/store.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { openDossier, perform, type Binding } from '#platform/procedure/perform.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { secretOf } from './bidding.ts'
import { depositBrought, depositLeaves, depositSeen } from './deposits.ts'
import { endAward, hasContractInTheWay, mustBeForSale, reserve } from './for-sale.ts'
import type { applyForm, admitForm, LotForm, reasonForm, returnForm } from './forms.ts'
import { LOT_READERS } from './permissions.ts'
import { lotProcedure, type LotFacts } from './procedure.ts'
import { custodiansOf } from './sealed/store.ts'
import { lotFault } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

export const lotBinding: Binding = {
  procedure: lotProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects: { declareDefault: endWon, failToSell: endWon },
  entered: async (tx, dossier, now, by) => {
    const lot = await store.findLot(tx, { dossierId: dossier.id })
    if (!lot) return
    await store.updateLot(tx, lot.id, {
      state: dossier.state,
      ...(dossier.state === 'announcing' && { announced_at: now }),
      ...(dossier.state === 'withdrawn' && {
        withdrawn_reason: (by.input as z.infer<typeof reasonForm>).reason,
      }),
    })
    await reserve(tx, lotProcedure, { ...lot, state: dossier.state }, now)
    if (dossier.state === 'withdrawn')
      await tellBidders(tx, lot, '《{name}》的挂牌已撤回，竞价不再进行，已交的保证金由转让方退还。')
    const winner = (await store.biddersOf(tx, lot.id)).find(({ id }) => id === lot.award_bidder)
    if (winner && (by.action === 'declareDefault' || by.action === 'failToSell'))
      await tellOrg(tx, lot, winner.org_id, '转让方已登记《{name}》的竞价未成交，不再签约。')
  },
}

async function endWon(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof reasonForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const lot = await store.findLot(tx, { dossierId: dossier.id })
  await endAward(tx, lot?.deal_id, input, actor, now)
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<LotFacts> {
  const lot = await store.findLot(tx, { dossierId: dossier.id })
  if (!lot) throw new Error(`dossier ${dossier.id} belongs to no lot`)
  const achievement = await achievementForDeal(tx, lot.achievement_id)
  const today = dayOf(await databaseNow(tx))
  const days = (await loadRuleset(tx)).number('listing.announcement.workingDays', today)
  const term = { term: { noticeWorkingDays: days }, suspensions: [] }
  const { dueOn } = datesOf(term, today, await loadCalendar(tx))
  return {
    achievementIsPublished: achievement?.state === 'published',
    hasContractInTheWay: await hasContractInTheWay(tx, lot),
    // The last day is still the notice's: bidding begins after it.
    lastNoticeDay: dueOn,
    startsOn: dayOf(lot.starts_at),
    custodiansAreReady: await custodiansAreReady(tx, lot),
    openingIsOverdue:
      lot.closed_at !== null &&
      (await isOver(tx, 'auction.sealed.opening.workingDays', dayOf(lot.closed_at), today)),
    contractIsOverdue:
      dossier.state === 'awarded' &&
      (await isOver(tx, 'auction.contract.workingDays', dayOf(dossier.entered_at), today)),
    hasStarted: dossier.state === 'bidding' && (await databaseNow(tx)) >= lot.starts_at,
  }
}

async function custodiansAreReady(tx: Tx, lot: store.LotRow): Promise<boolean> {
  if (lot.form.manner !== '密封报价') return true
  const current = (await custodiansOf(tx, lot.id)).filter((one) => one.current && one.key)
  return current.length === lot.rules.sealed.custodians
}

/** Whether a term in working days that began on a day is over. */
export async function isOver(tx: Tx, rule: string, from: string, today: string): Promise<boolean> {
  const workingDays = (await loadRuleset(tx)).number(rule, from)
  const { dueOn } = datesOf({ term: { workingDays }, suspensions: [] }, from, await loadCalendar(tx))
  return dueOn !== null && today > dueOn
}

/** Saves a lot to be proposed; nothing is public yet. */
export async function draftLot(tx: CommandTx, actor: Actor, form: LotForm, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  const { achievement, seller } = await mustBeForSale(tx, actor, form.achievementId)
  mustFit(tx, form, now)
  const id = v7()
  const opening = { title: achievement.name, subject: { kind: 'lot', id }, orgId }
  const dossier = await openDossier(tx, lotBinding, opening, actor, now)
  await store.insertLot(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    org_id: orgId,
    achievement_id: achievement.id,
    achievement_name: achievement.name,
    form,
    rules: keptRules(tx),
    floor_fen: form.floorFen,
    starts_at: form.startsAt,
    ends_at: form.endsAt,
    closes_at: form.endsAt,
    closed_at: null,
    award_bidder: null,
    award_fen: null,
    deal_id: null,
    contract_id: null,
    state: dossier.state,
    announced_at: null,
    withdrawn_reason: null,
    made_by: personId,
    made_at: now,
    sample: seller.sample,
  })
  tx.about('lot', id, { title: achievement.name })
  return { id, dossierId: dossier.id, location: `/app/lots/${id}` }
}

/** The rules of the day a lot is posted, by which it is bid on whatever comes later. */
function keptRules(tx: CommandTx): store.KeptRules {
  const number = (key: string) => tx.rules.number(key, tx.today)
  return {
    windowSeconds: number('auction.lateBid.windowMinutes') * 60,
    extendSeconds: number('auction.lateBid.extendMinutes') * 60,
    outageSeconds: number('auction.outage.shiftAfterSeconds'),
    outageLookbackSeconds: number('auction.outage.lookbackMinutes') * 60,
    sealed: {
      custodians: number('auction.sealed.custodians'),
      threshold: number('auction.sealed.threshold'),
      orgSeatsMax: number('auction.sealed.orgSeats.max'),
    },
  }
}

/** Corrects a lot that is still a draft. */
export async function saveLot(
  tx: CommandTx,
  actor: Actor,
  input: LotForm & { readonly id: string },
  now: Instant,
) {
  const { id, ...form } = input
  const lot = await store.findLot(tx, { id })
  mustReach(actor, { orgId: lot?.org_id ?? null })
  if (!lot) throw new Refusal('absent', '没有找到这次挂牌。')
  if (lot.state !== 'draft')
    throw new Refusal('conflict', '已提交审批或公告的不能再改；要改的请撤回后重新挂牌。')
  if (form.achievementId !== lot.achievement_id)
    throw new Refusal('invalid', '草稿不能换成别的成果，请另建一份。', {}, [
      { field: 'achievementId', message: '不能更换。' },
    ])
  mustFit(tx, form, now)
  await store.updateLot(tx, id, {
    form,
    floor_fen: form.floorFen,
    starts_at: form.startsAt,
    ends_at: form.endsAt,
    closes_at: form.endsAt,
  })
  tx.about('lot', id, { title: lot.achievement_name })
  return { id }
}

function mustFit(tx: CommandTx, form: LotForm, now: Instant): void {
  const fault = lotFault(form, {
    now,
    depositMaxBp: tx.rules.number('auction.deposit.maxBp', tx.today),
    leastHours: tx.rules.number('auction.open.leastHours', tx.today),
  })
  if (fault) throw new Refusal('invalid', fault.message, {}, [fault])
}

/** 受让申请 of a firm, until bidding begins. */
export async function applyForLot(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof applyForm> & { readonly id: string },
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { partyOrgIds: [orgId] })
  const lot = await store.findLot(tx, { id: input.id })
  if (!lot || !store.isShown(lot)) throw new Refusal('absent', '没有找到这次挂牌。')
  if (!actor.orgVerified) throw new Refusal('forbidden', '贵单位尚未通过核验，请先在“单位”页提交核验。')
  if (lot.org_id === orgId) throw new Refusal('conflict', '这是本单位的挂牌，不能自己申请受让。')
  if ((lot.state !== 'announcing' && lot.state !== 'bidding') || now >= lot.starts_at)
    throw new Refusal('conflict', '受让申请在竞价开始以前提交，现在已经截止。')
  const sealed = await offerOf(tx, lot, input.offerFen)
  const alias = publicId().slice(0, 6).toUpperCase()
  // Opened where it is the only one and takes the lot: then it must be no other application's, and of no other lot.
  tx.bind('offerFen', { lot: lot.public_id, alias })
  if (input.related === '有关联关系' && !input.relatedNote)
    throw new Refusal('invalid', '请说明关联关系。', {}, [
      { field: 'relatedNote', message: '请说明关联关系。' },
    ])
  if ((await custodiansOf(tx, lot.id)).some((one) => one.org_id === orgId))
    throw new Refusal('conflict', '贵单位是这次报价的密钥保管单位，不能参加竞买。')
  const others = await store.biddersOf(tx, lot.id)
  if (others.some((one) => one.org_id === orgId)) throw new Refusal('conflict', '贵单位已经提交过受让申请。')
  const files = [input.depositFileId, input.priorityFileId].filter((id) => id !== undefined)
  await mustOwnFiles(tx, actor, files)
  for (const id of files) await shareFile(tx, id, [lot.org_id, orgId], now)
  const row: store.BidderRow = {
    id: v7(),
    lot_id: lot.id,
    org_id: orgId,
    person_id: personId,
    alias,
    offer_secret: sealed,
    priority_basis: input.priorityBasis ?? null,
    priority_file_id: input.priorityFileId ?? null,
    deposit_file_id: input.depositFileId,
    deposit_account: input.depositAccount,
    related: input.related,
    related_note: input.relatedNote ?? null,
    at: now,
    journal_id: tx.journalId,
  }
  await store.insertBidder(tx, row)
  await depositBrought(tx, actor, lot, row, now)
  await tellOrg(tx, lot, lot.org_id, '《{name}》收到一份受让申请，请核对保证金后答复。')
  tx.about('lot', lot.id, { title: lot.achievement_name })
  return { id: row.id, alias: row.alias }
}

/** Reference of the sealed offer of an application; null where bids are sealed, which are handed in later. */
async function offerOf(tx: CommandTx, lot: store.LotRow, offer: number | undefined): Promise<string | null> {
  const refuse = (message: string) => new Refusal('invalid', message, {}, [{ field: 'offerFen', message }])
  if (lot.form.manner === '密封报价') {
    if (offer !== undefined) throw refuse('这次是密封报价，申请里请不要写价格。')
    return null
  }
  if (offer === undefined) throw refuse('请填写报价。')
  const sealed = secretOf(offer)
  if (Number(await tx.openSecret(sealed)) < lot.floor_fen) throw refuse('报价不能低于公告的底价。')
  return sealed
}

/** The seller's word on an application, until bidding begins. */
export async function admitBidder(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof admitForm> & { readonly id: string; readonly bidderId: string },
  now: Instant,
) {
  const { personId } = signedIn(actor)
  const lot = await store.findLot(tx, { id: input.id })
  mustReach(actor, { orgId: lot?.org_id ?? null })
  if (!lot) throw new Refusal('absent', '没有找到这次挂牌。')
  const bidder = (await store.biddersOf(tx, lot.id)).find((one) => one.id === input.bidderId)
  if (!bidder) throw new Refusal('absent', '没有找到这份受让申请。')
  if (bidder.word) throw new Refusal('conflict', '这份申请已经答复。')
  if (now >= lot.starts_at) throw new Refusal('conflict', '竞价已经开始，不能再确认资格。')
  if (!input.admitted && input.reason === '')
    throw new Refusal('invalid', '不同意的请写明理由，申请人会看到。', {}, [
      { field: 'reason', message: '请写明理由。' },
    ])
  if (input.priority && bidder.priority_basis === null)
    throw new Refusal('invalid', '申请人没有主张优先受让权。', {}, [
      { field: 'priority', message: '申请人没有主张。' },
    ])
  await store.insertAdmission(tx, {
    bidder_id: bidder.id,
    admitted: input.admitted,
    priority: input.admitted && input.priority,
    reason: input.reason,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  if (input.admitted) await depositSeen(tx, actor, lot, bidder, now)
  const says = input.admitted
    ? '您对《{name}》的受让申请已通过，竞价时的代号是 {alias}。'
    : '您对《{name}》的受让申请没有通过：{why}'
  await tellOrg(tx, lot, bidder.org_id, says, { alias: bidder.alias, why: input.reason })
  tx.about('lot', lot.id, { title: lot.achievement_name, alias: bidder.alias })
  return { alias: bidder.alias, admitted: input.admitted }
}

/** The deposit was given back outside, or is kept with a reason (practice.md P25). */
export async function returnDeposit(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof returnForm> & { readonly id: string; readonly bidderId: string },
  now: Instant,
) {
  const { personId } = signedIn(actor)
  const lot = await store.findLot(tx, { id: input.id })
  mustReach(actor, { orgId: lot?.org_id ?? null })
  if (!lot) throw new Refusal('absent', '没有找到这次挂牌。')
  const bidder = (await store.biddersOf(tx, lot.id)).find((one) => one.id === input.bidderId)
  if (!bidder) throw new Refusal('absent', '没有找到这份受让申请。')
  const isOver = ['concluded', 'unsold', 'defaulted', 'unsigned', 'withdrawn', 'awarded'].includes(lot.state)
  if (!isOver && bidder.word?.admitted !== false)
    throw new Refusal('conflict', '竞价还没有结束，保证金还不能退还。')
  if ((await store.returnsOf(tx, lot.id)).some((one) => one.bidder_id === bidder.id))
    throw new Refusal('conflict', '这笔保证金已经登记过去向。')
  if (input.kept && (lot.state !== 'defaulted' || lot.award_bidder !== bidder.id))
    throw new Refusal('conflict', '只有成交后反悔的受让方的保证金可以不予退还。')
  if (input.kept && input.reason === '')
    throw new Refusal('invalid', '不予退还的请写明依据。', {}, [{ field: 'reason', message: '请写明依据。' }])
  await store.insertReturn(tx, {
    bidder_id: bidder.id,
    kept: input.kept,
    reason: input.reason,
    receipt: input.receipt,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  const { kept, receipt } = input
  const isSeen = bidder.word?.admitted === true
  await depositLeaves(tx, actor, lot, bidder, { kept, receipt, isSeen }, now)
  const says = input.kept
    ? '《{name}》的保证金不予退还：{why}'
    : '《{name}》的保证金已退还，凭证号 {receipt}。'
  await tellOrg(tx, lot, bidder.org_id, says, { why: input.reason, receipt: input.receipt })
  tx.about('lot', lot.id, { title: lot.achievement_name, alias: bidder.alias })
  return { alias: bidder.alias }
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

export async function tellOrg(
  tx: CommandTx,
  lot: store.LotRow,
  orgId: string,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: lot.achievement_name, ...params },
    link: `/app/lots/${lot.id}`,
    roles: LOT_READERS,
  })
}

export async function tellBidders(
  tx: CommandTx,
  lot: store.LotRow,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const { org_id: orgId, word } of await store.biddersOf(tx, lot.id))
    if (word?.admitted !== false) await tellOrg(tx, lot, orgId, template, params)
}

/** Moves the dossier of a lot by what bidding decided. */
export async function moveLot(
  tx: CommandTx,
  lot: store.LotRow,
  action: 'award' | 'fail' | 'conclude' | 'beginOpening',
  actor: Actor,
  now: Instant,
): Promise<void> {
  const act = { dossierId: lot.dossier_id, action, visit: undefined, input: {}, event: true } as const
  await perform(tx, lotBinding, act, actor, now)
}
