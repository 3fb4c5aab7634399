import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { orgNames } from '#platform/identity/names.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { perform, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import {
  changeForm,
  GROUNDS,
  revocationForm,
  type Change,
  type Ground,
  type Report,
  type siteForm,
} from '../forms.ts'
import { assessmentLetters, changeLetters, revocationLetters } from '../letters.ts'
import { happened } from '../register.ts'
import {
  barredUntil,
  gradeOf,
  isMaterial,
  pointsText,
  reportFaults,
  scoreFaults,
  totalOf,
  type Grade,
  type Scores,
} from '../rules.ts'
import * as matters from '../store-matters.ts'
import * as store from '../store.ts'
import { bodyFault, bodyWaits } from './body.ts'
import { matterOf, openMatterOf, passMatters, tellBase } from './matter.ts'
import { assessmentProcedure, changeProcedure, revocationProcedure, type MatterFacts } from './procedure.ts'
import type { z } from 'zod'

/** States of an assessment that keep its base under correction. */
const CORRECTING: readonly string[] = ['correcting', 'verifying']

type EffectsOf<P> = Partial<Record<ActionsOf<P>, Effect>>
type Sheet = Scores & { readonly reason: string }

async function factsOf(tx: Tx, dossier: DossierRow): Promise<MatterFacts> {
  const { matter, base } = await matterOf(tx, dossier)
  const today = dayOf(await databaseNow(tx))
  const rules = await loadRuleset(tx)
  // Seeded in this shape.
  const weights = rules.json('pilotbase.score.parts', today) as unknown as Scores
  const { what = [], newOrgId } = matter.form as Partial<Change>
  const before = matter.year === null ? undefined : await matters.assessmentOf(tx, base.id, matter.year - 1)
  return {
    grade: matter.grade ?? undefined,
    failedBefore: before?.grade === '不合格',
    material: isMaterial(what),
    sitePeopleMin: rules.number('pilotbase.site.people', today),
    siteMatches: (matter.form['site'] as { readonly matches?: boolean } | undefined)?.matches === true,
    bodyFault:
      newOrgId === undefined
        ? undefined
        : ((await bodyFault(tx, base, newOrgId, { rules, today })) ?? (await bodyWaits(tx, base))),
    scoreFault: (input) => scoreFaults(input as Scores, weights, '', '')[0]?.message,
  }
}

const assessmentEffects: EffectsOf<typeof assessmentProcedure> = {
  report: async (tx, dossier, input: Report, actor, now) => {
    const { matter, base } = await matterOf(tx, dossier)
    const [fault] = reportFaults(input)
    if (fault) throw new Refusal('invalid', '{why}', { why: fault.message }, [fault])
    await mustOwnFiles(tx, actor, input.fileIds ?? [])
    await share(tx, dossier, input.fileIds ?? [], now)
    await matters.updateMatter(tx, matter.id, { form: { ...input } })
    await tx.emit('pilot-base.reported', { dossierId: dossier.id, orgId: base.org_id, year: matter.year })
  },
  score: async (tx, dossier, input: Sheet) => {
    const { matter } = await matterOf(tx, dossier)
    const { reason, ...scores } = input
    const total = totalOf(scores)
    const bounds = tx.rules.json('pilotbase.grade', tx.today) as {
      readonly 优秀: number
      readonly 合格: number
    }
    await matters.updateMatter(tx, matter.id, {
      scores,
      total,
      grade: gradeOf(total, bounds),
      form: { ...matter.form, opinion: reason },
    })
  },
  confirm: async (tx, dossier, _input, _actor, now) => {
    await graded(tx, dossier, now)
  },
  orderCorrection: async (tx, dossier, _input, _actor, now) => {
    const { base } = await graded(tx, dossier, now)
    if (base.status !== 'revoked') await store.updateBase(tx, base.id, { status: 'correcting' })
  },
  failAgain: async (tx, dossier, _input, actor, now) => {
    await graded(tx, dossier, now)
    await toRevocation(tx, dossier, 'failedTwice', actor, now)
  },
  sayCorrected: async (
    tx,
    dossier,
    input: { readonly done: string; readonly fileIds?: string[] },
    actor,
    now,
  ) => {
    const { matter } = await matterOf(tx, dossier)
    await mustOwnFiles(tx, actor, input.fileIds ?? [])
    await share(tx, dossier, input.fileIds ?? [], now)
    await matters.updateMatter(tx, matter.id, { form: { ...matter.form, correction: input } })
  },
  acceptCorrection: async (tx, dossier, _input, _actor, now) => {
    const { base, matter } = await matterOf(tx, dossier)
    if (base.status === 'correcting') await store.updateBase(tx, base.id, { status: 'valid' })
    await happened(tx, base, { kind: 'corrected', says: `${matter.year} 年度考核整改合格` }, dossier.id, now)
  },
  refuseCorrection: async (tx, dossier, _input, actor, now) =>
    toRevocation(tx, dossier, 'notCorrected', actor, now),
  failCorrection: async (tx, dossier, _input, actor, now) =>
    toRevocation(tx, dossier, 'notCorrected', actor, now),
  missReport: async (tx, dossier, _input, actor, now) => toRevocation(tx, dossier, 'notReported', actor, now),
  baseRevoked: async (tx, dossier) => {
    const { matter } = await matterOf(tx, dossier)
    // A grade nobody confirmed is none.
    if (matter.state === 'confirming') await matters.updateMatter(tx, matter.id, { grade: null })
  },
}

async function graded(tx: CommandTx, dossier: DossierRow, now: Instant) {
  const found = await matterOf(tx, dossier)
  const { base, matter } = found
  const says = `${matter.year} 年度考核${matter.grade ?? ''}，${pointsText(matter.total ?? 0)} 分`
  await happened(tx, base, { kind: 'assessed', says }, dossier.id, now)
  const grade: Grade | '' = matter.grade ?? ''
  await tellBase(tx, base, '《{title}》的结果是{grade}。', { title: dossier.title, grade }, dossier.id)
  return found
}

async function toRevocation(
  tx: CommandTx,
  dossier: DossierRow,
  ground: Ground,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const { base } = await matterOf(tx, dossier)
  if (base.status === 'revoked' || (await matters.openMatter(tx, base.id, 'revocation'))) return
  await openRevocation(
    tx,
    base,
    { ground, facts: `《${dossier.title}》：${GROUNDS[ground]}。`, follows: dossier.id },
    actor,
    now,
  )
}

export async function openRevocation(
  tx: CommandTx,
  base: store.BaseRow,
  why: { readonly ground: Ground; readonly facts: string; readonly follows?: string },
  actor: Actor,
  now: Instant,
): Promise<DossierRow> {
  const { ground, facts, follows } = why
  return openMatterOf(
    tx,
    revocationBinding,
    {
      base,
      kind: 'revocation',
      year: null,
      form: { ground, facts },
      title: `${base.name} 撤销认定（${GROUNDS[ground]}）`,
      ...(follows !== undefined && { follows }),
    },
    actor,
    now,
  )
}

const revocationEffects: EffectsOf<typeof revocationProcedure> = {
  tell: async (tx, dossier, input: { readonly facts: string }) => {
    const { base } = await matterOf(tx, dossier)
    await keep(tx, dossier, { told: input.facts })
    await tellBase(
      tx,
      base,
      '拟撤销“{title}”的中试基地认定：{facts}。可以在期限内陈述、申辩或要求听证。',
      { title: base.name, facts: input.facts },
      dossier.id,
    )
  },
  state: statementGiven,
  askHearing: statementGiven,
  hear: async (tx, dossier, input: { readonly heldOn: string }) => {
    if (input.heldOn > tx.today) throw new Refusal('invalid', '听证日期不能在今天以后，请更正。')
    await keep(tx, dossier, { hearing: input })
  },
  revoke: async (tx, dossier, input: { readonly reason: string }, actor, now) => {
    const { base, matter } = await matterOf(tx, dossier)
    const ground = matter.form['ground'] as Ground
    const on = dayOf(now)
    const barred = barredUntil(on, ground, {
      usual: tx.rules.number('pilotbase.bar.years', on),
      fraud: tx.rules.number('pilotbase.bar.fraudYears', on),
    })
    await store.updateBase(tx, base.id, { status: 'revoked', revoked_on: on, barred_until: barred })
    await keep(tx, dossier, { decision: input.reason })
    await happened(tx, base, { kind: 'revoked', says: `撤销认定：${GROUNDS[ground]}` }, dossier.id, now)
    await endMatters(tx, base, actor, now)
    await tellBase(
      tx,
      base,
      '“{title}”的中试基地认定已撤销，{barred} 起才可以再次申报：{reason}',
      { title: base.name, barred, reason: input.reason },
      dossier.id,
    )
  },
  keep: async (tx, dossier, input: { readonly opinion: string }) => {
    const { base } = await matterOf(tx, dossier)
    const isCorrecting = (await matters.mattersOf(tx, [base.id])).some(({ state }) =>
      CORRECTING.includes(state),
    )
    if (base.status === 'correcting' && !isCorrecting)
      await store.updateBase(tx, base.id, { status: 'valid' })
    await keep(tx, dossier, { decision: input.opinion })
    await tellBase(tx, base, '“{title}”的中试基地认定不予撤销。', { title: base.name }, dossier.id)
  },
}

/** What is under way of a base that is one no more ends with it, and its terms. */
async function endMatters(tx: CommandTx, base: store.BaseRow, actor: Actor, now: Instant): Promise<void> {
  for (const { kind, dossier_id: dossierId, closed_on: closedOn } of await matters.mattersOf(tx, [base.id])) {
    if (kind === 'revocation' || closedOn !== null) continue
    const binding = kind === 'assessment' ? assessmentBinding : changeBinding
    const act = { dossierId, action: 'baseRevoked', visit: undefined, input: {}, event: true } as const
    await perform(tx, binding, act, actor, now)
  }
}

async function statementGiven(
  tx: CommandTx,
  dossier: DossierRow,
  input: { readonly statement: string; readonly fileIds?: string[] },
  actor: Actor,
  now: Instant,
): Promise<void> {
  await mustOwnFiles(tx, actor, input.fileIds ?? [])
  await share(tx, dossier, input.fileIds ?? [], now)
  await keep(tx, dossier, { statement: input.statement })
}

const changeEffects: EffectsOf<typeof changeProcedure> = {
  recordSite: async (tx, dossier, input: z.infer<typeof siteForm>) => {
    if (input.visitedOn > tx.today) throw new Refusal('invalid', '考察日期不能在今天以后，请更正。')
    await keep(tx, dossier, { site: input })
  },
  record: changed,
  approve: changed,
}

async function changed(tx: CommandTx, dossier: DossierRow, _input: unknown, _actor: Actor, now: Instant) {
  const { base, matter } = await matterOf(tx, dossier)
  const { newName, newAddress, newSiteM2, newOrgId, changedOn } = matter.form as unknown as Change
  await store.updateBase(tx, base.id, {
    ...(newName !== undefined && { name: newName }),
    ...(newAddress !== undefined && { address: newAddress }),
    ...(newSiteM2 !== undefined && { site_m2: newSiteM2 }),
    ...(newOrgId !== undefined && { org_id: newOrgId }),
  })
  const parts = [
    ...(newName === undefined ? [] : [`名称由“${base.name}”变更为“${newName}”`]),
    ...(newAddress === undefined ? [] : [`场地变更为 ${newAddress}`]),
    ...(newSiteM2 === undefined ? [] : [`场地面积变更为 ${newSiteM2} 平方米`]),
    ...(newOrgId === undefined ? [] : [await bodyChanged(tx, base, newOrgId)]),
  ]
  await happened(tx, base, { kind: 'changed', says: `${changedOn} ${parts.join('；')}` }, dossier.id, now)
  await tellBase(tx, base, '《{title}》已经登记。', { title: dossier.title }, dossier.id)
}

/** What is under way of the base goes with it to the new body; its services follow. */
async function bodyChanged(tx: CommandTx, base: store.BaseRow, newOrgId: string): Promise<string> {
  const names = await orgNames(tx, [base.org_id, newOrgId])
  const region = (await findOrganisation(tx, newOrgId))?.region
  if (region !== undefined && region !== null) await store.updateBase(tx, base.id, { region })
  await passMatters(tx, base, newOrgId)
  await tx.emit('pilot-base.passed', { from: base.org_id, to: newOrgId })
  await tx.emit('record.changed', { kind: 'organisation', id: newOrgId })
  const says = '“{title}”的建设主体已变更为本单位，今后的考核、续期、变更和中试服务由本单位办理。'
  await tellBase(tx, { ...base, org_id: newOrgId }, says, { title: base.name })
  return `建设主体由“${names.get(base.org_id) ?? ''}”变更为“${names.get(newOrgId) ?? ''}”`
}

async function keep(
  tx: CommandTx,
  dossier: DossierRow,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { matter } = await matterOf(tx, dossier)
  await matters.updateMatter(tx, matter.id, { form: { ...matter.form, ...more } })
}

async function share(
  tx: CommandTx,
  dossier: DossierRow,
  fileIds: readonly string[],
  now: Instant,
): Promise<void> {
  if (dossier.unit_id !== null) for (const id of fileIds) await shareFile(tx, id, [dossier.unit_id], now)
}

function bindingFor(
  procedure: Binding['procedure'],
  effects: Readonly<Record<string, Effect>>,
  letters: NonNullable<Binding['letters']>,
): Binding {
  return {
    procedure,
    letters,
    facts: (tx, dossier) => factsOf(tx, dossier),
    effects,
    entered: async (tx, dossier, now) => {
      const matter = await matters.findMatter(tx, { dossierId: dossier.id })
      if (!matter) return
      const closed = dossier.closed_at === null ? {} : { closed_on: dayOf(now) }
      await matters.updateMatter(tx, matter.id, { state: dossier.state, ...closed })
    },
  }
}

export const assessmentBinding = bindingFor(assessmentProcedure, assessmentEffects, assessmentLetters)
export const revocationBinding: Binding = {
  ...bindingFor(revocationProcedure, revocationEffects, revocationLetters),
  application: { form: revocationForm, values: (tx, dossier) => filledIn(tx, dossier) },
}
export const changeBinding: Binding = {
  ...bindingFor(changeProcedure, changeEffects, changeLetters),
  application: { form: changeForm, values: (tx, dossier) => filledIn(tx, dossier) },
}

/** What opened the matter; base and new body by their names. */
async function filledIn(tx: Tx, dossier: DossierRow): Promise<object> {
  const { matter, base } = await matterOf(tx, dossier)
  const { newOrgId } = matter.form as Partial<Change>
  const name = newOrgId === undefined ? undefined : (await orgNames(tx, [newOrgId])).get(newOrgId)
  return { ...matter.form, baseId: base.name, ...(name !== undefined && { newOrgId: name }) }
}
