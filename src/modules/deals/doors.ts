import { reaches, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { UNSETTLED } from '#platform/identity/kinds.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { perform } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { brokerOf } from '#modules/introductions/index.ts'
import { dealBinding } from './effects.ts'
import { agreedTerms } from './hands.ts'
import * as store from './store.ts'

/**
 * The parties and the achievement of a deal, for texts signed on the way (confidentiality, trial) or after it
 * (supplement); nothing is signed with somebody who hides. `agreed` are the terms both agreed to, when they have.
 * Called by the contracts module.
 */
export async function dealForText(tx: Tx, dealId: string) {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  if (deal.state === 'ended') throw new Refusal('conflict', '洽谈已经结束，不能再签订文本。')
  if (deal.buyer_hidden) throw new Refusal('conflict', '需求方还没有公开身份，公开后才能签订文本。')
  const achievement = await achievementForDeal(tx, deal.achievement_id)
  const seller = await findOrganisation(tx, deal.seller_org_id)
  const buyer = await findOrganisation(tx, deal.buyer_org_id)
  if (!achievement || !seller || !buyer) throw new Error(`deal ${dealId} names something that is not there`)
  const agreed = deal.agreed_terms_version === null ? undefined : (await agreedTerms(tx, deal)).data
  return { deal, achievement, seller, buyer, agreed }
}

/** What a contract is made from; refused unless both sides agreed to the terms. Called by the contracts module. */
export async function dealForContract(tx: Tx, dealId: string) {
  const deal = await store.findDeal(tx, dealId)
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  if (deal.state !== 'contracting') {
    throw new Refusal('conflict', '双方同意条款、进入签约后才能生成合同。')
  }
  const terms = await agreedTerms(tx, deal)
  const { achievement, seller, buyer, agreed } = await dealForText(tx, dealId)
  if (seller.stateFounded !== deal.seller_is_state_founded || seller.kind === UNSETTLED) {
    throw new Refusal(
      'conflict',
      '双方同意条款之后，成果方的单位类型已更改为“{kind}”，定价程序随之不同；请退回洽谈，重新同意条款。',
      { kind: seller.kind },
    )
  }
  return { deal, terms: terms.data, termsVersion: terms.version, achievement, seller, buyer, agreed }
}

/** The contract is confirmed by both: the deal ends as signed, in the same transaction. */
async function markSigned(tx: CommandTx, dealId: string, actor: Actor, now: Instant): Promise<void> {
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

/** A party will not sign the contract text: back to the terms, in the same transaction. */
async function backToNegotiation(
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

/** What the contracts module makes known of a deal. */
export const dealMarks = { signed: markSigned, rejected: backToNegotiation }

/** Who is in a deal and where it stands, for modules that add to it (NDA, data room, events). */
export interface DealParties {
  readonly id: string
  readonly achievementId: string
  readonly achievementName: string
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  readonly buyerIsHidden: boolean
  readonly state: string
  /** Both sides talk: what needs an open deal may go on. */
  readonly isOpen: boolean
}

/** States in which both sides have agreed to talk and neither has left. */
const OPEN: readonly string[] = [
  'trial',
  'negotiating',
  'pricing',
  'priceProposed',
  'noticing',
  'contracting',
  'signed',
]

export async function dealParties(tx: Tx, dealId: string): Promise<DealParties | undefined> {
  const deal = await store.findDeal(tx, dealId)
  return (
    deal && {
      id: deal.id,
      achievementId: deal.achievement_id,
      achievementName: deal.achievement_name,
      sellerOrgId: deal.seller_org_id,
      buyerOrgId: deal.buyer_org_id,
      buyerIsHidden: deal.buyer_hidden,
      state: deal.state,
      isOpen: OPEN.includes(deal.state),
    }
  )
}

/** The actor's side of a deal; null for one who only supervises. */
export function sideOf(deal: store.DealRow, actor: Actor): 'seller' | 'buyer' | null {
  if (actor.orgId === null) return null
  if (deal.seller_org_id === actor.orgId) return 'seller'
  return deal.buyer_org_id === actor.orgId ? 'buyer' : null
}

/** The broker's organisation, once both sides let it read the terms. */
async function brokerLetIn(tx: Tx, deal: store.DealRow): Promise<string[]> {
  if (deal.introduction_id === null || deal.introduction_counts !== true) return []
  const allowedBy = await store.brokerAllowedBy(tx, deal.id)
  if (![deal.seller_org_id, deal.buyer_org_id].every((id) => allowedBy.includes(id))) return []
  return [(await brokerOf(tx, deal.introduction_id)).brokerOrgId]
}

/** The deal within the actor's reach, refused as absent otherwise. */
export async function reachedDeal(tx: Tx, actor: Actor, id: string): Promise<store.DealRow> {
  const deal = await store.findDeal(tx, id)
  const parties = deal ? [deal.seller_org_id, deal.buyer_org_id, ...(await brokerLetIn(tx, deal))] : []
  if (!reaches(actor, { partyOrgIds: parties }) || !deal) throw new Refusal('absent', '没有找到这次洽谈。')
  return deal
}
