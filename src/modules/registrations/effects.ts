import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { yuanText } from '#platform/forms/money.ts'
import type { Material, PanelMatter } from '#platform/panel/pool.ts'
import type { Binding, Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { insertDeadline, type DossierRow } from '#platform/procedure/store.ts'
import { keptReminder } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { registrableContract } from '#modules/contracts/index.ts'
import { factsOf } from './facts.ts'
import { REASONS, registrationForm, type refuseForm, type registerForm, type Draft } from './forms.ts'
import { registrationLetters } from './letters.ts'
import { registrationProcedure } from './procedure.ts'
import { datesOf, remindersOf } from './rules.ts'
import * as store from './store.ts'

type Effects = Partial<Record<ActionsOf<typeof registrationProcedure>, Effect>>

export async function registrationOf(tx: Tx, dossier: DossierRow): Promise<store.RegistrationRow> {
  const row = await store.findRegistration(tx, { dossierId: dossier.id })
  if (!row) throw new Error(`dossier ${dossier.id} belongs to no registration`)
  return row
}

/** The unit that judges reads what is attached and, of a contract signed here, its text. */
async function shareWithUnit(tx: CommandTx, dossier: DossierRow, row: store.RegistrationRow, now: Instant) {
  if (dossier.unit_id === null) return
  const text = row.contract_id === null ? undefined : await registrableContract(tx, row.contract_id)
  const files = [...(row.form.fileIds ?? []), ...(row.form.chineseFileId ? [row.form.chineseFileId] : [])]
  for (const id of [...files, ...(text?.fileIds ?? [])]) await shareFile(tx, id, [dossier.unit_id], now)
}

const registered: Effect = async (tx, dossier, input: z.infer<typeof registerForm>, actor, now) => {
  const row = await registrationOf(tx, dossier)
  const same = await store.findRegistration(tx, { number: input.number })
  if (same)
    throw new Refusal(
      'conflict',
      '登记编号 {number} 已经用于“{title}”，请照登记系统核对编号。',
      { number: input.number, title: same.title },
      [{ field: 'number', message: '这个编号已经用过。' }],
    )
  if (input.fileId !== undefined) {
    await mustOwnFiles(tx, actor, [input.fileId])
    await shareFile(tx, input.fileId, [row.org_id], now)
  }
  await store.updateRegistration(tx, row.id, {
    number: input.number,
    certificate_file_id: input.fileId ?? null,
    standing: 'valid',
    decided_on: tx.today,
  })
  await keepFinding(tx, row, 'registered', { number: input.number, opinion: input.opinion }, actor, now)
  await tellApplicant(tx, row, '《{title}》已经登记，编号 {number}。', { number: input.number })
  await remind(tx, dossier, row.form)
}

/** Filing of a patent licence and yearly fees (practice.md P23). */
async function remind(tx: CommandTx, dossier: DossierRow, form: Draft): Promise<void> {
  const parsed = registrationForm.safeParse(form)
  if (!parsed.success) throw new Error(`dossier ${dossier.id} was registered with a form that is not whole`)
  const dates = datesOf(parsed.data, tx.rules.number('ip.licenceFiling.months', tx.today))
  const ahead = tx.rules.number('patent.annualFee.remind.days', tx.today)
  for (const { on, says } of remindersOf(dates, ahead, tx.today))
    await insertDeadline(tx, 'registrations', keptReminder(tx, dossier, on, says))
}

const effects: Effects = {
  submit: async (tx, dossier, _input, _actor, now) => {
    const row = await registrationOf(tx, dossier)
    await shareWithUnit(tx, dossier, row, now)
    await store.updateRegistration(tx, row.id, { submitted_at: now })
  },
  accept: async (tx, dossier, _input, actor, now) => {
    const row = await registrationOf(tx, dossier)
    await store.updateRegistration(tx, row.id, { accepted_on: tx.today })
    await keepFinding(tx, row, 'acceptance', { on: tx.today }, actor, now)
    await tellApplicant(tx, row, '《{title}》已经受理。', {})
  },
  askCorrection: async (tx, dossier, input: { readonly items: readonly string[] }, actor, now) => {
    const row = await registrationOf(tx, dossier)
    await store.updateRegistration(tx, row.id, { accepted_on: null })
    await keepFinding(tx, row, 'correction', input, actor, now)
    await tellApplicant(tx, row, '《{title}》需要补正：{items}', { items: input.items.join('；') })
  },
  correct: async (tx, dossier, _input, _actor, now) => {
    const row = await registrationOf(tx, dossier)
    await shareWithUnit(tx, dossier, row, now)
    // The day of the corrected submission is the day of acceptance (征求意见稿).
    await store.updateRegistration(tx, row.id, { submitted_at: now, accepted_on: tx.today })
  },
  toExperts: async (tx, dossier, input: Readonly<Record<string, unknown>>, actor, now) =>
    keepFinding(tx, await registrationOf(tx, dossier), 'experts', input, actor, now),
  register: registered,
  registerReviewed: registered,
  refuse: async (tx, dossier, input: z.infer<typeof refuseForm>, actor, now) => {
    const row = await registrationOf(tx, dossier)
    await store.updateRegistration(tx, row.id, { refusal_ground: input.ground, decided_on: tx.today })
    await keepFinding(tx, row, 'refusal', { ground: REASONS[input.ground], reason: input.reason }, actor, now)
    await tellApplicant(tx, row, '《{title}》不予登记：{ground}。', { ground: REASONS[input.ground] })
  },
  lapse: async (tx, dossier) =>
    tellApplicant(tx, await registrationOf(tx, dossier), '《{title}》逾期未补正，申请已结束。', {}),
}

/** Whom experts must not be near to: everybody in the contract. */
async function panelMatterOf(tx: Tx, dossier: DossierRow): Promise<PanelMatter> {
  const { form, org_id: id, made_by: madeBy } = await registrationOf(tx, dossier)
  const names = (form.parties ?? []).flatMap(({ name }) => name ?? [])
  return {
    orgs: [{ id, name: names[0] ?? '' }, ...names.slice(1).map((name) => ({ name }))],
    people: [{ id: madeBy, name: '', unit: names[0] ?? '' }],
  }
}

async function materialOf(tx: Tx, dossier: DossierRow): Promise<readonly Material[]> {
  const { form } = await registrationOf(tx, dossier)
  return [
    { label: '合同名称', value: form.contractName },
    { label: '类别', value: `${form.type ?? ''} ${form.subtype ?? ''}` },
    { label: '标的和技术内容', value: form.subject ?? '' },
    { label: '主要条款', value: form.clauses ?? '' },
    { label: '成交额', value: yuanText(form.totalFen ?? 0) },
    {
      label: '非技术费用',
      value: (form.nonTech ?? []).map((one) => `${one.kind ?? ''} ${yuanText(one.fen ?? 0)}`).join('\n'),
    },
    { label: '技术交易额', value: yuanText(form.techFen ?? 0) },
  ]
}

export const registrationBinding: Binding = {
  procedure: registrationProcedure,
  letters: registrationLetters,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const row = await store.findRegistration(tx, { dossierId: dossier.id })
    if (row) await store.updateRegistration(tx, row.id, { state: dossier.state })
  },
  panel: { matter: panelMatterOf, material: materialOf },
  application: {
    form: registrationForm,
    values: async (tx, dossier) => (await registrationOf(tx, dossier)).form,
  },
}

export async function keepFinding(
  tx: CommandTx,
  row: Pick<store.RegistrationRow, 'id'>,
  kind: store.FindingKind,
  content: Readonly<Record<string, unknown>>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  await store.insertFinding(tx, {
    id: v7(),
    registration_id: row.id,
    kind,
    content,
    org_id: actor.orgId,
    person_id: actor.personId,
    at: now,
    journal_id: tx.journalId,
  })
}

export async function tellApplicant(
  tx: CommandTx,
  row: Pick<store.RegistrationRow, 'id' | 'org_id' | 'title'>,
  template: string,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  await tx.emit('message.org', {
    orgId: row.org_id,
    template,
    params: { title: row.title, ...params },
    link: `/app/registrations/${row.id}`,
  })
}
