import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { Refusal } from '../refusal.ts'
import { isPermissionDenied, type Database } from './database.ts'

export interface Migration {
  /** File name, for example `0001_platform.sql`. */
  readonly name: string
  readonly sha256: string
  readonly sql: string
}

export interface MigrateOptions {
  /** Folder of the numbered .sql files. */
  readonly dir: string
  /** Modules whose roles must exist, whether or not a migration gives them a schema. */
  readonly modules: readonly string[]
  /** Stop after this file; for restoring an older backup. */
  readonly upTo?: string
}

/** Key of the advisory lock under which the schemas change, as SQL. */
export const MIGRATION_LOCK = `hashtextextended('keqiao migrate', 0)`
const NAME = /^\d{4}_[a-z0-9_]+\.sql$/
const RECORD = `CREATE SCHEMA IF NOT EXISTS platform;
  CREATE TABLE IF NOT EXISTS platform.migration (name text PRIMARY KEY, sha256 text NOT NULL)`

/** Reads the migrations of a folder in order. Throws when a name is not like 0001_name.sql or a number is used twice. */
export function readMigrations(dir: string): Migration[] {
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const numbers = new Set(files.map((name) => name.slice(0, 4)))
  const wrong = files.find((name) => !NAME.test(name))
  if (wrong !== undefined) throw new Error(`migration ${wrong} is not named like 0001_name.sql`)
  if (numbers.size !== files.length) throw new Error('two migrations have the same number')
  return files.map((name) => {
    const sql = readFileSync(join(dir, name), 'utf8')
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/**
 * Applies the migrations not yet applied, each in one transaction, under an advisory lock; then makes sure
 * that the roles of `modules` exist in this cluster and that no view can be written through. Returns the names applied now. Refuses when an applied
 * file was changed or is missing, and when the login may not create roles.
 */
export async function migrate(database: Database, options: MigrateOptions): Promise<string[]> {
  return database.owner(async (client) => {
    await client.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`)
    await client.query(RECORD)
    const all = readMigrations(options.dir)
    const pending = await pendingOf(client, all)
    const last = options.upTo
    const wanted = last === undefined ? pending : pending.filter(({ name }) => name <= last)
    for (const migration of wanted) await apply(client, migration)
    // The functions it calls come with the first migration.
    if ((await appliedMigrations(client)).length > 0) await protect(client, options.modules)
    return wanted.map(({ name }) => name)
  })
}

/** The migrations recorded as applied, in order. */
export async function appliedMigrations(client: pg.ClientBase): Promise<{ name: string; sha256: string }[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'SELECT name, sha256 FROM platform.migration ORDER BY name',
  )
  return rows
}

async function pendingOf(client: pg.Client, all: readonly Migration[]): Promise<Migration[]> {
  const applied = await appliedMigrations(client)
  const files = new Map(all.map((migration) => [migration.name, migration.sha256]))
  for (const { name, sha256 } of applied) {
    if (files.get(name) === sha256) continue
    throw new Refusal(
      'conflict',
      '数据库迁移文件 {name} 在执行之后被修改或删除，系统不再继续：请恢复原文件，改动写成新的迁移。 (Migration {name} was changed or removed after it was applied: put the original back, and write the change as a new migration.)',
      { name },
    )
  }
  const done = new Set(applied.map(({ name }) => name))
  const newest = applied.at(-1)?.name ?? ''
  const pending = all.filter(({ name }) => !done.has(name))
  const late = pending.find(({ name }) => name < newest)
  if (late)
    throw new Error(`migration ${late.name} is older than ${newest}, which is applied: give it a new number`)
  return pending
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query('INSERT INTO platform.migration (name, sha256) VALUES ($1, $2)', [
      migration.name,
      migration.sha256,
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw explain(error, migration.name)
  }
}

async function protect(client: pg.Client, modules: readonly string[]): Promise<void> {
  try {
    for (const module of modules) {
      await client.query('SELECT platform.ensure_module($1)', [module.replaceAll('-', '_')])
    }
    await client.query('SELECT platform.protect_views()')
  } catch (error) {
    throw explain(error, 'rights')
  }
}

function explain(error: unknown, name: string): unknown {
  if (isPermissionDenied(error)) {
    return new Refusal(
      'forbidden',
      '数据库用户权限不足：请给它 CREATEROLE 权限，并让它拥有本数据库（PostgreSQL 15 或更高）。 (The database user needs CREATEROLE and must own the database; PostgreSQL 15 or newer.)',
    )
  }
  if (error instanceof Error) error.message = `migration ${name}: ${error.message}`
  return error
}
