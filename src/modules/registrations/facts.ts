import type { Day } from '#platform/calendar/calendar.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { fieldsOf } from '#platform/forms/form.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import type { FieldFault } from '#platform/refusal.ts'
import { isCityRegion } from '#platform/ruleset/city.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { registrableContract } from '#modules/contracts/index.ts'
import { registrationForm, type Draft } from './forms.ts'
import { lint, type Finding } from './lint.ts'
import type { RegistrationFacts } from './procedure.ts'
import { flowOf, likenessOf, sidesOf } from './rules.ts'
import * as store from './store.ts'

/** What can be said of an application today: what is still to be filled in, what would be refused or asked about. */
export interface Check {
  readonly missing: readonly FieldFault[]
  readonly findings: readonly Finding[]
}

/** Whose form it is, and which entry of the register it is. */
export interface Entry {
  readonly id: string | null
  readonly orgId: string
  readonly contractId: string | null
}

/** Whether a region, by a code of the pack or by six digits, is in the city. */
export function cityTest(rules: Ruleset, today: Day): (region: string | undefined) => boolean {
  const codes = rules.has('city.regions')
    ? (rules.json('city.regions', today) as [code: string, name: string][])
    : []
  // The first four of six digits of a region's code are the city's (GB/T 2260).
  const cities = new Set(codes.flatMap(([code]) => (/^\d{6}$/.test(code) ? [code.slice(0, 4)] : [])))
  return (region) =>
    isCityRegion(rules, region, today) ||
    (region !== undefined && /^\d{6}$/.test(region) && cities.has(region.slice(0, 4)))
}

export async function checkOf(tx: Tx, form: Draft, entry: Entry, rules: Ruleset, today: Day): Promise<Check> {
  const org = await findOrganisation(tx, entry.orgId)
  const signed = entry.contractId === null ? undefined : await registrableContract(tx, entry.contractId)
  const findings = lint(form, {
    today,
    applicant: org?.name ?? '',
    inCity: cityTest(rules, today),
    duplicates: await store.duplicatesOf(tx, likenessOf(form), entry.id),
    hasText: signed !== undefined || (form.fileIds ?? []).length > 0,
    inText: signed?.findings ?? [],
  })
  const parsed = registrationForm.safeParse(form)
  const missing = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  return { missing, findings }
}

/** What the guards of an application look at. */
export async function factsOf(tx: Tx, dossier: DossierRow): Promise<RegistrationFacts> {
  const row = await store.findRegistration(tx, { dossierId: dossier.id })
  if (!row) throw new Error(`dossier ${dossier.id} belongs to no registration`)
  const today = dayOf(await databaseNow(tx))
  const rules = await loadRuleset(tx)
  const entry = { id: row.id, orgId: row.org_id, contractId: row.contract_id }
  const { missing, findings } = await checkOf(tx, row.form, entry, rules, today)
  const hard = findings.filter((one) => one.hard).map(({ field, says }) => ({ field, message: says }))
  const [fault] = [...missing, ...hard]
  const before = await store.findingsOf(tx, row.id)
  return {
    fault: fault && faultSentence(fault),
    techFen: row.tech_fen ?? 0,
    largeFen: rules.number('contract.largeThresholdFen', today),
    askedBefore: before.some(({ kind }) => kind === 'correction'),
    isOffice: await isOffice(tx, rules, dossier.unit_id, today),
  }
}

/** Whether the unit is the registration office the pack names; its letter is then the certificate (P26). */
export async function isOffice(tx: Tx, rules: Ruleset, unitId: string | null, today: Day): Promise<boolean> {
  if (!rules.has('city.contract.registrationOffice')) return false
  const slug = rules.text('city.contract.registrationOffice', today)
  if (slug === '' || unitId === null) return false
  return (await findOrganisation(tx, unitId))?.slug === slug
}

/** A fault with the name of its field, and of the line within it. */
export function faultSentence({ field, message }: FieldFault): string {
  const [name = '', line, part = ''] = field.split('.')
  const found = fieldsOf(registrationForm)[name]
  const title = found?.meta()?.title
  const place = line !== undefined && /^\d+$/.test(line) ? `第 ${Number(line) + 1} 行` : ''
  const column = part === '' ? '' : columnOf(name, part)
  return title === undefined ? message : `“${title}”${place}${column}：${message}`
}

function columnOf(list: string, part: string): string {
  const array = fieldsOf(registrationForm)[list] as
    | {
        readonly element?: {
          readonly shape?: Readonly<Record<string, { meta(): { title?: string } | undefined }>>
        }
      }
    | undefined
  const title = array?.element?.shape?.[part]?.meta()?.title
  return title === undefined ? '' : `“${title}”`
}

/** The columns the statistics count by. */
export function countedOf(form: Draft, rules: Ruleset, today: Day): store.Counted {
  const { sellers, buyers } = sidesOf(form)
  const isWhole = sellers.length > 0 && buyers.length > 0
  return {
    likeness: likenessOf(form),
    type: form.type ?? null,
    tech_field: form.techField ?? null,
    right_kinds: [...new Set((form.rights ?? []).flatMap(({ kind }) => kind ?? []))],
    seller_kind: sellers[0]?.kind ?? null,
    buyer_kind: buyers[0]?.kind ?? null,
    flow: isWhole ? flowOf(form, cityTest(rules, today)) : null,
    gov_funded: form.govFunded ?? null,
    total_fen: form.totalFen ?? null,
    tech_fen: form.techFen ?? null,
  }
}
