import { z } from 'zod'
import { reachedByQuery, reaches, scopesOf, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { CONTRACT_TYPES } from '#platform/forms/contracts.ts'
import { fileView, findFiles } from '#platform/files/files.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { isAsked } from '#platform/procedure/perform.ts'
import { findDossier, type DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { registrableContract, registrableContracts } from '#modules/contracts/index.ts'
import { OPEN_TO_EDIT, filesOf } from './commands.ts'
import { checkOf, faultSentence, isOffice, type Check } from './facts.ts'
import { isParty } from './follow/commands.ts'
import { cancellationProcedure, changeProcedure, objectionProcedure } from './follow/procedure.ts'
import { REASONS, registrationForm, type Draft } from './forms.ts'
import { permissions } from './permissions.ts'
import { prefilled } from './prefill.ts'
import { registrationProcedure } from './procedure.ts'
import { datesOf } from './rules.ts'
import { findMatter, mattersOf, type MatterRow } from './store-matters.ts'
import * as store from './store.ts'

const NO_ORG = '00000000-0000-0000-0000-000000000000'
/** More than a seller signs in some years. */
const CONTRACTS_MAX = 100
const STATES: Readonly<Record<string, { readonly title: string }>> = registrationProcedure.states
export const STANDINGS = { valid: '有效', changed: '已变更', cancelled: '已注销' } as const
const MATTERS = {
  change: changeProcedure,
  cancellation: cancellationProcedure,
  objection: objectionProcedure,
} as const

export const listQuery = z.object({
  q: z.string().trim().max(80).default(''),
  state: z.enum(Object.keys(registrationProcedure.states) as [string, ...string[]]).optional(),
  type: z.enum(CONTRACT_TYPES).optional(),
  ...paged,
})

/** Applications of the actor's organisation, or handed in to the actor's unit. */
export async function listRegistrations(tx: Tx, actor: Actor, query: z.infer<typeof listQuery>) {
  reachedByQuery(actor)
  const { q, state, type, limit, cursor } = query
  const wanted = {
    orgId: actor.scopes.includes('org') ? actor.orgId : null,
    unitId: actor.scopes.includes('unit') ? actor.orgId : null,
    all: actor.scopes.includes('any'),
    madeBy: actor.only === undefined ? null : actor.personId,
    q,
    state,
    type,
  }
  const rows = await store.registrationsBy(tx, { ...wanted, limit: limit + 1, after: readAfter(cursor) })
  const { page, next } = pageOf(rows, limit, (row) => [row.made_at, row.id])
  const names = await orgNames(
    tx,
    page.map((row) => row.org_id),
  )
  return {
    items: page.map((row) => summary(row, names.get(row.org_id) ?? '')),
    ...(await totalOf(tx, wanted)),
    next,
  }
}

/** How many there are, up to what a list counts. */
async function totalOf(tx: Tx, wanted: Parameters<typeof store.countRegistrations>[1]) {
  const counted = await store.countRegistrations(tx, wanted)
  return { total: Math.min(counted, store.TOTAL_MAX), totalIsCapped: counted > store.TOTAL_MAX }
}

function summary(row: store.RegistrationRow, unit: string) {
  return {
    id: row.id,
    publicId: row.public_id,
    dossierId: row.dossier_id,
    title: row.title,
    unit,
    type: row.type,
    totalFen: row.total_fen,
    techFen: row.tech_fen,
    state: row.state,
    stateTitle: row.standing === 'cancelled' ? '已注销' : (STATES[row.state]?.title ?? row.state),
    number: row.number,
    madeAt: row.made_at,
    submittedAt: row.submitted_at,
    acceptedOn: row.accepted_on,
    decidedOn: row.decided_on,
    sample: row.sample,
  }
}

/** An entry within the actor's reach: its organisation's; once handed in also the unit's and that of those it asks. */
export async function reachedRegistration(tx: Tx, actor: Actor, id: string) {
  const row = await store.findRegistration(tx, { id })
  const dossier = row && (await findDossier(tx, 'registrations', row.dossier_id))
  const isIn = row?.submitted_at != null && dossier !== undefined
  const unitId = isIn ? (isAsked(dossier, actor) ? actor.orgId : dossier.unit_id) : null
  const isReached = reaches(actor, { orgId: row?.org_id ?? null, unitId, madeBy: row?.made_by ?? null })
  if (!row || !dossier || !isReached) throw new Refusal('absent', '没有找到这件登记，或您无权查看。')
  return { row, dossier }
}

/** The entry with its check of today, what was found and decided, and what may follow. */
export async function showRegistration(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const { row, dossier } = await reachedRegistration(tx, actor, id)
  const today = dayOf(now)
  const rules = await loadRuleset(tx)
  const findings = await store.findingsOf(tx, row.id)
  const orgs = await orgNames(tx, [row.org_id, ...findings.flatMap((one) => one.org_id ?? [])])
  const people = await personNames(
    tx,
    findings.flatMap((one) => one.person_id ?? []),
  )
  const isOpen = dossier.closed_at === null
  const entry = { id: row.id, orgId: row.org_id, contractId: row.contract_id }
  return {
    ...summary(row, orgs.get(row.org_id) ?? ''),
    form: row.form,
    contractId: row.contract_id,
    standing: row.standing,
    standingTitle: row.standing === null ? null : STANDINGS[row.standing],
    editable: row.org_id === actor.orgId && OPEN_TO_EDIT.includes(row.state),
    files: await filesView(tx, row),
    certificate: row.certificate_file_id === null ? null : `/api/v1/files/${row.certificate_file_id}`,
    isOffice: await isOffice(tx, rules, dossier.unit_id, today),
    check: isOpen ? checkView(await checkOf(tx, row.form, entry, rules, today)) : null,
    dates: datesView(row, rules.number('ip.licenceFiling.months', today)),
    findings: findings.map((one) => ({
      kind: one.kind,
      content: one.content,
      by: [orgs.get(one.org_id ?? ''), people.get(one.person_id ?? '')].filter(Boolean).join(' '),
      at: one.at,
    })),
    matters: (await mattersOf(tx, row.id)).map(matterSummary),
    badges: rules.badges(['contract.limitWd', 'contract.largeThresholdFen', 'contract.largeLimitWd'], today),
    next: nextOf(row, dossier, actor),
  }
}

/** What may be begun after a registration, by whom asks. */
function nextOf(row: store.RegistrationRow, dossier: DossierRow, actor: Actor): string[] {
  if (row.state !== 'registered' || row.standing === 'cancelled') return []
  const may = (permission: keyof typeof permissions) => scopesOf(permissions, permission, actor).length > 0
  if (row.org_id === actor.orgId)
    return [
      ...(may('registration.follow') ? ['change', 'cancel'] : []),
      ...(may('registration.object') ? ['object'] : []),
      ...(may('registration.income') ? ['income'] : []),
    ]
  return dossier.unit_id === actor.orgId && may('registration.cancel') ? ['cancelByOffice'] : []
}

async function filesView(tx: Tx, row: store.RegistrationRow) {
  const text = row.contract_id === null ? undefined : await registrableContract(tx, row.contract_id)
  const files = await findFiles(tx, [...filesOf(row.form), ...(text?.fileIds ?? [])])
  return files.map(fileView)
}

function datesView(row: store.RegistrationRow, months: number) {
  const parsed = registrationForm.safeParse(row.form)
  return parsed.success ? datesOf(parsed.data, months) : []
}

/** A check as people read it: the reason of refusal in words, the field by its name. */
export function checkView({ missing, findings }: Check) {
  return {
    missing: missing.map((one) => ({ field: one.field, message: faultSentence(one) })),
    findings: findings.map((one) => ({
      rule: one.rule,
      hard: one.hard,
      field: one.field,
      says: one.says,
      basis: one.basis,
      ground: one.ground === null ? null : REASONS[one.ground],
    })),
  }
}

/** The linter while typing: nothing is kept. */
export async function lintDraft(
  tx: Tx,
  actor: Actor,
  input: { readonly form: Draft; readonly id?: string | undefined; readonly contractId?: string | undefined },
  now: Instant,
) {
  const orgId = actor.orgId ?? NO_ORG
  if (!reaches(actor, { orgId })) throw new Refusal('forbidden', '请以单位身份办理此事。')
  const { form, id = null, contractId = null } = input
  const signed = contractId === null ? undefined : await registrableContract(tx, contractId)
  if (contractId !== null && signed?.seller.id !== orgId) throw new Refusal('absent', '没有找到这份合同。')
  const entry = { id, orgId, contractId }
  return checkView(await checkOf(tx, form, entry, await loadRuleset(tx), dayOf(now)))
}

/** The form as a contract signed on the platform says it, for its seller. */
export async function showPrefill(tx: Tx, actor: Actor, { contract: id }: { readonly contract: string }) {
  const contract = await registrableContract(tx, id)
  // From the seat of a paper application nothing of the organisation's is read.
  if (!reaches(actor, { orgId: contract?.seller.id ?? null, madeBy: null }) || !contract)
    throw new Refusal('absent', '没有找到这份合同，或者合同还没有成立；登记由卖方申请。')
  return { form: prefilled(contract), registered: (await store.registrationOf(tx, id))?.id ?? null }
}

/** Concluded contracts of the actor's organisation as seller that have no registration yet. */
export async function listRegistrable(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const orgId = actor.only === undefined ? (actor.orgId ?? NO_ORG) : NO_ORG
  const contracts = await registrableContracts(tx, orgId, CONTRACTS_MAX)
  const known = await store.registeredContracts(
    tx,
    contracts.map(({ id }) => id),
  )
  const items = contracts.filter(({ id }) => !known.has(id))
  return { items, total: items.length }
}

function matterSummary(one: MatterRow) {
  const procedure = MATTERS[one.kind]
  const states: Readonly<Record<string, { readonly title: string }>> = procedure.states
  return {
    dossierId: one.dossier_id,
    kind: one.kind,
    kindTitle: procedure.title,
    stateTitle: states[one.state]?.title ?? one.state,
    madeAt: one.made_at,
  }
}

/** What follows a registration, inside its dossier: for who asked, the applicant, and the unit in charge. */
export async function showMatter(tx: Tx, actor: Actor, { dossierId }: { readonly dossierId: string }) {
  const matter = await findMatter(tx, dossierId)
  const row = matter && (await store.findRegistration(tx, { id: matter.registration_id }))
  const dossier = await findDossier(tx, 'registrations', dossierId)
  const mine = [matter?.org_id, row?.org_id].some((id) => reaches(actor, { orgId: id ?? null }))
  const told = dossier !== undefined && isAsked(dossier, actor)
  if (!matter || !row || !(mine || told || reaches(actor, { unitId: dossier?.unit_id ?? null })))
    throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
  const isReader = row.org_id === actor.orgId || dossier?.unit_id === actor.orgId
  const files = await findFiles(tx, (matter.form['fileIds'] as string[] | undefined) ?? [])
  return {
    ...matterSummary(matter),
    registrationId: isReader ? row.id : null,
    title: row.title,
    number: row.number,
    totalFen: row.total_fen,
    techFen: row.tech_fen,
    form: matter.form,
    files: files.map(fileView),
  }
}

/** What another party of a contract reads of its registration before it objects. */
export async function findByNumber(tx: Tx, actor: Actor, { number }: { readonly number: string }) {
  reachedByQuery(actor)
  const row = await store.findRegistration(tx, { number })
  if (!row || !(await isParty(tx, actor, row)))
    throw new Refusal('absent', '没有找到这个编号的登记，或者贵单位不是合同当事人。')
  return {
    id: row.id,
    title: row.title,
    number: row.number,
    type: row.type,
    totalFen: row.total_fen,
    techFen: row.tech_fen,
    registeredOn: row.decided_on,
    standingTitle: row.standing === null ? null : STANDINGS[row.standing],
  }
}
