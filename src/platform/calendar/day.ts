import { Refusal } from '#platform/refusal.ts'

/** A civil day 'YYYY-MM-DD' of the Gregorian calendar (民法典 200), meant in Asia/Shanghai. */
export type Day = string

const MS_PER_DAY = 86_400_000
/** Shanghai is UTC+8 all year; summer time ended in 1991, before any record of this system. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/
/** A zone is required: an instant without one would be read in the zone of the machine. */
const INSTANT_SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/
/** Days since 1970-01-01 of the first and the last day that four digits can write sensibly. */
const FIRST_NUMBER = Date.UTC(1000, 0, 1) / MS_PER_DAY
const LAST_NUMBER = Date.UTC(9999, 11, 31) / MS_PER_DAY

/** Days since 1970-01-01 of a day that exists, or undefined ('2026-02-30', '2026-2-3', 'x'). */
function parse(day: string): number | undefined {
  const match = SHAPE.exec(day)
  if (match === null) return undefined
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const ms = Date.UTC(year, month - 1, date)
  const number = ms / MS_PER_DAY
  if (number < FIRST_NUMBER || number > LAST_NUMBER) return undefined
  // A day that does not exist runs over into the next month; writing it out again to compare is dear in long calendars.
  const found = new Date(ms)
  const is = [found.getUTCFullYear(), found.getUTCMonth() + 1, found.getUTCDate()]
  return is[0] === year && is[1] === month && is[2] === date ? number : undefined
}

function write(number: number): Day {
  return new Date(number * MS_PER_DAY).toISOString().slice(0, 10)
}

/** True for a text 'YYYY-MM-DD' that names a day of the calendar. */
export function isDay(text: string): boolean {
  return parse(text) !== undefined
}

/** Days since 1970-01-01; a text that is no day is refused in words (422). */
export function dayNumber(day: Day): number {
  const number = parse(day)
  if (number === undefined)
    throw new Refusal('invalid', '日期“{day}”不存在，请按“2026-03-02”的格式填写。', { day })
  return number
}

/** The day of a number of days since 1970-01-01; a number outside the years 1000 to 9999 is refused. */
export function dayAt(number: number): Day {
  if (!Number.isInteger(number) || number < FIRST_NUMBER || number > LAST_NUMBER)
    throw new Refusal('invalid', '日期超出了可以计算的范围（公元 1000 年至 9999 年）。')
  return write(number)
}

/** The calendar year of a day. */
export function yearOf(day: Day): number {
  return Number(day.slice(0, 4))
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: Day): number {
  // 1970-01-01 was a Thursday; days before it have negative numbers.
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1
}

/** The day `n` calendar days later (earlier when negative). */
export function addDays(day: Day, n: number): Day {
  return dayAt(dayNumber(day) + n)
}

/** The corresponding day `n` months later, or the last day of that month if it has none (民法典 202). */
export function addMonths(day: Day, n: number): Day {
  dayNumber(day)
  const months = yearOf(day) * 12 + Number(day.slice(5, 7)) - 1 + n
  const year = Math.floor(months / 12)
  const month = months - year * 12
  const monthEnd = Date.UTC(year, month + 1, 0) / MS_PER_DAY
  const corresponding = Date.UTC(year, month, Number(day.slice(8))) / MS_PER_DAY
  return dayAt(Math.min(corresponding, monthEnd))
}

/** The day in Asia/Shanghai of an ISO instant with zone ('2026-03-01T16:00:00Z' is 2026-03-02). */
export function dayOf(instant: string): Day {
  const ms = INSTANT_SHAPE.test(instant) ? Date.parse(instant) : Number.NaN
  if (Number.isNaN(ms)) throw new Error(`not an instant with a zone: ${instant}`)
  return dayAt(Math.floor((ms + SHANGHAI_OFFSET_MS) / MS_PER_DAY))
}
