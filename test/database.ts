import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Client, DatabaseError } from 'pg'
import { openDatabase, type Database } from '#platform/db/database.ts'
import { openEmbedded, stopEmbedded } from '#platform/db/embedded.ts'
import { migrate, readMigrations } from '#platform/db/migrate.ts'

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly db: Database
  /** Connection string of the owner. */
  readonly url: string
  readonly name: string
  /** Closes `db` and drops the database. */
  drop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..')
const MIGRATIONS = join(ROOT, 'db', 'migrations')
const MIGRATOR = join(ROOT, 'src', 'platform', 'db', 'migrate.ts')
const CLUSTER = join(ROOT, '.cache', 'test-pg')
const TEMPLATES_KEPT = 8
const CLUSTER_CONNECTIONS = 300
// Killed test processes leave databases behind; the machine and the process id are in the name.
const OWN_NAME = `keqiao_test_${createHash('sha256').update(hostname()).digest('hex').slice(0, 6)}_`
let count = 0
let cluster: Promise<string> | null = null

/**
 * A new migrated database, cloned from a template that is built once per content of the migrations and of migrate.ts.
 * It lives on the server of DATABASE_URL, else on an embedded one under .cache/test-pg that stays up
 * between runs (fsync off). `poolSize` is that of `db`, default 8.
 */
export async function testDatabase(options: { dir?: string; poolSize?: number } = {}): Promise<TestDatabase> {
  cluster ??= testCluster()
  const server = await cluster
  const name = `${OWN_NAME}${process.pid}_${(count += 1)}_${performance.timeOrigin.toString(36).replace('.', '')}`
  await cloneTemplate(server, options.dir ?? MIGRATIONS, name)
  const url = withDatabase(server, name)
  const db = await openDatabase({ url, poolSize: options.poolSize ?? 8 })
  const drop = async (): Promise<void> => {
    await db.close()
    await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  }
  return { db, url, name, drop }
}

/**
 * A new database cloned from one that `seed` has filled, which is done once in a run of the tests; `run` is the process
 * id of that run, by which an abandoned one is known.
 */
export async function seededDatabase(
  options: { readonly run: number; readonly poolSize: number },
  seed: (db: Database, url: string) => Promise<void>,
): Promise<TestDatabase> {
  cluster ??= testCluster()
  const server = await cluster
  const template = `${OWN_NAME}${options.run}_seeded`
  await onServer(server, async (client) => {
    await client.query(`SELECT pg_advisory_lock(hashtextextended('keqiao seeded template', 0))`)
    if (await exists(client, template)) return
    const building = `${template}_new`
    await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`)
    await cloneTemplate(server, MIGRATIONS, building)
    const url = withDatabase(server, building)
    const db = await openDatabase({ url, poolSize: options.poolSize })
    await seed(db, url).finally(() => db.close())
    await client.query(`ALTER DATABASE ${building} RENAME TO ${template}`)
  })
  return cloned(server, template, options.poolSize)
}

async function cloned(server: string, template: string, poolSize: number): Promise<TestDatabase> {
  const name = `${OWN_NAME}${process.pid}_${(count += 1)}_${performance.timeOrigin.toString(36).replace('.', '')}`
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  const url = withDatabase(server, name)
  const db = await openDatabase({ url, poolSize })
  const drop = async (): Promise<void> => {
    await db.close()
    await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  }
  return { db, url, name, drop }
}

/** Stops the embedded test server; at the end of `npm test`. */
export async function stopTestCluster(): Promise<void> {
  await stopEmbedded(CLUSTER)
}

async function testCluster(): Promise<string> {
  const given = process.env['DATABASE_URL'] ?? ''
  const options = {
    dataDir: CLUSTER,
    durable: false,
    leaveRunning: true,
    maxConnections: CLUSTER_CONNECTIONS,
  }
  const url = given === '' ? (await openEmbedded(options)).url : given
  await onServer(url, dropAbandoned)
  return url
}

async function dropAbandoned(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database')
  for (const { datname } of rows) {
    if (!datname.startsWith(OWN_NAME)) continue
    const pid = Number(datname.slice(OWN_NAME.length).split('_')[0])
    if (pid === process.pid || isAlive(pid)) continue
    await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Clones the template, building it first when it is missing (or was just removed as outdated). */
async function cloneTemplate(server: string, dir: string, name: string): Promise<void> {
  const files = readMigrations(dir).map(({ name, sha256 }) => `${name} ${sha256}`)
  const text = [readFileSync(MIGRATOR, 'utf8'), ...files].join('\n')
  const template = `keqiao_template_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
  await onServer(server, async (client) => {
    for (let attempt = 1; ; attempt += 1) {
      await buildTemplate(client, server, dir, template)
      try {
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
        return
      } catch (error) {
        const missing = error instanceof DatabaseError && error.code === '3D000'
        if (!missing || attempt === 5) throw error
      }
    }
  })
}

async function buildTemplate(client: Client, server: string, dir: string, template: string): Promise<void> {
  if (await exists(client, template)) return
  await client.query(`SELECT pg_advisory_lock(hashtextextended('keqiao test template', 0))`)
  try {
    if (await exists(client, template)) return
    const building = `${template}_new`
    await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${building}`)
    const database = await openDatabase({ url: withDatabase(server, building) })
    await migrate(database, { dir, modules: [] }).finally(() => database.close())
    await client.query(`ALTER DATABASE ${building} RENAME TO ${template}`)
    await dropOldTemplates(client)
  } finally {
    await client.query(`SELECT pg_advisory_unlock(hashtextextended('keqiao test template', 0))`)
  }
}

/** Templates of migrations that were changed since; one just being cloned stays until another time. */
async function dropOldTemplates(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE 'keqiao_template_%' ORDER BY oid DESC OFFSET $1",
    [TEMPLATES_KEPT],
  )
  for (const { datname } of rows) {
    await client.query(`DROP DATABASE IF EXISTS ${datname}`).catch((error: unknown) => {
      if (!(error instanceof DatabaseError && error.code === '55006')) throw error
    })
  }
}

async function exists(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  return rows.length > 0
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function onServer<T>(server: string, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: server })
  client.on('error', () => {})
  await client.connect()
  try {
    return await body(client)
  } finally {
    await client.end()
  }
}
