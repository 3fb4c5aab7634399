import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Calendar } from '#platform/calendar/calendar.ts'
import { previewYear, type KeptTerm } from '#platform/calendar/deadlines.ts'
import type { CommandTx } from '#platform/command/command.ts'
import { calendar as loaded, rules } from '#test/market.ts'
import type { Term } from './procedure.ts'
import type { DeadlineRow } from './store.ts'
import { termRows } from './terms.ts'

const until2026: Calendar = {
  ...loaded,
  years: new Map([...loaded.years].filter(([year]) => year <= 2026)),
}
/** A made-up arrangement: the real one was not published when this was written. */
const table2027 = {
  year: 2027,
  source: '测试',
  days: ['01', '02', '03'].map((d) => ({ day: `2027-01-${d}`, kind: '放假' as const, festival: '元旦' })),
}
const TERMS = {
  workingDays: { rule: 'help.answer.workingDays', unit: 'workingDays' },
  noticeWorkingDays: { rule: 'help.answer.workingDays', unit: 'noticeWorkingDays' },
  noticeDays: { rule: 'notice.agreedPrice.days', unit: 'noticeDays' },
  days: { rule: 'notice.agreedPrice.days', unit: 'days' },
} satisfies Record<string, Term>

function row(term: Term, start: string): DeadlineRow {
  const tx = { rules, calendar: until2026, today: start } as unknown as CommandTx
  const dossier = { id: 'd', subject_kind: 's', subject_id: 's', visit: 1 }
  const [limit] = termRows(tx, { term, onReturn: 'restart' }, dossier, start, [])
  assert.ok(limit)
  return limit
}

describe('terms of states over holidays (five working days, fifteen days here)', () => {
  it('are counted with the numbers of the rules', () => {
    const numbers = Object.values(TERMS).map(({ rule }) => rules.number(rule, '2026-01-01'))
    assert.deepEqual(numbers, [5, 5, 15, 15])
  })

  // Spring Festival 2026: rest 2-15..2-23, work on 2-14 and 2-28. National Day: rest 10-1..10-7, work on 9-20, 10-10.
  const table = [
    ['workingDays', '2026-02-12', '2026-02-26', 'Spring Festival does not count'],
    ['noticeWorkingDays', '2026-02-12', '2026-02-26', 'Spring Festival does not count for a notice'],
    ['workingDays', '2026-09-29', '2026-10-12', 'National Day does not count, the Saturday worked does'],
    ['noticeDays', '2026-02-03', '2026-02-24', 'a last day in Spring Festival moves to the day after it'],
    ['noticeDays', '2026-09-17', '2026-10-08', 'a last day in National Day moves to the day after it'],
    ['days', '2026-09-18', '2026-10-08', 'natural days end on a working day too'],
  ] as const
  for (const [unit, start, due, title] of table)
    it(`${unit}: ${title}`, () => {
      const { due_on, provisional } = row(TERMS[unit], start)
      assert.deepEqual([due_on, provisional], [due, false])
    })

  // 12-26 and 12-27 are a weekend; the year 2027 decides about 1-1 and after.
  const newYear = [
    ['workingDays', '2026-12-28', '2027-01-05'],
    ['noticeWorkingDays', '2026-12-28', '2027-01-05'],
    ['noticeDays', '2026-12-18', '2027-01-04'],
    ['days', '2026-12-18', '2027-01-04'],
  ] as const
  for (const [unit, start, due] of newYear)
    it(`${unit}: over New Year the day is provisional, and moves when 2027 is loaded (P1)`, () => {
      const limit = row(TERMS[unit], start)
      assert.deepEqual([limit.due_on, limit.provisional], [null, true])
      assert.ok(limit.nominal_on > '2026-12-31')
      const { id, starts_on: startsOn, nominal_on: nominalOn } = limit
      const kept = limit.term as KeptTerm
      const dated = { id, kept, startsOn, nominalOn, dueOn: null, provisional: true }
      const [moved] = previewYear(until2026, table2027, [dated])
      assert.deepEqual(moved?.after, { nominalOn: due, dueOn: due, provisional: false })
    })
})
