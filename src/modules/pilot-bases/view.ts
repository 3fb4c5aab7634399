import { z } from 'zod'
import { reachedByQuery, reaches, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileView, findFiles } from '#platform/files/files.ts'
import { TECH_FIELDS } from '#platform/forms/classes.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { isAsked } from '#platform/procedure/perform.ts'
import { findDossier } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { OPEN_TO_EDIT } from './commands.ts'
import { checkOf, faultSentence } from './facts.ts'
import type { Change } from './forms.ts'
import { assessmentProcedure, changeProcedure, revocationProcedure } from './life/procedure.ts'
import { recognitionProcedure } from './procedure.ts'
import { registrationProcedure } from './registration/procedure.ts'
import { renewalProcedure } from './renewal/procedure.ts'
import {
  numbersOn,
  pointsText,
  SCORE_PARTS,
  STATUS,
  statusOn,
  totalOf,
  wholeScore,
  type ScorePart,
} from './rules.ts'
import { findMatter, mattersOf } from './store-matters.ts'
import * as store from './store.ts'

const PROCEDURES = {
  recognition: recognitionProcedure,
  renewal: renewalProcedure,
  registration: registrationProcedure,
} as const
const STATES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(PROCEDURES).flatMap((procedure) =>
    Object.entries(procedure.states).map(([name, state]) => [`${procedure.id}.${name}`, state.title]),
  ),
)
const MATTERS = {
  assessment: assessmentProcedure,
  change: changeProcedure,
  revocation: revocationProcedure,
} as const

const NO_ORG = '00000000-0000-0000-0000-000000000000'
/** Rows a page of the register shows; a city has dozens of bases. */
const LIST_MAX = 200

export const applicationQuery = z.object({
  state: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const baseQuery = z.object({
  region: z.string().max(40).optional(),
  field: z.enum(TECH_FIELDS).optional(),
  q: z.string().trim().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_MAX),
})

/** Applications of the actor's organisation, or brought to the actor's unit. */
export async function listApplications(tx: Tx, actor: Actor, query: z.infer<typeof applicationQuery>) {
  reachedByQuery(actor)
  const orgId = actor.orgId ?? NO_ORG
  const rows = await store.applicationsOf(
    tx,
    {
      orgId: actor.scopes.includes('org') ? orgId : NO_ORG,
      unitId: actor.scopes.includes('unit') ? orgId : NO_ORG,
      all: actor.scopes.includes('any'),
    },
    query,
  )
  const names = await orgNames(
    tx,
    rows.map((row) => row.org_id),
  )
  const items = rows
    .filter((row) => actor.only === undefined || row.made_by === actor.personId)
    .map((row) => summary(row, names.get(row.org_id) ?? ''))
  return { items, total: items.length }
}

function summary(row: store.ApplicationRow, unit: string) {
  const procedure = PROCEDURES[row.kind]
  return {
    id: row.id,
    dossierId: row.dossier_id,
    kind: row.kind,
    kindTitle: procedure.title,
    title: row.title,
    unit,
    field: row.form.field ?? null,
    state: row.state,
    stateTitle: STATES[`${procedure.id}.${row.state}`] ?? row.state,
    madeAt: row.made_at,
    submittedAt: row.submitted_at,
    sample: row.sample,
  }
}

/**
 * An application within the actor's reach: its organisation's; once handed in also its unit's, a unit's that reviewed
 * it before, and a unit's that is asked for an opinion.
 */
export async function reachedApplication(tx: Tx, actor: Actor, id: string): Promise<store.ApplicationRow> {
  const row = await store.findApplication(tx, { id })
  const dossier = row && (await findDossier(tx, 'pilot-bases', row.dossier_id))
  const isIn = row?.submitted_at != null
  const reviewed = isIn && actor.orgId !== null && (await store.reviewedBy(tx, id, actor.orgId))
  const unitId =
    isIn && dossier ? (reviewed || isAsked(dossier, actor) ? actor.orgId : dossier.unit_id) : null
  if (!reaches(actor, { orgId: row?.org_id ?? null, unitId, madeBy: row?.made_by ?? null }) || !row)
    throw new Refusal('absent', '没有找到这份申报。')
  return row
}

/** The application with its check of today: faults, conditions with badges, what reviewers found. */
export async function showApplication(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const row = await reachedApplication(tx, actor, id)
  const today = dayOf(now)
  const rules = await loadRuleset(tx)
  const check = await checkOf(tx, row, rules, today)
  const findings = await store.findingsOf(tx, row.id)
  const orgs = await orgNames(tx, [row.org_id, ...findings.flatMap((one) => one.org_id ?? [])])
  const people = await personNames(
    tx,
    findings.flatMap((one) => one.person_id ?? []),
  )
  const leases = findings.flatMap(({ kind, content }) =>
    kind === 'lease' ? (content['fileIds'] as string[]) : [],
  )
  const files = await findFiles(tx, [...(row.form.fileIds ?? []), ...leases])
  const isOwn = row.org_id === actor.orgId
  return {
    ...summary(row, orgs.get(row.org_id) ?? ''),
    form: row.typed,
    existing: row.existing,
    explanation: row.explanation,
    editable: isOwn && OPEN_TO_EDIT.includes(row.state),
    files: files.map(fileView),
    check: {
      on: today,
      faults: check.faults.map((one) => ({ field: one.field, message: faultSentence(one) })),
      twice: check.twice ?? null,
      conditions: check.conditions.map((one) => ({ ...one, badges: rules.badges(one.rules, today) })),
    },
    selfScore: scoreView(wholeScore(row.form.selfScore)),
    findings: findings.map((one) => ({
      kind: one.kind,
      content: one.content,
      by: [orgs.get(one.org_id ?? ''), people.get(one.person_id ?? '')].filter(Boolean).join(' '),
      at: one.at,
    })),
  }
}

/** Recognised bases, public: no person of any. */
export async function listBases(tx: Tx, actor: Actor, query: z.infer<typeof baseQuery>, now: Instant) {
  reachedByQuery(actor)
  const rows = await store.basesBy(tx, query)
  const names = await orgNames(
    tx,
    rows.map((row) => row.org_id),
  )
  const items = rows.map((row) => publicBase(row, names.get(row.org_id) ?? '', dayOf(now)))
  return { items, total: items.length }
}

function publicBase(row: store.BaseRow, unit: string, today: string) {
  const status = statusOn(row, today)
  return {
    id: row.id,
    publicId: row.public_id,
    name: row.name,
    unit,
    field: row.field,
    region: row.region,
    address: row.address,
    siteM2: row.site_m2,
    equipmentFen: row.equipment_fen,
    staff: row.staff,
    certNo: row.cert_no,
    plateNo: row.plate_no,
    documentNo: row.document_no,
    from: row.from_day,
    until: row.until_day,
    status,
    statusTitle: STATUS[status],
    revokedOn: row.revoked_on,
    sample: row.sample,
  }
}

/** A base by id or public id; the register is everybody's. */
export async function reachedBase(tx: Tx, actor: Actor, id: string): Promise<store.BaseRow> {
  reachedByQuery(actor)
  const short = readPublicId(id)
  const row = z.uuid().safeParse(id).success
    ? await store.findBase(tx, { id })
    : short === undefined
      ? undefined
      : await store.findBase(tx, { publicId: short })
  if (!row) throw new Refusal('absent', '没有找到这家中试基地。')
  return row
}

/** A base with its public life: certificate, grades, changes. */
export async function showBase(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const row = await reachedBase(tx, actor, id)
  const names = await orgNames(tx, [row.org_id])
  const matters = await mattersOf(tx, [row.id])
  const application = await store.applicationGranted(tx, row.id)
  return {
    ...publicBase(row, names.get(row.org_id) ?? '', dayOf(now)),
    /** Whether it is the viewer's own organisation's. */
    mine: actor.orgId === row.org_id,
    capability: application?.form.capability ?? '',
    grades: matters
      .filter((one) => one.kind === 'assessment' && one.grade !== null && one.closed_on !== null)
      .map((one) => ({ year: one.year, grade: one.grade, points: pointsText(one.total ?? 0) })),
    events: (await store.eventsOf(tx, row.id)).map(({ kind, says, on_day }) => ({ kind, says, on: on_day })),
  }
}

/** What is under way of a base, for its organisation and the unit in charge. */
export async function listMatters(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const base = await store.findBase(tx, { id })
  const mayAll = actor.scopes.includes('unit') || actor.scopes.includes('any')
  if (mayAll) reachedByQuery(actor)
  if (!base || (!mayAll && !reaches(actor, { orgId: base.org_id })))
    throw new Refusal('absent', '没有找到这家中试基地。')
  // A seat lent for one paper sees what it entered on the page of its case.
  const rows = actor.only === undefined ? await mattersOf(tx, [base.id]) : []
  const items = rows.map((one) => ({
    id: one.id,
    dossierId: one.dossier_id,
    kind: one.kind,
    kindTitle: MATTERS[one.kind].title,
    year: one.year,
    state: one.state,
    stateTitle:
      (MATTERS[one.kind].states as Readonly<Record<string, { readonly title: string }>>)[one.state]?.title ??
      one.state,
    grade: one.grade,
    points: one.total === null ? null : pointsText(one.total),
    madeAt: one.made_at,
  }))
  return { items, total: items.length, name: base.name }
}

/** One matter by its dossier: what was reported, scored and said. */
export async function showMatter(
  tx: Tx,
  actor: Actor,
  { dossierId }: { readonly dossierId: string },
  now: Instant,
) {
  const matter = await findMatter(tx, { dossierId })
  const base = matter && (await store.findBase(tx, { id: matter.base_id }))
  const dossier = await findDossier(tx, 'pilot-bases', dossierId)
  const belonging = {
    orgId: base?.org_id ?? null,
    unitId: dossier?.unit_id ?? null,
    madeBy: dossier?.opened_by ?? null,
  }
  if (!reaches(actor, belonging) || !matter || !base)
    throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
  const { newOrgId } = matter.form as Partial<Change>
  const { weights } = numbersOn(await loadRuleset(tx), dayOf(now))
  const { scores } = matter
  return {
    kind: matter.kind,
    baseId: base.id,
    baseName: base.name,
    year: matter.year,
    form: matter.form,
    scores:
      scores === null
        ? []
        : (Object.keys(SCORE_PARTS) as ScorePart[]).map((part) => ({
            title: SCORE_PARTS[part],
            points: pointsText(scores[part]),
            most: pointsText(weights[part]),
          })),
    total: matter.total === null ? null : pointsText(matter.total),
    grade: matter.grade,
    newBody: newOrgId === undefined ? null : ((await orgNames(tx, [newOrgId])).get(newOrgId) ?? ''),
    notes: notesOf(matter.form),
  }
}

/** What was said on the way, in the order of the procedures. */
const NOTES: Readonly<Record<string, string>> = {
  opinion: '考核意见',
  told: '告知的事实、理由和依据',
  statement: '陈述和申辩',
  decision: '决定',
}

function notesOf(form: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  const said = Object.entries(NOTES).flatMap(([name, title]) =>
    typeof form[name] === 'string' ? [[title, form[name]] as const] : [],
  )
  const correction = (form['correction'] as { readonly done?: string } | undefined)?.done
  const hearing = (form['hearing'] as { readonly record?: string } | undefined)?.record
  const site = (form['site'] as { readonly findings?: string } | undefined)?.findings
  return [
    ...said,
    ...(correction === undefined ? [] : [['整改情况', correction] as const]),
    ...(hearing === undefined ? [] : [['听证笔录要点', hearing] as const]),
    ...(site === undefined ? [] : [['现场核查', site] as const]),
  ]
}

function scoreView(score: Readonly<Record<keyof typeof SCORE_PARTS, number>> | undefined) {
  if (!score) return null
  return {
    parts: Object.entries(SCORE_PARTS).map(([part, title]) => ({
      title,
      points: pointsText(score[part as keyof typeof SCORE_PARTS]),
    })),
    total: pointsText(totalOf(score)),
  }
}
