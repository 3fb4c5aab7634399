import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { dataFolders, query } from '#test/embedded-app.ts'
import { Refusal } from '../refusal.ts'
import { isPermissionDenied, openDatabase } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { appliedMigrations, migrate, readMigrations } from './migrate.ts'

const ROLES = join(import.meta.dirname, '../../../db/migrations/0000_roles.sql')
const dir = mkdtempSync(join(tmpdir(), 'keqiao-migrations-'))
const file = (name: string, text: string): void => writeFileSync(join(dir, name), text)
const { folder, clean } = dataFolders()
let own: TestDatabase

before(async () => {
  cpSync(ROLES, join(dir, '0000_roles.sql'))
  file('0001_demo.sql', `SELECT platform.own('demo_m'); CREATE TABLE demo_m.t (id int PRIMARY KEY);`)
  own = await testDatabase({ dir })
})
after(async () => {
  await own.drop()
  await clean()
  rmSync(dir, { recursive: true })
})

test('each migration is applied once and recorded with its hash, and the modules have their roles', async () => {
  assert.deepEqual(await migrate(own.db, { dir, modules: ['demo-extra'] }), [])
  const applied = await own.db.owner(appliedMigrations)
  assert.deepEqual(
    applied,
    readMigrations(dir).map(({ name, sha256 }) => ({ name, sha256 })),
  )
  await own.db.read('demo-extra', (tx) => sql`SELECT 1`.execute(tx.as('demo-extra')))
})

test('a new migration is applied by one of two processes that start together', async () => {
  file('0002_more.sql', 'INSERT INTO demo_m.t VALUES (1); CREATE TABLE demo_m.u (id int);')
  const done = await Promise.all([
    migrate(own.db, { dir, modules: ['demo_m'] }),
    migrate(own.db, { dir, modules: ['demo_m'] }),
  ])
  assert.deepEqual(done.flat(), ['0002_more.sql'])
})

test('a migration that fails leaves nothing, names itself, and can be corrected', async () => {
  file('0003_wrong.sql', 'CREATE TABLE demo_m.half (id int); SELECT 1 / 0;')
  await assert.rejects(migrate(own.db, { dir, modules: [] }), /0003_wrong.sql: division by zero/)
  assert.deepEqual(await query(own.url, `SELECT to_regclass('demo_m.half') half`), [{ half: null }])
  file('0003_wrong.sql', 'CREATE TABLE demo_m.half (id int)')
  assert.deepEqual(await migrate(own.db, { dir, modules: [] }), ['0003_wrong.sql'])
})

test('a migration changed or removed after it was applied is refused', async () => {
  const text = readMigrations(dir).find(({ name }) => name === '0001_demo.sql')?.sql ?? ''
  file('0001_demo.sql', `${text} -- changed`)
  const refused = (error: unknown): boolean =>
    error instanceof Refusal && error.message.includes('0001_demo.sql')
  await assert.rejects(migrate(own.db, { dir, modules: [] }), refused)
  rmSync(join(dir, '0001_demo.sql'))
  await assert.rejects(migrate(own.db, { dir, modules: [] }), refused)
  file('0001_demo.sql', text)
  assert.deepEqual(await migrate(own.db, { dir, modules: [] }), [])
})

test('a migration numbered before the newest applied one is an error of the developer', async () => {
  file('0002_z.sql', 'SELECT 1')
  assert.throws(() => readMigrations(dir), /same number/)
  rmSync(join(dir, '0002_z.sql'))
  file('0005_new.sql', 'SELECT 1')
  await migrate(own.db, { dir, modules: [] })
  file('0004_late.sql', 'SELECT 1')
  await assert.rejects(migrate(own.db, { dir, modules: [] }), /0004_late.sql is older/)
  rmSync(join(dir, '0004_late.sql'))
})

test('several new databases of one new cluster are migrated at the same moment', async () => {
  const server = await openEmbedded({ dataDir: folder('fresh') })
  const names = ['c1', 'c2', 'c3', 'c4']
  for (const name of names) await query(server.url, `CREATE DATABASE ${name}`)
  const done = await Promise.all(
    names.map(async (name) => {
      const db = await openDatabase({ url: server.url.replace(/keqiao$/, name) })
      const applied = await migrate(db, { dir, modules: ['demo_m', 'demo_x', 'demo_y'] })
      await db.read('demo_y', (tx) => sql`SELECT id FROM demo_m.t`.execute(tx.as('demo_m')))
      await db.close()
      return applied.length
    }),
  )
  assert.deepEqual(
    done,
    names.map(() => readMigrations(dir).length),
  )
  await server.release()
})

test('a login without superuser needs CREATEROLE and its own database, and is told so', async () => {
  const server = await openEmbedded({ dataDir: folder('limited') })
  await query(
    server.url,
    `CREATE ROLE limited LOGIN PASSWORD 'x'; CREATE ROLE able LOGIN CREATEROLE PASSWORD 'x'`,
  )
  await query(server.url, 'CREATE DATABASE limited OWNER limited')
  await query(server.url, 'CREATE DATABASE able OWNER able')
  const as = (name: string): Promise<Awaited<ReturnType<typeof openDatabase>>> => {
    const url = new URL(server.url)
    Object.assign(url, { username: name, password: 'x', pathname: name })
    return openDatabase({ url: url.href })
  }
  const limited = await as('limited')
  await assert.rejects(migrate(limited, { dir, modules: [] }), /CREATEROLE/)
  await limited.close()
  const able = await as('able')
  await migrate(able, { dir, modules: ['demo_m'] })
  const inserted = await able.transaction({ isolation: 'serializable', module: 'demo_m' }, (tx) =>
    sql`INSERT INTO demo_m.t VALUES (5)`.execute(tx.as('demo_m')),
  )
  assert.equal(inserted.numAffectedRows, 1n)
  await able.reader.query('SELECT 1', [])
  await able.close()
  await server.release()
})

test('a view does not let a module write past the grants of its table', async () => {
  file(
    '0006_view.sql',
    `CREATE TABLE demo_m.log (id int); INSERT INTO demo_m.log VALUES (1);
    SELECT platform.append_only('demo_m.log'); CREATE VIEW demo_m.plain AS SELECT id FROM demo_m.log`,
  )
  await migrate(own.db, { dir, modules: [] })
  const run = (text: string): Promise<unknown> =>
    own.db.transaction({ isolation: 'serializable', module: 'demo_m' }, (tx) =>
      sql.raw(text).execute(tx.as('demo_m')),
    )
  await assert.rejects(run('UPDATE demo_m.plain SET id = 2'), isPermissionDenied)
  await assert.rejects(run('DELETE FROM demo_m.plain'), isPermissionDenied)
  await run('SELECT * FROM demo_m.plain')
})

test('an append-only table cannot have a foreign key that removes its rows', async () => {
  file(
    '0007_cascade.sql',
    `CREATE TABLE demo_m.child (id int REFERENCES demo_m.t ON DELETE CASCADE);
    SELECT platform.append_only('demo_m.child')`,
  )
  await assert.rejects(migrate(own.db, { dir, modules: [] }), /removes its rows/)
  rmSync(join(dir, '0007_cascade.sql'))
})
