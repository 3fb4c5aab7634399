import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withYear, type Calendar } from '#platform/calendar/calendar.ts'
import { recognition, review } from '#test/engine-procedure.ts'
import { calendar as loaded, rules } from '#test/market.ts'
import { overallOf } from './overall.ts'
import { median, overallFigures, type Case } from './statistics.ts'

/** Noon of a day, Beijing time. */
const at = (day: string) => `${day}T04:00:00.000Z`
const entries = (...moves: readonly (readonly [string, string])[]) =>
  moves.map(([to_state, day]) => ({ to_state, at: at(day) }))
const known = (year: number) => ({
  ...loaded,
  years: new Map([...loaded.years].filter(([loadedYear]) => loadedYear <= year)),
})
const run = (
  moves: readonly (readonly [string, string])[],
  today: string,
  closedOn: string | null = null,
  calendar: Calendar = known(2026),
) => overallOf(recognition, entries(...moves), closedOn && at(closedOn), { rules, calendar, today })

describe('the term of the whole (five working days here)', () => {
  it('has not begun before the state it counts from', () => {
    assert.equal(run([['draft', '2026-03-02']], '2026-03-09'), undefined)
  })

  it('counts working days from the day after', () => {
    const term = run(
      [
        ['draft', '2026-03-02'],
        ['county', '2026-03-02'],
      ],
      '2026-03-04',
    )
    assert.deepEqual([term?.dueOn, term?.workingDaysLeft, term?.late], ['2026-03-09', 3, false])
  })

  it('stands still while the applicant corrects, today included', () => {
    const moves = [
      ['county', '2026-03-02'],
      ['correcting', '2026-03-04'],
    ] as const
    const waiting = run(moves, '2026-03-06')
    assert.deepEqual([waiting?.stopped, waiting?.dueOn], [true, '2026-03-12'])
    const back = run([...moves, ['county', '2026-03-09']], '2026-03-10')
    assert.deepEqual([back?.stopped, back?.dueOn], [false, '2026-03-12'])
  })

  it('over Spring Festival and National Day holidays do not count', () => {
    assert.equal(run([['county', '2026-02-12']], '2026-02-12')?.dueOn, '2026-02-26')
    assert.equal(run([['county', '2026-09-29']], '2026-09-29')?.dueOn, '2026-10-12')
  })

  it('over New Year with 2027 not loaded it is provisional, and moves when the year is loaded (P1)', () => {
    const before = run([['county', '2026-12-29']], '2026-12-29')
    assert.deepEqual([before?.provisional, before?.dueOn], [true, null])
    const year = {
      year: 2027,
      source: '测试',
      days: ['01', '02', '03'].map((d) => ({ day: `2027-01-${d}`, kind: '放假' as const, festival: '元旦' })),
    }
    const after = run([['county', '2026-12-29']], '2026-12-29', null, withYear(known(2026), year))
    assert.deepEqual([after?.provisional, after?.dueOn], [false, '2027-01-06'])
  })

  it('days used leave out rest days and days in which others acted; nothing is said of a year not loaded', () => {
    const moves = [
      ['county', '2026-03-02'],
      ['correcting', '2026-03-04'],
      ['county', '2026-03-09'],
    ] as const
    assert.equal(run(moves, '2026-03-09')?.usedDays, 2)
    assert.equal(run(moves, '2026-06-01', '2026-03-11')?.usedDays, 4)
    assert.equal(run([['county', '2026-12-29']], '2027-01-05')?.usedDays, null)
  })

  it('figures: how many ended within their term, the median of days used, and how many are late now', () => {
    const one = (closed: string | null, ...moves: readonly (readonly [string, string])[]): Case => ({
      procedure: 'test-recognition',
      closedAt: closed && at(closed),
      entries: entries(...moves),
    })
    const cases = [
      one('2026-03-04', ['county', '2026-03-02']),
      one('2026-03-09', ['county', '2026-03-02']),
      one('2026-03-11', ['county', '2026-03-02']),
      one(null, ['county', '2026-03-02']),
      one(null, ['county', '2026-03-13']),
      one(null, ['draft', '2026-03-02']),
      one('2026-02-13', ['county', '2026-02-12']),
    ]
    const law = { rules, calendar: known(2026), today: '2026-03-16' }
    const span = { from: '2026-03-01', until: '2026-03-31' }
    assert.deepEqual(overallFigures(recognition, cases, span, law), {
      promised: 5,
      kind: '工作日',
      cases: 5,
      ended: 3,
      kept: 2,
      medianDays: 5,
      lateNow: 1,
    })
    assert.equal(overallFigures(review, [], span, law), null)
    assert.deepEqual([median([]), median([3, 1]), median([4, 1, 2])], [null, 2, 2])
  })

  it('kept or not is told by the day it ended', () => {
    assert.equal(run([['county', '2026-03-02']], '2026-06-01', '2026-03-09')?.late, false)
    assert.equal(run([['county', '2026-03-02']], '2026-06-01', '2026-03-10')?.late, true)
  })
})
