import { addDays, addMonths, dayAt, dayNumber, weekday, yearOf, type Day } from '#platform/calendar/day.ts'
import { Refusal } from '#platform/refusal.ts'

export { addDays, addMonths, dayOf, isDay, weekday, yearOf, type Day } from '#platform/calendar/day.ts'

/** A day that is not what its weekday says: a holiday, or a weekend day that is worked (调休上班). */
export interface CalendarDay {
  readonly day: Day
  readonly kind: '放假' | '上班'
  /** 元旦, 春节 …, for people to read. */
  readonly festival: string
}

/** The holiday arrangement of one year, with the document it was taken from. */
export interface YearTable {
  readonly year: number
  readonly source: string
  /** Sorted by day; may begin in December of the year before (元旦 of 2019 began on 2018-12-30). */
  readonly days: readonly CalendarDay[]
}

/** What is known of working days. A year that is not in `years` is not loaded. */
export interface Calendar {
  readonly years: ReadonlyMap<number, YearTable>
  readonly holidays: ReadonlySet<Day>
  readonly workdays: ReadonlySet<Day>
}

/** A length of time. The `notice…` terms also say on which day one may act. Exactly one unit; n >= 0. */
export type Term =
  | { readonly days: number }
  | { readonly workingDays: number }
  | { readonly months: number }
  | { readonly noticeDays: number }
  | { readonly noticeWorkingDays: number }

/** First and last day on which the clock stands still, both included. */
export type Suspension = readonly [from: Day, to: Day]

/** The last day of a term, or the best date there is while a year is not loaded (practice P1). */
export type Due =
  | { readonly lastDay: Day; readonly earliestAction?: Day }
  | {
      readonly error: 'CALENDAR_MISSING'
      /** Counted without the roll; working days of an unloaded year counted as Monday to Friday. */
      readonly nominal: Day
      /** The first year that has to be loaded. */
      readonly year: number
    }

const UNITS = {
  days: { counts: 'days', notice: false, text: '天' },
  workingDays: { counts: 'workingDays', notice: false, text: '个工作日' },
  months: { counts: 'months', notice: false, text: '个月' },
  noticeDays: { counts: 'days', notice: true, text: '天' },
  noticeWorkingDays: { counts: 'workingDays', notice: true, text: '个工作日' },
} as const

export type TermUnit = keyof typeof UNITS

/** A technical bound that keeps a mistyped number from walking through centuries: 200 years of days. */
const MAX_COUNT = 73_050

/** The calendar of these years; of two tables of one year the later in the list counts. */
export function calendarOf(tables: readonly YearTable[]): Calendar {
  const years = new Map(tables.map((table) => [table.year, table]))
  // A day that two years speak of (late December) follows the later notice.
  const kinds = new Map<Day, CalendarDay['kind']>()
  for (const table of [...years.values()].sort((a, b) => a.year - b.year))
    for (const { day, kind } of table.days) kinds.set(day, kind)
  const of = (kind: CalendarDay['kind']) =>
    new Set([...kinds.keys()].filter((day) => kinds.get(day) === kind))
  return { years, holidays: of('放假'), workdays: of('上班') }
}

/** The calendar with one year added, or replaced by an amended arrangement. */
export function withYear(calendar: Calendar, table: YearTable): Calendar {
  return calendarOf([...calendar.years.values(), table])
}

/** Unit and count of a term; a term with no or several units, or a count that is no whole number >= 0, is refused. */
export function termParts(term: Term): { readonly unit: TermUnit; readonly n: number } {
  const [entry, ...more] = Object.entries(term)
  const unit = entry?.[0]
  if (unit === undefined || more.length > 0 || !isUnit(unit))
    throw new Refusal('invalid', '期限须且只须写一种单位：天、工作日或月。')
  const n: unknown = entry?.[1]
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 0 || n > MAX_COUNT)
    throw new Refusal('invalid', '期限须是 0 到 {max} 的整数。', { max: MAX_COUNT })
  return { unit, n }
}

function isUnit(text: string): text is TermUnit {
  return Object.hasOwn(UNITS, text)
}

/** '15 个工作日', '36 个月', '15 天'. */
export function termText(term: Term): string {
  const { unit, n } = termParts(term)
  return `${n} ${UNITS[unit].text}`
}

/** Whether people work on a day; 'unknown' while its year is not loaded. */
export function dayKind(calendar: Calendar, day: Day): 'working' | 'rest' | 'unknown' {
  if (calendar.holidays.has(day)) return 'rest'
  if (calendar.workdays.has(day)) return 'working'
  if (!calendar.years.has(yearOf(day))) return 'unknown'
  return weekday(day) <= 5 ? 'working' : 'rest'
}

/** Whether people work on a day; refused (409) while the year is not loaded, for acts that must wait for it (P1). */
export function isWorkingDay(calendar: Calendar, day: Day): boolean {
  const kind = dayKind(calendar, day)
  if (kind === 'unknown')
    throw new Refusal('conflict', '{year} 年的节假日安排尚未载入，此事须等载入后办理。', {
      year: yearOf(day),
    })
  return kind === 'working'
}

/** The day itself if people work on it, else the next working day (民法典 203). */
export function roll(calendar: Calendar, day: Day): Due {
  return rollPast(calendar, dayNumber(day), [])
}

/**
 * The last day of a term that starts on `start` (民法典 201–203): the start day is not counted, months end on
 * the corresponding day or at the month's end, a last day that is a rest day rolls to the next working day.
 * Suspended days are not counted, and no term ends on one. A notice may be acted on from the day after its
 * last day. Only the years the answer turns on must be loaded: the counted days of a working-day term, else
 * the last day.
 */
export function dueDay(
  term: Term,
  start: Day,
  calendar: Calendar,
  suspensions: readonly Suspension[] = [],
): Due {
  const { unit, n } = termParts(term)
  const { counts, notice } = UNITS[unit]
  const first = dayNumber(start)
  const frozen = merged(suspensions)
  let due: Due
  if (counts === 'workingDays' && n > 0) {
    due = nthWorkingDay(calendar, first, n, frozen)
  } else {
    const end = counts === 'months' ? dayNumber(addMonths(start, n)) : first + n
    due = rollPast(calendar, runningDay(first, end - first, frozen), frozen)
  }
  return notice && 'lastDay' in due ? { ...due, earliestAction: addDays(due.lastDay, 1) } : due
}

/**
 * A right that opens when a term passes without an event, such as the team's right to implement after the
 * conversion deadline: closed through 24:00 of the last day, open from the next day, never open if the event
 * fell on or before the last day.
 */
export function opensAfter(
  term: Term,
  start: Day,
  calendar: Calendar,
  today: Day,
  eventOn?: Day,
): { readonly lastDay: Day; readonly open: boolean } | Extract<Due, { error: string }> {
  const due = dueDay(term, start, calendar)
  if ('error' in due) return due
  const last = dayNumber(due.lastDay)
  const prevented = eventOn !== undefined && dayNumber(eventOn) <= last
  return { lastDay: due.lastDay, open: !prevented && dayNumber(today) > last }
}

/** Working days after `today` up to and including `lastDay`: 剩余 N 个工作日; undefined while a year is not loaded. */
export function workingDaysLeft(calendar: Calendar, today: Day, lastDay: Day): number | undefined {
  let left = 0
  const end = dayNumber(lastDay)
  for (let number = dayNumber(today) + 1; number <= end; number++) {
    const kind = dayKind(calendar, dayAt(number))
    if (kind === 'unknown') return undefined
    if (kind === 'working') left++
  }
  return left
}

type Range = readonly [from: number, to: number]

/** Suspensions as day numbers, sorted, with overlapping and touching ones joined. */
function merged(suspensions: readonly Suspension[]): readonly Range[] {
  const ranges = suspensions.map(([from, to]): Range => [dayNumber(from), dayNumber(to)])
  const out: Range[] = []
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    if (from > to) throw new Refusal('invalid', '中止期间的结束日早于开始日，请核对。')
    const last = out.at(-1)
    if (last !== undefined && from <= last[1] + 1) out[out.length - 1] = [last[0], Math.max(last[1], to)]
    else out.push([from, to])
  }
  return out
}

/** The day itself, or the first day after the suspension it lies in. */
function thaw(number: number, frozen: readonly Range[]): number {
  const range = frozen.find(([from, to]) => from <= number && number <= to)
  return range === undefined ? number : range[1] + 1
}

/** The `length`-th day after `start` that is not suspended; `start` itself for length 0. */
function runningDay(start: number, length: number, frozen: readonly Range[]): number {
  let at = start
  let left = length
  for (const [from, to] of frozen) {
    if (to <= start) continue
    const free = Math.max(from, start + 1) - 1 - at
    if (left <= free) break
    left -= free
    at = to
  }
  return at + left
}

function rollPast(calendar: Calendar, nominal: number, frozen: readonly Range[]): Due {
  for (let number = thaw(nominal, frozen); ; number = thaw(number + 1, frozen)) {
    const day = dayAt(number)
    const kind = dayKind(calendar, day)
    if (kind === 'working') return { lastDay: day }
    if (kind === 'unknown') return { error: 'CALENDAR_MISSING', nominal: dayAt(nominal), year: yearOf(day) }
  }
}

function nthWorkingDay(calendar: Calendar, start: number, n: number, frozen: readonly Range[]): Due {
  let missing: number | undefined
  let number = start
  for (let counted = 0; counted < n;) {
    number = thaw(number + 1, frozen)
    const day = dayAt(number)
    const kind = dayKind(calendar, day)
    if (kind === 'unknown') missing ??= yearOf(day)
    if (kind === 'working' || (kind === 'unknown' && weekday(day) <= 5)) counted++
  }
  const day = dayAt(number)
  return missing === undefined ? { lastDay: day } : { error: 'CALENDAR_MISSING', nominal: day, year: missing }
}
