import type { Calendar, Day } from '#platform/calendar/calendar.ts'
import { missingYears } from '#platform/calendar/deadlines.ts'
import { badgeOf, inForce, type Badge, type Ruleset } from '#platform/ruleset/ruleset.ts'

/** What the go-live page has to know of a government unit. */
export interface UnitReadiness {
  readonly name: string
  readonly members: number
  readonly hasSeal: boolean
  readonly hasContact: boolean
}

export interface GoLiveFacts {
  readonly ruleset: Ruleset
  readonly calendar: Calendar
  readonly today: Day
  readonly units: readonly UnitReadiness[]
  /** Settings of the portal that are still empty, by their Chinese names: 咨询电话, 主办单位 … */
  readonly emptySettings: readonly string[]
  readonly provisionalDeadlines: number
}

/** What stands between this installation and real work (practice.md P38); ready when every list is empty. */
export interface GoLive {
  readonly unconfirmedRules: readonly Badge[]
  readonly missingYears: readonly number[]
  readonly provisionalDeadlines: number
  readonly unitsWithoutMembers: readonly string[]
  readonly unitsWithoutSeal: readonly string[]
  readonly unitsWithoutContact: readonly string[]
  readonly emptySettings: readonly string[]
  readonly ready: boolean
}

/** The go-live list on a day: only rules in force and not overridden by the city count. */
export function goLive(facts: GoLiveFacts): GoLive {
  const { ruleset, calendar, today, units, emptySettings, provisionalDeadlines } = facts
  const named = (lacking: (unit: UnitReadiness) => boolean) => units.filter(lacking).map(({ name }) => name)
  const lists = {
    unconfirmedRules: ruleset.rows
      .filter((row) => inForce(row, today) && ruleset.row(row.key, today).layer === row.layer)
      .flatMap((row) => badgeOf(row) ?? []),
    missingYears: missingYears(calendar, today, ruleset.number('calendar.remindDays', today)),
    unitsWithoutMembers: named(({ members }) => members === 0),
    unitsWithoutSeal: named(({ hasSeal }) => !hasSeal),
    unitsWithoutContact: named(({ hasContact }) => !hasContact),
    emptySettings,
  }
  // Terms of years always end where no notice reaches yet, so provisional dates alone hold nothing up.
  const ready = Object.values(lists).every((list) => list.length === 0)
  return { ...lists, provisionalDeadlines, ready }
}
