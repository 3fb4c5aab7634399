import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseError } from 'pg'
import { isTransient, leavesConnectionUsable } from './errors.ts'

function databaseError(severity: string, code: string, message: string): DatabaseError {
  return Object.assign(new DatabaseError(message, message.length, 'error'), { severity, code })
}

test('a disk that fails under the server is transient: PostgreSQL panics, recovers, and the key tells what was kept', () => {
  // As sent by PostgreSQL 18 when a flush of the log answered EIO.
  const panic = databaseError(
    'PANIC',
    '58030',
    'could not fdatasync file "000000010000000000000002": Input/output error',
  )
  assert.equal(isTransient(panic), true)
  assert.equal(leavesConnectionUsable(panic), false)
  const read = databaseError(
    'ERROR',
    '58030',
    'could not read blocks 3..3 in file "base/5/16402": Input/output error',
  )
  assert.equal(isTransient(read), true)
})

test('a panic of any kind is transient, because the server starts anew after it; a bug in SQL is not', () => {
  assert.equal(isTransient(databaseError('PANIC', 'XX000', 'corrupted item')), true)
  assert.equal(isTransient(databaseError('ERROR', '42703', 'column "x" does not exist')), false)
  assert.equal(isTransient(databaseError('ERROR', 'XX000', 'internal error')), false)
})
