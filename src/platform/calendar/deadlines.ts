import {
  addDays,
  dueDay,
  withYear,
  yearOf,
  type Calendar,
  type Day,
  type Due,
  type Suspension,
  type Term,
  type YearTable,
} from '#platform/calendar/calendar.ts'
import { canonical, sha256 } from '#platform/evidence/leaf.ts'

/** The dates of a deadline row: `dueOn` is null while it is provisional, and `nominalOn` is shown (P1). */
export interface DueDates {
  readonly nominalOn: Day
  readonly dueOn: Day | null
  readonly provisional: boolean
}

/** A term as a deadline row keeps it, so that loading a year can compute it again. */
export interface KeptTerm {
  readonly term: Term
  /** The days on which the clock stood still. */
  readonly suspensions: readonly Suspension[]
  /** For a reminder: how many days before the last day of the term it comes. */
  readonly daysBefore?: number
  /** For a reminder: the page it leads to. */
  readonly link?: string
  /** For a reminder: what it says. */
  readonly says?: string
  /** For a reminder: the competent unit is told instead of owner and parties. */
  readonly toUnit?: true
  /** For a reminder: this organisation is told instead of owner and parties (a unit asked for its opinion). */
  readonly toOrg?: string
  /** For a reminder of an appointment: its own day and the day of the appointment; no calendar moves them. */
  readonly fixed?: { readonly on: Day; readonly appointmentOn: Day }
}

/** What of a deadline row decides its dates. */
export interface DatedDeadline extends DueDates {
  readonly id: string
  readonly kept: KeptTerm
  readonly startsOn: Day
}

/** A deadline whose dates change when a year is loaded. */
export interface Move {
  readonly id: string
  readonly before: DueDates
  readonly after: DueDates
}

/** The columns of a deadline row for what `dueDay` answered. */
export function dueDates(due: Due): DueDates {
  return 'error' in due
    ? { nominalOn: due.nominal, dueOn: null, provisional: true }
    : { nominalOn: due.lastDay, dueOn: due.lastDay, provisional: false }
}

/** The dates of a kept term under a calendar; a reminder counts back from the nominal date and never waits. */
export function datesOf(kept: KeptTerm, startsOn: Day, calendar: Calendar): DueDates {
  if (kept.fixed) return { nominalOn: kept.fixed.on, dueOn: kept.fixed.on, provisional: false }
  const dates = dueDates(dueDay(kept.term, startsOn, calendar, kept.suspensions))
  if (kept.daysBefore === undefined) return dates
  const on = addDays(dates.nominalOn, -kept.daysBefore)
  return { nominalOn: on, dueOn: on, provisional: false }
}

/** The deadlines that move when this year table is loaded, in the order given; nothing is changed. */
export function previewYear(
  calendar: Calendar,
  table: YearTable,
  deadlines: readonly DatedDeadline[],
): Move[] {
  const next = withYear(calendar, table)
  return deadlines.flatMap(({ id, kept, startsOn, nominalOn, dueOn, provisional }) => {
    const before = { nominalOn, dueOn, provisional }
    const after = datesOf(kept, startsOn, next)
    return canonical(before) === canonical(after) ? [] : [{ id, before, after }]
  })
}

/** The years that will be needed within `remindDays` of today and are not loaded (P1: told 30 days before). */
export function missingYears(calendar: Calendar, today: Day, remindDays: number): number[] {
  const years = new Set([yearOf(today), yearOf(addDays(today, remindDays))])
  return [...years].filter((year) => !calendar.years.has(year))
}

/** Names the content of a calendar: two calendars with one version answer alike. */
export function calendarVersion(calendar: Calendar): string {
  return sha256(canonical([...calendar.years.values()].sort((a, b) => a.year - b.year)))
}
