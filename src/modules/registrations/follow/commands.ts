import { v7 } from 'uuid'
import type { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { Refusal, type FieldFault } from '#platform/refusal.ts'
import { signedIn } from '#platform/signing/sign.ts'
import type { cancellationForm, Change, objectionForm } from '../forms.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import { insertMatter, mattersOf, type MatterRow } from '../store-matters.ts'
import * as store from '../store.ts'
import { cancellationBinding, changeBinding, objectionBinding } from './effects.ts'

interface Opening {
  readonly binding: Binding
  readonly kind: MatterRow['kind']
  readonly title: string
  readonly form: Readonly<Record<string, unknown>> & { readonly fileIds?: readonly string[] | undefined }
}

/** The applicant asks for a change; the amounts that result must add up. */
export async function openChange(
  tx: CommandTx,
  actor: Actor,
  { id, ...form }: Change & { readonly id: string },
  now: Instant,
) {
  const row = await ownRegistered(tx, actor, id)
  const [fault] = changeFaults(row, form)
  if (fault) throw new Refusal('invalid', '{why}', { why: fault.message }, [fault])
  return opened(tx, actor, row, { binding: changeBinding, kind: 'change', title: '登记变更', form }, now)
}

/** What a change would leave: each part named is given, and 技术交易额 stays within 成交额. */
export function changeFaults(
  {
    total_fen: total,
    tech_fen: tech,
    form: { fromDay },
  }: Pick<store.RegistrationRow, 'total_fen' | 'tech_fen' | 'form'>,
  { what, newName, newTotalFen, newTechFen, newUntilDay }: Change,
): FieldFault[] {
  const needed = (part: Change['what'][number], field: string, value: unknown, title: string) =>
    what.includes(part) && value === undefined ? [{ field, message: `请填${title}。` }] : []
  const faults = [
    ...needed('name', 'newName', newName, '新的合同名称'),
    ...needed('term', 'newUntilDay', newUntilDay, '新的履行期限'),
    ...needed('amount', 'newTotalFen', newTotalFen ?? newTechFen, '新的成交额或技术交易额'),
  ]
  if ((newTechFen ?? tech ?? 0) > (newTotalFen ?? total ?? 0))
    faults.push({ field: 'newTechFen', message: '变更后的技术交易额大于成交额，请核对；两项都变的都要填。' })
  if (newUntilDay !== undefined && fromDay !== undefined && newUntilDay < fromDay)
    faults.push({ field: 'newUntilDay', message: `新的履行期限早于开始的 ${fromDay}，请核对。` })
  return faults
}

/** The applicant asks for the end of a registration. */
export async function openCancellation(
  tx: CommandTx,
  actor: Actor,
  { id, ...form }: z.infer<typeof cancellationForm> & { readonly id: string },
  now: Instant,
) {
  const row = await ownRegistered(tx, actor, id)
  return opened(
    tx,
    actor,
    row,
    { binding: cancellationBinding, kind: 'cancellation', title: '登记注销', form },
    now,
  )
}

/** The office begins a cancellation of its own accord. */
export async function beginCancellation(
  tx: CommandTx,
  actor: Actor,
  { id, ...form }: z.infer<typeof cancellationForm> & { readonly id: string },
  now: Instant,
) {
  const row = await store.findRegistration(tx, { id })
  const dossier = row && (await findDossier(tx, 'registrations', row.dossier_id))
  mustReach(actor, { unitId: dossier?.unit_id ?? null })
  return opened(
    tx,
    actor,
    mustStand(row),
    { binding: cancellationBinding, kind: 'cancellation', title: '登记注销（依职权）', form },
    now,
  )
}

/** A party of the contract objects to what was registered. */
export async function openObjection(
  tx: CommandTx,
  actor: Actor,
  { id, ...form }: z.infer<typeof objectionForm> & { readonly id: string },
  now: Instant,
) {
  reachedByQuery(actor)
  const row = await store.findRegistration(tx, { id })
  if (!row || !(await isParty(tx, actor, row)))
    throw new Refusal('absent', '没有找到这件登记；只有合同当事人可以提出异议。')
  return opened(
    tx,
    actor,
    mustStand(row),
    { binding: objectionBinding, kind: 'objection', title: '登记异议', form },
    now,
  )
}

/** Whether the actor's organisation is one of the parties, by its credit code or its name. */
export async function isParty(
  tx: Tx,
  actor: Actor,
  { form, org_id: orgId }: Pick<store.RegistrationRow, 'form' | 'org_id'>,
): Promise<boolean> {
  if (actor.orgId === null) return false
  if (actor.orgId === orgId) return true
  const org = await findOrganisation(tx, actor.orgId)
  if (org?.verified !== true) return false
  return (form.parties ?? []).some(
    ({ code, name }) =>
      (code !== undefined && code === org.creditCode) ||
      (code === undefined && name !== undefined && unitKey(name) === unitKey(org.name)),
  )
}

async function ownRegistered(tx: CommandTx, actor: Actor, id: string): Promise<store.RegistrationRow> {
  const row = await store.findRegistration(tx, { id })
  mustReach(actor, { orgId: row?.org_id ?? null })
  return mustStand(row)
}

function mustStand(row: store.RegistrationRow | undefined): store.RegistrationRow {
  if (!row) throw new Refusal('absent', '没有找到这件登记。')
  if (row.state !== 'registered') throw new Refusal('conflict', '合同还没有登记，请先办完登记。')
  if (row.standing === 'cancelled') throw new Refusal('conflict', '登记已经注销，不能再办理。')
  return row
}

async function opened(
  tx: CommandTx,
  actor: Actor,
  row: store.RegistrationRow,
  { binding, kind, title, form }: Opening,
  now: Instant,
) {
  const { orgId } = signedIn(actor)
  const before = await mattersOf(tx, row.id)
  if (before.some((one) => one.kind === kind && one.closed_on === null))
    throw new Refusal('conflict', '这件登记已有一件{title}在办，请等它办结。', { title })
  await mustOwnFiles(tx, actor, form.fileIds ?? [])
  const dossier = await openDossier(
    tx,
    binding,
    {
      title: `${row.title} ${title}`,
      subject: { kind: 'contract-registration', id: row.id },
      orgId: kind === 'objection' ? orgId : row.org_id,
      follows: row.dossier_id,
    },
    actor,
    now,
  )
  if (dossier.unit_id !== null)
    for (const id of form.fileIds ?? []) await shareFile(tx, id, [dossier.unit_id], now)
  await insertMatter(tx, {
    id: v7(),
    public_id: publicId(),
    dossier_id: dossier.id,
    registration_id: row.id,
    kind,
    org_id: orgId,
    form,
    state: dossier.state,
    made_at: now,
    closed_on: null,
  })
  tx.about('contract-registration', row.id, { title: row.title })
  return { dossierId: dossier.id, location: `/app/dossiers/${dossier.id}` }
}
