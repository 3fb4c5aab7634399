import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  addDays,
  addMonths,
  calendarOf,
  dayKind,
  dayOf,
  dueDay,
  isDay,
  isWorkingDay,
  opensAfter,
  roll,
  termText,
  weekday,
  workingDaysLeft,
  yearOf,
  type Calendar,
  type Day,
  type Suspension,
  type Term,
} from '#platform/calendar/calendar.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { Refusal } from '#platform/refusal.ts'

const calendar = calendarOf(readYearTables('packs/shanwei/calendar'))
const none: readonly Suspension[] = []

/** Every day of 2023 to 2028, made by counting, with its weekday by counting: shares nothing with day.ts. */
const walk: readonly { day: Day; weekday: number }[] = (() => {
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  const pad = (n: number) => String(n).padStart(2, '0')
  const out: { day: Day; weekday: number }[] = []
  for (let year = 2023; year <= 2028; year++)
    for (const [index, length] of lengths.entries())
      for (let d = 1; d <= length + (index === 1 && year % 4 === 0 ? 1 : 0); d++)
        // 2023-01-01 was a Sunday.
        out.push({ day: `${year}-${pad(index + 1)}-${pad(d)}`, weekday: ((out.length + 6) % 7) + 1 })
  return out
})()

function slowKind(day: Day): 'working' | 'rest' | 'unknown' {
  if (calendar.holidays.has(day)) return 'rest'
  if (calendar.workdays.has(day)) return 'working'
  if (!day.startsWith('2025') && !day.startsWith('2026')) return 'unknown'
  return (walk.find((entry) => entry.day === day)?.weekday ?? 0) <= 5 ? 'working' : 'rest'
}

/** Day by day: tick off running days until the term is used up, then wait for a running working day. */
function slowDue(
  unit: 'days' | 'workingDays',
  n: number,
  start: Day,
  suspensions: readonly Suspension[],
): string {
  let at = walk.findIndex((entry) => entry.day === start)
  const day = () => walk[at]?.day ?? ''
  const runs = () => !suspensions.some(([from, to]) => from <= day() && day() <= to)
  for (let used = 0; used < n;) {
    at++
    if (!runs()) continue
    if (unit === 'workingDays' && slowKind(day()) === 'unknown') return 'missing'
    if (unit === 'days' || slowKind(day()) === 'working') used++
  }
  for (;;) {
    if (runs() && slowKind(day()) === 'unknown') return 'missing'
    if (runs() && slowKind(day()) === 'working') return day()
    at++
  }
}

const anyDay = fc.integer({ min: 366, max: 366 + 365 * 3 }).map((n) => walk[n]?.day ?? '')
const anySuspensions = fc.array(
  fc.tuple(anyDay, fc.integer({ min: 0, max: 40 })).map(([from, n]): Suspension => [from, addDays(from, n)]),
  { maxLength: 4 },
)

test('days and working days, suspended or not, agree with a walk day by day (民法典 201, 203)', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('days', 'workingDays'),
      anyDay,
      fc.integer({ min: 0, max: 120 }),
      anySuspensions,
      (unit, start, n, suspensions) => {
        const term: Term = unit === 'days' ? { days: n } : { workingDays: n }
        const due = dueDay(term, start, calendar, suspensions)
        assert.equal('lastDay' in due ? due.lastDay : 'missing', slowDue(unit, n, start, suspensions))
      },
    ),
    { numRuns: 3000 },
  )
})

test('months end on the corresponding day or the month end, never past it (民法典 202)', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 36 }), (start, n) => {
      const end = addMonths(start, n)
      const months = (day: Day) => yearOf(day) * 12 + Number(day.slice(5, 7))
      assert.equal(months(end) - months(start), n)
      const monthEnd = addDays(addMonths(`${end.slice(0, 7)}-01`, 1), -1)
      assert.equal(
        end,
        start.slice(8) <= monthEnd.slice(8) ? `${end.slice(0, 8)}${start.slice(8)}` : monthEnd,
      )
    }),
  )
})

test('weekday and day arithmetic agree with counting, leap days included', () => {
  for (const [index, entry] of walk.entries()) {
    assert.equal(weekday(entry.day), entry.weekday)
    const next = walk[index + 1]
    if (next !== undefined) assert.equal(addDays(entry.day, 1), next.day)
  }
  assert.equal(weekday('1950-01-01'), 7)
})

const TABLE: readonly [
  name: string,
  term: Term,
  start: Day,
  suspensions: readonly Suspension[],
  lastDay: Day,
][] = [
  ['民法典 201: the start day is not counted', { days: 1 }, '2026-03-02', none, '2026-03-03'],
  [
    '民法典 201: a start in an unloaded year is not counted, so not needed',
    { workingDays: 1 },
    '2024-12-31',
    none,
    '2025-01-02',
  ],
  [
    '民法典 202: 24 months from a leap day end on 28 February',
    { months: 24 },
    '2024-02-29',
    none,
    '2026-02-28',
  ],
  ['民法典 202: one month from 31 March ends on 30 April', { months: 1 }, '2026-03-31', none, '2026-04-30'],
  [
    '民法典 202: one month from 31 January 2026 ends on 28 February, which is worked',
    { months: 1 },
    '2026-01-31',
    none,
    '2026-02-28',
  ],
  [
    '民法典 203: a last day in the Spring Festival rolls to its end',
    { days: 7 },
    '2026-02-10',
    none,
    '2026-02-24',
  ],
  ['民法典 203: a Sunday that is worked is a last day', { days: 4 }, '2026-09-16', none, '2026-09-20'],
  ['民法典 203: a Saturday rolls over Sunday', { days: 5 }, '2026-03-02', none, '2026-03-09'],
  ['a term of nothing ends on its start day', { days: 0 }, '2026-03-02', none, '2026-03-02'],
  ['a term of nothing on a rest day rolls', { workingDays: 0 }, '2026-10-03', none, '2026-10-08'],
  ['the last working day of a year', { workingDays: 1 }, '2026-12-30', none, '2026-12-31'],
  [
    'both ends of a suspension are not counted',
    { workingDays: 2 },
    '2026-03-02',
    [['2026-03-03', '2026-03-04']],
    '2026-03-06',
  ],
  ['a suspension of one day', { workingDays: 1 }, '2026-03-02', [['2026-03-03', '2026-03-03']], '2026-03-04'],
  [
    'a suspension that ended before the start changes nothing',
    { days: 2 },
    '2026-03-09',
    [['2026-03-01', '2026-03-08']],
    '2026-03-11',
  ],
  [
    'a suspension running at the start counts from the start',
    { days: 2 },
    '2026-03-09',
    [['2026-03-01', '2026-03-10']],
    '2026-03-12',
  ],
  [
    'a suspension after the last day changes nothing',
    { days: 2 },
    '2026-03-09',
    [['2026-03-12', '2026-03-20']],
    '2026-03-11',
  ],
  [
    'overlapping suspensions stop the clock once',
    { days: 3 },
    '2026-03-02',
    [
      ['2026-03-03', '2026-03-06'],
      ['2026-03-05', '2026-03-08'],
    ],
    '2026-03-11',
  ],
  [
    'a last day never falls into a suspension',
    { days: 5 },
    '2026-03-02',
    [['2026-03-09', '2026-03-10']],
    '2026-03-11',
  ],
  [
    'months are pushed on by the suspended days inside them',
    { months: 1 },
    '2026-03-02',
    [['2026-03-10', '2026-03-12']],
    '2026-04-07',
  ],
]

for (const [name, term, start, suspensions, lastDay] of TABLE)
  test(name, () => assert.deepEqual(dueDay(term, start, calendar, suspensions), { lastDay }))

test('notices may be acted on the day after the last day, even in an unloaded year', () => {
  assert.deepEqual(dueDay({ noticeWorkingDays: 1 }, '2026-12-30', calendar), {
    lastDay: '2026-12-31',
    earliestAction: '2027-01-01',
  })
  assert.deepEqual(dueDay({ noticeDays: 15 }, '2026-02-05', calendar), {
    lastDay: '2026-02-24',
    earliestAction: '2026-02-25',
  })
})

test('P1: a term that turns on an unloaded year keeps its nominal date', () => {
  const missing = (nominal: Day, year: number) => ({ error: 'CALENDAR_MISSING', nominal, year })
  assert.deepEqual(dueDay({ workingDays: 5 }, '2026-12-30', calendar), missing('2027-01-06', 2027))
  assert.deepEqual(dueDay({ days: 3 }, '2026-12-30', calendar), missing('2027-01-02', 2027))
  assert.deepEqual(dueDay({ months: 36 }, '2026-12-20', calendar), missing('2029-12-20', 2029))
  assert.deepEqual(dueDay({ noticeDays: 5 }, '2024-03-01', calendar), missing('2024-03-06', 2024))
  assert.deepEqual(dueDay({ days: 1 }, '2026-12-30', calendar), { lastDay: '2026-12-31' })
})

test('P1: a roll out of a loaded year needs the next one', () => {
  const year = calendar.years.get(2026)
  assert.ok(year)
  const closing: Calendar = calendarOf([
    { ...year, days: [...year.days, { day: '2026-12-31', kind: '放假', festival: '元旦' }] },
  ])
  assert.deepEqual(roll(closing, '2026-12-31'), {
    error: 'CALENDAR_MISSING',
    nominal: '2026-12-31',
    year: 2027,
  })
})

test('a right opens the day after the rolled last day, never when the event came in time', () => {
  const opens = (today: Day, eventOn?: Day) =>
    opensAfter({ months: 24 }, '2024-03-15', calendar, today, eventOn)
  const lastDay = '2026-03-16'
  assert.deepEqual(opens('2026-03-16'), { lastDay, open: false })
  assert.deepEqual(opens('2026-03-17'), { lastDay, open: true })
  assert.deepEqual(opens('2026-12-01', '2026-03-16'), { lastDay, open: false })
  assert.deepEqual(opens('2026-12-01', '2024-03-15'), { lastDay, open: false })
  assert.deepEqual(opens('2026-12-01', '2026-03-17'), { lastDay, open: true })
  const missing = opensAfter({ months: 36 }, '2024-03-15', calendar, '2028-01-01')
  assert.equal('error' in missing && missing.error, 'CALENDAR_MISSING')
})

test('input that is no date, no term or no suspension is refused in words', () => {
  const refused = (body: () => unknown) => assert.throws(body, Refusal)
  for (const day of ['2026-02-30', '2025-02-29', '2026-2-3', '', 'x', '2026-13-01', '０２６-01-01'])
    refused(() => dueDay({ days: 1 }, day, calendar))
  for (const n of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9])
    refused(() => dueDay({ workingDays: n }, '2026-03-02', calendar))
  for (const json of ['{}', '{"days":1,"months":1}', '{"weeks":1}', '{"days":"1"}', '{"toString":1}']) {
    const term: Term = JSON.parse(json)
    refused(() => dueDay(term, '2026-03-02', calendar))
  }
  refused(() => dueDay({ days: 1 }, '2026-03-02', calendar, [['2026-03-05', '2026-03-04']]))
  refused(() => dueDay({ months: 1200 }, '9999-01-01', calendar))
  refused(() => isWorkingDay(calendar, '2027-01-04'))
})

test('the calendar of 2025 and 2026 has the arrangement of the two notices', () => {
  assert.equal(dayKind(calendar, '2026-02-14'), 'working')
  assert.equal(dayKind(calendar, '2026-02-23'), 'rest')
  assert.equal(dayKind(calendar, '2025-10-11'), 'working')
  assert.equal(dayKind(calendar, '2027-01-01'), 'unknown')
  // 248 working days in each year, 365 less 117 days off in either notice.
  const count = (year: string) =>
    walk.filter(({ day }) => day.startsWith(year) && dayKind(calendar, day) === 'working').length
  assert.equal(count('2025'), 248)
  assert.equal(count('2026'), 248)
})

test('an instant belongs to the day it falls on in Shanghai', () => {
  assert.equal(dayOf('2026-03-01T15:59:59.999Z'), '2026-03-01')
  assert.equal(dayOf('2026-03-01T16:00:00.000Z'), '2026-03-02')
  assert.equal(dayOf('2026-03-02T00:00:00+08:00'), '2026-03-02')
  for (const text of ['2026-03-02', '2026-03-02T00:00:00', 'Mon Mar 2 2026', '2026-99-02T00:00:00Z'])
    assert.throws(() => dayOf(text))
})

test('what is left of a term is counted in working days', () => {
  assert.equal(workingDaysLeft(calendar, '2026-09-18', '2026-10-15'), 15)
  assert.equal(workingDaysLeft(calendar, '2026-09-18', '2026-09-18'), 0)
  assert.equal(workingDaysLeft(calendar, '2026-12-30', '2027-01-02'), undefined)
  assert.equal(termText({ noticeWorkingDays: 10 }), '10 个工作日')
  assert.equal(isDay('2024-02-29'), true)
})
