import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import type { Purpose } from './forms.ts'
import * as store from './store.ts'

/** A text of a deal that everybody has signed, as other modules may know it. */
export interface ConcludedText {
  readonly contractId: string
  readonly publicId: string
  readonly purpose: Purpose
  readonly title: string
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  readonly sha256: string
  /** Day on which the last signature was received. */
  readonly signedOn: string
  readonly signedAt: string
  /** What the text was made of (保密, 试用, 补充); null for a contract. */
  readonly matter: unknown
}

/** Whether the parties of a deal have concluded a text of this purpose, and which; the latest of several. */
export async function concludedText(
  tx: Tx,
  dealId: string,
  purpose: Purpose,
): Promise<ConcludedText | undefined> {
  const contract = await store.concludedOfDeal(tx, dealId, purpose)
  if (!contract) return undefined
  const [text] = await store.documentsOf(tx, contract.id)
  const signedAt = contract.concluded_at
  if (!text || signedAt === null) throw new Error(`contract ${contract.id} was concluded without a text`)
  return {
    contractId: contract.id,
    publicId: contract.public_id,
    purpose,
    title: contract.title,
    sellerOrgId: contract.seller_org_id,
    buyerOrgId: contract.buyer_org_id,
    sha256: text.sha256,
    signedOn: dayOf(signedAt),
    signedAt,
    matter: contract.matter,
  }
}

/** A contract everybody has signed, for what comes of it: payments, registration, income. */
export interface ConcludedContract {
  readonly id: string
  readonly publicId: string
  readonly title: string
  /** Mode of cooperation. */
  readonly type: string
  readonly dealId: string
  readonly achievementId: string
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  readonly signedOn: string
  readonly signedAt: string
  readonly sample: boolean
}

/** By id, or by the code the parties write into payments and papers, as somebody typed it. */
export async function concludedContract(
  tx: Tx,
  by: { readonly id: string } | { readonly code: string },
): Promise<ConcludedContract | undefined> {
  const key = 'id' in by ? by : { publicId: readPublicId(by.code) ?? '' }
  const contract = await store.findContract(tx, key)
  if (contract?.purpose !== 'contract' || contract.concluded_at === null) return undefined
  return {
    id: contract.id,
    publicId: contract.public_id,
    title: contract.title,
    type: contract.type,
    dealId: contract.deal_id,
    achievementId: contract.achievement_id,
    sellerOrgId: contract.seller_org_id,
    buyerOrgId: contract.buyer_org_id,
    signedOn: dayOf(contract.concluded_at),
    signedAt: contract.concluded_at,
    sample: contract.sample,
  }
}
