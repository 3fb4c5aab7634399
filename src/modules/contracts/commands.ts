import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import type { SampleMark } from '#platform/documents/blocks.ts'
import { printPdf } from '#platform/documents/pdf.ts'
import { addFile } from '#platform/files/files.ts'
import { permanentAddress, publicId, readPublicId } from '#platform/identifiers/identifiers.ts'
import { useConfirmation } from '#platform/identity/factor-commands.ts'
import { readInstance } from '#platform/instance/instance.ts'
import { openDossier, perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { findDossier, type DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { backToNegotiation, dealForContract, markSigned } from '#modules/deals/index.ts'
import {
  ELECTRONIC_CLAUSE,
  type confirmForm,
  type consentForm,
  type makeForm,
  type rejectForm,
} from './forms.ts'
import { CONTRACT_TYPES, contractPaper, isContractType, type ContractType } from './paper.ts'
import { contractProcedure, type ContractFacts } from './procedure.ts'
import * as store from './store.ts'

type Deal = Awaited<ReturnType<typeof dealForContract>>
type Effects = Partial<Record<ActionsOf<typeof contractProcedure>, Effect>>

const effects: Effects = {
  consentElectronic: async (tx, dossier, input: z.infer<typeof consentForm>, actor, now) => {
    const contract = await contractOf(tx, dossier)
    const { personId, orgId } = signedIn(actor)
    await store.insertConsent(tx, {
      contract_id: contract.id,
      version: input.version,
      org_id: orgId,
      person_id: personId,
      clause: ELECTRONIC_CLAUSE,
      at: now,
      journal_id: tx.journalId,
    })
    await tellOther(tx, contract, actor, '对方已同意《{name}》的电子确认条款。')
  },
  confirm: confirmContract,
  regenerate: async (tx, dossier, _input, actor, now) => {
    const contract = await contractOf(tx, dossier)
    const deal = await dealForContract(tx, contract.deal_id)
    const next = { ...contract, version: contract.version + 1 }
    await store.updateContract(tx, contract.id, { version: next.version })
    await writeText(tx, next, deal, dossier, actor, now)
    await tellOther(tx, contract, actor, '《{name}》合同文本已重新生成，原来的同意和确认作废，请重新核对。')
  },
  reject: async (tx, dossier, input: z.infer<typeof rejectForm>, actor, now) => {
    const contract = await contractOf(tx, dossier)
    const { personId, orgId } = signedIn(actor)
    await store.insertRejection(tx, {
      id: v7(),
      contract_id: contract.id,
      version: contract.version,
      org_id: orgId,
      person_id: personId,
      reason: input.reason,
      at: now,
    })
    await backToNegotiation(tx, contract.deal_id, input.reason, actor, now)
  },
  conclude: async (tx, dossier, _input, actor, now) => {
    const contract = await contractOf(tx, dossier)
    await markSigned(tx, contract.deal_id, actor, now)
    await tellOther(tx, contract, actor, '双方都已确认，《{name}》成立；可以下载合同和确认书。')
  },
}

export const contractBinding: Binding = {
  procedure: contractProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const contract = await store.findContract(tx, { dossierId: dossier.id })
    if (!contract) return
    // The second confirmation concludes inside its own effect: the dossier may be further than this call knows.
    const current = await findDossier(tx, 'contracts', dossier.id)
    if (current) await store.updateContract(tx, contract.id, { state: current.state })
  },
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<ContractFacts> {
  const contract = await contractOf(tx, dossier)
  const [text] = await store.documentsOf(tx, contract.id)
  if (text?.version !== contract.version) throw new Error(`contract ${contract.id} has no text`)
  const consents = await store.consentsOf(tx, contract.id, contract.version)
  const confirmations = await store.confirmationsOf(tx, contract.id, contract.version)
  return {
    version: contract.version,
    sha256: text.sha256,
    partyOrgIds: [contract.seller_org_id, contract.buyer_org_id],
    consented: consents.map((consent) => consent.org_id),
    confirmed: confirmations.map((confirmation) => confirmation.org_id),
    dealStands: await dealStands(tx, contract.deal_id, text.terms_version),
  }
}

/** Whether the deal waits for a contract on the very terms of this text. */
async function dealStands(tx: Tx, dealId: string, termsVersion: number): Promise<boolean> {
  try {
    return (await dealForContract(tx, dealId)).termsVersion === termsVersion
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

/** Makes the text of a contract from the terms both sides agreed to; one that waits already is voided by it. */
export async function makeContract(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof makeForm>,
  now: Instant,
) {
  const { personId } = signedIn(actor)
  const deal = await dealForContract(tx, input.id)
  const partyOrgIds = [deal.seller.id, deal.buyer.id]
  mustReach(actor, { partyOrgIds })
  const mode = typeOf(deal)
  const earlier = await store.draftedOfDeal(tx, deal.deal.id)
  if (earlier) await voidContract(tx, earlier, actor, now)

  const id = v7()
  const title = `${CONTRACT_TYPES[mode].title}：${deal.achievement.name}`
  const subject = { kind: 'contract', id }
  const dossier = await openDossier(
    tx,
    contractBinding,
    { title, subject, orgId: deal.seller.id, partyOrgIds },
    actor,
    now,
  )
  const contract: store.ContractRow = {
    id,
    public_id: publicId(),
    deal_id: deal.deal.id,
    dossier_id: dossier.id,
    type: mode,
    title,
    seller_org_id: deal.seller.id,
    buyer_org_id: deal.buyer.id,
    sample: deal.seller.sample || deal.buyer.sample,
    state: dossier.state,
    version: 1,
    drafted_by: personId,
    drafted_at: now,
  }
  await store.insertContract(tx, contract)
  const sha256 = await writeText(tx, contract, deal, dossier, actor, now)
  await tellOther(tx, contract, actor, '《{name}》合同文本已生成，请核对、同意电子确认条款并确认。')
  tx.about('contract', id, { title })
  return {
    id,
    publicId: contract.public_id,
    dossierId: dossier.id,
    visit: dossier.visit,
    sha256,
    location: `/app/contracts/${id}`,
  }
}

function typeOf(deal: Deal): ContractType {
  const { mode } = deal.terms
  if (isContractType(mode)) return mode
  throw new Refusal(
    'conflict',
    '“{mode}”的合同文本平台还没有提供，目前可以生成转让和许可合同；请双方线下签订，或退回洽谈改选合作方式。',
    { mode },
  )
}

async function voidContract(
  tx: CommandTx,
  contract: store.ContractRow,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const act = {
    dossierId: contract.dossier_id,
    action: 'void',
    visit: undefined,
    input: {},
    event: true,
  } as const
  await perform(tx, contractBinding, act, actor, now)
}

/** Prints the text, keeps it by its hash, and notes it as the contract's version; answers the SHA-256. */
async function writeText(
  tx: CommandTx,
  contract: store.ContractRow,
  deal: Deal,
  dossier: DossierRow,
  actor: Actor,
  now: Instant,
): Promise<string> {
  const { origin, mark } = await stationery(tx, contract)
  const printed = await printPdf(
    contractPaper({
      publicId: contract.public_id,
      type: contract.type,
      version: contract.version,
      termsVersion: deal.termsVersion,
      seller: deal.seller,
      buyer: deal.buyer,
      achievement: {
        name: deal.achievement.name,
        code: deal.achievement.code,
        ip: deal.achievement.form.ip ?? [],
      },
      terms: deal.terms,
      at: now,
      ...(mark !== undefined && { mark }),
      address: permanentAddress(origin, 'contract', contract.public_id),
    }),
  )
  const sha256 = tx.files.write(printed.bytes)
  const readers = [contract.seller_org_id, contract.buyer_org_id, dossier.unit_id].filter((id) => id !== null)
  const name = `${CONTRACT_TYPES[contract.type].title}-${contract.public_id}-第${contract.version}版.pdf`
  const file = await addFile(
    tx,
    // Nobody's own: a contract is read by its parties, and attached elsewhere by neither.
    {
      sha256,
      name,
      type: 'application/pdf',
      size: printed.bytes.length,
      orgId: null,
      personId: null,
      readers,
    },
    now,
  )
  await store.insertDocument(tx, {
    contract_id: contract.id,
    version: contract.version,
    terms_version: deal.termsVersion,
    file_id: file.id,
    sha256,
    made_by: signedIn(actor).personId,
    at: now,
  })
  return sha256
}

/** Where the QR code leads, and the mark every page carries when the contract is not a real one (P3). */
export async function stationery(
  tx: Tx,
  contract: store.ContractRow,
): Promise<{ origin: string; mark: SampleMark | undefined }> {
  const instance = await readInstance(tx)
  if (!instance) throw new Error('the installation was not founded')
  const marks = { demo: '演示', rehearsal: '演练', production: undefined } as const
  return {
    // The log's origin is host/city: the host is where the city's site answers.
    origin: `https://${instance.origin.replace(/\/.*$/, '')}`,
    mark: contract.sample ? '示例' : marks[instance.kind],
  }
}

/** What the second factor must have been given for: this contract with exactly this text (SHA-256). */
export function confirmationMatter(contractId: string, sha256: string): string {
  return `contract:${contractId}:${sha256}`
}

/** One party's confirmation by second factor (P8 b); the second one concludes the contract in the same command. */
async function confirmContract(
  tx: CommandTx,
  dossier: DossierRow,
  input: z.infer<typeof confirmForm>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const contract = await contractOf(tx, dossier)
  const { personId, orgId } = signedIn(actor)
  if (actor.agentFor !== null) throw new Refusal('forbidden', '代办人不能代为确认合同，请由本人登录后确认。')
  const factor = await useConfirmation(tx, actor, confirmationMatter(contract.id, input.documentHash))
  await store.insertConfirmation(tx, {
    id: v7(),
    contract_id: contract.id,
    version: contract.version,
    org_id: orgId,
    org_name: actor.orgName ?? '',
    person_id: personId,
    person_name: actor.name,
    capacity: input.capacity,
    way: 'b',
    factor: factor.way,
    factor_at: factor.at,
    document_sha256: input.documentHash,
    at: now,
    journal_id: tx.journalId,
  })
  const confirmed = await store.confirmationsOf(tx, contract.id, contract.version)
  if (confirmed.length < 2) {
    await tellOther(tx, contract, actor, '对方已确认《{name}》，请核对后确认。')
    return
  }
  const act = { dossierId: dossier.id, action: 'conclude', visit: undefined, input: {}, event: true } as const
  await perform(tx, contractBinding, act, actor, now)
}

/** A contract by id or public id, within the actor's reach. */
export async function reachedContract(tx: Tx, actor: Actor, key: string): Promise<store.ContractRow> {
  const short = readPublicId(key)
  const contract = z.uuid().safeParse(key).success
    ? await store.findContract(tx, { id: key })
    : short === undefined
      ? undefined
      : await store.findContract(tx, { publicId: short })
  const dossier = contract && (await findDossier(tx, 'contracts', contract.dossier_id))
  const parties = contract ? [contract.seller_org_id, contract.buyer_org_id] : []
  mustReach(actor, { partyOrgIds: parties, unitId: dossier?.unit_id ?? null })
  if (!contract) throw new Refusal('absent', '没有找到这份合同。')
  return contract
}

async function contractOf(tx: Tx, dossier: DossierRow): Promise<store.ContractRow> {
  const contract = await store.findContract(tx, { dossierId: dossier.id })
  if (!contract) throw new Error(`dossier ${dossier.id} belongs to no contract`)
  return contract
}

function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

async function tellOther(
  tx: CommandTx,
  contract: store.ContractRow,
  actor: Actor,
  template: string,
): Promise<void> {
  const orgId = actor.orgId === contract.seller_org_id ? contract.buyer_org_id : contract.seller_org_id
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: contract.title },
    link: `/app/contracts/${contract.id}`,
  })
}
