import { hash } from 'node:crypto'
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'

/** What was sent to the database; BEGIN, SET LOCAL ROLE and COMMIT are reported too, as they are sent. */
export interface Statement {
  readonly sql: string
  readonly values: readonly unknown[]
  /** Role the statement runs as; null for BEGIN, COMMIT, ROLLBACK and the switch itself. */
  readonly role: string | null
}

/** Sends one statement; everything of this layer goes through it. */
export type Send = (sql: string, values: readonly unknown[], role: string | null) => Promise<pg.QueryResult>

// Long statements are mostly unique (lists of values); a name for each would fill the server's memory.
const LONGEST_NAMED = 4_000
const NAMES_PER_CLIENT = 500
const TEXTS_REMEMBERED = 5_000

const names = new Map<string, string | null>()
const namesOfClient = new WeakMap<object, Set<string>>()

/**
 * The name under which the server keeps the parsed statement; undefined for long texts, for texts seen
 * for the first time and when this connection has its share of names.
 */
function statementName(client: object, sql: string): string | undefined {
  if (sql.length >= LONGEST_NAMED) return undefined
  let name = names.get(sql)
  if (name === undefined) {
    if (names.size >= TEXTS_REMEMBERED) names.clear()
    names.set(sql, null)
    return undefined
  }
  if (name === null) {
    name = hash('sha1', sql, 'base64url')
    names.set(sql, name)
  }
  const own = namesOfClient.get(client) ?? new Set<string>()
  if (own.size === 0) namesOfClient.set(client, own)
  if (!own.has(name) && own.size >= NAMES_PER_CLIENT) return undefined
  own.add(name)
  return name
}

/** A `Send` over one pg client that reports each statement. */
export function sender(client: pg.ClientBase, report: (statement: Statement) => void): Send {
  return (sql, values, role) => {
    report({ sql, values, role })
    if (values.length === 0 && role === null) return client.query(sql)
    const name = statementName(client, sql)
    return client.query({ ...(name === undefined ? {} : { name }), text: sql, values: [...values] })
  }
}

/** A kysely whose every query goes through `run`; it has no transactions or streams of its own. */
export function kyselyOver<Tables>(
  run: (sql: string, values: readonly unknown[]) => ReturnType<Send>,
): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOver(new BoundConnection(run)) })
}

class BoundConnection implements DatabaseConnection {
  readonly #run: (sql: string, values: readonly unknown[]) => ReturnType<Send>

  constructor(run: (sql: string, values: readonly unknown[]) => ReturnType<Send>) {
    this.#run = run
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#run(query.sql, query.parameters)
    const { rows, command } = result
    return CHANGES.has(command) ? { rows, numAffectedRows: BigInt(result.rowCount ?? 0) } : { rows }
  }

  // oxlint-disable-next-line require-yield -- the interface asks for a generator; streaming is not offered
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming inside a transaction is not offered; read page by page')
  }
}

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])
const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()

function dialectOver(connection: DatabaseConnection): Dialect {
  const refuse = async (): Promise<void> => {
    throw new Error('transactions are begun by Database.transaction only')
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  }
  return {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createQueryCompiler: () => compiler,
    createIntrospector: (db) => new PostgresIntrospector(db),
  }
}
