import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { testDatabase } from '#test/database.ts'
import { composeCity, type ProofCity } from '../src/proofs/city.ts'
import { proveFaults } from '../src/proofs/faults.ts'
import { proveIdempotency } from '../src/proofs/idempotency.ts'
import { proveIsolation } from '../src/proofs/isolation.ts'
import { proveLedger } from '../src/proofs/ledger.ts'
import { proveLog } from '../src/proofs/log.ts'
import { proveMoneyKeys } from '../src/proofs/money-keys.ts'
import { proveReceipts } from '../src/proofs/receipts.ts'
import { makeTables } from '../src/proofs/store.ts'
import { proveTamper } from '../src/proofs/tamper.ts'

/** The same bodies as `keqiao prove`, with small counts, each on a cloned test database. */
async function onTestCity<T>(body: (city: ProofCity) => Promise<T>): Promise<T> {
  const own = await testDatabase({ poolSize: 32 })
  const dataDir = mkdtempSync(join(tmpdir(), 'keqiao-proof-test-'))
  try {
    await makeTables(own.db)
    return await body(composeCity(own.db, dataDir))
  } finally {
    rmSync(dataDir, { recursive: true })
    await own.drop()
  }
}

test('32 clients on twelve lists leave a serializable history; READ COMMITTED does not (T03)', async () => {
  const result = await onTestCity((city) => proveIsolation(city, 200))
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.ok(result.committed > 80)
  const { lost, 'G-single': single } = result.controlAnomalies
  assert.ok(lost > 0 && single > 0, 'the control shows lost updates and read skew')
})

test('one effect and one reply for ten submissions of a key; another body 422, no key 400 (T12)', async () => {
  const result = await onTestCity((city) => proveIdempotency(city, 40))
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.equal(result.answered.sameReply + result.answered.conflict409, 400)
  assert.deepEqual([result.answered.changedBody422, result.answered.missingKey400], [40, 8])
})

test('a key has one effect on every route by which money moves (A19, T12)', async () => {
  const result = await proveMoneyKeys(10)
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.deepEqual([result.keys, result.submissions], [14, 140])
})

test('every receipt opens with the public key and any changed byte of leaf or receipt is noticed', async () => {
  const result = await onTestCity((city) => proveReceipts(city, 200))
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.deepEqual([result.acknowledged, result.changes], [200, 1000])
})

test('random deposits, holds, settlements, refunds, splits and reversals agree with a model, and no floor is passed', async () => {
  const result = await onTestCity((city) => proveLedger(city, 200, 12))
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.ok(result.accepted > 300 && result.refused > 200, JSON.stringify(result))
})

test('random proofs hold, mutated ones do not, and a second implementation gives the same bytes (T23)', async () => {
  const result = await proveLog(300)
  assert.equal(result.failures, 0, JSON.stringify(result))
})

test('an edited, forged, copied or removed row of the log is found and named; a witness lets no forgery pass (T20, T21)', async () => {
  const result = await onTestCity((city) => proveTamper(city, 25))
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.ok(result.columns > 500 && result.tables > 70)
  assert.deepEqual([result.edits.named, result.rows.named], [25, 25])
  assert.deepEqual(result.witness.refused, { backDate: 5, delete: 5, truncate: 5, fork: 5 })
})

test('kills, cuts and a failing disk lose and double nothing that was acknowledged (T04, T05, T08, T11)', async () => {
  const result = await proveFaults(5)
  assert.equal(result.failures, 0, JSON.stringify(result))
  assert.ok(result.acknowledged > 50)
  // Where strace is missing the proof says so and does not count the disk as proven.
  const disk = typeof result.eio === 'number' ? 1 : 0
  assert.equal(result.n, 4 + disk)
  assert.match(String(result.eio), disk === 1 ? /^1$/ : /^not run: strace/)
})
