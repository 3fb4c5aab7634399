import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { mustOwnFiles } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { retitleDossier } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from '#platform/signing/sign.ts'
import { registrableContract } from '#modules/contracts/index.ts'
import { registrationBinding } from './effects.ts'
import { countedOf } from './facts.ts'
import type { Draft, Income } from './forms.ts'
import { insertIncome } from './store-matters.ts'
import * as store from './store.ts'

/** States in which the applicant may change the form. */
export const OPEN_TO_EDIT: readonly string[] = ['draft', 'correction']

type Drafted = Draft & { readonly contractId?: string | undefined }

/** Opens a draft: typed in, or for a contract signed on the platform, which is registered once. */
export async function draftRegistration(tx: CommandTx, actor: Actor, input: Drafted, now: Instant) {
  const { contractId = null, ...form } = input
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  if (contractId !== null) {
    mustReach(actor, { orgId, madeBy: null })
    await mustRegister(tx, orgId, contractId)
  }
  await mustOwnFiles(tx, actor, filesOf(form))
  const id = v7()
  const title = form.contractName
  const dossier = await openDossier(
    tx,
    registrationBinding,
    { title, subject: { kind: 'contract-registration', id }, orgId },
    actor,
    now,
  )
  await store.insertRegistration(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    org_id: orgId,
    contract_id: contractId,
    title,
    form,
    ...countedOf(form, tx.rules, tx.today),
    state: dossier.state,
    standing: null,
    number: null,
    certificate_file_id: null,
    refusal_ground: null,
    made_by: personId,
    made_at: now,
    submitted_at: null,
    accepted_on: null,
    decided_on: null,
    sample: await isOfCast(tx, orgId, personId),
  })
  tx.about('contract-registration', id, { title })
  return { id, dossierId: dossier.id, location: `/app/registrations/${id}` }
}

/** A contract of the platform is registered by its seller, once. */
async function mustRegister(tx: CommandTx, orgId: string, contractId: string): Promise<void> {
  const contract = await registrableContract(tx, contractId)
  if (contract?.seller.id !== orgId)
    throw new Refusal('absent', '没有找到这份合同，或者合同还没有成立；登记由卖方申请。')
  const before = await store.registrationOf(tx, contractId)
  if (before)
    throw new Refusal('conflict', '这份合同已经有一件登记“{title}”，一份合同只登记一次，请在那里继续办理。', {
      title: before.title,
    })
}

/** Saves the form while the applicant may change it. */
export async function saveRegistration(
  tx: CommandTx,
  actor: Actor,
  input: Draft & { readonly id: string },
): Promise<{ readonly id: string }> {
  const { id, ...form } = input
  const row = await store.findRegistration(tx, { id })
  mustReach(actor, { orgId: row?.org_id ?? null, madeBy: row?.made_by ?? null })
  if (!row) throw new Refusal('absent', '没有找到这件登记申请。')
  if (!OPEN_TO_EDIT.includes(row.state))
    throw new Refusal('conflict', '申请正在审查，不能修改；需要补正时登记机构会通知。')
  const title = form.contractName
  await mustOwnFiles(tx, actor, filesOf(form))
  await store.updateRegistration(tx, id, { form, title, ...countedOf(form, tx.rules, tx.today) })
  await retitleDossier(tx, 'registrations', row.dossier_id, title)
  tx.about('contract-registration', id, { title })
  return { id }
}

export function filesOf(form: Draft): string[] {
  return [...(form.fileIds ?? []), ...(form.chineseFileId === undefined ? [] : [form.chineseFileId])]
}

/** What the seller earned by a registered contract in a tax year; explains, decides nothing. */
export async function recordIncome(
  tx: CommandTx,
  actor: Actor,
  input: Income & { readonly id: string },
  now: Instant,
): Promise<{ readonly id: string }> {
  const { id, ...content } = input
  const row = await store.findRegistration(tx, { id })
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId: row?.org_id ?? null })
  if (!row) throw new Refusal('absent', '没有找到这件登记。')
  if (row.state !== 'registered')
    throw new Refusal('conflict', '合同登记以后才能填报所得；没有登记的合同不能享受优惠。')
  if (content.year > Number(tx.today.slice(0, 4)))
    throw new Refusal('invalid', '纳税年度 {year} 还没有到。', { year: content.year }, [
      { field: 'year', message: '纳税年度还没有到。' },
    ])
  await insertIncome(tx, {
    id: v7(),
    registration_id: id,
    org_id: orgId,
    year: content.year,
    content,
    person_id: personId,
    at: now,
    journal_id: tx.journalId,
  })
  tx.about('contract-registration', id, { title: row.title, year: content.year })
  return { id }
}
