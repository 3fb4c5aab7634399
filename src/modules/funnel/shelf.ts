import { addDays, addMonths } from '#platform/calendar/calendar.ts'
import type { ShelfDay } from './cohorts.ts'
import type { SpellBucket } from './store.ts'

/** Months the trend shows, besides today; the rate of the first of them looks back as far again. */
const MONTHS = 12

/** Days of the trend: the last days of the months before, and today; each with the day twelve months before it. */
export function trendDays(today: string): readonly { readonly day: string; readonly yearBefore: string }[] {
  const firstOfMonth = `${today.slice(0, 7)}-01`
  const monthEnds = Array.from({ length: MONTHS }, (_, i) =>
    addDays(addMonths(firstOfMonth, -i), -1),
  ).toReversed()
  const before = (day: string) => addDays(addMonths(addDays(day, 1), -12), -1)
  return [
    ...monthEnds.map((day) => ({ day, yearBefore: before(day) })),
    { day: today, yearBefore: addMonths(today, -12) },
  ]
}

/** The days to count at, in order, once each. */
export function countedDays(days: ReturnType<typeof trendDays>): readonly string[] {
  return [...new Set(days.flatMap(({ day, yearBefore }) => [yearBefore, day]))].sort()
}

/** The shelf of one kind on each day of the trend. */
export function shelfDays(
  days: ReturnType<typeof trendDays>,
  counted: readonly string[],
  spells: readonly SpellBucket[],
  unexplained: readonly { readonly on: string; readonly n: number }[],
  outcomeDays: number,
): ShelfDay[] {
  const by = (place: number, at: (spell: SpellBucket) => number | null) =>
    spells.reduce((sum, spell) => {
      const own = at(spell)
      return own !== null && own <= place ? sum + spell.n : sum
    }, 0)
  const endedBy = (day: string) => by(counted.indexOf(day), ({ ended, closed }) => (ended ? closed : null))
  return days.map(({ day, yearBefore }) => {
    const place = counted.indexOf(day)
    const termOver = addDays(day, -outcomeDays)
    return {
      day,
      live: by(place, ({ opened }) => opened) - by(place, ({ closed }) => closed),
      asked:
        by(place, ({ asked }) => asked) - by(place, ({ asked, closed }) => (asked === null ? null : closed)),
      ended: endedBy(day) - endedBy(yearBefore),
      unexplained: unexplained
        .filter(({ on }) => on > yearBefore && on < termOver)
        .reduce((sum, { n }) => sum + n, 0),
    }
  })
}

/** Months since the last confirmation, in words. */
const AGES = [
  [3, '3 个月内'],
  [6, '3 至 6 个月'],
  [12, '6 至 12 个月'],
  [Infinity, '12 个月以前'],
] as const

export function ageRows(
  rows: readonly { readonly months: number; readonly n: number }[],
): { readonly age: string; readonly n: number }[] {
  return AGES.map(([below, age], i) => ({
    age,
    n: rows
      .filter(({ months }) => months < below && months >= (AGES[i - 1]?.[0] ?? 0))
      .reduce((sum, { n }) => sum + n, 0),
  }))
}
