import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findEvidence, useEvidence } from '#platform/evidence-library/library.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { opinionUnits } from '#platform/procedure/competence.ts'
import { findDossier, retitleDossier, type DossierRow } from '#platform/procedure/store.ts'
import { openDossier, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { Refusal } from '#platform/refusal.ts'
import {
  applicationForm,
  type accidentForm,
  type leaseForm,
  type meetingForm,
  type siteForm,
  type submitForm,
  type Typed,
} from './forms.ts'
import { factsOfApplication, fullTimeDigests } from './facts.ts'
import { materialOf, noticeAmends, noticeOf, panelMatterOf } from './shown.ts'
import { applicationLetters, renewalLetters } from './letters.ts'
import { recogniseBase, renewBase, signedIn } from './register.ts'
import { recognitionProcedure } from './procedure.ts'
import { renewalProcedure } from './renewal/procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type RecognitionEffects = Partial<Record<ActionsOf<typeof recognitionProcedure>, Effect>>
type RenewalEffects = Partial<Record<ActionsOf<typeof renewalProcedure>, Effect>>
/** States in which the applicant may change the form. */
export const OPEN_TO_EDIT: readonly string[] = ['draft', 'countyCorrection', 'formalCorrection']

/** Files of the form are read by whoever reviews: the competent unit. */
const submitted: Effect = async (tx, dossier, input: z.infer<typeof submitForm>, actor, now) => {
  const row = await applicationOf(tx, dossier)
  await useEvidence(tx, actor, row.form.agreementId === undefined ? [] : [row.form.agreementId], tx.today)
  await shareWith(tx, row, [dossier.unit_id], now)
  await store.keepFullTime(tx, row.id, fullTimeDigests(row.form))
  await store.updateApplication(tx, row.id, {
    explanation: input.explanation ?? null,
    submitted_at: row.submitted_at ?? now,
  })
}

/** Files of the form are read by each unit that has to judge by them. */
async function shareWith(
  tx: CommandTx,
  row: store.ApplicationRow,
  units: readonly (string | null)[],
  now: Instant,
): Promise<void> {
  const orgIds = units.filter((id) => id !== null)
  const items = await useItems(tx, row)
  for (const id of [...(row.form.fileIds ?? []), ...items]) await shareFile(tx, id, orgIds, now)
}

/** The file of the agreement, which the form names by its item of the evidence library. */
async function useItems(tx: Tx, row: store.ApplicationRow): Promise<string[]> {
  const item = row.form.agreementId === undefined ? undefined : await findEvidence(tx, row.form.agreementId)
  return item ? [item.file_id] : []
}

/** Keeps what a reviewer found or decided, and says so to the applicant where it says anything. */
function finding(kind: store.FindingKind, says?: string): Effect {
  return async (tx, dossier, input: Readonly<Record<string, unknown>>, actor, now) => {
    const row = await applicationOf(tx, dossier)
    await keepFinding(tx, row, kind, input, actor, now)
    if (says !== undefined) await tellApplicant(tx, row, says, input)
  }
}

/** Asked once in each of the two reviews; the state it was asked in is kept with it. */
function asked(from: string): Effect {
  return async (tx, dossier, input: { readonly items: readonly string[] }, actor, now) => {
    const row = await applicationOf(tx, dossier)
    await keepFinding(tx, row, 'return', { ...input, state: from }, actor, now)
    await tellApplicant(tx, row, '《{title}》需要补正：{items}', { items: input.items.join('；') })
  }
}

const siteRecorded: Effect = async (tx, dossier, input: z.infer<typeof siteForm>, actor, now) => {
  if (input.visitedOn > tx.today) throw new Refusal('invalid', '考察日期不能在今天以后，请更正。')
  const names = input.visitors.map((one) => `${one.name}（${one.unit}）`)
  if (new Set(names).size < names.length) throw new Refusal('invalid', '考察人员有重复，请更正。')
  await keepFinding(tx, await applicationOf(tx, dossier), 'site', input, actor, now)
}

/** The form carries the new last day; the contract is kept with who brought it and when. */
const leaseExtended: Effect = async (tx, dossier, input: z.infer<typeof leaseForm>, actor, now) => {
  const row = await applicationOf(tx, dossier)
  await mustOwnFiles(tx, actor, input.fileIds)
  if (dossier.unit_id !== null)
    for (const id of input.fileIds) await shareFile(tx, id, [dossier.unit_id], now)
  await store.updateApplication(tx, row.id, { typed: { ...row.typed, leaseUntil: input.leaseUntil } })
  await keepFinding(tx, row, 'lease', input, actor, now)
}

const refused = finding('refusal', '《{title}》不予认定：{reason}')

const recognitionEffects: RecognitionEffects = {
  submit: submitted,
  correctCounty: submitted,
  correctFormal: submitted,
  askCounty: asked('countyReview'),
  askFormal: asked('formalCheck'),
  forward: async (tx, dossier, input: Readonly<Record<string, unknown>>, actor, now) => {
    const row = await applicationOf(tx, dossier)
    await keepFinding(tx, row, 'recommendation', input, actor, now)
    // The city's unit, which the dossier came to by this step.
    await shareWith(tx, row, [dossier.unit_id], now)
    await tellApplicant(tx, row, '《{title}》已由县级审核单位推荐上报。', {})
  },
  pass: async (tx, dossier, input: Readonly<Record<string, unknown>>, actor, now) => {
    const row = await applicationOf(tx, dossier)
    await keepFinding(tx, row, 'formal', input, actor, now)
    const asked = await opinionUnits(tx, recognitionProcedure, tx.today, 'opinion')
    await shareWith(
      tx,
      row,
      asked.map((unit) => unit.orgId),
      now,
    )
  },
  reviewAgain: async (tx, dossier, { reason }: { readonly reason: string }) =>
    tellApplicant(tx, await applicationOf(tx, dossier), '《{title}》重新组织专家评审：{reason}', { reason }),
  recordSite: siteRecorded,
  resolve: async (tx, dossier, input: z.infer<typeof meetingForm>, actor, now) => {
    if (input.heldOn > tx.today) throw new Refusal('invalid', '会议日期不能在今天以后，请更正。')
    await keepFinding(tx, await applicationOf(tx, dossier), 'meeting', input, actor, now)
  },
  decline: finding('refusal', '《{title}》未获县级推荐：{reason}'),
  failPanel: refused,
  overturn: refused,
  refuse: refused,
  extendLease: leaseExtended,
  recognise: async (tx, dossier, input, _actor, now) => {
    const row = await applicationOf(tx, dossier)
    await recogniseBase(tx, row, dossier, input, now)
    await tellApplicant(tx, row, '《{title}》已认定为中试基地，证书和牌匾编号见工作台。', {})
  },
  lapse: async (tx, dossier) =>
    tellApplicant(tx, await applicationOf(tx, dossier), '《{title}》逾期未补正，申报已结束。', {}),
}

const renewalEffects: RenewalEffects = {
  submit: submitted,
  correctFormal: submitted,
  askFormal: asked('formalCheck'),
  pass: finding('formal'),
  recordSite: siteRecorded,
  extendLease: leaseExtended,
  refuse: finding('refusal', '《{title}》不予续期：{reason}'),
  renew: async (tx, dossier, _input, _actor, now) => {
    const row = await applicationOf(tx, dossier)
    await renewBase(tx, row, dossier, now)
    await tellApplicant(tx, row, '《{title}》的续期已经同意。', {})
  },
}

function bindingFor(
  procedure: Binding['procedure'],
  effects: Readonly<Record<string, Effect>>,
  letters: NonNullable<Binding['letters']>,
): Binding {
  return {
    procedure,
    letters,
    facts: (tx, dossier) => factsOfApplication(tx, dossier),
    effects,
    entered: async (tx, dossier) => {
      const row = await store.findApplication(tx, { dossierId: dossier.id })
      if (row) await store.updateApplication(tx, row.id, { state: dossier.state })
    },
    application: { form: applicationForm, values: (tx, dossier) => filledIn(tx, dossier) },
  }
}

/** The form as typed; of the agreement the file itself, which the form names by its item of the evidence library. */
async function filledIn(tx: Tx, dossier: DossierRow): Promise<object> {
  const row = await applicationOf(tx, dossier)
  const [agreementId] = await useItems(tx, row)
  return { ...row.typed, ...(agreementId !== undefined && { agreementId }) }
}

export const recognitionBinding: Binding = {
  ...bindingFor(recognitionProcedure, recognitionEffects, applicationLetters),
  notice: (tx, dossier) => noticeOf(tx, dossier),
  amends: noticeAmends,
  panel: {
    matter: panelMatterOf,
    material: materialOf,
    field: async (tx, dossier) => (await applicationOf(tx, dossier)).form.field,
  },
}
export const renewalBinding = bindingFor(renewalProcedure, renewalEffects, renewalLetters)

/** Opens a draft; one application of a kind at a time for an organisation. */
export async function draftApplication(tx: CommandTx, actor: Actor, input: Typed, now: Instant) {
  return opened(tx, actor, input, { kind: 'recognition', base: null }, now)
}

/** A renewal begins with the form the base was last judged by, as the register has it now, to be brought up to date. */
export async function draftRenewal(
  tx: CommandTx,
  actor: Actor,
  input: { readonly baseId: string },
  now: Instant,
) {
  const base = await store.findBase(tx, { id: input.baseId })
  mustReach(actor, { orgId: base?.org_id ?? null })
  if (!base) throw new Refusal('absent', '没有找到这家中试基地。')
  const before = await store.applicationGranted(tx, base.id)
  const org = await findOrganisation(tx, base.org_id)
  const form: Typed = {
    // What the base said before is nothing for a stranger at a counter.
    ...(actor.only === undefined && before && ownPart(before, base)),
    baseName: base.name,
    unit: org?.name,
    address: base.address,
    siteM2: base.site_m2,
  }
  return opened(tx, actor, form, { kind: 'renewal', base }, now)
}

/** Files stay with the body that brought them. */
function ownPart({ typed, org_id: orgId }: store.ApplicationRow, base: store.BaseRow): Typed {
  if (orgId === base.org_id) return typed
  const { fileIds: _files, agreementId: _agreement, ...rest } = typed
  return rest
}

async function opened(
  tx: CommandTx,
  actor: Actor,
  typed: Typed,
  what: { readonly kind: store.ApplicationRow['kind']; readonly base: store.BaseRow | null },
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const { kind, base } = what
  if (await store.openApplication(tx, orgId, kind))
    throw new Refusal('conflict', '贵单位已有一份在办的申请，请在“中试基地”中继续办理。')
  await mustOwnFiles(tx, actor, kind === 'renewal' ? [] : (typed.fileIds ?? []))
  const id = v7()
  const title = typed.baseName
  const dossier = await openDossier(
    tx,
    kind === 'renewal' ? renewalBinding : recognitionBinding,
    {
      title,
      subject: { kind: 'pilot-base-application', id },
      orgId,
      ...(base && { follows: base.dossier_id }),
    },
    actor,
    now,
  )
  await store.insertApplication(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    kind,
    base_id: base?.id ?? null,
    org_id: orgId,
    title,
    typed,
    existing: null,
    explanation: null,
    state: dossier.state,
    made_by: personId,
    made_at: now,
    submitted_at: null,
    sample: await isOfCast(tx, orgId, personId),
  })
  tx.about('pilot-base-application', id, { title })
  return { id, dossierId: dossier.id, location: `/app/pilot-bases/applications/${id}` }
}

/** Saves the form while the applicant may change it. */
export async function saveApplication(tx: CommandTx, actor: Actor, input: Typed & { readonly id: string }) {
  const { id, ...typed } = input
  const row = await store.findApplication(tx, { id })
  mustReach(actor, { orgId: row?.org_id ?? null, madeBy: row?.made_by ?? null })
  if (!row) throw new Refusal('absent', '没有找到这份申报。')
  if (!OPEN_TO_EDIT.includes(row.state))
    throw new Refusal('conflict', '申报正在审核，不能修改；需要补正时审核单位会退回。')
  const title = typed.baseName
  await mustOwnFiles(tx, actor, typed.fileIds ?? [])
  await store.updateApplication(tx, id, { typed, title })
  await retitleDossier(tx, 'pilot-bases', row.dossier_id, title)
  tx.about('pilot-base-application', id, { title })
  return { id }
}

/** A reviewer records an accident or a breach of trust the applicant did not declare, with where it is known from. */
export async function recordAccident(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof accidentForm> & { readonly id: string },
  now: Instant,
) {
  const row = await store.findApplication(tx, { id: input.id })
  const dossier = row && (await findDossier(tx, 'pilot-bases', row.dossier_id))
  mustReach(actor, { unitId: dossier?.unit_id ?? null })
  if (!row || !dossier || row.submitted_at === null) throw new Refusal('absent', '没有找到这份申报。')
  if (dossier.closed_at !== null) throw new Refusal('conflict', '申报已经办结，不能再记录。')
  await keepFinding(tx, row, 'accident', { found: input.found }, actor, now)
  tx.about('pilot-base-application', row.id, { title: row.title })
  return { id: row.id }
}

async function keepFinding(
  tx: CommandTx,
  row: store.ApplicationRow,
  kind: store.FindingKind,
  content: Readonly<Record<string, unknown>>,
  actor: Actor,
  now: Instant,
): Promise<void> {
  await store.insertFinding(tx, {
    id: v7(),
    application_id: row.id,
    kind,
    content,
    org_id: actor.orgId,
    person_id: actor.personId,
    at: now,
    journal_id: tx.journalId,
  })
}

async function applicationOf(tx: Tx, dossier: DossierRow): Promise<store.ApplicationRow> {
  const row = await store.findApplication(tx, { dossierId: dossier.id })
  if (!row) throw new Error(`dossier ${dossier.id} belongs to no application`)
  return row
}

async function tellApplicant(
  tx: CommandTx,
  row: store.ApplicationRow,
  template: string,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const texts = Object.entries(params).filter((one): one is [string, string] => typeof one[1] === 'string')
  await tx.emit('message.org', {
    orgId: row.org_id,
    template,
    params: { title: row.title, ...Object.fromEntries(texts) },
    link: `/app/pilot-bases/applications/${row.id}`,
  })
}
