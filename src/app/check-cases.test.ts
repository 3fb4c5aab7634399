import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { allPassed, caseWorld, checkCases } from '#app/check-cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'keqiao-cases-'))
after(() => rmSync(folder, { recursive: true }))
const world = caseWorld('packs/shanwei/calendar')
let count = 0

function check(content: unknown) {
  const file = join(folder, `${(count += 1)}.json`)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  const lines = checkCases([file], world)
  assert.equal(lines.length, 1)
  return { line: lines[0], ok: allPassed(lines) }
}

function deadlines(...cases: readonly (readonly [input: object, expected: object])[]) {
  return check({
    schema: 'deadlines',
    cases: cases.map(([input, expected], index) => ({ id: `D${index}`, input, expected })),
  })
}

test('every kind of deadline is answered in the form of the cases', () => {
  const { line, ok } = deadlines(
    [{ kind: 'WITHIN_DAYS', start: '2026-02-13', n: 1 }, { lastDay: '2026-02-14' }],
    [{ kind: 'WITHIN_WORKING_DAYS', start: '2026-02-09', n: 15 }, { lastDay: '2026-03-06' }],
    [{ kind: 'WITHIN_MONTHS', start: '2025-08-31', n: 6 }, { lastDay: '2026-02-28' }],
    [
      { kind: 'NOTICE_DAYS', start: '2026-09-16', n: 15 },
      { lastDay: '2026-10-08', earliestAction: '2026-10-09' },
    ],
    [
      { kind: 'NOTICE_WORKING_DAYS', start: '2026-09-16', n: 10 },
      { lastDay: '2026-09-30', earliestAction: '2026-10-01' },
    ],
    [
      {
        kind: 'SUSPENDED_WORKING_DAYS',
        start: '2026-03-05',
        n: 15,
        suspended: [['2026-03-10', '2026-03-19']],
      },
      { lastDay: '2026-04-08' },
    ],
    [
      { kind: 'TEAM_RIGHT_OPENS', start: '2024-03-15', n: 24, today: '2026-03-17' },
      { dueDate: '2026-03-16', openToTeam: true },
    ],
    [
      {
        kind: 'TEAM_RIGHT_OPENS',
        start: '2024-03-15',
        n: 24,
        today: '2026-12-31',
        convertedOn: '2026-03-16',
      },
      { dueDate: '2026-03-16', openToTeam: false },
    ],
    [{ kind: 'WITHIN_WORKING_DAYS', start: '2026-12-30', n: 2 }, { error: 'CALENDAR_MISSING' }],
    [
      { kind: 'TEAM_RIGHT_OPENS', start: '2024-03-15', n: 36, today: '2026-03-17' },
      { error: 'CALENDAR_MISSING' },
    ],
  )
  assert.deepEqual(line, { schema: 'deadlines', passed: 10, failed: [] })
  assert.equal(ok, true)
})

test('a wrong answer is shown with what was expected; too much or too little is wrong too', () => {
  const input = { kind: 'WITHIN_DAYS', start: '2026-03-02', n: 1 }
  const { line, ok } = deadlines(
    [input, { lastDay: '2026-03-04' }],
    [input, {}],
    [input, { lastDay: '2026-03-03', earliestAction: '2026-03-04' }],
    [input, { lastDay: '2026-03-03' }],
  )
  assert.equal(ok, false)
  assert.equal(line?.passed, 1)
  assert.deepEqual(line?.failed[0], {
    id: 'D0',
    expected: { lastDay: '2026-03-04' },
    actual: { lastDay: '2026-03-03' },
  })
  assert.equal(line?.failed.length, 3)
})

test('input that no rule takes is a failed case with a sentence, not a crash', () => {
  const { line } = deadlines(
    [{ kind: 'WITHIN_DAYS', start: '2026-02-30', n: 1 }, { lastDay: '2026-03-03' }],
    [{ kind: 'constructor', start: '2026-03-02', n: 1 }, { lastDay: '2026-03-03' }],
    [{ kind: 'TEAM_RIGHT_OPENS', start: '2024-03-15', n: 24 }, { openToTeam: true }],
  )
  assert.equal(line?.failed.length, 3)
  for (const { actual } of line?.failed ?? []) assert.match(JSON.stringify(actual), /[\u4e00-\u9fff]/)
})

test('an unknown schema, a file without cases, no JSON, no file: a line that says so, and not all passed', () => {
  const sme = check({ schema: 'sme', cases: [] })
  assert.equal(sme.line?.schema, 'sme')
  assert.match(String(sme.line?.failed[0]?.actual), /“sme”还没有/)
  for (const content of [{ schema: 'deadlines', cases: [] }, { schema: 'toString', cases: [] }, {}, [], 'x'])
    assert.equal(check(content).ok, false)
  assert.equal(allPassed(checkCases([join(folder, 'absent.json')], world)), false)
  assert.equal(allPassed([]), false)
})

test('the calendar of the cases is held against the calendar that serves users', () => {
  const calendar = {
    loadedYears: [2026],
    holidayRanges: [['2026-01-01', '2026-01-03']],
    adjustedWorkdays: [],
  }
  const { line } = check(calendar)
  assert.equal(line?.schema, 'calendar')
  assert.deepEqual(line?.failed[0], { id: '2026-01-04', expected: 'rest', actual: 'working' })
})
