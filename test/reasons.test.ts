import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reasonsOf } from '../src/proofs/reasons.ts'
import { testCity } from './city.ts'

/** The body of `keqiao prove reasons` on the samples of the pack; on real texts it runs with `--dir` (figures/matching.md). */
test('reasons of matches stand in both texts, count, add up to the score, and leak nothing (issue 3, must hold)', async () => {
  const city = await testCity()
  try {
    const result = await reasonsOf(city.runtime, 40)
    assert.equal(result.failures, 0, JSON.stringify(result))
    assert.equal(result.n, 40)
    assert.ok(result.phrases > 200, `${result.phrases} phrases`)
    assert.equal(result.topReasonsTakenAway, 40)
  } finally {
    await city.close()
  }
})
