import assert from 'node:assert/strict'
import { test } from 'node:test'
import { movesTogether } from './moves.ts'

const on = (day: string) => ({ nominalOn: day, dueOn: day, provisional: false })
const about = (day: string) => ({ nominalOn: day, dueOn: null, provisional: true })

test('deadlines that move between the same days are one line with their number', () => {
  const moves = [
    { before: about('2027-05-24'), after: on('2027-05-24') },
    { before: on('2027-03-01'), after: on('2027-03-03') },
    { before: about('2027-05-24'), after: on('2027-05-24') },
  ]
  assert.deepEqual(movesTogether(moves), [
    { before: '2027-03-01', after: '2027-03-03', count: 1 },
    { before: '2027-05-24（暂定）', after: '2027-05-24', count: 2 },
  ])
})
