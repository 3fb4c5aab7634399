import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { LOG_TABLES } from '../../proofs/store-tamper.ts'
import { cityTables, type CityTable } from '#platform/db/tables.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { attestedTables, type AttestedTable } from './attest.ts'

const PAGE = join(import.meta.dirname, '../../../docs/evidence.md')

describe('docs/evidence.md lists each table as in the log, or not with the reason (design.md 7)', () => {
  const listed = new Map<string, { how: string; why: string }>()
  let test: TestDatabase
  let tables: readonly CityTable[]
  let attested: readonly AttestedTable[]

  before(async () => {
    for (const [, name = '', how = '', why = ''] of readFileSync(PAGE, 'utf8').matchAll(
      /^\| `([a-z_]+\.[a-z_]+)` \| (\w+) \| (.+) \|$/gm,
    )) {
      assert.ok(!listed.has(name), `${name} is listed twice`)
      listed.set(name, { how, why })
    }
    test = await testDatabase()
    tables = await test.db.owner(cityTables)
    attested = await test.db.read('platform', attestedTables)
  })
  after(() => test.drop())

  const named = (how: string) => [...listed].filter(([, row]) => row.how === how).map(([name]) => name)

  it('every table of the database, and no other', () => {
    assert.ok(listed.size > 150, `${listed.size} tables`)
    const inLog = new Set(attested.map(({ name }) => name))
    const lacking = tables.map(({ schema, name }) => `${schema}.${name}`).filter((name) => !listed.has(name))
    const lines = lacking.map((name) =>
      inLog.has(name)
        ? `| \`${name}\` | rows | each row by digest |`
        : `| \`${name}\` | no | <why, and where its history is bound> |`,
    )
    assert.deepEqual(lines, [], `add to docs/evidence.md:\n${lines.join('\n')}`)
    assert.deepEqual([...listed.keys()].sort(), tables.map(({ schema, name }) => `${schema}.${name}`).sort())
  })

  it('"rows" are those whose rows are attested', () => {
    assert.deepEqual(named('rows').sort(), attested.map(({ name }) => name).sort())
  })

  it('"structure" are the tables of the log itself, through whose columns the proof of tampering goes', () => {
    assert.deepEqual(named('structure').sort(), [...LOG_TABLES].sort())
  })

  it('every other one has a reason that says more than a word', () => {
    for (const name of named('no')) assert.ok((listed.get(name)?.why.length ?? 0) > 15, name)
    assert.equal(named('rows').length + named('structure').length + named('no').length, listed.size)
  })

  it('a reason points only to tables of the log', () => {
    for (const name of named('no'))
      for (const [, where = ''] of (listed.get(name)?.why ?? '').matchAll(/`([a-z_]+\.[a-z_]+)`/g))
        assert.equal(listed.get(where)?.how, 'rows', `${name} → ${where}`)
  })

  it('a digest covers every column of its table', () => {
    const columns = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table.columns]))
    for (const table of attested) assert.deepEqual(table.columns, columns.get(table.name), table.name)
  })

  it('no table that keeps UPDATE and DELETE from everybody is left out', async () => {
    const { rows } = await test.db.owner((client) =>
      client.query<{ name: string }>(
        `select n.nspname || '.' || c.relname as name from pg_class c
         join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.rolname = 'keqiao_' || n.nspname
         where c.relkind = 'r' and c.relname <> 'migration'
           and not has_table_privilege(r.oid, c.oid, 'UPDATE') and not has_table_privilege(r.oid, c.oid, 'DELETE')`,
      ),
    )
    const inLog = new Set([...named('rows'), ...LOG_TABLES])
    assert.deepEqual(
      rows.map(({ name }) => name).filter((name) => !inLog.has(name)),
      [],
    )
  })
})
