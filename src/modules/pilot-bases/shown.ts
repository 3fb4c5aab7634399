import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { orgNames } from '#platform/identity/names.ts'
import { amends } from '#platform/notice/amends.ts'
import type { Material, PanelMatter } from '#platform/panel/pool.ts'
import type { Amend, NoticeContent } from '#platform/procedure/facet.ts'
import { retitleDossier, type DossierRow } from '#platform/procedure/store.ts'
import { countedStaff, equipmentTotal } from './conditions.ts'
import { applicationForm, type Typed } from './forms.ts'
import { findApplication, updateApplication, type ApplicationRow } from './store.ts'

async function applicationOf(tx: Tx, dossier: DossierRow): Promise<ApplicationRow> {
  const row = await findApplication(tx, { dossierId: dossier.id })
  if (!row) throw new Error(`dossier ${dossier.id} belongs to no application`)
  return row
}

/** What the public reads of a base to be recognised; a change of what it is begins the notice anew. */
export async function noticeOf(tx: Tx, dossier: DossierRow): Promise<NoticeContent> {
  const { form, org_id: orgId } = await applicationOf(tx, dossier)
  const unit = (await orgNames(tx, [orgId])).get(orgId) ?? ''
  const partners = (form.partners ?? []).map((one) => one.unit).join('、')
  return {
    fields: [
      { label: '基地名称', value: form.baseName, material: true },
      { label: '申报单位', value: unit, material: true },
      ...(partners === '' ? [] : [{ label: '合作单位', value: partners, material: true }]),
      { label: '技术领域', value: form.field ?? '', material: true },
      { label: '场地地址', value: form.address ?? '', material: true },
      { label: '场地面积', value: `${form.siteM2 ?? 0} 平方米`, material: true },
      { label: '中试设备原值', value: yuanText(equipmentTotal(form)) },
      { label: '专职技术人员', value: `${countedStaff(form).length} 人` },
    ],
  }
}

/** What may be corrected on the notice, in the application that is decided on; conditions are judged anew in review. */
export const noticeAmends: Readonly<Record<string, Amend>> = {
  基地名称: amends(applicationForm.shape.baseName, async (tx, dossier, baseName) => {
    await amendForm(tx, dossier, { baseName })
    await retitleDossier(tx, 'pilot-bases', dossier.id, baseName)
  }),
  技术领域: amends(applicationForm.shape.field, (tx, dossier, field) => amendForm(tx, dossier, { field })),
  场地地址: amends(applicationForm.shape.address, (tx, dossier, address) =>
    amendForm(tx, dossier, { address }),
  ),
}

async function amendForm(tx: Tx, dossier: DossierRow, corrected: Partial<Typed>): Promise<void> {
  const row = await applicationOf(tx, dossier)
  const typed = { ...row.typed, ...corrected }
  await updateApplication(tx, row.id, { typed, title: typed.baseName })
}

/** Whom experts must not be near to: applicant and partners, and everybody on the staff list. */
export async function panelMatterOf(tx: Tx, dossier: DossierRow): Promise<PanelMatter> {
  const { form, org_id: id, made_by: madeBy } = await applicationOf(tx, dossier)
  const unit = (await orgNames(tx, [id])).get(id) ?? ''
  return {
    orgs: [{ id, name: unit }, ...(form.partners ?? []).map((one) => ({ name: one.unit }))],
    people: [{ id: madeBy, name: '', unit }, ...(form.staff ?? []).map((one) => ({ name: one.name, unit }))],
  }
}

/** What experts read: facts of the application. The self-score and the names of its staff are not among them. */
export async function materialOf(tx: Tx, dossier: DossierRow): Promise<readonly Material[]> {
  const { form } = await applicationOf(tx, dossier)
  const staff = countedStaff(form)
  const lease = form.leaseUntil === undefined ? '' : `，租期到 ${form.leaseUntil}`
  const degrees = [...Map.groupBy(staff, (one) => one.degree)].map(
    ([degree, rows]) => `${degree} ${rows.length} 人`,
  )
  return [
    { label: '基地名称', value: form.baseName },
    { label: '技术领域', value: form.field ?? '' },
    { label: '中试能力和转化经验', value: form.capability ?? '' },
    {
      label: '场地',
      value: `${form.address ?? ''}，${form.siteM2 ?? 0} 平方米，${form.siteRight ?? ''}${lease}`,
    },
    {
      label: `中试设备（原值合计 ${yuanText(equipmentTotal(form))}）`,
      value: (form.equipment ?? [])
        .map((one) => `${one.name} ${one.model}，${yuanText(one.originalFen)}，${one.boughtOn} 购置`)
        .join('\n'),
    },
    { label: '专职技术人员', value: `${staff.length} 人：${degrees.join('，')}` },
    {
      label: '近年完成的中试项目',
      value: (form.pilotItems ?? [])
        .map(
          (one) =>
            `${one.name}，${one.external ? '对外' : '自用'}，${one.from} 至 ${one.to}，收入 ${yuanText(one.fen)}：${one.result}`,
        )
        .join('\n'),
    },
    { label: '上年中试服务收入', value: yuanText(form.serviceIncomeFen ?? 0) },
    { label: '制度', value: (form.ownRules ?? []).join('、') },
  ]
}
