import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barOf, byFit, fitOf, pointsText, signedPoints } from './match.ts'

test('fit is called by the share of what was asked for that is met', () => {
  assert.deepEqual([0.82, 0.4, 0.28, 0.2, 0.13, 0].map(fitOf), ['高', '高', '中', '中', '低', '低'])
})

test('matches that fit badly go last and folded, but some are always shown', () => {
  const of = (...coverages: number[]) => coverages.map((coverage) => ({ coverage }))
  assert.equal(byFit(of(0.9, 0.3, 0.01, 0.01, 0.01, 0.01, 0.01)).first.length, 5)
  assert.equal(byFit(of(0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.01)).first.length, 6)
  assert.deepEqual(byFit(of(0.01, 0.01)), { first: of(0.01, 0.01), rest: [] })
})

test('the bar of a score: text, what facts add, and what gaps take back from the end', () => {
  const shape = (parts: Parameters<typeof barOf>[0]) =>
    barOf(parts).map(({ kind, from, width }) => [kind, Math.round(from), Math.round(width)])
  assert.deepEqual(shape({ text: 30, gains: 6, losses: -12 }), [
    ['text', 0, 50],
    ['gain', 50, 10],
    ['loss', 40, 20],
  ])
  assert.deepEqual(shape({ text: 6, gains: 0, losses: 0 }), [['text', 0, 10]])
  assert.deepEqual(shape({ text: 3, gains: 0, losses: -20 }), [
    ['text', 0, 5],
    ['loss', 0, 5],
  ])
  assert.deepEqual(shape({ text: 90, gains: 9, losses: 0 }), [['text', 0, 100]])
})

test('points have one decimal and a real minus', () => {
  assert.deepEqual(
    [pointsText(3), signedPoints(3), signedPoints(-2.5), signedPoints(0)],
    ['3.0', '+3.0', '−2.5', '0.0'],
  )
})
