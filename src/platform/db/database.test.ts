import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase, type TestDatabase } from '#test/database.ts'

let test1: TestDatabase

before(async () => {
  test1 = await testDatabase()
  await test1.db.owner(async (client) => {
    await client.query(`
      SELECT platform.own('demo_a'); SELECT platform.own('demo_b');
      CREATE TABLE demo_a.note (id bigint PRIMARY KEY, text text NOT NULL, at timestamptz, day date, amount bigint, extra jsonb);
      CREATE TABLE demo_b.log (id bigint PRIMARY KEY);
      SELECT platform.append_only('demo_b.log');
      CREATE VIEW demo_a.pub_note AS SELECT id, text FROM demo_a.note;
      SELECT platform.publish_view('demo_a.pub_note', array['demo_b', 'reader']);`)
  })
})
after(() => test1.drop())

test('values come back as strings, safe integers and parsed json', async () => {
  const rows = await test1.db.read('demo_a', (tx) =>
    sql<Record<string, unknown>>`SELECT DATE '2026-02-28' d, TIMESTAMPTZ '2026-02-28 23:59:59.987654+08' t,
      9007199254740991::bigint i, 1.10::numeric n, '{"a":[1]}'::jsonb j, ARRAY[1,2]::bigint[] ia,
      ARRAY[DATE '2026-02-28'] da`.execute(tx.as('demo_a')),
  )
  assert.deepEqual(rows.rows, [
    {
      d: '2026-02-28',
      t: '2026-02-28T15:59:59.987Z',
      i: 9007199254740991,
      n: '1.10',
      j: { a: [1] },
      ia: [1, 2],
      da: ['2026-02-28'],
    },
  ])
})
