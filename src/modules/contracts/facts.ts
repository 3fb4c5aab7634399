import type { Actor } from '#platform/access/access.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { signingFacts, signingState } from '#platform/signing/documents.ts'
import { findDocument } from '#platform/signing/store.ts'
import { tellOrgs } from '#platform/message/tell.ts'
import { dealForContract, dealForText } from '#modules/deals/index.ts'
import { lawFacts, lawOf, NO_LAW, type DealLaw } from './law.ts'
import type { ContractFacts } from './procedure.ts'
import * as store from './store.ts'

/** What the guards of a text look at. */
export async function factsOf(tx: Tx, dossier: DossierRow): Promise<ContractFacts> {
  const contract = await contractOf(tx, dossier)
  const [text] = await store.documentsOf(tx, contract.id)
  const document = text && (await findDocument(tx, text.signing_id))
  if (!document || text.version !== contract.version) throw new Error(`contract ${contract.id} has no text`)
  return {
    signing: signingFacts(await signingState(tx, document)),
    purpose: contract.purpose,
    sellerOrgId: contract.seller_org_id,
    dealStands: await dealStands(tx, contract, text.terms_version),
    ...lawFacts(await lawOfContract(tx, contract, text.terms_version)),
    hasSigners: (await store.signersOf(tx, contract.id)).length > 0,
  }
}

/**
 * What the law wants known before this text is signed. One that is no contract asks nobody for a right, but under it
 * technology may leave the country too: the ban on exports and the licence hold for it (民法典 877).
 */
export async function lawOfContract(
  tx: Tx,
  contract: store.ContractRow,
  termsVersion: number,
): Promise<DealLaw> {
  try {
    return await lawOf(tx, await dealForText(tx, contract.deal_id), contract.type, termsVersion)
  } catch (error) {
    // The deal ended: nothing is signed any more, and the text can still be read and put away.
    if (error instanceof Refusal) return NO_LAW
    throw error
  }
}

/** Whether the deal is where this text belongs, and a contract is of the very terms both agreed to. */
async function dealStands(tx: Tx, contract: store.ContractRow, termsVersion: number): Promise<boolean> {
  try {
    if (contract.purpose !== 'contract') {
      const { deal } = await dealForText(tx, contract.deal_id)
      return contract.purpose !== 'supplement' || deal.state === 'signed'
    }
    return (await dealForContract(tx, contract.deal_id)).termsVersion === termsVersion
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** Why nobody may sign now, as a sentence: what the guards of the procedure ask, for who signs past it. */
export async function whyNotSignable(
  tx: Tx,
  contract: store.ContractRow,
  documentId: string,
): Promise<string | undefined> {
  if (contract.state !== 'drafted') return '这份文本已经签订完毕，或已作废。'
  const [text] = await store.documentsOf(tx, contract.id)
  if (text?.signing_id !== documentId) return '文本已重新生成，这一版不再签署。'
  if (!(await dealStands(tx, contract, text.terms_version))) return '洽谈已退回或结束，这份文本作废。'
  const { ban, missingApprovals, openRights } = lawFacts(
    await lawOfContract(tx, contract, text.terms_version),
  )
  if (ban !== undefined) return ban
  if (missingApprovals.length > 0) return `签订前须先登记：${missingApprovals.join('；')}。`
  return openRights.length > 0 ? `签订前须先征询：${openRights.join('；')}。` : undefined
}

export async function contractOf(tx: Tx, dossier: DossierRow): Promise<store.ContractRow> {
  const contract = await store.findContract(tx, { dossierId: dossier.id })
  if (!contract) throw new Error(`dossier ${dossier.id} belongs to no contract`)
  return contract
}

type Params = Readonly<Record<string, string>>

async function tell(
  tx: CommandTx,
  contract: store.ContractRow,
  orgIds: readonly string[],
  template: string,
  params: Params = {},
): Promise<void> {
  const link = `/app/contracts/${contract.id}`
  await tellOrgs(tx, orgIds, { template, params: { name: contract.title, ...params }, link })
}

export async function tellBoth(
  tx: CommandTx,
  contract: store.ContractRow,
  template: string,
  params: Params = {},
): Promise<void> {
  await tell(tx, contract, [contract.seller_org_id, contract.buyer_org_id], template, params)
}

/** The parties that are not the actor's. */
export async function tellOther(
  tx: CommandTx,
  contract: store.ContractRow,
  actor: Actor,
  template: string,
): Promise<void> {
  const others = [contract.seller_org_id, contract.buyer_org_id].filter((id) => id !== actor.orgId)
  await tell(tx, contract, others, template)
}
