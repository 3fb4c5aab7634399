import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { UNSETTLED } from '#platform/identity/kinds.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { liftVeil } from '#platform/veil/veil.ts'
import { achievementForDeal, achievementMarks } from '#modules/achievements/index.ts'
import { CLOCK_REASONS, type agreeForm, type endForm } from './forms.ts'
import { agreedTerms, dealOf, sellerOf, signedIn, tell, tellOther } from './hands.ts'
import { bindingOf, tellBroker } from './introduced.ts'
import { priceEffects, priceInRule, priceNotice, relationSigns } from './price/effects.ts'
import { dealProcedure, type DealFacts } from './procedure.ts'
import { leavesNoRoom, waitsFor, type Side } from './rules.ts'
import * as store from './store.ts'
import type { Terms } from './terms/forms.ts'
import { mustNotTell } from './untold.ts'
import type { z } from 'zod'

/** Why a trial ended without a licence, or an award without a contract. */
export interface PostedEnd {
  readonly reason: string
  readonly explanation: string
}

type Effects = Partial<Record<ActionsOf<typeof dealProcedure>, Effect>>

const effects: Effects = {
  propose: async (tx, dossier, input: Terms, actor, now) => {
    const deal = await dealOf(tx, dossier)
    const { personId, orgId } = signedIn(actor)
    await mustNotTell(tx, deal, actor, input)
    const version = deal.terms_version + 1
    await store.insertTerms(tx, {
      deal_id: deal.id,
      version,
      data: input,
      proposed_by_org_id: orgId,
      proposed_by: personId,
      at: now,
    })
    await tellOther(tx, deal, actor, '对方就《{name}》提出了第 {version} 版条款，请查看。', { version })
  },
  agree: agreeLatest,
  agreeToPricing: agreeLatest,
  ...priceEffects,
  reopen: async (tx, dossier, input: { explanation: string }, actor) => {
    const deal = await dealOf(tx, dossier)
    await mustNotTell(tx, deal, actor, input.explanation)
    // What is talked about again is an agreed price, whatever it began as.
    await store.updateDeal(tx, deal.id, { agreed_terms_version: null, price_route: null })
    await tellOther(tx, deal, actor, '《{name}》退回洽谈：{why}', { why: input.explanation || '未说明' })
  },
  accept: async (tx, dossier, _input, actor, now) => {
    const deal = await dealOf(tx, dossier)
    await store.updateDeal(tx, deal.id, { accepted_at: now })
    await tellOther(tx, deal, actor, '对方同意就《{name}》洽谈，可以开始留言和提出条款。')
  },
  acceptOffer: acceptOffer,
  acceptOfferOpenly: async (tx, dossier, input, actor, now) => {
    await disclose(tx, await dealOf(tx, dossier), actor, now)
    await acceptOffer(tx, dossier, input, actor, now)
  },
  stillTalking: async (tx, dossier, _input, actor) => {
    await tellOther(tx, await dealOf(tx, dossier), actor, '对方确认仍在就《{name}》洽谈。')
  },
  endTrial: endPosted,
  endAward: endPosted,
  decline: endDeal,
  declineOffer: endDeal,
  end: endDeal,
  lapse: endByClock('lapse'),
  stall: endByClock('stall'),
  sign: async (tx, dossier, _input, actor, now) => {
    const deal = await dealOf(tx, dossier)
    const terms = await agreedTerms(tx, deal)
    const by = { dealId: deal.id, exclusive: leavesNoRoom(terms.data.mode) }
    await achievementMarks.converted(tx, actor, deal.achievement_id, by, now)
  },
}

export const dealBinding: Binding = {
  procedure: dealProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  notice: priceNotice,
  effects,
  entered: async (tx, dossier) => {
    const deal = await store.dealOfDossier(tx, dossier.id)
    if (!deal) return
    const turn = waitsFor({ state: dossier.state, latestTermsBy: await latestTermsBy(tx, deal) })
    const waitsForOrgId = turn === 'seller' ? deal.seller_org_id : turn === 'buyer' ? deal.buyer_org_id : null
    await store.updateDeal(tx, deal.id, { state: dossier.state, waits_for_org_id: waitsForOrgId })
    if (deal.state !== dossier.state)
      await tellBroker(tx, deal, '您引荐的双方就《{name}》的接洽进展到“{state}”。', {
        state: dealProcedure.states[dossier.state as keyof typeof dealProcedure.states].title,
      })
  },
}

export async function latestTermsBy(tx: Tx, deal: store.DealRow): Promise<Side | null> {
  const [latest] = await store.termsOf(tx, deal.id, 1)
  if (!latest) return null
  return latest.proposed_by_org_id === deal.seller_org_id ? 'seller' : 'buyer'
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<DealFacts> {
  const deal = await dealOf(tx, dossier)
  const [terms] = await store.termsOf(tx, deal.id, 1)
  const achievement = await achievementForDeal(tx, deal.achievement_id)
  // As it is now: a verification may have settled the kind since the intent.
  const seller = await sellerOf(tx, deal)
  const signsOf = await relationSigns(tx, deal, dossier.state)
  return {
    sellerOrgId: deal.seller_org_id,
    buyerOrgId: deal.buyer_org_id,
    buyerIsHidden: deal.buyer_hidden,
    sellerKindIsSettled: seller.kind !== UNSETTLED,
    sellerIsStateFounded: seller.stateFounded,
    sellerIsStateOwned: seller.kind === '国企',
    achievementIsPublished: achievement?.state === 'published',
    openLicence: achievement?.openLicence ?? null,
    reserved: achievement?.reserved ?? null,
    isWon: achievement?.reserved?.dealId === deal.id,
    signs: { seller: signsOf('seller', []).all, buyer: signsOf('buyer', []).all },
    price: await priceInRule(tx, deal, terms?.data, signsOf),
    terms: terms
      ? { version: terms.version, proposedByOrgId: terms.proposed_by_org_id, mode: terms.data.mode }
      : null,
  }
}

async function acceptOffer(
  tx: CommandTx,
  dossier: DossierRow,
  _input: unknown,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await dealOf(tx, dossier)
  await store.updateDeal(tx, deal.id, { accepted_at: now })
  await tellOther(tx, deal, actor, '{org}接受了贵方用《{name}》解决需求的方案，可以开始留言和提出条款。', {
    org: actor.orgName ?? '',
  })
}

/** The demander consents to being seen by the seller: from now on names are shown, earlier acts included. */
export async function disclose(
  tx: CommandTx,
  deal: store.DealRow,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { personId, orgId } = signedIn(actor)
  await store.insertDisclosure(tx, {
    deal_id: deal.id,
    org_id: orgId,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  // An introduction that was kept out of sight counts as of the day the deal began.
  const { seller_org_id: sellerOrgId, buyer_org_id: buyerOrgId, achievement_id: achievementId } = deal
  const bound = await bindingOf(tx, { sellerOrgId, buyerOrgId, achievementId, at: deal.opened_at })
  await store.updateDeal(tx, deal.id, { buyer_hidden: false, ...bound })
  await liftVeil(tx, { kind: 'deal', id: deal.id }, deal.buyer_org_id, now)
}

async function agreeLatest(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof agreeForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await dealOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  const seller = await sellerOf(tx, deal)
  const agreement: store.AgreementRow = {
    deal_id: deal.id,
    version: input.termsVersion,
    org_id: orgId,
    person_id: personId,
    at: now,
    related: input.related ?? null,
    related_note: input.relatedNote ?? null,
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
  input: z.infer<typeof endForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await dealOf(tx, dossier)
  const { orgId } = signedIn(actor)
  await mustNotTell(tx, deal, actor, input.explanation)
  await store.insertEnding(tx, { deal_id: deal.id, ...input, by_org_id: orgId, at: now })
  await tellOther(tx, deal, actor, '《{name}》洽谈已结束，原因：{reason}。', { reason: input.reason })
}

async function endPosted(
  tx: CommandTx,
  dossier: DossierRow,
  input: PostedEnd,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const deal = await dealOf(tx, dossier)
  await store.insertEnding(tx, { deal_id: deal.id, ...input, by_org_id: actor.orgId, at: now })
}

function endByClock(name: keyof typeof CLOCK_REASONS): Effect {
  return async (tx, dossier, _input, _actor, now) => {
    const deal = await dealOf(tx, dossier)
    const reason = CLOCK_REASONS[name]
    await store.insertEnding(tx, { deal_id: deal.id, reason, explanation: '', by_org_id: null, at: now })
    for (const orgId of [deal.seller_org_id, deal.buyer_org_id])
      await tell(tx, deal, orgId, '《{name}》洽谈已由系统结束，原因：{reason}。', { reason })
  }
}
