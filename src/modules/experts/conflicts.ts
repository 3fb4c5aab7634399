import { addMonths, type Day } from '#platform/calendar/calendar.ts'
import type { ConflictKind } from '#platform/panel/forms.ts'
import type { PanelMatter, PoolQuestion } from '#platform/panel/pool.ts'
import { isWithin, unitKey } from '#platform/forms/unit-names.ts'
import { TEACHING, type Declared } from './forms.ts'

/** An expert as far as conflicts are computed. */
export interface Subject extends Declared {
  readonly personId: string
  readonly name: string
  readonly unit: string
  /** Organisations of the platform the expert is a member of, or was in the years that count. */
  readonly orgs: readonly { readonly id: string; readonly name: string }[]
}

/** Numbers of the ruleset: how far back relations reach. */
export interface Reach {
  readonly years: number
  readonly studentYears: number
}

/** The hard conflicts H1 to H7 an expert has with a matter, as the data tells (domain/experts.md). */
export function conflictsOf(expert: Subject, asked: PoolQuestion, reach: Reach): ConflictKind[] {
  const since = yearsBefore(asked.today, reach.years)
  const taughtSince = yearsBefore(asked.today, reach.studentYears)
  const orgs = keysOf(asked.matter)
  const found: ConflictKind[] = []
  if (isOfUnit(expert, asked.matter, since)) found.push('H1')
  const isRival = isOfUnit(expert, asked.competing, since)
  if (isRival || takesPart(expert, asked.matter) || takesPart(expert, asked.competing)) found.push('H2')
  if (isKin(expert, asked.matter, orgs, since)) found.push('H3')
  if (expert.holdings.some(({ unit, until }) => isRecent(until, since) && isWithin(orgs, unit)))
    found.push('H4')
  const people = new Set(asked.matter.people.map(({ name }) => unitKey(name)))
  const isTied = expert.ties.some(
    ({ name, kind, lastOn }) =>
      lastOn >= (TEACHING.includes(kind) ? taughtSince : since) && people.has(unitKey(name)),
  )
  if (isTied || hasDealt(expert, asked.dealings)) found.push('H5')
  if (asked.decidedBy.has(expert.personId)) found.push('H6')
  if (asked.excluded.some((one) => isPerson(expert, one.name, one.unit))) found.push('H7')
  return found
}

function yearsBefore(day: Day, years: number): Day {
  return addMonths(day, -12 * years)
}

function isRecent(until: Day | undefined, since: Day): boolean {
  return until === undefined || until >= since
}

function keysOf({ orgs }: PanelMatter): readonly string[] {
  return orgs.map(({ name }) => unitKey(name))
}

/** By membership on the platform, or by the names of the unit of today and of every employer, secondment and affiliate. */
function isOfUnit(expert: Subject, matter: PanelMatter, since: Day): boolean {
  const ids = new Set(matter.orgs.flatMap(({ id }) => id ?? []))
  const keys = keysOf(matter)
  if (expert.orgs.some(({ id, name }) => ids.has(id) || isWithin(keys, name))) return true
  if (isWithin(keys, expert.unit)) return true
  return expert.employers.some(({ unit, until }) => isRecent(until, since) && isWithin(keys, unit))
}

/** A contract on the platform that the expert acted in, or that binds the expert's organisation. */
function hasDealt({ personId, orgs }: Subject, { orgIds, personIds }: PoolQuestion['dealings']): boolean {
  return personIds.has(personId) || orgs.some(({ id }) => orgIds.has(id))
}

/** By account, else by name at the same unit. */
function takesPart(expert: Subject, { people }: PanelMatter): boolean {
  return people.some(({ id, name, unit }) =>
    id !== undefined ? id === expert.personId : unit !== undefined && isPerson(expert, name, unit),
  )
}

/** By name, at a unit written alike or as a part of it (a university and its school). */
export function isPerson(
  expert: Pick<Subject, 'name' | 'unit' | 'employers'>,
  name: string,
  unit: string,
): boolean {
  if (unitKey(name) !== unitKey(expert.name)) return false
  const named = unitKey(unit)
  const units = [expert.unit, ...expert.employers.map((one) => one.unit)].map(unitKey)
  return units.some((one) => one !== '' && (one.includes(named) || named.includes(one)))
}

/** A relative among the matter's people, or at one of its organisations. */
function isKin(expert: Subject, { people }: PanelMatter, orgs: readonly string[], since: Day): boolean {
  const names = new Set(people.map(({ name }) => unitKey(name)))
  return expert.kin.some(
    ({ name, unit, until }) => isRecent(until, since) && (isWithin(orgs, unit) || names.has(unitKey(name))),
  )
}

/** States of the admission in which an expert is in the pool, as long as the term runs. */
export const IN_POOL: readonly string[] = ['active', 'renewal']

/** Why an expert may not serve on a day; undefined when nothing hinders. */
export function notServing(state: string, validUntil: Day | null, today: Day): string | undefined {
  if (!IN_POOL.includes(state)) return '不在库或已暂停'
  return validUntil === null || validUntil < today ? '专家资格已到期' : undefined
}
