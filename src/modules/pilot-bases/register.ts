import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { isCityRegion } from '#platform/ruleset/city.ts'
import { Refusal } from '#platform/refusal.ts'
import { countedStaff, equipmentTotal } from './conditions.ts'
import type { certificateForm, Existing } from './forms.ts'
import { applicationForm } from './forms.ts'
import { registrationProcedure, type RegistrationFacts } from './registration/procedure.ts'
import { isInForce, validUntil } from './rules.ts'
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
  const base = newBase(row, dossier, org?.region ?? '', now, {
    name: form.baseName,
    field: form.field,
    address: form.address,
    site_m2: form.siteM2,
    equipment_fen: equipmentTotal(form),
    staff: countedStaff(form).length,
    cert_no: numbers.certNo,
    plate_no: numbers.plateNo,
    document_no: null,
    from_day: from,
    until_day: validUntil(from, tx.rules.number('pilotbase.validYears', tx.today)),
  })
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
  await mustHaveNone(tx, base.org_id, base.id)
  const form = applicationForm.parse(row.typed)
  const from = addDays(base.until_day, 1)
  const until = validUntil(from, tx.rules.number('pilotbase.validYears', tx.today))
  await store.updateBase(tx, base.id, {
    until_day: until,
    name: form.baseName,
    field: form.field,
    address: form.address,
    site_m2: form.siteM2,
    equipment_fen: equipmentTotal(form),
    staff: countedStaff(form).length,
  })
  const parts = [
    `续期，有效期至 ${until}`,
    ...(form.baseName === base.name ? [] : [`名称由“${base.name}”变更为“${form.baseName}”`]),
    ...(form.field === base.field ? [] : [`技术领域由“${base.field}”变更为“${form.field}”`]),
  ]
  await happened(tx, base, { kind: 'renewed', says: parts.join('；') }, dossier.id, now)
}

/** Brings a base that was recognised on paper before; somebody else compares it with the document. */
export async function registerExisting(tx: CommandTx, actor: Actor, input: Existing, now: Instant) {
  const { personId } = signedIn(actor)
  mustReach(actor, { unitId: await competentUnit(tx, registrationProcedure, dayOf(now)) })
  const org = await findOrganisation(tx, input.orgId)
  if (!org || !isCityRegion(tx.rules, org.region, tx.today))
    throw new Refusal('invalid', '建设单位的所在地须在本市，请先完善单位资料。')
  if (input.until <= input.from) throw new Refusal('invalid', '有效期的止日应晚于起日，请更正。')
  await mustHaveNone(tx, org.id)
  await mustBeFree(tx, input)
  const id = v7()
  const dossier = await openDossier(
    tx,
    registrationBinding,
    { title: input.name, subject: { kind: 'pilot-base-application', id }, orgId: org.id },
    actor,
    now,
  )
  await store.insertApplication(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    kind: 'registration',
    base_id: null,
    org_id: org.id,
    title: input.name,
    typed: {
      baseName: input.name,
      field: input.field,
      address: input.address,
      siteM2: input.siteM2,
    },
    existing: input,
    explanation: null,
    state: dossier.state,
    made_by: personId,
    made_at: now,
    submitted_at: now,
    sample: await isOfCast(tx, org.id, personId),
  })
  tx.about('pilot-base-application', id, { title: input.name })
  return { id, dossierId: dossier.id, location: `/app/pilot-bases/applications/${id}` }
}

/** No base in force, or none besides the one that is renewed: it may have run out while a new one was recognised. */
async function mustHaveNone(tx: CommandTx, orgId: string, besides?: string): Promise<void> {
  const owned = await store.basesOfOrg(tx, orgId)
  if (owned.some((base) => base.id !== besides && isInForce(base, tx.today)))
    throw new Refusal('conflict', '这家单位已有有效的中试基地。')
}

export const registrationBinding: Binding = {
  procedure: registrationProcedure,
  facts: async (tx, dossier): Promise<RegistrationFacts> => ({
    draftedBy: (await registrationOf(tx, dossier)).made_by,
  }),
  effects: {
    confirm: async (tx: CommandTx, dossier: DossierRow, _input: unknown, _actor: Actor, now: Instant) => {
      const row = await registrationOf(tx, dossier)
      const { existing } = row
      if (!existing) throw new Error(`registration ${row.id} names no document`)
      await mustHaveNone(tx, row.org_id)
      await mustBeFree(tx, existing)
      const org = await findOrganisation(tx, row.org_id)
      const base = newBase(row, dossier, org?.region ?? '', now, {
        name: existing.name,
        field: existing.field,
        address: existing.address,
        site_m2: existing.siteM2,
        equipment_fen: existing.equipmentFen,
        staff: existing.staff,
        cert_no: existing.certNo,
        plate_no: existing.plateNo,
        document_no: existing.documentNo,
        from_day: existing.from,
        until_day: existing.until,
      })
      await store.insertBase(tx, base)
      const says = `按 ${existing.documentNo} 登记既有认定，证书编号 ${existing.certNo}`
      await happened(tx, base, { kind: 'registered', says }, dossier.id, now)
      await tx.emit('message.org', {
        orgId: row.org_id,
        template: '“{title}”已按认定文件登记为中试基地，今后的考核、续期和变更在平台办理。',
        params: { title: existing.name },
        link: `/app/pilot-bases/${base.id}`,
      })
    },
  },
  entered: async (tx, dossier) => {
    const row = await store.findApplication(tx, { dossierId: dossier.id })
    if (row) await store.updateApplication(tx, row.id, { state: dossier.state })
  },
}

async function registrationOf(tx: Tx, dossier: DossierRow): Promise<store.ApplicationRow> {
  const row = await store.findApplication(tx, { dossierId: dossier.id })
  if (!row) throw new Error(`dossier ${dossier.id} belongs to no registration`)
  return row
}

type Described = Pick<
  store.BaseRow,
  | 'name'
  | 'field'
  | 'address'
  | 'site_m2'
  | 'equipment_fen'
  | 'staff'
  | 'cert_no'
  | 'plate_no'
  | 'document_no'
  | 'from_day'
  | 'until_day'
>

function newBase(
  row: store.ApplicationRow,
  dossier: DossierRow,
  region: string,
  now: Instant,
  described: Described,
): store.BaseRow {
  return {
    id: v7(),
    public_id: publicId(),
    application_id: row.id,
    dossier_id: dossier.id,
    org_id: row.org_id,
    region,
    ...described,
    status: 'valid',
    revoked_on: null,
    barred_until: null,
    reminded_for: null,
    recognised_at: now,
    sample: row.sample,
  }
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
  // What it offers is listed only while it is in force.
  await tx.emit('record.changed', { kind: 'organisation', id: base.org_id })
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}
