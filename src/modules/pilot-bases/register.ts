import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { countedStaff, equipmentTotal } from './conditions.ts'
import type { certificateForm, existingForm } from './forms.ts'
import { applicationForm } from './forms.ts'
import { recognitionProcedure } from './procedure.ts'
import { isCityRegion, statusOn, validUntil } from './rules.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Numbers = z.infer<typeof certificateForm>

/** The base of an application that was recognised, valid from today for the years of the rule. */
export async function recogniseBase(
  tx: CommandTx,
  row: store.ApplicationRow,
  dossier: DossierRow,
  numbers: Numbers,
  now: Instant,
): Promise<store.BaseRow> {
  await mustBeFree(tx, numbers)
  const form = applicationForm.parse(row.form)
  const org = await findOrganisation(tx, row.org_id)
  const from = dayOf(now)
  const base: store.BaseRow = {
    id: v7(),
    public_id: publicId(),
    application_id: row.id,
    dossier_id: dossier.id,
    document_no: null,
    org_id: row.org_id,
    name: form.baseName,
    field: form.field,
    region: org?.region ?? '',
    address: form.address,
    site_m2: form.siteM2,
    equipment_fen: equipmentTotal(form),
    staff: countedStaff(form).length,
    cert_no: numbers.certNo,
    plate_no: numbers.plateNo,
    from_day: from,
    until_day: validUntil(from, tx.rules.number('pilotbase.validYears', tx.today)),
    status: 'valid',
    revoked_on: null,
    barred_until: null,
    reminded_for: null,
    recognised_at: now,
    sample: row.sample,
  }
  await store.insertBase(tx, base)
  await happened(
    tx,
    base,
    { kind: 'recognised', says: `认定为中试基地，证书编号 ${base.cert_no}` },
    dossier.id,
    now,
  )
  return base
}

/** Valid from the day after the old end, with what the renewal's form says of the base now. */
export async function renewBase(
  tx: CommandTx,
  row: store.ApplicationRow,
  dossier: DossierRow,
  now: Instant,
): Promise<void> {
  const base = row.base_id === null ? undefined : await store.findBase(tx, { id: row.base_id })
  if (!base) throw new Error(`renewal ${row.id} belongs to no base`)
  if (base.status === 'revoked') throw new Refusal('conflict', '基地认定已被撤销，不能续期。')
  const form = applicationForm.parse(row.form)
  const from = addDays(base.until_day, 1)
  const until = validUntil(from, tx.rules.number('pilotbase.validYears', tx.today))
  await store.updateBase(tx, base.id, {
    until_day: until,
    address: form.address,
    site_m2: form.siteM2,
    equipment_fen: equipmentTotal(form),
    staff: countedStaff(form).length,
  })
  await happened(tx, base, { kind: 'renewed', says: `续期，有效期至 ${until}` }, dossier.id, now)
}

/** A base that was recognised on paper before the platform, taken over with the number of its document. */
export async function registerExisting(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof existingForm>,
  now: Instant,
) {
  const { personId } = signedIn(actor)
  mustReach(actor, { unitId: await competentUnit(tx, recognitionProcedure, dayOf(now)) })
  const org = await findOrganisation(tx, input.orgId)
  if (!org || org.region === null || !isCityRegion(tx.rules, org.region, tx.today))
    throw new Refusal('invalid', '建设单位的所在地须在本市，请先完善单位资料。')
  if (input.until <= input.from) throw new Refusal('invalid', '有效期的止日应晚于起日，请更正。')
  const owned = await store.basesOfOrg(tx, org.id)
  if (owned.some((base) => ['valid', 'correcting'].includes(statusOn(base, tx.today))))
    throw new Refusal('conflict', '这家单位已有有效的中试基地。')
  await mustBeFree(tx, input)
  const base: store.BaseRow = {
    id: v7(),
    public_id: publicId(),
    application_id: null,
    dossier_id: null,
    document_no: input.documentNo,
    org_id: org.id,
    name: input.name,
    field: input.field,
    region: org.region,
    address: input.address,
    site_m2: input.siteM2,
    equipment_fen: input.equipmentFen,
    staff: input.staff,
    cert_no: input.certNo,
    plate_no: input.plateNo,
    from_day: input.from,
    until_day: input.until,
    status: 'valid',
    revoked_on: null,
    barred_until: null,
    reminded_for: null,
    recognised_at: now,
    sample: await isOfCast(tx, org.id, personId),
  }
  await store.insertBase(tx, base)
  const says = `按 ${input.documentNo} 登记既有认定，证书编号 ${input.certNo}`
  await happened(tx, base, { kind: 'registered', says }, null, now)
  tx.about('pilot-base', base.id, { title: base.name })
  return { id: base.id, publicId: base.public_id, location: `/app/pilot-bases/${base.id}` }
}

async function mustBeFree(tx: CommandTx, numbers: Numbers): Promise<void> {
  const taken = await store.numberTaken(tx, numbers)
  if (taken !== undefined)
    throw new Refusal('conflict', '{what}已用于另一家基地，请核对编号。', {
      what: taken === 'cert' ? '证书编号' : '牌匾编号',
    })
}

/** A public line in the life of a base. */
export async function happened(
  tx: CommandTx,
  base: store.BaseRow,
  what: { readonly kind: string; readonly says: string },
  dossierId: string | null,
  now: Instant,
): Promise<void> {
  await store.insertEvent(tx, {
    id: v7(),
    base_id: base.id,
    ...what,
    on_day: dayOf(now),
    dossier_id: dossierId,
    at: now,
    journal_id: tx.journalId,
  })
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}
