import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { Refusal } from '../refusal.ts'
import {
  isLockTimeout,
  isPermissionDenied,
  isSerializationFailure,
  isTransient,
  isUniqueViolation,
  type Database,
  type Isolation,
  type Statement,
} from './database.ts'

interface DemoA {
  'demo_a.note': { id: number; text: string }
}
interface DemoB {
  'demo_b.log': { id: number }
  'demo_a.pub_note': { id: number; text: string }
}

let own: TestDatabase
let db: Database

before(async () => {
  own = await testDatabase()
  db = own.db
  await db.owner((client) =>
    client.query(`
      SELECT platform.own('demo_a'); SELECT platform.own('demo_b');
      CREATE TABLE demo_a.note (id bigint PRIMARY KEY, text text NOT NULL);
      CREATE TABLE demo_a.count (id int PRIMARY KEY, n bigint NOT NULL);
      CREATE TABLE demo_b.log (id bigint PRIMARY KEY);
      SELECT platform.append_only('demo_b.log');
      CREATE VIEW demo_a.pub_note AS SELECT id, text FROM demo_a.note;
      SELECT platform.publish_view('demo_a.pub_note', array['demo_b', 'reader']);`),
  )
})
after(() => own.drop())

const write = { isolation: 'serializable', module: 'demo_a' } as const

/** Runs one raw statement in a transaction of its own as a module. */
function run(module: string, text: string): Promise<unknown[]> {
  return db.transaction({ ...write, module }, async (tx) => {
    const { rows } = await sql.raw(text).execute(tx.as(module))
    return rows
  })
}

test('values come back as strings, safe integers and parsed json', async () => {
  const rows = await run(
    'demo_a',
    `SELECT DATE '2026-02-28' d, TIMESTAMPTZ '2026-02-28 23:59:59.987654+08' t, 9007199254740991::bigint i,
       1.10::numeric n, '{"a":[1]}'::jsonb j, ARRAY[1,NULL]::bigint[] ia, ARRAY[DATE '2026-02-28'] da`,
  )
  const t = '2026-02-28T15:59:59.987Z'
  const expected = { d: '2026-02-28', t, i: 9007199254740991, n: '1.10', j: { a: [1] }, ia: [1, null] }
  assert.deepEqual(rows, [{ ...expected, da: ['2026-02-28'] }])
})

test('a bigint beyond the safe integers and an infinite instant are errors, not wrong values', async () => {
  await assert.rejects(run('demo_a', 'SELECT 9007199254740992::bigint'), /not a safe integer/)
  await assert.rejects(run('demo_a', `SELECT 'infinity'::timestamptz`), /not an instant/)
})

test('a connection stays good after a value could not be read', async () => {
  await Promise.allSettled(Array.from({ length: 20 }, () => run('demo_a', 'SELECT 9007199254740992::bigint')))
  assert.deepEqual(await run('demo_a', 'SELECT 1 one'), [{ one: 1 }])
})

test('the role is switched only where it changes, and each statement is reported with its role', async () => {
  const seen: Statement[] = []
  const stop = db.onStatement((statement) => seen.push(statement))
  await db.transaction({ ...write, lockTimeoutMs: 900 }, async (tx) => {
    const a = tx.as<DemoA>('demo_a')
    const b = tx.as<DemoB>('demo_b')
    await a.insertInto('demo_a.note').values({ id: 1, text: '甲' }).execute()
    await b.insertInto('demo_b.log').values({ id: 1 }).execute()
    await b.selectFrom('demo_a.pub_note').select('text').execute()
    await a.selectFrom('demo_a.note').select('id').execute()
  })
  stop()
  assert.deepEqual(
    seen.map(({ sql, role }) => `${role ?? '-'} ${sql.split(' ').slice(0, 4).join(' ')}`),
    [
      '- BEGIN ISOLATION LEVEL SERIALIZABLE;',
      'keqiao_demo_a insert into "demo_a"."note" ("id",',
      '- SET LOCAL ROLE keqiao_demo_b',
      'keqiao_demo_b insert into "demo_b"."log" ("id")',
      'keqiao_demo_b select "text" from "demo_a"."pub_note"',
      '- SET LOCAL ROLE keqiao_demo_a',
      'keqiao_demo_a select "id" from "demo_a"."note"',
      '- COMMIT',
    ],
  )
  assert.deepEqual(seen[1]?.values, [1, '甲'])
  await db.read('demo_a', async () => {})
  assert.equal(seen.length, 8, 'after stop() nothing is reported')
})

test('queries started together run one after another, each as its own role', async () => {
  const who = await db.transaction(write, async (tx) => {
    const ask = async (module: string): Promise<unknown> =>
      (await sql<{ who: string }>`SELECT current_user::text who`.execute(tx.as(module))).rows[0]?.who
    return Promise.all(['demo_a', 'demo_b', 'demo_b', 'platform', 'demo_a'].map(ask))
  })
  assert.deepEqual(
    who,
    ['demo_a', 'demo_b', 'demo_b', 'platform', 'demo_a'].map((module) => `keqiao_${module}`),
  )
})

test('a module cannot read or write the tables of another module, except a published view', async () => {
  await assert.rejects(run('demo_b', `INSERT INTO demo_a.note VALUES (9, 'x')`), isPermissionDenied)
  await assert.rejects(run('demo_b', 'SELECT * FROM demo_a.note'), isPermissionDenied)
  await assert.rejects(run('demo_a', 'SELECT * FROM demo_b.log'), isPermissionDenied)
  assert.ok(Array.isArray(await run('demo_b', 'SELECT * FROM demo_a.pub_note')))
})

test('rows of an append-only table can be added but not changed, removed or truncated', async () => {
  await run('demo_b', 'INSERT INTO demo_b.log VALUES (70)')
  await assert.rejects(run('demo_b', 'UPDATE demo_b.log SET id = 71'), isPermissionDenied)
  await assert.rejects(run('demo_b', 'DELETE FROM demo_b.log'), isPermissionDenied)
  await assert.rejects(run('demo_b', 'TRUNCATE demo_b.log'), isPermissionDenied)
})

test('module code cannot create or alter tables, nor call the functions that grant rights', async () => {
  await assert.rejects(run('demo_a', 'CREATE TABLE demo_a.mine (id int)'), isPermissionDenied)
  await assert.rejects(run('demo_a', 'ALTER TABLE demo_a.note ADD COLUMN x int'), isPermissionDenied)
  await assert.rejects(run('demo_a', `SELECT platform.own('demo_c')`), isPermissionDenied)
})

test('at rest a connection has no rights at all', async () => {
  const seen = await db.withAdvisoryLock('x', 100, () => run('demo_a', 'SELECT current_user::text who'))
  assert.deepEqual(seen, [{ who: 'keqiao_demo_a' }])
  await db.copyAs('demo_a', async (client) => {
    await client.query('RESET ROLE')
    assert.deepEqual((await client.query('SELECT current_user::text who')).rows, [{ who: 'keqiao_app' }])
    await assert.rejects(client.query('SELECT * FROM demo_a.note'), isPermissionDenied)
  })
})

test('the reader reads what was published to it and can write nothing', async () => {
  const rows = await db.reader.query<{ one: number }>('SELECT $1::int AS one', [1])
  assert.deepEqual(rows, [{ one: 1 }])
  await db.reader.query('SELECT * FROM demo_a.pub_note', [])
  await assert.rejects(db.reader.query('SELECT * FROM demo_a.note', []), isPermissionDenied)
  await assert.rejects(db.reader.query('CREATE TEMP TABLE t (id int)', []), /read-only/)
})

test('a page read cannot write and sees one snapshot', async () => {
  await assert.rejects(
    db.read('demo_a', (tx) => sql`INSERT INTO demo_a.note VALUES (5, 'x')`.execute(tx.as('demo_a'))),
    /read-only/,
  )
  await db.read('demo_a', async (tx) => {
    const count = sql<{ n: number }>`SELECT count(*) n FROM demo_a.note`
    const first = await count.execute(tx.as('demo_a'))
    await run('demo_a', `INSERT INTO demo_a.note VALUES (6, 'x')`)
    assert.deepEqual((await count.execute(tx.as('demo_a'))).rows, first.rows)
  })
})

test('a throw rolls everything back', async () => {
  const wrong = db.transaction(write, async (tx) => {
    await sql`INSERT INTO demo_a.note VALUES (20, 'x')`.execute(tx.as('demo_a'))
    throw new Refusal('conflict', '不行')
  })
  await assert.rejects(wrong, Refusal)
  assert.deepEqual(await run('demo_a', 'SELECT id FROM demo_a.note WHERE id = 20'), [])
})

test('a failed statement whose error was swallowed does not look like a commit', async () => {
  const wrong = db.transaction(write, async (tx) => {
    await sql`SELECT 1 / 0`.execute(tx.as('demo_a')).catch(() => {})
  })
  await assert.rejects(wrong, /rolled back at COMMIT/)
})

test('a query after the end of its transaction is refused instead of joining the next one', async () => {
  const kysely = await db.transaction(write, async (tx) => tx.as<DemoA>('demo_a'))
  await assert.rejects(kysely.selectFrom('demo_a.note').selectAll().execute(), /has ended/)
})

test('changed rows are counted, a unique violation names its kind', async () => {
  await run('demo_a', `INSERT INTO demo_a.note VALUES (30, 'x'), (31, 'x')`)
  const done = await db.transaction(write, (tx) =>
    tx
      .as<DemoA>('demo_a')
      .updateTable('demo_a.note')
      .set({ text: 'y' })
      .where('id', '>=', 30)
      .executeTakeFirst(),
  )
  assert.equal(done.numUpdatedRows, 2n)
  await assert.rejects(run('demo_a', `INSERT INTO demo_a.note VALUES (30, 'x')`), isUniqueViolation)
})

/** Two transactions that each read the sum and write one row: write skew unless serializable. */
async function writeSkew(isolation: Isolation): Promise<PromiseSettledResult<void>[]> {
  await run('demo_a', 'DELETE FROM demo_a.count')
  const meet = Promise.withResolvers<void>()
  let arrived = 0
  const one = (id: number): Promise<void> =>
    db.transaction({ isolation, module: 'demo_a' }, async (tx) => {
      const { rows } = await sql<{ n: number }>`SELECT count(*) n FROM demo_a.count`.execute(tx.as('demo_a'))
      arrived += 1
      if (arrived === 2) meet.resolve()
      await meet.promise
      await sql`INSERT INTO demo_a.count VALUES (${id}, ${rows[0]?.n ?? 0})`.execute(tx.as('demo_a'))
    })
  return Promise.allSettled([one(1), one(2)])
}

test('serializable transactions that contradict each other fail with a serialization failure', async () => {
  const failed = (await writeSkew('serializable')).filter(({ status }) => status === 'rejected')
  assert.equal(failed.length, 1)
  assert.ok(failed.every((result) => result.status === 'rejected' && isSerializationFailure(result.reason)))
  const control = await writeSkew('read committed')
  assert.ok(
    control.every(({ status }) => status === 'fulfilled'),
    'the control shows the anomaly',
  )
})

test('lock and statement time-outs of a transaction hold for it alone', async () => {
  await run('demo_a', `INSERT INTO demo_a.note VALUES (40, 'x')`)
  const update = `UPDATE demo_a.note SET text = 'z' WHERE id = 40`
  await db.transaction({ ...write, isolation: 'read committed' }, async (tx) => {
    await sql.raw(update).execute(tx.as('demo_a'))
    const second = db.transaction({ ...write, lockTimeoutMs: 50 }, (tx2) =>
      sql.raw(update).execute(tx2.as('demo_a')),
    )
    await assert.rejects(second, isLockTimeout)
  })
  const slow = db.transaction({ ...write, statementTimeoutMs: 50 }, (tx) =>
    sql`SELECT pg_sleep(5)`.execute(tx.as('demo_a')),
  )
  await assert.rejects(slow, isTransient)
  await run('demo_a', 'SELECT pg_sleep(0.1)')
})

test('the advisory lock lets one body run at a time and refuses after the wait', async () => {
  let inside = 0
  const body = async (): Promise<void> => {
    inside += 1
    assert.equal(inside, 1)
    await sleep(5)
    inside -= 1
  }
  await Promise.all(Array.from({ length: 8 }, () => db.withAdvisoryLock('lot:1', 4_000, body)))
  await db.withAdvisoryLock('lot:1', 1_000, async () => {
    await db.withAdvisoryLock('lot:2', 1_000, async () => {})
    await assert.rejects(
      db.withAdvisoryLock('lot:1', 30, async () => {}),
      (error) => error instanceof Refusal && error.kind === 'busy',
    )
  })
  await assert.rejects(
    db.withAdvisoryLock('lot:1', 50, () => Promise.reject(new Error('inner'))),
    /inner/,
  )
  await db.withAdvisoryLock('lot:1', 50, async () => {})
})

test('COPY stages rows as the module', async () => {
  await db.copyAs('demo_a', (client) =>
    pipeline(
      Readable.from(['101\t甲\n', '102\t乙\n']),
      client.query(copyFrom('COPY demo_a.note FROM STDIN')),
    ),
  )
  assert.deepEqual(await run('demo_a', 'SELECT text FROM demo_a.note WHERE id > 100 ORDER BY id'), [
    { text: '甲' },
    { text: '乙' },
  ])
})

test('after the server cuts every connection the next request works, and the cut one is transient', async () => {
  const cut =
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
  const hanging = run('demo_a', 'SELECT pg_sleep(20)')
  const rejected = assert.rejects(hanging, isTransient)
  await sleep(50)
  await db.owner((client) => client.query(cut))
  await rejected
  await sleep(50)
  assert.deepEqual(await run('demo_a', 'SELECT 1 one'), [{ one: 1 }])
})

test('a table changed under a prepared statement costs one transient error at most', async () => {
  const read = (): Promise<unknown> =>
    db.reader.query('SELECT * FROM demo_a.pub_note ORDER BY id LIMIT 1', [])
  for (let i = 0; i < 4; i += 1) await read()
  await db.owner((client) =>
    client.query('CREATE OR REPLACE VIEW demo_a.pub_note AS SELECT id, text, 1 AS more FROM demo_a.note'),
  )
  await read().catch((error: unknown) => assert.ok(isTransient(error)))
  assert.ok(Array.isArray(await read()))
})

test('a name that is no module is refused before it reaches SQL', async () => {
  await assert.rejects(run('a; DROP TABLE x', 'SELECT 1'), /not a module name/)
})
