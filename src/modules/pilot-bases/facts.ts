import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { Day } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { sha256 } from '#platform/evidence/leaf.ts'
import { fieldsOf } from '#platform/forms/form.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { leaves, type Procedure } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { isCityRegion } from '#platform/ruleset/city.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { conditionsOf, faultsOf, staffKey, type Condition, type Surroundings } from './conditions.ts'
import { applicationForm, type Draft } from './forms.ts'
import { recognitionProcedure, type ApplicationFacts } from './procedure.ts'
import { renewalProcedure } from './renewal/procedure.ts'
import { barredFrom, isInForce, KEYS, numbersOn, renewalWindow, validUntil, type Fault } from './rules.ts'
import * as store from './store.ts'

/** What can be said of an application today: faults of the form, conditions, and whom it names elsewhere. */
export interface Check {
  readonly faults: readonly Fault[]
  readonly conditions: readonly Condition[]
  readonly twice: string | undefined
}

export async function checkOf(
  tx: Tx,
  row: Pick<store.ApplicationRow, 'org_id' | 'base_id' | 'form' | 'typed'>,
  rules: Ruleset,
  today: Day,
): Promise<Check> {
  const around = await surroundingsOf(tx, row, rules, today)
  const numbers = numbersOn(rules, today)
  const conditions = conditionsOf(row.form, numbers, around)
  const parsed = applicationForm.safeParse(row.typed)
  const faults = parsed.success
    ? faultsOf(parsed.data, numbers, around)
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  return { faults, conditions, twice: await fullTimeTwice(tx, row, today) }
}

async function surroundingsOf(
  tx: Tx,
  row: Pick<store.ApplicationRow, 'org_id' | 'base_id'>,
  rules: Ruleset,
  today: Day,
): Promise<Surroundings> {
  const org = await findOrganisation(tx, row.org_id)
  return {
    today,
    validFrom: await validFromOf(tx, row, today),
    inCity: isCityRegion(rules, org?.region, today),
    unitName: org?.name ?? '',
  }
}

/** First day of the certificate, were it decided today. */
async function validFromOf(
  tx: Tx,
  { base_id: baseId }: Pick<store.ApplicationRow, 'base_id'>,
  today: Day,
): Promise<Day> {
  const base = baseId === null ? undefined : await store.findBase(tx, { id: baseId })
  return base ? addDays(base.until_day, 1) : today
}

/** The digest that stands for a full-time person across applications; the name itself stays in its own form. */
export function fullTimeDigests(form: Draft): string[] {
  const keys = (form.staff ?? []).filter((row) => row.fullTime).map(staffKey)
  return [...new Set(keys)].map((key) => sha256(key))
}

async function fullTimeTwice(
  tx: Tx,
  row: Pick<store.ApplicationRow, 'org_id' | 'form'>,
  today: Day,
): Promise<string | undefined> {
  const found = await store.fullTimeElsewhere(tx, row.org_id, fullTimeDigests(row.form), today)
  if (found.length === 0) return undefined
  const names = (row.form.staff ?? [])
    .filter((one) => one.fullTime && found.includes(sha256(staffKey(one))))
    .map((one) => one.name)
  return `${names.join('、')}已在另一家中试基地列为专职人员；一人只能在一家基地专职，请更正。`
}

/** What the guards of a recognition or renewal look at. */
export async function factsOfApplication(tx: Tx, dossier: DossierRow): Promise<ApplicationFacts> {
  const row = await store.findApplication(tx, { dossierId: dossier.id })
  if (!row) throw new Error(`dossier ${dossier.id} belongs to no application`)
  const today = dayOf(await databaseNow(tx))
  const rules = await loadRuleset(tx)
  const check = await checkOf(tx, row, rules, today)
  const findings = await store.findingsOf(tx, row.id)
  const owned = await store.basesOfOrg(tx, row.org_id)
  const missed = check.conditions.filter((one) => !one.met)
  const isLaw = (one: Condition) =>
    one.rules.length === 0 || one.rules.every((key) => rules.row(key, today).status === 'verified')
  const [fault] = check.faults
  const site = findings.findLast((one) => one.kind === 'site')
  const accident = findings.findLast((one) => one.kind === 'accident')
  const validFrom = await validFromOf(tx, row, today)
  const askedBefore = findings.some((one) => one.kind === 'return' && one.content['state'] === dossier.state)
  return {
    fault: fault && faultSentence(fault),
    unmetLaw: titlesOf(missed.filter(isLaw)),
    unmet: titlesOf(missed.filter((one) => !isLaw(one))),
    barredUntil: barredFrom(owned, today),
    hasBase: owned.some((base) => isInForce(base, today)),
    twice: check.twice,
    hiddenAccident:
      row.form.accidents === false && accident ? hiddenSentence(accident, dossier, askedBefore) : undefined,
    leaseUntil: row.form.siteRight === '租赁' ? row.form.leaseUntil : undefined,
    certificateUntil: validUntil(validFrom, rules.number(KEYS.validYears, today)),
    askedBefore,
    sitePeopleMin: rules.number('pilotbase.site.people', today),
    siteMatches: site?.content['matches'] === true,
    outsideWindow: row.base_id === null ? undefined : await outsideWindow(tx, row.base_id, rules, today),
  }
}

/** What was found, in the words of whoever recorded it (`accidentForm`), and what may still be done where it is. */
function hiddenSentence(
  { content }: store.FindingRow,
  { procedure: id, state }: Pick<DossierRow, 'procedure' | 'state'>,
  askedBefore: boolean,
): string {
  const found = typeof content['found'] === 'string' ? content['found'].replace(/。$/, '') : ''
  return `申报时填写没有事故或失信，审核查到：${found}。只能${waysLeft(id, state, askedBefore)}。`
}

/** Titles of the acts that refuse an application in a state, or return it where that was not done before. */
export function waysLeft(id: string, state: string, askedBefore: boolean): string {
  const procedure: Procedure = id === renewalProcedure.id ? renewalProcedure : recognitionProcedure
  const ways = Object.values(procedure.actions).filter(
    (action) =>
      leaves(action, state) &&
      (procedure.states[action.to]?.end === 'refused' || (action.letter === 'correction' && !askedBefore)),
  )
  return ways.map(({ title }) => `“${title}”`).join('或')
}

function titlesOf(conditions: readonly Condition[]): string | undefined {
  if (conditions.length === 0) return undefined
  return conditions.map((one) => `${one.title}（${one.gap}）`).join('、')
}

export function faultSentence({ field, message }: Fault): string {
  const [name = '', row] = field.split('.')
  const title = fieldsOf(applicationForm)[name]?.meta()?.title
  const place = row !== undefined && /^\d+$/.test(row) ? `第 ${Number(row) + 1} 行` : ''
  return title === undefined ? message : `“${title}”${place}：${message}`
}

async function outsideWindow(
  tx: Tx,
  baseId: string,
  rules: Ruleset,
  today: Day,
): Promise<string | undefined> {
  const base = await store.findBase(tx, { id: baseId })
  if (!base) throw new Error(`no base ${baseId}`)
  const { opens, closes } = renewalWindow(base.until_day, rules.number('pilotbase.renewal.months', today))
  if (base.status === 'revoked') return '基地认定已被撤销，不能续期。'
  if (today < opens) return `续期从 ${opens} 起受理。`
  return today > closes ? `有效期已于 ${closes} 届满，请重新申报认定。` : undefined
}
