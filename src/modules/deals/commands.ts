import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { findOrganisation, type Organisation } from '#platform/identity/organisations.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { lockDossier } from '#platform/procedure/store.ts'
import { renewTerms } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { HIDDEN_DEMANDER, drawVeil } from '#platform/veil/veil.ts'
import { achievementForDeal, type DealAchievement } from '#modules/achievements/index.ts'
import { demandForDeal } from '#modules/exchange/index.ts'
import { reachedDeal, sideOf } from './doors.ts'
import { dealBinding, disclose } from './effects.ts'
import { signedIn, tellOther } from './hands.ts'
import { bindingOf, tellBroker, UNBOUND } from './introduced.ts'
import type {
  brokerAccessForm,
  discloseForm,
  intentForm,
  messageForm,
  offerForm,
  pointAnswerForm,
  pointForm,
} from './forms.ts'
import { dealProcedure } from './procedure.ts'
import * as store from './store.ts'
import { mustNotTell } from './untold.ts'
import type { z } from 'zod'

type Demand = NonNullable<Awaited<ReturnType<typeof demandForDeal>>>
type OfDeal<I> = I & { readonly id: string }

/** Who meets whom about what; everything a new deal is made from. */
export interface Pair {
  readonly achievement: DealAchievement
  readonly demand: Demand | undefined
  readonly buyerOrgId: string
  readonly as: store.DealRow['opened_as']
  readonly priceRoute?: store.PriceRoute
  readonly message: string
}

/** A firm's intent on a published achievement opens a deal; several firms may talk about one achievement at once. */
export async function openDeal(tx: CommandTx, actor: Actor, input: z.infer<typeof intentForm>, now: Instant) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { orgId, partyOrgIds: [orgId] })
  mustBeVerified(actor)
  const achievement = await publishedAchievement(tx, input.achievementId)
  if (achievement.ownerOrgId === orgId)
    throw new Refusal('conflict', '这是本单位的成果，不能向自己提出合作意向。')
  const earlier = await store.openDealOf(tx, orgId, achievement.id)
  if (earlier) throw new Refusal('conflict', '贵单位已就这项成果提出过意向，洽谈仍在进行，请在“洽谈”中继续。')
  const demand = input.demandId === undefined ? undefined : await demandForDeal(tx, input.demandId)
  if (input.demandId !== undefined && demand?.ownerOrgId !== orgId)
    throw new Refusal('absent', '没有找到贵单位的这项需求，或它已结束；也可以不填需求直接提出意向。')
  return begin(tx, actor, { ...input, achievement, demand, buyerOrgId: orgId, as: 'intent' }, now)
}

/** 「我能解决」: an owner offers its achievement to a published demand; the demander accepts or declines. */
export async function offerDeal(tx: CommandTx, actor: Actor, input: z.infer<typeof offerForm>, now: Instant) {
  const { orgId } = signedIn(actor)
  mustReach(actor, { orgId, partyOrgIds: [orgId] })
  mustBeVerified(actor)
  const achievement = await publishedAchievement(tx, input.achievementId)
  if (achievement.ownerOrgId !== orgId)
    throw new Refusal('absent', '没有找到这项成果，或它不是本单位的；请选择本单位已发布的成果。')
  const demand = await demandForDeal(tx, input.demandId)
  if (!demand || !['published', 'matching'].includes(demand.state))
    throw new Refusal('absent', '没有找到这项需求，或它已结束。')
  if (demand.ownerOrgId === orgId) throw new Refusal('conflict', '这是本单位的需求，不能向自己提供方案。')
  await mustBeFirstOffer(tx, achievement.id, demand)
  return begin(tx, actor, { ...input, achievement, demand, buyerOrgId: demand.ownerOrgId, as: 'offer' }, now)
}

/** Only what the seller may know refuses an offer: never a talk in which the same demander is hidden, or the other way round. */
async function mustBeFirstOffer(tx: Tx, achievementId: string, demand: Demand): Promise<void> {
  if (await store.openDealAbout(tx, demand.id, achievementId))
    throw new Refusal('conflict', '这项成果与这项需求已经在洽谈，请在“洽谈”中继续。')
  if (demand.blind === true) return
  const earlier = await store.openDealOf(tx, demand.ownerOrgId, achievementId)
  if (earlier && !earlier.buyer_hidden)
    throw new Refusal('conflict', '对方已就这项成果与贵单位洽谈，请在“洽谈”中继续。')
}

async function begin(tx: CommandTx, actor: Actor, pair: Pair, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  const { achievement, demand, buyerOrgId, as } = pair
  const seller = await findOrganisation(tx, achievement.ownerOrgId)
  if (!seller) throw new Error(`achievement ${achievement.id} has no owner`)
  const id = v7()
  const subject = { kind: 'deal', id }
  const buyerHidden = demand?.blind === true
  // Before the dossier says who its parties are.
  await mustNotTell(tx, { buyer_hidden: buyerHidden, buyer_org_id: buyerOrgId }, actor, pair.message)
  if (buyerHidden) await drawVeil(tx, subject, buyerOrgId, HIDDEN_DEMANDER, now)
  const dossier = await openDossier(
    tx,
    dealBinding,
    {
      title: achievement.name,
      subject,
      orgId: seller.id,
      partyOrgIds: [seller.id, buyerOrgId],
      start: as === 'offer' ? 'offered' : dealProcedure.start,
    },
    actor,
    now,
  )
  const deal = await insertPair(tx, actor, { id, dossier, buyerHidden, pair, seller }, now)
  await store.insertMessage(tx, {
    id: v7(),
    deal_id: id,
    person_id: personId,
    org_id: orgId,
    body: pair.message,
    at: now,
  })
  const says =
    as === 'offer'
      ? '{org}提出用成果《{name}》解决贵单位的需求“{demand}”，请答复。'
      : '{org}对《{name}》提出合作意向，请回复。'
  await tellOther(tx, deal, actor, says, { org: actor.orgName ?? '', demand: demand?.name ?? '' })
  await tellBroker(tx, deal, '您引荐的双方就《{name}》开始接洽。')
  tx.about('deal', id, { title: achievement.name })
  return { id, dossierId: dossier.id, location: `/app/deals/${id}` }
}

interface Begun {
  readonly id: string
  readonly dossier: { readonly id: string; readonly state: string }
  readonly buyerHidden: boolean
  readonly pair: Pair
  readonly seller: Organisation
}

/** The row of a new deal whose dossier was opened. */
export async function insertPair(
  tx: CommandTx,
  actor: Actor,
  begun: Begun,
  now: Instant,
): Promise<store.DealRow> {
  const { id, dossier, buyerHidden, seller } = begun
  const { achievement, demand, buyerOrgId, as, priceRoute } = begun.pair
  const pair = { sellerOrgId: seller.id, buyerOrgId, achievementId: achievement.id, at: now }
  const deal: store.DealRow = {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    achievement_id: achievement.id,
    achievement_name: achievement.name,
    demand_id: demand?.id ?? null,
    seller_org_id: seller.id,
    buyer_org_id: buyerOrgId,
    seller_is_state_founded: seller.stateFounded,
    price_route: priceRoute ?? null,
    opened_by: signedIn(actor).personId,
    opened_at: now,
    opened_as: as,
    buyer_hidden: buyerHidden,
    // Posted terms are a standing word of the seller; everything else waits for an answer.
    accepted_at: as === 'posted' ? now : null,
    waits_for_org_id: { intent: seller.id, offer: buyerOrgId, posted: null, trial: null }[as],
    // Of a hidden demander nothing is bound: the broker would tell the seller who it is. See `disclose`.
    ...(buyerHidden ? UNBOUND : await bindingOf(tx, pair)),
    state: dossier.state,
    terms_version: 0,
    agreed_terms_version: null,
  }
  await store.insertDeal(tx, deal)
  return deal
}

export async function publishedAchievement(tx: Tx, id: string): Promise<DealAchievement> {
  const achievement = await achievementForDeal(tx, id)
  if (achievement?.state !== 'published') throw new Refusal('absent', '没有找到这项成果，或它已下架。')
  return achievement
}

export function mustBeVerified(actor: Actor): void {
  if (actor.orgVerified) return
  throw new Refusal('conflict', '贵单位尚未通过核验，暂不能提出合作意向；请先在“单位”页提交核验。')
}

/** A message, with files of one's own; in a talk that goes on it is an act, and the idle clock begins anew. */
export async function sendMessage(
  tx: CommandTx,
  actor: Actor,
  input: OfDeal<z.infer<typeof messageForm>>,
  now: Instant,
) {
  const deal = await openDealFor(tx, actor, input.id)
  const { personId, orgId } = signedIn(actor)
  await mustNotTell(tx, deal, actor, input.body)
  const fileIds = input.fileIds ?? []
  if (fileIds.length > 0) await attach(tx, actor, deal, fileIds, now)
  const message = {
    id: v7(),
    deal_id: deal.id,
    person_id: personId,
    org_id: orgId,
    body: input.body,
    at: now,
  }
  await store.insertMessage(tx, message, fileIds)
  await stayAwake(tx, deal, now)
  await tellOther(tx, deal, actor, '《{name}》洽谈有新留言。')
  tx.about('deal', deal.id, { title: deal.achievement_name })
  return { sent: true }
}

/** Names, properties and contents of files tell who one is: none before the demander is known. */
async function attach(
  tx: CommandTx,
  actor: Actor,
  deal: store.DealRow,
  fileIds: readonly string[],
  now: Instant,
): Promise<void> {
  if (deal.buyer_hidden && actor.orgId === deal.buyer_org_id)
    throw new Refusal(
      'conflict',
      '贵单位尚未公开身份，附件的名称、属性和内容可能泄露身份；请只用文字留言，或先公开身份再发附件。',
    )
  await mustOwnFiles(tx, actor, fileIds)
  for (const id of fileIds) await shareFile(tx, id, [deal.seller_org_id, deal.buyer_org_id], now)
}

/** Consent to being seen by the seller, an act of its own. */
export async function discloseIdentity(
  tx: CommandTx,
  actor: Actor,
  { id }: OfDeal<z.infer<typeof discloseForm>>,
  now: Instant,
) {
  const deal = await openDealFor(tx, actor, id)
  if (actor.orgId !== deal.buyer_org_id) throw new Refusal('forbidden', '只有需求方可以公开自己的身份。')
  if (!deal.buyer_hidden) throw new Refusal('conflict', '贵单位的身份已经公开。')
  await disclose(tx, deal, actor, now)
  await tellOther(tx, { ...deal, buyer_hidden: false }, actor, '《{name}》的需求方公开了身份：{org}。', {
    org: actor.orgName ?? '',
  })
  tx.about('deal', deal.id, { title: deal.achievement_name })
  return { id: deal.id, disclosedAt: now }
}

export async function addPoint(
  tx: CommandTx,
  actor: Actor,
  input: OfDeal<z.infer<typeof pointForm>>,
  now: Instant,
) {
  const deal = await openDealFor(tx, actor, input.id)
  const { personId, orgId } = signedIn(actor)
  await mustNotTell(tx, deal, actor, input.body)
  const id = v7()
  await store.insertPoint(tx, {
    id,
    deal_id: deal.id,
    field: input.field ?? null,
    body: input.body,
    org_id: orgId,
    person_id: personId,
    at: now,
  })
  await stayAwake(tx, deal, now)
  await tellOther(tx, deal, actor, '对方就《{name}》的条款提出了一个待议事项。')
  tx.about('deal', deal.id, { title: deal.achievement_name })
  return { id }
}

export async function settlePoint(
  tx: CommandTx,
  actor: Actor,
  input: OfDeal<z.infer<typeof pointAnswerForm>> & { readonly pointId: string },
  now: Instant,
) {
  const deal = await openDealFor(tx, actor, input.id)
  const { personId, orgId } = signedIn(actor)
  const point = (await store.pointsOf(tx, deal.id)).find((one) => one.id === input.pointId)
  if (!point) throw new Refusal('absent', '没有找到这个待议事项。')
  if (point.answer) throw new Refusal('conflict', '这个待议事项已经解决。')
  await mustNotTell(tx, deal, actor, input.body)
  const answer = { point_id: point.id, body: input.body, org_id: orgId, person_id: personId, at: now }
  await store.insertPointAnswer(tx, answer)
  await stayAwake(tx, deal, now)
  await tellOther(tx, deal, actor, '《{name}》条款的一个待议事项已标为解决。')
  tx.about('deal', deal.id, { title: deal.achievement_name })
  return { id: point.id }
}

/** One side lets the broker of the introduction in, or out again. */
export async function letBrokerIn(
  tx: CommandTx,
  actor: Actor,
  input: OfDeal<z.infer<typeof brokerAccessForm>>,
  now: Instant,
) {
  const deal = await openDealFor(tx, actor, input.id)
  const { personId, orgId } = signedIn(actor)
  if (deal.introduction_id === null || deal.introduction_counts !== true || deal.buyer_hidden)
    throw new Refusal('conflict', '这次洽谈没有受保护的引荐，没有经纪人可以授权。')
  await store.insertBrokerAccess(tx, {
    id: v7(),
    deal_id: deal.id,
    org_id: orgId,
    allowed: input.allowed,
    person_id: personId,
    at: now,
  })
  const says = input.allowed
    ? '对方允许经纪人查看《{name}》的条款。'
    : '对方收回了经纪人查看《{name}》条款的许可。'
  await tellOther(tx, deal, actor, says)
  tx.about('deal', deal.id, { title: deal.achievement_name })
  return { id: deal.id, allowed: input.allowed }
}

/** A deal of the actor's organisation that is not over. */
export async function openDealFor(tx: CommandTx, actor: Actor, id: string): Promise<store.DealRow> {
  const deal = await reachedDeal(tx, actor, id)
  if (sideOf(deal, actor) === null) throw new Refusal('absent', '没有找到这次洽谈。')
  if (deal.state === 'ended' || deal.state === 'signed')
    throw new Refusal('conflict', '洽谈已经结束，不能再办理。')
  return deal
}

/** Whatever shows that the talk goes on puts the idle clock back; an unanswered intent or offer keeps its term. */
export async function stayAwake(tx: CommandTx, deal: store.DealRow, now: Instant): Promise<void> {
  if (deal.state !== 'negotiating') return
  const dossier = await lockDossier(tx, 'deals', deal.dossier_id)
  if (dossier) await renewTerms(tx, dealProcedure, dossier, now)
}
