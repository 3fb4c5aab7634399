import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { visitor, type Actor } from '#platform/access/access.ts'
import { calendarOf, dueDay, type YearTable } from '#platform/calendar/calendar.ts'
import { calendarVersion } from '#platform/calendar/deadlines.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { permissions as calendarPermissions, routes as calendarRoutes } from '#platform/calendar/routes.ts'
import { loadCalendar, seedCalendar } from '#platform/calendar/store.ts'
import { openBus, type Bus } from '#platform/command/bus.ts'
import type { Route, WriteRoute } from '#platform/command/command.ts'
import { openFileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { openKeys } from '#platform/keys/keys.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import { permissions as rulePermissions, routes as ruleRoutes } from '#platform/ruleset/routes.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset, loadRulesetVersion, ruleHistory, seedRules } from '#platform/ruleset/store.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'

const admin: Actor = {
  ...visitor,
  kind: 'person',
  personId: '01920000-0000-7000-8000-000000000001',
  name: '示例管理员',
  roles: ['admin'],
}
const NOW = '2026-01-05T01:00:00.000Z'
const files = readRuleFiles('rulesets')
const tables = readYearTables('packs/shanwei/calendar')
const SUBJECT = '01920000-0000-7000-8000-0000000000bb'

function writeRoute(routes: readonly Route[], journal: string): WriteRoute {
  const route = routes.find((each) => each.journal === journal)
  if (route?.kind !== 'write') throw new Error(`no write route ${journal}`)
  return route
}

describe('rules and calendar in the database', () => {
  let test: TestDatabase
  let bus: Bus
  let keyCount = 0

  before(async () => {
    test = await testDatabase()
    await test.db.owner((client) =>
      client.query(`insert into platform.state values (true, 0, 'none', 'none')`),
    )
    bus = openBus({
      db: test.db,
      keys: openKeys(mkdtempSync(join(tmpdir(), 'keqiao-keys-'))),
      permissions: { ...rulePermissions, ...calendarPermissions },
      gate: gateWithoutModule,
      files: openFileStore(mkdtempSync(join(tmpdir(), 'keqiao-files-'))),
      law: async (tx) => ({ rules: await loadRuleset(tx), calendar: await loadCalendar(tx) }),
    })
  })
  after(() => test.drop())

  const start = (rows = files) =>
    test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => ({
      rules: await seedRules(tx, rows, NOW),
      // Only 2025, so that 2026 can be loaded by hand.
      calendar: await seedCalendar(tx, tables.slice(0, 1), NOW),
    }))
  const read = <T>(body: (tx: Parameters<typeof loadRuleset>[0]) => Promise<T>) =>
    test.db.read('platform', body)
  const call = async <R>(route: WriteRoute, input: unknown, actor = admin) => {
    const reply = await bus<R>({ route, actor, input, key: `k${(keyCount += 1)}` })
    return reply.result
  }
  const one = async <R>(text: string) => {
    const { rows } = await test.db.owner((client) => client.query(text))
    return rows as R[]
  }

  it('is filled from the files at the first start, and not again at the second', async () => {
    const first = await start()
    assert.equal(first.rules, new Ruleset(files).version)
    assert.equal((await read(loadRuleset)).version, first.rules)
    assert.equal(calendarVersion(await read(loadCalendar)), first.calendar)
    assert.deepEqual(await one('select ruleset_version as r, calendar_version as c from platform.state'), [
      { r: first.rules, c: first.calendar },
    ])
    assert.deepEqual(await start(), first)
    assert.equal((await read((tx) => ruleHistory(tx))).length, files.length)
  })

  it('takes the rows of keys that an upgrade brings, and leaves the others alone', async () => {
    const known = files[0]
    assert.ok(known)
    const { rules } = await start([
      ...files,
      { ...known, key: 'brand.new' },
      { ...known, from: '1800-01-01', until: '1800-02-01' },
    ])
    const loaded = await read(loadRuleset)
    assert.equal(loaded.version, rules)
    assert.equal(loaded.rows.length, files.length + 1)
  })

  it('never lets the application change or remove a row (append-only)', async () => {
    for (const table of [
      'rule',
      'rule_replaced',
      'ruleset_version',
      'calendar_year',
      'calendar_day',
      'deadline_move',
    ]) {
      const rights = await one<{ n: string }>(
        `select privilege_type as n from information_schema.role_table_grants
         where table_schema = 'platform' and table_name = '${table}' and grantee like 'keqiao\\_%'`,
      )
      assert.ok(
        rights.some(({ n }) => n === 'INSERT'),
        table,
      )
      assert.ok(
        rights.every(({ n }) => n === 'INSERT' || n === 'SELECT'),
        table,
      )
    }
  })

  it('puts a new row among the old ones by command, keeps the history and finds the old version again', async () => {
    const route = writeRoute(ruleRoutes, 'ruleset.add-row')
    const old = await read(loadRuleset)
    const input = {
      key: 'review.limitWd',
      from: '2026-03-01',
      value: 3,
      status: 'verified',
      source: '本市通知',
    }
    const { version } = await call<{ version: string }>(route, { ...input, layer: 'national' })
    const next = await read(loadRuleset)
    assert.equal(next.version, version)
    assert.equal(next.number('review.limitWd', '2026-02-28'), 5)
    assert.equal(next.number('review.limitWd', '2026-03-01'), 3)
    const history = await read((tx) => ruleHistory(tx, 'review.limitWd'))
    assert.equal(history.filter(({ replacedAt }) => replacedAt !== null).length, 1)
    assert.equal(history.filter(({ journalId }) => journalId !== null).length, 2)
    const then = await read((tx) => loadRulesetVersion(tx, old.version))
    assert.deepEqual(then?.rows, old.rows)
    assert.equal(await read((tx) => loadRulesetVersion(tx, 'never')), undefined)
    await call(route, { ...input, from: '2026-01-01', value: 2 })
    assert.equal((await read(loadRuleset)).row('review.limitWd', '2026-06-01').layer, 'city')
  })

  it('refuses a rule without source, of an unknown key, of another type, or ending before it begins', async () => {
    const route = writeRoute(ruleRoutes, 'ruleset.add-row')
    const input = { key: 'review.limitWd', from: '2026-03-01', value: 3, status: 'draft', source: '草案一' }
    const before = (await read(loadRuleset)).version
    for (const wrong of [
      { source: ' ' },
      { key: 'no.such' },
      { value: '3' },
      { value: [3] },
      { from: '2026-02-30' },
      { until: '2026-02-28' },
      { status: 'sure' },
    ])
      await assert.rejects(call(route, { ...input, ...wrong }), { kind: 'invalid' })
    await assert.rejects(call(route, input, { ...admin, roles: ['officer'] }), { kind: 'forbidden' })
    assert.equal((await read(loadRuleset)).version, before)
  })

  it('P1: previews a year, then loads it; provisional deadlines get their day, and each move is journalled', async () => {
    const calendar = calendarOf(tables.slice(0, 1))
    const kept = { term: { workingDays: 10 }, rule: 'review.limitWd', suspensions: [] }
    const due = dueDay(kept.term, '2025-12-25', calendar)
    assert.ok('error' in due)
    await test.db.owner((client) =>
      client.query(
        `insert into platform.deadline (id, kind, subject_kind, subject_id, term, starts_on, nominal_on, due_on,
           provisional, state)
         values (gen_random_uuid(), 'term', 'note', $1, $2, '2025-12-25', $3, null, true, 'open'),
           (gen_random_uuid(), 'term', 'note', $1, $2, '2025-12-25', $3, null, true, 'done')`,
        [SUBJECT, JSON.stringify(kept), due.nominal],
      ),
    )
    const route = writeRoute(calendarRoutes, 'calendar.load-year')
    const rows = (table: YearTable | undefined) =>
      (table?.days ?? []).map(({ day, kind }) => `${day},${kind}`)
    const input = {
      year: 2026,
      format: 'csv',
      text: ['date,kind', ...rows(tables[1])].join('\n'),
      source: '国办通知',
    }
    const preview = await call<{ moved: number }>(route, { ...input, preview: true })
    assert.equal(preview.moved, 1)
    assert.equal((await read(loadCalendar)).years.has(2026), false)
    const done = await call<{ moved: number }>(route, { ...input, preview: false })
    assert.equal(done.moved, 1)
    const loaded = await read(loadCalendar)
    assert.equal(loaded.years.get(2026)?.source, '国办通知')
    const state = 'select due_on, provisional from platform.deadline order by state desc'
    assert.deepEqual(await one(state), [
      { due_on: '2026-01-09', provisional: false },
      { due_on: null, provisional: true },
    ])
    const moves = await one<{ command: string }>(
      `select j.command, m.before_nominal_on, m.after_due_on from platform.deadline_move m
       join platform.journal j on j.id = m.journal_id`,
    )
    assert.deepEqual(moves, [
      { command: 'calendar.load-year', before_nominal_on: '2026-01-08', after_due_on: '2026-01-09' },
    ])
  })

  it('P1: an amended arrangement of a loaded year replaces it, and the first loading stays', async () => {
    const route = writeRoute(calendarRoutes, 'calendar.load-year')
    const days = (tables[1]?.days ?? []).filter(({ day }) => day !== '2026-01-04')
    const text = ['日期,类型', ...days.map(({ day, kind }) => `${day},${kind}`)].join('\n')
    const result = await call<{ moved: number }>(route, {
      year: 2026,
      format: 'csv',
      text,
      source: '修订通知',
      preview: false,
    })
    assert.equal(result.moved, 1)
    assert.deepEqual(await one(`select due_on from platform.deadline where state = 'open'`), [
      { due_on: '2026-01-12' },
    ])
    assert.equal((await one('select 1 from platform.calendar_year where year = 2026')).length, 2)
  })

  it('refuses a table with faults, naming each', async () => {
    const route = writeRoute(calendarRoutes, 'calendar.load-year')
    const input = {
      year: 2027,
      format: 'notice',
      text: '元旦：1月1日（周四）放假1天。',
      source: '国办通知',
      preview: true,
    }
    await assert.rejects(call(route, input), (error: { kind: string; fields: readonly unknown[] }) => {
      assert.equal(error.kind, 'invalid')
      assert.ok(error.fields.length >= 7)
      return true
    })
  })
})
