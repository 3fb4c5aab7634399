import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { z } from 'zod'
import { clockActor, joinPermissions, visitor, type Actor } from '#platform/access/access.ts'
import { calendarOf, type YearTable } from '#platform/calendar/calendar.ts'
import { readYearTables } from '#platform/calendar/files.ts'
import { sweepDeadlines } from '#platform/clock/sweep.ts'
import { openBus, type Bus } from '#platform/command/bus.ts'
import { routesOf, type Reply, type WriteRoute } from '#platform/command/command.ts'
import { openFileStore } from '#platform/files/store.ts'
import { gateWithoutModule } from '#platform/gate/gate.ts'
import { openKeys } from '#platform/keys/keys.ts'
import { Ruleset, type LayeredRow } from '#platform/ruleset/ruleset.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { procedurePermissions, procedureRoutes } from './derive.ts'
import { openDossier, perform, type Binding } from './perform.ts'
import { defineProcedure } from './procedure.ts'
import { findDossier, type DossierRow } from './store.ts'
import { ownWork, workList } from '../work/list.ts'
import { nextActions, viewDossier } from './view.ts'

const ORG = '01920000-0000-7000-8000-0000000000a1'
const OTHER = '01920000-0000-7000-8000-0000000000a2'
const UNIT = '01920000-0000-7000-8000-0000000000b1'
const person = (n: number, orgId: string, roles: Actor['roles']): Actor => ({
  ...visitor,
  kind: 'person',
  personId: `01920000-0000-7000-8000-00000000000${n}`,
  name: `示例${n}`,
  orgId,
  roles,
  orgVerified: true,
  scopes: ['org', 'unit', 'own'],
})
const firm = person(1, ORG, ['firm'])
const stranger = person(2, OTHER, ['firm'])
const officer = person(3, UNIT, ['officer'])
const both = person(4, UNIT, ['officer', 'firm'])
const foreignOfficer = person(5, OTHER, ['officer'])

const fail = (error: unknown) => assert.fail(String(error))
const facts = { ready: true, special: false }
const licence = defineProcedure<typeof facts>()({
  id: 'licence',
  module: 'platform',
  version: 1,
  title: '试办许可',
  basis: ['测试'],
  planItems: [],
  parts: {
    owner: { title: '申请人', hold: ['firm'], within: 'org' },
    reviewer: { title: '审核人', hold: ['officer'], within: 'unit' },
  },
  guards: {
    ready: (f) => (f.ready ? undefined : '材料没有备齐。'),
    special: (f) => (f.special ? undefined : '不是特别事项。'),
  },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    reviewing: {
      title: '审核中',
      due: { term: { rule: 'test.review', unit: 'workingDays' }, performs: 'lapse', onReturn: 'resume' },
    },
    correcting: { title: '待补正' },
    valid: {
      title: '有效',
      rests: true,
      due: {
        term: { rule: 'test.valid', unit: 'months' },
        performs: 'expire',
        remindRule: 'test.remind',
        onReturn: 'restart',
      },
    },
    expired: { title: '已到期', end: 'lapsed' },
    revoked: { title: '已撤销', end: 'refused' },
  },
  actions: {
    submit: { title: '提交', by: 'owner', from: ['draft', 'correcting'], to: 'reviewing', when: ['ready'] },
    approve: { title: '同意', by: 'reviewer', from: 'reviewing', to: 'valid', apartFrom: ['submit'] },
    approveSpecially: {
      title: '特别同意',
      by: 'reviewer',
      from: 'reviewing',
      to: 'valid',
      offeredWhen: ['special'],
    },
    correct: {
      title: '退回补正',
      by: 'reviewer',
      from: 'reviewing',
      to: 'correcting',
      input: z.object({ items: z.string().min(1) }),
    },
    lapse: { title: '逾期未审', by: 'clock', from: 'reviewing', to: 'expired' },
    expire: { title: '到期', by: 'clock', from: 'valid', to: 'expired' },
    revoke: { title: '撤销', by: 'event', from: 'valid', to: 'revoked' },
  },
})

const row = (key: string, value: number): LayeredRow => ({
  layer: 'national',
  key,
  title: key,
  from: '1900-01-01',
  until: null,
  value,
  unit: '天',
  status: 'verified',
  source: '测试',
  note: '',
})
const rules = new Ruleset([row('test.review', 5), row('test.valid', 12), row('test.remind', 30)])

describe('the procedure engine', () => {
  let test: TestDatabase
  let bus: Bus
  let routes: WriteRoute[]
  let entered: string[] = []
  let key = 0
  const years: readonly YearTable[] = readYearTables('packs/shanwei/calendar')
  const calendar = calendarOf(years)
  const binding: Binding = {
    procedure: licence,
    facts: async () => facts,
    effects: {},
    entered: async (_tx, dossier) => {
      entered.push(dossier.state)
    },
  }
  const { write } = routesOf('platform')
  const own = [
    write({
      method: 'POST',
      path: '/open',
      permission: 'licence.open',
      journal: 'licence.open',
      says: '{actor}建立办件',
      input: z.object({}),
      gate: { none: '测试' },
      verb: async (tx, actor, _input, now) => {
        const opening = { title: '一件事', subject: { kind: 'licence', id: v7() }, orgId: ORG }
        return (await openDossier(tx, binding, opening, actor, now)).id
      },
    }),
    write({
      method: 'POST',
      path: '/revoke',
      permission: 'licence.open',
      journal: 'licence.revoke',
      says: '{actor}引起撤销',
      input: z.object({ id: z.uuid() }),
      gate: { none: '测试' },
      verb: async (tx, actor, { id }, now) => {
        const act = { dossierId: id, action: 'revoke', visit: undefined, input: {}, event: true } as const
        return (await perform(tx, binding, act, actor, now)).state
      },
    }),
  ]

  before(async () => {
    test = await testDatabase()
    await test.db.owner(async (client) => {
      await client.query(`insert into platform.state values (true, 0, 'r', 'c')`)
      await client.query(
        `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
         values ($1, 'unit', '政府', '示例局', '示例局', '', '', false, true, '2026-01-01')`,
        [UNIT],
      )
      await client.query(
        `insert into platform.competence (id, procedure, unit_org_id, basis, from_day, until_day, status)
         values (gen_random_uuid(), 'licence', $1, '测试', '2000-01-01', null, 'proposed')`,
        [UNIT],
      )
    })
    routes = [...own, ...procedureRoutes([binding])] as WriteRoute[]
    bus = openBus({
      db: test.db,
      keys: openKeys(mkdtempSync(join(tmpdir(), 'keqiao-keys-'))),
      permissions: joinPermissions([
        { 'licence.open': { firm: 'any', officer: 'any' }, 'deadline.remind': { clock: 'any' } },
        procedurePermissions([licence]),
      ]),
      gate: gateWithoutModule,
      files: openFileStore(mkdtempSync(join(tmpdir(), 'keqiao-files-'))),
      law: async () => ({ rules, calendar }),
    })
  })
  after(() => test.drop())

  const call = async <R = { state: string; visit: number }>(
    journal: string,
    actor: Actor,
    input: object = {},
  ) => {
    const route = routes.find((candidate) => candidate.journal === journal)
    assert.ok(route, journal)
    const reply: Reply<R> = await bus<R>({ route, actor, input, key: `k${(key += 1)}` })
    return reply.result
  }
  const opened = () => call<string>('licence.open', firm)
  const act = (action: string, actor: Actor, dossierId: string, visit: number, input: object = {}) =>
    call(`licence.${action}`, actor, { dossierId, visit, ...input })
  const at = (instant: string) =>
    test.db.owner((client) =>
      client.query(
        `update platform.state set clock_offset_ms = (extract(epoch from $1::timestamptz - clock_timestamp()) * 1000)::bigint`,
        [instant],
      ),
    )
  const dossier = async (id: string): Promise<DossierRow> => {
    const found = await test.db.read('platform', (tx) => findDossier(tx, 'platform', id))
    assert.ok(found)
    return found
  }
  const terms = (id: string) =>
    test.db.owner(
      async (client) =>
        (
          await client.query<{
            kind: string
            nominal_on: string
            due_on: string | null
            provisional: boolean
          }>(
            `select kind, nominal_on::text, due_on::text, provisional from platform.deadline where dossier_id = $1 and state = 'open' order by kind`,
            [id],
          )
        ).rows,
    )

  it('walks from draft to valid, each move an entry with its visit, the unit found by competence (P4)', async () => {
    await at('2027-01-04T02:00:00Z')
    entered = []
    const id = await opened()
    assert.equal((await dossier(id)).unit_id, UNIT)
    await act('submit', firm, id, 1)
    await act('approve', officer, id, 2)
    assert.deepEqual(entered, ['draft', 'reviewing', 'valid'])
    assert.equal((await dossier(id)).visit, 3)
  })

  it('refuses what the table does not say: state, role, organisation, unit, stale visit, guard', async () => {
    const id = await opened()
    await assert.rejects(act('approve', officer, id, 1), { kind: 'absent' }, 'a draft is the owner’s own')
    await assert.rejects(act('submit', stranger, id, 1), { kind: 'absent' })
    await assert.rejects(act('submit', firm, id, 7), { kind: 'conflict', message: /刷新/ })
    facts.ready = false
    await assert.rejects(act('submit', firm, id, 1), { message: '不能提交：材料没有备齐。' })
    facts.ready = true
    await act('submit', firm, id, 1)
    await assert.rejects(act('submit', firm, id, 2), { kind: 'conflict', message: /审核中/ })
    await assert.rejects(act('approve', firm, id, 2), { kind: 'forbidden' })
    await assert.rejects(act('approve', foreignOfficer, id, 2), { kind: 'absent' })
    await assert.rejects(call('licence.lapse', clockActor, { dossierId: v7() }), { kind: 'absent' })
    await assert.rejects(call('licence.lapse', officer, { dossierId: id }), { kind: 'forbidden' })
  })

  it('keeps submitter and reviewer apart even where one person holds both roles', async () => {
    const id = await opened()
    await test.db.owner((client) =>
      client.query(`update platform.dossier set org_id = $1 where id = $2`, [UNIT, id]),
    )
    await act('submit', both, id, 1)
    await assert.rejects(act('approve', both, id, 2), { kind: 'forbidden', message: /不同的人/ })
    assert.equal((await act('approve', officer, id, 2)).state, 'valid')
  })

  it('P6: a deputy and the represented person count as one where submitter and reviewer must be apart', async () => {
    const one = { ...both, personId: '01920000-0000-7000-8000-000000000091' }
    const two = { ...both, personId: '01920000-0000-7000-8000-000000000092' }
    const twoForOne = { ...two, agentFor: one.personId }
    const submitted = async (by: Actor) => {
      const id = await opened()
      await test.db.owner((c) =>
        c.query(`update platform.dossier set org_id = '${UNIT}' where id = $1`, [id]),
      )
      await act('submit', by, id, 1)
      return id
    }
    const pairs = { a: [one, twoForOne], b: [twoForOne, one], c: [twoForOne, two] } as const
    for (const [prepares, checks] of Object.values(pairs)) {
      const approve = act('approve', checks, await submitted(prepares), 2)
      await assert.rejects(approve, { kind: 'forbidden', message: /不同的人/ })
    }
    assert.equal((await act('approve', officer, await submitted(twoForOne), 2)).state, 'valid')
  })

  it('answers buttons and server alike, with reasons; an action not offered is neither shown nor done', async () => {
    const id = await opened()
    facts.ready = false
    const next = await test.db.read('platform', async (tx) =>
      nextActions(tx, binding, await dossier(id), firm),
    )
    assert.deepEqual(
      next.map(({ name, allowed, reason }) => ({ name, allowed, reason })),
      [{ name: 'submit', allowed: false, reason: '不能提交：材料没有备齐。' }],
    )
    facts.ready = true
    await act('submit', firm, id, 1)
    const names = async () =>
      (
        await test.db.read('platform', async (tx) => nextActions(tx, binding, await dossier(id), officer))
      ).map((n) => n.name)
    assert.deepEqual(await names(), ['approve', 'correct'])
    await assert.rejects(act('approveSpecially', officer, id, 2), { kind: 'conflict' })
    facts.special = true
    assert.deepEqual(await names(), ['approve', 'approveSpecially', 'correct'])
    facts.special = false
  })

  it('puts a dossier on the work list of those who can act, not of those who rest', async () => {
    await at('2027-01-04T02:00:00Z')
    const id = await opened()
    const lists = async (actor: Actor) =>
      (
        await test.db.read('platform', (tx) =>
          workList(tx, ownWork(actor, { bindings: [binding], calendar, today: '2027-01-04' })),
        )
      ).items.map((w) => w.dossierId)
    assert.ok((await lists(firm)).includes(id))
    assert.ok(!(await lists(stranger)).includes(id))
    await act('submit', firm, id, 1)
    assert.ok((await lists(officer)).includes(id))
    assert.ok(!(await lists(foreignOfficer)).includes(id))
    assert.ok(!(await lists(firm)).includes(id))
    await act('approve', officer, id, 2)
    assert.ok(!(await lists(officer)).includes(id))
    await assert.rejects(
      test.db.read('platform', (tx) => viewDossier(tx, [binding], id, stranger, calendar, '2027-01-04')),
      { kind: 'absent' },
    )
  })

  it('P1: a term into a year that is not loaded is provisional and the clock waits; nothing is refused', async () => {
    await at('2027-03-01T02:00:00Z')
    const id = await opened()
    await act('submit', firm, id, 1)
    assert.deepEqual(await terms(id), [
      { kind: 'term', nominal_on: '2027-03-08', due_on: null, provisional: true },
    ])
    await at('2027-06-01T02:00:00Z')
    assert.equal(await sweepDeadlines(test.db, bus, routes, fail), 0)
    assert.equal((await dossier(id)).state, 'reviewing')
  })

  it('the clock acts the day after the last day, once, however often it sweeps', async () => {
    const id = await opened()
    await act('submit', firm, id, 1)
    await test.db.owner((client) =>
      client.query(
        `update platform.deadline set due_on = '2027-06-08', nominal_on = '2027-06-08', provisional = false where dossier_id = $1`,
        [id],
      ),
    )
    await at('2027-06-08T15:59:00Z')
    await sweepDeadlines(test.db, bus, routes, fail)
    assert.equal((await dossier(id)).state, 'reviewing', '23:59 of the last day in Shanghai')
    await at('2027-06-08T16:00:30Z')
    await Promise.all([1, 2, 3].map(() => sweepDeadlines(test.db, bus, routes, fail)))
    assert.equal((await dossier(id)).state, 'expired')
    assert.equal((await dossier(id)).visit, 3)
    assert.deepEqual(await terms(id), [])
  })

  it('an event action moves the dossier only from inside the module’s own command', async () => {
    const id = await opened()
    await act('submit', firm, id, 1)
    await act('approve', officer, id, 2)
    assert.equal(
      routes.some((route) => route.path.endsWith('/revoke') && route.path.includes('{dossierId}')),
      false,
    )
    assert.equal(await call('licence.revoke', officer, { id }), 'revoked')
  })
})

describe('terms over holidays', () => {
  it('a correction resumes the working days that were left (DLN-11)', async () => {
    const { termsAfter } = await import('./terms.ts')
    const entries = [
      { from_state: '', to_state: 'reviewing', at: '2026-03-05T02:00:00Z' },
      { from_state: 'reviewing', to_state: 'correcting', at: '2026-03-10T02:00:00Z' },
      { from_state: 'correcting', to_state: 'reviewing', at: '2026-03-20T02:00:00Z' },
    ]
    assert.deepEqual(termsAfter(entries, 'reviewing'), {
      start: '2026-03-05',
      suspensions: [['2026-03-10', '2026-03-19']],
    })
  })
})
