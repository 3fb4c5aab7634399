import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byFit, fitOf } from './match.ts'

test('fit is called by the share of what was asked for that is met', () => {
  assert.deepEqual([0.82, 0.4, 0.28, 0.2, 0.13, 0].map(fitOf), ['高', '高', '中', '中', '低', '低'])
})

test('matches that fit badly go last and folded, but some are always shown', () => {
  const of = (...coverages: number[]) => coverages.map((coverage) => ({ coverage }))
  assert.equal(byFit(of(0.9, 0.3, 0.01, 0.01, 0.01, 0.01, 0.01)).first.length, 5)
  assert.equal(byFit(of(0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.01)).first.length, 6)
  assert.deepEqual(byFit(of(0.01, 0.01)), { first: of(0.01, 0.01), rest: [] })
})
