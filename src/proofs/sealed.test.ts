import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proveSealed } from './sealed.ts'

test('sealed prices stand nowhere before the opening; any three keys open, two never (T13, T15)', async () => {
  const result = await proveSealed(2)
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.ok(result.hostile >= 4 && result.choices === 80 && result.controls > 0, JSON.stringify(result))
})
