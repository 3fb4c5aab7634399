import type { Kysely } from 'kysely'
import { Client, Pool } from 'pg'
import type pg from 'pg'
import { Refusal } from '../refusal.ts'
import { kyselyOver, sender, type Send, type Statement } from './connection.ts'
import { isLockTimeout, isTransient, leavesConnectionUsable } from './errors.ts'
import { typeParsers } from './values.ts'

export type { Statement } from './connection.ts'
export {
  isLockTimeout,
  isPermissionDenied,
  isSerializationFailure,
  isTransient,
  isUniqueViolation,
} from './errors.ts'

export type Isolation = 'serializable' | 'repeatable read' | 'read committed'

/** One open transaction. */
export interface Tx {
  /**
   * Typed query builder acting as the role of `module` (keqiao_<module>); the role is switched only when
   * the current one differs. Queries of one transaction run one after another. Object values for jsonb
   * are passed as they are, arrays for jsonb as JSON text.
   */
  as<Tables>(module: string): Kysely<Tables>
  readonly readOnly: boolean
}

export interface TransactionOptions {
  readonly isolation: Isolation
  readonly readOnly?: boolean
  /** The first role, set in the same round trip as BEGIN. */
  readonly module: string
  readonly lockTimeoutMs?: number
  readonly statementTimeoutMs?: number
}

export interface Database {
  /**
   * One transaction without retries: COMMIT after the body, ROLLBACK when it throws. Throws what the body
   * or the database threw; see isTransient, isSerializationFailure, isLockTimeout.
   */
  transaction<T>(options: TransactionOptions, body: (tx: Tx) => Promise<T>): Promise<T>
  /** A page's read: READ ONLY, REPEATABLE READ. */
  read<T>(module: string, body: (tx: Tx) => Promise<T>): Promise<T>
  /** Single statements as role keqiao_reader, read only, each on its own snapshot; for search's hot path. */
  readonly reader: { query<R>(sql: string, values: readonly unknown[]): Promise<R[]> }
  /**
   * Runs the body while holding the session advisory lock of `key`, on a connection of its own; take it
   * before any transaction. Throws Refusal('busy') when it is not free within `waitMs`.
   */
  withAdvisoryLock<T>(key: string, waitMs: number, body: () => Promise<T>): Promise<T>
  /** A connection of its own with the owner's rights and no statement time-out: migrations, backup, bench. */
  owner<T>(body: (client: pg.Client) => Promise<T>): Promise<T>
  /** A raw client acting as keqiao_<module>, for COPY; closed afterwards. The body may BEGIN and COMMIT. */
  copyAs<T>(module: string, body: (client: pg.PoolClient) => Promise<T>): Promise<T>
  /** Calls the listener with each statement before it is sent; returns the function that ends that. */
  onStatement(listener: (statement: Statement) => void): () => void
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Connection string of the owner of the schemas. */
  readonly url: string
  /** Connections for transactions; default 16. The reader has as many, queue locks 10 more. */
  readonly poolSize?: number
  /** Longest time for one statement; default 30 s. The client waits 2 s longer, then drops the connection. */
  readonly statementMs?: number
}

const POOL_SIZE = 16
// Commands holding a queue lock while they work; each needs a connection besides that of its transaction.
const LOCK_POOL_SIZE = 10
const CONNECT_MS = 5_000
const STATEMENT_MS = 30_000
// A cut network shows no error: give up a little after the server itself must have.
const CLIENT_MARGIN_MS = 2_000
// Nobody else may wait for an application that vanished inside a transaction longer than for a slow statement.
const IDLE_IN_TRANSACTION_MAX_MS = 30_000
// Likewise for one that vanished between transactions, perhaps holding a queue's lock: the system's own two hours
// would keep a lot closed for that long. Both sides ask after 10 s of silence and give up within 20 s more.
const KEEP_ALIVE_MS = 10_000
const KEEP_ALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4'
const COPY_MS = 600_000
const MODULE = /^[a-z][a-z0-9_-]{0,50}$/

/** The role of a module's code: pilot-bases has keqiao_pilot_bases. Throws on a name that is no identifier. */
function roleOf(module: string): string {
  if (!MODULE.test(module)) throw new Error(`"${module}" is not a module name`)
  return `keqiao_${module.replaceAll('-', '_')}`
}

interface Pools {
  readonly app: pg.Pool
  readonly reader: pg.Pool
  readonly locks: pg.Pool
}

/** Opens the pools; connects only when used. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url } = options
  const max = options.poolSize ?? POOL_SIZE
  const ms = options.statementMs ?? STATEMENT_MS
  const pools: Pools = {
    app: poolOf(url, max, ms, '-c role=keqiao_app'),
    reader: poolOf(url, max, ms, '-c role=keqiao_reader -c default_transaction_read_only=on'),
    locks: poolOf(url, LOCK_POOL_SIZE, ms, '-c role=keqiao_app'),
  }
  const listeners = new Set<(statement: Statement) => void>()
  const report = (statement: Statement): void => {
    for (const listener of listeners) listener(statement)
  }
  const transaction: Database['transaction'] = (settings, body) =>
    withClient(pools.app, (client) => runTransaction(sender(client, report), settings, body))
  return {
    transaction,
    read: (module, body) => transaction({ isolation: 'repeatable read', readOnly: true, module }, body),
    reader: {
      query: <R>(sql: string, values: readonly unknown[]) =>
        withClient<R[]>(pools.reader, async (client) => {
          const { rows } = await sender(client, report)(sql, values, 'keqiao_reader')
          return rows
        }),
    },
    withAdvisoryLock: (key, waitMs, body) => withLock(pools.locks, key, waitMs, body),
    owner: (body) => withOwner(url, body),
    copyAs: (module, body) => withCopy(pools.app, module, body),
    onStatement: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      await Promise.all(Object.values(pools).map((pool: pg.Pool) => pool.end()))
    },
  }
}

function poolOf(url: string, max: number, ms: number, options: string): pg.Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    options: `${options} -c timezone=UTC -c datestyle=ISO ${KEEP_ALIVE}`,
    types: typeParsers,
    application_name: 'keqiao',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: ms,
    query_timeout: ms + CLIENT_MARGIN_MS,
    idle_in_transaction_session_timeout: Math.min(ms, IDLE_IN_TRANSACTION_MAX_MS),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  })
  // An idle connection was cut (the database stopped): the pool drops it, the next use connects anew.
  pool.on('error', () => {})
  // Between two borrowers nobody listens to a client for a moment, and one that may end then (a server that dies
  // while it accepts) would end the process: its error reaches whoever sends the next query.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Borrows a client; one whose connection may be broken is closed instead of returned. */
async function withClient<T>(pool: pg.Pool, body: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = false
  const onError = (): void => {
    broken = true
  }
  client.on('error', onError)
  try {
    return await body(client)
  } catch (error) {
    broken ||= !leavesConnectionUsable(error)
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

interface OpenTransaction {
  readonly send: Send
  /** Waits for the statements before it: pg sends one statement at a time. */
  readonly inTurn: <T>(body: () => Promise<T>) => Promise<T>
  role: string
  open: boolean
}

async function runTransaction<T>(
  send: Send,
  options: TransactionOptions,
  body: (tx: Tx) => Promise<T>,
): Promise<T> {
  const state: OpenTransaction = { send, inTurn: turns(), role: roleOf(options.module), open: true }
  const end = (text: string): Promise<{ command: string }> =>
    state.inTurn(() => {
      state.open = false
      return send(text, [], null)
    })
  await send(beginText(options, state.role), [], null)
  try {
    const readOnly = options.readOnly ?? false
    const result = await body({ readOnly, as: (module) => actingAs(state, roleOf(module)) })
    const { command } = await end('COMMIT')
    // After a failed statement whose error the body swallowed, COMMIT answers ROLLBACK and no error.
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back at COMMIT')
    return result
  } catch (error) {
    if (state.open && leavesConnectionUsable(error)) await end('ROLLBACK')
    throw error
  }
}

/** A queue: each body starts when the one before it has ended, well or badly. */
function turns(): <T>(body: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (body) => {
    const turn = last.then(body)
    last = turn.catch(() => {})
    return turn
  }
}

function beginText(options: TransactionOptions, role: string): string {
  const parts = [
    `BEGIN ISOLATION LEVEL ${options.isolation.toUpperCase()}${options.readOnly ? ' READ ONLY' : ''}`,
    `SET LOCAL ROLE ${role}`,
  ]
  if (options.lockTimeoutMs !== undefined)
    parts.push(`SET LOCAL lock_timeout = ${milliseconds(options.lockTimeoutMs)}`)
  if (options.statementTimeoutMs !== undefined) {
    parts.push(`SET LOCAL statement_timeout = ${milliseconds(options.statementTimeoutMs)}`)
  }
  return parts.join('; ')
}

/** A whole number of at least 1, because 0 means "no limit" to PostgreSQL. */
function milliseconds(value: number): number {
  return Math.max(1, Math.ceil(value))
}

function actingAs<Tables>(state: OpenTransaction, role: string): Kysely<Tables> {
  return kyselyOver<Tables>((sql, values) =>
    state.inTurn(async () => {
      // A query nobody awaited would otherwise run inside the next transaction of this connection.
      if (!state.open) throw new Error(`the transaction has ended; too late for: ${sql}`)
      if (state.role !== role) {
        await state.send(`SET LOCAL ROLE ${role}`, [], null)
        state.role = role
      }
      return state.send(sql, values, role)
    }),
  )
}

async function withLock<T>(pool: pg.Pool, key: string, waitMs: number, body: () => Promise<T>): Promise<T> {
  const wait = milliseconds(waitMs)
  return withClient(pool, async (client) => {
    try {
      await client.query(`SET lock_timeout = ${wait}; SET statement_timeout = ${wait + CLIENT_MARGIN_MS}`)
      await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key])
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      throw new Refusal('busy', '正在处理同一事项的其他请求，请稍后再试。')
    }
    try {
      return await body()
    } finally {
      await unlock(client, key)
    }
  })
}

/** Frees the lock; a connection that is gone has freed it already. */
async function unlock(client: pg.PoolClient, key: string): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key])
  } catch (error) {
    if (!isTransient(error)) throw error
  }
}

async function withOwner<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    options: '-c timezone=UTC -c datestyle=ISO',
    types: typeParsers,
    application_name: 'keqiao-owner',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  })
  // The error itself reaches whoever awaits a query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  try {
    return await body(client)
  } finally {
    await client.end()
  }
}

async function withCopy<T>(
  pool: pg.Pool,
  module: string,
  body: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  client.on('error', () => {})
  try {
    await client.query(`SET ROLE ${roleOf(module)}; SET statement_timeout = ${COPY_MS}`)
    return await body(client)
  } finally {
    // Closed, not returned: the body may have left a role, a setting or a transaction behind.
    client.release(true)
  }
}
