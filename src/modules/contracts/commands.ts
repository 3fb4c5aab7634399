import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { publicId, readPublicId } from '#platform/identifiers/identifiers.ts'
import { openDossier, perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { findDossier, type DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { SIGNATORIES_MAX } from '#platform/signing/forms.ts'
import { concludedAt, signedIn } from '#platform/signing/sign.ts'
import { recordsOf } from '#platform/signing/store.ts'
import { dealForContract, dealForText, dealMarks } from '#modules/deals/index.ts'
import { contractOf, factsOf, lawOfContract, tellBoth, tellOther } from './facts.ts'
import type { makeForm, ownTextForm, Purpose, rejectForm, removeSignerForm, signerForm } from './forms.ts'
import { lawOf } from './law.ts'
import { modeOf, otherText, termsOf, textOfDeal, type AnyDeal, type OtherMatter } from './matter.ts'
import { writeOwnText } from './own-text.ts'
import { contractProcedure } from './procedure.ts'
import { recordApproval, recordRight } from './records.ts'
import { contractSubject, signingEffects } from './signing.ts'
import * as store from './store.ts'
import { writeGenerated, type Version } from './text.ts'
import { CONTRACT_TEXTS } from './texts/contract.ts'

type Effects = Partial<Record<ActionsOf<typeof contractProcedure>, Effect>>

const effects: Effects = {
  ...signingEffects(() => contractBinding),
  regenerate: async (tx, dossier, _input, actor, now) => {
    const contract = await nextVersion(tx, dossier)
    await writeAgain(tx, contract, dossier, actor, now)
    await tellOther(tx, contract, actor, '《{name}》合同文本已重新生成，原来的同意和确认作废，请重新核对。')
  },
  useOwnText: async (tx, dossier, input: z.infer<typeof ownTextForm>, actor, now) => {
    const contract = await nextVersion(tx, dossier)
    const deal = await dealForContract(tx, contract.deal_id)
    const law = await lawOf(tx, deal, contract.type, deal.termsVersion)
    const version = { contract, dossier, deal, termsVersion: deal.termsVersion, law }
    const { priceFen, termMonths } = deal.terms
    await writeOwnText(tx, version, input, { priceFen, termMonths }, actor, now)
    await tellOther(tx, contract, actor, '对方为《{name}》上传了自己的文本，原来的同意和确认作废，请核对。')
  },
  addSigner: async (tx, dossier, input: z.infer<typeof signerForm>, actor, now) => {
    const contract = await nextVersion(tx, dossier)
    const { personId, orgId } = signedIn(actor)
    const already = await store.signersOf(tx, contract.id)
    if (already.length + 2 >= SIGNATORIES_MAX)
      throw new Refusal('conflict', '一份文本最多 {max} 方签署。', { max: SIGNATORIES_MAX })
    await store.insertSigner(tx, {
      id: v7(),
      contract_id: contract.id,
      ...input,
      added_by: personId,
      added_org: orgId,
      at: now,
      removed_at: null,
    })
    await writeAgain(tx, contract, dossier, actor, now)
    await tellOther(tx, contract, actor, '《{name}》增加了签署人，文本是新的一版，请核对。')
  },
  removeSigner: async (tx, dossier, input: z.infer<typeof removeSignerForm>, actor, now) => {
    const contract = await nextVersion(tx, dossier)
    if (!(await store.removeSigner(tx, contract.id, input.signerId, now)))
      throw new Refusal('absent', '没有找到这位签署人。')
    await writeAgain(tx, contract, dossier, actor, now)
    await tellOther(tx, contract, actor, '《{name}》减少了签署人，文本是新的一版，请核对。')
  },
  recordApproval,
  recordRight,
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
    if (contract.purpose === 'contract')
      await dealMarks.rejected(tx, contract.deal_id, input.reason, actor, now)
    else await tellOther(tx, contract, actor, '对方不签《{name}》，原因见文本页。')
  },
  conclude: async (tx, dossier, _input, actor, now) => {
    const contract = await contractOf(tx, dossier)
    const [text] = await store.documentsOf(tx, contract.id)
    const records = text ? await recordsOf(tx, text.signing_id) : []
    await store.updateContract(tx, contract.id, { concluded_at: concludedAt(records) })
    if (contract.purpose === 'contract') await dealMarks.signed(tx, contract.deal_id, actor, now)
    const { id, purpose, deal_id: dealId } = contract
    await tx.emit('contract.concluded', { contractId: id, dealId, purpose })
    await tellBoth(tx, contract, '双方都已签署，《{name}》成立；可以下载文本和签署记录。')
  },
}

export const contractBinding: Binding = {
  procedure: contractProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const contract = await store.findContract(tx, { dossierId: dossier.id })
    if (!contract) return
    // The last signature concludes inside its own effect: the dossier may be further than this call knows.
    const current = await findDossier(tx, 'contracts', dossier.id)
    if (current) await store.updateContract(tx, contract.id, { state: current.state })
  },
}

export const signingSubject = contractSubject(() => contractBinding)

/** A new version of the text: consents and signatures of the old one stay with it and count no more. */
async function nextVersion(tx: CommandTx, dossier: DossierRow): Promise<store.ContractRow> {
  const contract = await contractOf(tx, dossier)
  const next = { ...contract, version: contract.version + 1 }
  await store.updateContract(tx, contract.id, { version: next.version })
  return next
}

/** Makes the text of a contract from the terms both sides agreed to; one that waits already is voided by it. */
export async function makeContract(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof makeForm>,
  now: Instant,
) {
  const deal = await dealForContract(tx, input.id)
  mustReach(actor, { partyOrgIds: [deal.seller.id, deal.buyer.id] })
  const mode = modeOf(deal.terms)
  const law = await lawOf(tx, deal, mode, deal.termsVersion)
  if (law.ban !== undefined) throw new Refusal('conflict', '{ban}', { ban: law.ban })
  const title = `${CONTRACT_TEXTS[mode].title}：${deal.achievement.name}`
  return openText(tx, actor, { deal, purpose: 'contract', type: mode, title, matter: null }, now)
}

export interface OpenedText {
  readonly id: string
  readonly publicId: string
  readonly dossierId: string
  readonly visit: number
  readonly sha256: string
  readonly location: string
}

/** Makes a text that is signed on the way or afterwards (confidentiality, trial, supplement). */
export async function prepareText(
  tx: CommandTx,
  actor: Actor,
  dealId: string,
  matter: OtherMatter,
  now: Instant,
): Promise<OpenedText> {
  const deal = await dealForText(tx, dealId)
  mustReach(actor, { partyOrgIds: [deal.seller.id, deal.buyer.id] })
  const { purpose } = matter
  const { ban } = await lawOf(tx, deal, purpose, 0)
  if (ban !== undefined) throw new Refusal('conflict', '{ban}', { ban })
  const titles = { nda: '保密协议', trial: '先用后付试用协议', supplement: '补充协议' } as const
  if (purpose === 'nda' && (await store.concludedOfDeal(tx, dealId, 'nda')))
    throw new Refusal('conflict', '双方已就这次洽谈签订保密协议，不必再签。')
  const title = `${titles[purpose]}：${deal.achievement.name}`
  return openText(tx, actor, { deal, purpose, type: titles[purpose], title, matter }, now)
}

interface TextToOpen {
  readonly deal: AnyDeal
  readonly purpose: Purpose
  readonly type: string
  readonly title: string
  readonly matter: OtherMatter | null
}

async function openText(tx: CommandTx, actor: Actor, text: TextToOpen, now: Instant): Promise<OpenedText> {
  const { personId } = signedIn(actor)
  const { deal, seller, buyer } = text.deal
  const earlier = await store.draftedOfDeal(tx, deal.id, text.purpose)
  if (earlier) await voidContract(tx, earlier, actor, now)
  const id = v7()
  const { title } = text
  const opening = {
    title,
    subject: { kind: 'contract', id },
    orgId: seller.id,
    partyOrgIds: [seller.id, buyer.id],
  }
  const dossier = await openDossier(tx, contractBinding, opening, actor, now)
  const contract: store.ContractRow = {
    id,
    public_id: publicId(),
    purpose: text.purpose,
    deal_id: deal.id,
    achievement_id: deal.achievement_id,
    demand_id: deal.demand_id,
    dossier_id: dossier.id,
    type: text.type,
    title,
    seller_org_id: seller.id,
    buyer_org_id: buyer.id,
    sample: seller.sample || buyer.sample,
    state: dossier.state,
    version: 1,
    matter: text.matter,
    drafted_by: personId,
    drafted_at: now,
    concluded_at: null,
  }
  await store.insertContract(tx, contract)
  const sha256 = await writeAgain(tx, contract, dossier, actor, now)
  await tellOther(
    tx,
    contract,
    actor,
    '《{name}》合同文本已生成，请核对、同意电子确认条款并确认，或打印签字盖章。',
  )
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

async function voidContract(
  tx: CommandTx,
  contract: store.ContractRow,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const dossierId = contract.dossier_id
  const act = { dossierId, action: 'void', visit: undefined, input: {}, event: true } as const
  await perform(tx, contractBinding, act, actor, now)
}

/** Writes the version of a text the row names; answers the SHA-256. */
async function writeAgain(
  tx: CommandTx,
  contract: store.ContractRow,
  dossier: DossierRow,
  actor: Actor,
  now: Instant,
): Promise<string> {
  if (contract.purpose !== 'contract') {
    const deal = await dealForText(tx, contract.deal_id)
    const law = await lawOfContract(tx, contract, 0)
    const version: Version = { contract, dossier, deal, termsVersion: 0, law }
    return writeGenerated(tx, version, await otherText(tx, contract, deal, now), [], actor, now)
  }
  const deal = await dealForContract(tx, contract.deal_id)
  const law = await lawOfContract(tx, contract, deal.termsVersion)
  const version: Version = { contract, dossier, deal, termsVersion: deal.termsVersion, law }
  const made = await textOfDeal(tx, contract, deal, now)
  return writeGenerated(tx, version, made, wordsOf(deal), actor, now)
}

/** What the parties themselves typed: the standing words of our texts are not judged. */
function wordsOf({ terms }: Awaited<ReturnType<typeof dealForContract>>) {
  const titles: Readonly<Record<string, string>> = {
    payment: '支付方式',
    territory: '地域范围',
    deliverables: '技术内容与交付',
    acceptance: '验收标准与方法',
    improvements: '后续改进成果的归属',
    confidentiality: '保密约定',
    liability: '违约责任',
    disputes: '争议解决',
  }
  return Object.entries(termsOf(terms)).flatMap(([name, text]) =>
    typeof text === 'string' && text !== '' ? [{ at: titles[name] ?? name, text }] : [],
  )
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
