import { DatabaseError } from 'pg'

const NETWORK = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])
// 08 connection, 53 resources, 57 intervention (shutdown, statement time-out), 58030 the disk failed,
// 25P0x idle or transaction time-out.
const TRANSIENT = /^(08...|53...|57...|58030|25P0[234])$/
// Texts of pg and pg-pool for errors that carry no code.
const CONNECTION_TEXT =
  /^Connection terminated|^timeout exceeded when trying to connect|^timeout expired|^Query read timeout|^Client has encountered a connection error|^Cannot use a pool after/

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The database was away, overloaded or too slow: the same request may succeed later (503, busy). */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  return (
    NETWORK.has(code) ||
    TRANSIENT.test(code) ||
    isPanic(error) ||
    isStalePlan(error) ||
    isConnectionText(error)
  )
}

/** 40001 and 40P01: the transaction lost against another one and may be run again from its start. */
export function isSerializationFailure(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** 55P03: a lock was not free within the lock time-out. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03'
}

/** 23505: a unique index has this value already; `constraint` of the error names it. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === '23505'
}

/** 42501: the role lacks the right. */
export function isPermissionDenied(error: unknown): boolean {
  return codeOf(error) === '42501'
}

/** Whether the connection is still good after this error: the server itself said no, and did not hang up. */
export function leavesConnectionUsable(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return !isTransient(error)
  return error.severity === 'ERROR' && !isStalePlan(error)
}

/** The server gives up itself and starts anew: the next request meets a recovered one. */
function isPanic(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'PANIC'
}

/** A migration changed a table under a prepared statement of this connection. */
function isStalePlan(error: unknown): boolean {
  return codeOf(error) === '0A000' && error instanceof Error && error.message.startsWith('cached plan')
}

function isConnectionText(error: unknown): boolean {
  return error instanceof Error && CONNECTION_TEXT.test(error.message)
}
