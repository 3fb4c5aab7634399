import assert from 'node:assert/strict'
import { test } from 'node:test'
import { divideReceipts } from '#modules/income/index.ts'
import { openChance } from './chance.ts'
import { faultsOfWaterfall, proveWaterfall, randomDivision } from './waterfall.ts'

test('random waterfalls keep every fen, the floor, and agree with a second reckoning', () => {
  const { failures, faults } = proveWaterfall(5000)
  assert.equal(failures, 0, faults.join('\n'))
})

test('a waterfall that rounds the pool down, or rounds each instalment by itself, is found', () => {
  const chance = openChance('7')
  const roundsDown: typeof divideReceipts = (division) => {
    const right = divideReceipts(division)
    return { ...right, receipts: right.receipts.map((step) => ({ ...step, poolFen: step.poolFen - 1 })) }
  }
  const byItself: typeof divideReceipts = (division) => {
    const steps = division.receipts.map((receipt) => divideReceipts({ ...division, receipts: [receipt] }))
    return { ...divideReceipts(division), receipts: steps.flatMap(({ receipts }) => receipts) }
  }
  const divisions = Array.from({ length: 200 }, () => randomDivision(chance))
  for (const broken of [roundsDown, byItself])
    assert.ok(divisions.some((division) => faultsOfWaterfall(division, broken).length > 0))
})
