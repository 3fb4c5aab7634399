import { v7 } from 'uuid'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { UNSETTLED } from '#platform/identity/kinds.ts'
import { findOrganisation, type Organisation } from '#platform/identity/organisations.ts'
import { openDossier, perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal, markConverted } from '#modules/achievements/index.ts'
import { demandForDeal } from '#modules/exchange/index.ts'
import type { intentForm, messageForm, Terms } from './forms.ts'
import { dealProcedure, type DealFacts } from './procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof dealProcedure>, Effect>>

const effects: Effects = {
  propose: async (tx, dossier, input: Terms, actor, now) => {
    const deal = await dealOf(tx, dossier)
    const row = {
      deal_id: deal.id,
      version: deal.terms_version + 1,
      data: input,
      ...proposer(actor),
      at: now,
    }
    await store.insertTerms(tx, row)
    await tellOther(tx, deal, actor, '对方就《{name}》提出了第 {version} 版条款，请查看。', {
      version: row.version,
    })
  },
  agree: agreeLatest,
  agreeSubjectToNotice: agreeLatest,
  reopen: async (tx, dossier, input: { explanation: string }, actor) => {
    const deal = await dealOf(tx, dossier)
    await store.reopenTerms(tx, deal.id)
    await tellOther(tx, deal, actor, '《{name}》退回洽谈：{why}', { why: input.explanation || '未说明' })
  },
  accept: async (tx, dossier, _input, actor) => {
    const deal = await dealOf(tx, dossier)
    await tellOther(tx, deal, actor, '对方同意就《{name}》洽谈，可以开始留言和提出条款。', {})
  },
  decline: endDeal,
  end: endDeal,
  sign: async (tx, dossier, _input, actor, now) => {
    const deal = await dealOf(tx, dossier)
    const terms = await agreedTerms(tx, deal)
    await markConverted(
      tx,
      actor,
      deal.achievement_id,
      { dealId: deal.id, exclusive: terms.data.mode !== '普通许可' },
      now,
    )
  },
}

export const dealBinding: Binding = {
  procedure: dealProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const deal = await store.dealOfDossier(tx, dossier.id)
    if (deal) await store.setState(tx, deal.id, dossier.state)
  },
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<DealFacts> {
  const deal = await dealOf(tx, dossier)
  const [terms] = await store.termsOf(tx, deal.id)
  const achievement = await achievementForDeal(tx, deal.achievement_id)
  // As it is now: a verification may have settled the kind since the intent.
  const seller = await sellerOf(tx, deal)
  return {
    sellerOrgId: deal.seller_org_id,
    buyerOrgId: deal.buyer_org_id,
    sellerKindIsSettled: seller.kind !== UNSETTLED,
    sellerIsStateFounded: seller.stateFounded,
    achievementIsPublished: achievement?.state === 'published',
    terms: terms ? { version: terms.version, proposedByOrgId: terms.proposed_by_org_id } : null,
  }
}

/** A firm's intent on a published achievement opens a deal; several firms may talk about one achievement at once. */
export async function openDeal(tx: CommandTx, actor: Actor, input: z.infer<typeof intentForm>, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  if (!actor.orgVerified) {
    throw new Refusal('conflict', '贵单位尚未通过核验，暂不能提出合作意向；请先在“单位”页提交核验。')
  }
  const { achievement, seller, demand } = await intendedFor(tx, orgId, input)
  const id = v7()
  const dossier = await openDossier(
    tx,
    dealBinding,
    {
      title: achievement.name,
      subject: { kind: 'deal', id },
      orgId: seller.id,
      partyOrgIds: [seller.id, orgId],
    },
    actor,
    now,
  )
  const deal: store.DealRow = {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    achievement_id: achievement.id,
    achievement_name: achievement.name,
    demand_id: demand?.id ?? null,
    seller_org_id: seller.id,
    buyer_org_id: orgId,
    seller_is_state_founded: seller.stateFounded,
    opened_by: personId,
    opened_at: now,
    state: dossier.state,
    terms_version: 0,
    agreed_terms_version: null,
  }
  await store.insertDeal(tx, deal)
  await store.insertMessage(tx, {
    id: v7(),
    deal_id: id,
    person_id: personId,
    org_id: orgId,
    body: input.message,
    at: now,
  })
  await tellOther(tx, deal, actor, '{org}对《{name}》提出合作意向，请回复。', { org: actor.orgName ?? '' })
  tx.about('deal', id, { title: achievement.name })
  return { id, dossierId: dossier.id, location: `/app/deals/${id}` }
}

/** What an intent names: a published achievement of somebody else without an open talk, and an own demand if any. */
async function intendedFor(tx: Tx, orgId: string, input: z.infer<typeof intentForm>) {
  const achievement = await achievementForDeal(tx, input.achievementId)
  if (!achievement || achievement.state !== 'published') {
    throw new Refusal('absent', '没有找到这项成果，或它已下架。')
  }
  if (achievement.ownerOrgId === orgId)
    throw new Refusal('conflict', '这是本单位的成果，不能向自己提出合作意向。')
  const earlier = await store.openDealOf(tx, orgId, achievement.id)
  if (earlier) throw new Refusal('conflict', '贵单位已就这项成果提出过意向，洽谈仍在进行，请在“洽谈”中继续。')
  const seller = await findOrganisation(tx, achievement.ownerOrgId)
  if (!seller) throw new Error(`achievement ${achievement.id} has no owner`)
  const demand = input.demandId === undefined ? undefined : await demandForDeal(tx, input.demandId)
  if (input.demandId !== undefined && demand?.ownerOrgId !== orgId) {
    throw new Refusal('absent', '没有找到贵单位的这项需求，或它已结束；也可以不填需求直接提出意向。')
  }
  return { achievement, seller, demand }
}

/** A message between the parties while the talk is open. */
export async function sendMessage(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof messageForm> & { id: string },
  now: Instant,
) {
  const deal = await store.findDeal(tx, input.id)
  mustReach(actor, { partyOrgIds: deal ? [deal.seller_org_id, deal.buyer_org_id] : [] })
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  if (deal.state === 'ended' || deal.state === 'signed')
    throw new Refusal('conflict', '洽谈已经结束，不能再留言。')
  const { personId, orgId } = signedIn(actor)
  await store.insertMessage(tx, {
    id: v7(),
    deal_id: deal.id,
    person_id: personId,
    org_id: orgId,
    body: input.body,
    at: now,
  })
  await tellOther(tx, deal, actor, '《{name}》洽谈有新留言。', {})
  tx.about('deal', deal.id, { title: deal.achievement_name })
  return { sent: true }
}

/** What a contract is made from; refused unless both sides agreed to the terms. Called by the contracts module. */
export async function dealForContract(tx: Tx, dealId: string) {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  if (deal.state !== 'contracting') {
    throw new Refusal('conflict', '双方同意条款、进入签约后才能生成合同。')
  }
  const terms = await agreedTerms(tx, deal)
  const { achievement, seller, buyer } = await dealForText(tx, dealId)
  if (seller.stateFounded !== deal.seller_is_state_founded || seller.kind === UNSETTLED) {
    throw new Refusal(
      'conflict',
      '双方同意条款之后，成果方的单位类型已更改为“{kind}”，定价程序随之不同；请退回洽谈，重新同意条款。',
      { kind: seller.kind },
    )
  }
  return { deal, terms: terms.data, termsVersion: terms.version, achievement, seller, buyer }
}

/**
 * The parties and the achievement of a deal, for texts signed on the way (confidentiality, trial) or after it
 * (supplement). Called by the contracts module.
 */
export async function dealForText(tx: Tx, dealId: string) {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  const achievement = await achievementForDeal(tx, deal.achievement_id)
  const seller = await findOrganisation(tx, deal.seller_org_id)
  const buyer = await findOrganisation(tx, deal.buyer_org_id)
  if (!achievement || !seller || !buyer) throw new Error(`deal ${dealId} names something that is not there`)
  return { deal, achievement, seller, buyer }
}

/** The contract is confirmed by both: the deal ends as signed, in the same transaction. */
export async function markSigned(tx: CommandTx, dealId: string, actor: Actor, now: Instant): Promise<void> {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Error(`no deal ${dealId}`)
  const act = {
    dossierId: deal.dossier_id,
    action: 'sign',
    visit: undefined,
    input: {},
    event: true,
  } as const
  await perform(tx, dealBinding, act, actor, now)
}

/** A party will not sign the contract text: back to the terms, in the same transaction. Called by the contracts module. */
export async function backToNegotiation(
  tx: CommandTx,
  dealId: string,
  explanation: string,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Error(`no deal ${dealId}`)
  const act = {
    dossierId: deal.dossier_id,
    action: 'reopen',
    visit: undefined,
    input: { explanation },
  } as const
  await perform(tx, dealBinding, act, actor, now)
}

/** Deals of the actor's organisation, or all for those who supervise. */
export async function listDeals(tx: Tx, actor: Actor, query: { state?: string | undefined; limit: number }) {
  reachedByQuery(actor)
  const orgId = actor.scopes.includes('any') ? null : (actor.orgId ?? '00000000-0000-0000-0000-000000000000')
  return store.dealsOf(tx, orgId, query.limit, query.state)
}

async function agreeLatest(
  tx: CommandTx,
  dossier: DossierRow,
  input: { termsVersion: number },
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await dealOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  const seller = await sellerOf(tx, deal)
  const agreement = {
    deal_id: deal.id,
    version: input.termsVersion,
    org_id: orgId,
    person_id: personId,
    at: now,
  }
  await store.agreeTerms(tx, agreement, seller.stateFounded)
  const next = seller.stateFounded ? '须先公示成果名称和拟交易价格' : '可以生成合同'
  await tellOther(tx, deal, actor, '对方同意了《{name}》第 {version} 版条款，{next}。', {
    version: input.termsVersion,
    next,
  })
}

async function endDeal(
  tx: CommandTx,
  dossier: DossierRow,
  input: { reason: string; explanation: string },
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await dealOf(tx, dossier)
  const { orgId } = signedIn(actor)
  await store.insertEnding(tx, { deal_id: deal.id, ...input, by_org_id: orgId, at: now })
  await tellOther(tx, deal, actor, '《{name}》洽谈已结束，原因：{reason}。', { reason: input.reason })
}

async function dealOf(tx: Tx, dossier: DossierRow): Promise<store.DealRow> {
  const deal = await store.dealOfDossier(tx, dossier.id)
  if (!deal) throw new Error(`dossier ${dossier.id} belongs to no deal`)
  return deal
}

async function sellerOf(tx: Tx, deal: store.DealRow): Promise<Organisation> {
  const seller = await findOrganisation(tx, deal.seller_org_id)
  if (!seller) throw new Error(`deal ${deal.id} has no seller`)
  return seller
}

async function agreedTerms(tx: Tx, deal: store.DealRow): Promise<store.TermsRow> {
  const all = await store.termsOf(tx, deal.id)
  const agreed = all.find((terms) => terms.version === deal.agreed_terms_version)
  if (!agreed) throw new Refusal('conflict', '双方还没有就同一版条款达成一致。')
  return agreed
}

function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

function proposer(actor: Actor) {
  const { personId, orgId } = signedIn(actor)
  return { proposed_by_org_id: orgId, proposed_by: personId }
}

async function tellOther(
  tx: CommandTx,
  deal: store.DealRow,
  actor: Actor,
  template: string,
  params: Record<string, string | number>,
): Promise<void> {
  const orgId = actor.orgId === deal.seller_org_id ? deal.buyer_org_id : deal.seller_org_id
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: deal.achievement_name, ...params },
    link: `/app/deals/${deal.id}`,
  })
}
