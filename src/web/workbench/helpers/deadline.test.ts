import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadlineText, termsOf } from './deadline.ts'

const term = { dueOn: '2026-11-27', nominalOn: '2026-11-27', provisional: false, workingDaysLeft: 4 }

test('a running term says how many working days are left', () => {
  assert.deepEqual(deadlineText(term, '2026-11-23'), {
    text: '剩余 4 个工作日',
    tone: 'calm',
    day: '2026-11-27',
  })
  assert.equal(deadlineText({ ...term, workingDaysLeft: 3 }, '2026-11-24').tone, 'soon')
})

test('the last day and the days after it are named', () => {
  assert.equal(deadlineText({ ...term, workingDaysLeft: 0 }, '2026-11-27').text, '今天到期')
  assert.equal(deadlineText(term, '2026-11-28').text, '超期')
  const sunday = { ...term, dueOn: '2026-11-29', workingDaysLeft: 0 }
  assert.equal(deadlineText(sunday, '2026-11-27').text, '2026-11-29 到期')
})

test('P1: a term in a year that is not loaded is provisional, never a date that looks certain', () => {
  const open = { dueOn: null, nominalOn: '2027-10-08', provisional: true, workingDaysLeft: null }
  assert.deepEqual(deadlineText(open, '2026-11-23'), {
    text: '暂定，待节假日安排公布后确认',
    tone: 'provisional',
    day: '2027-10-08',
  })
})

test('a state without a term says so', () => {
  assert.equal(
    deadlineText({ dueOn: null, nominalOn: null, provisional: false, workingDaysLeft: null }, '2026-11-23')
      .text,
    '无时限',
  )
})

test('a reminder is no term: it never counts as late', () => {
  const [kept, ...more] = termsOf({ deadlines: [{ kind: 'reminder' }, { kind: 'term' }] })
  assert.deepEqual([kept, more], [{ kind: 'term' }, []])
})
