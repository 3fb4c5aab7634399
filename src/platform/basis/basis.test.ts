import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { z } from 'zod'
import { routesOf, type WriteRoute } from '#platform/command/command.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { openMany } from '#platform/procedure/many.ts'
import { member, testCommands, type TestCommands } from '#test/commands.ts'
import { recognition, recognitionBinding, recognitionModule } from '#test/engine-procedure.ts'
import { FIRM, openMarket, people } from '#test/market.ts'
import { basisPage, basisRoutes, permissions } from './routes.ts'
import { BASIS_STATES, isDead, stateOn, type BasisState } from './rules.ts'

describe('whether a basis is alive on a day (P3)', () => {
  const day = '2026-11-23'
  const table: readonly [BasisState, string | null, string | null, BasisState, boolean][] = [
    ['现行', null, null, '现行', false],
    ['现行', '2022-10-08', '2026-11-23', '现行', false],
    ['现行', '2022-10-08', '2026-11-22', '已失效', true],
    ['现行', '2026-11-24', null, '拟出台', true],
    ['已废止', null, null, '已废止', true],
    ['已失效', null, null, '已失效', true],
    ['拟出台', null, null, '拟出台', true],
    ['状态待核实', null, null, '状态待核实', false],
    ['状态待核实', null, '2025-10-07', '已失效', true],
  ]
  for (const [state, from, until, today, dead] of table)
    it(`${state} ${from ?? ''}–${until ?? ''} is ${today} and ${dead ? 'opens nothing' : 'blocks nothing'}`, () => {
      const basis = { basis: 'b', title: '某办法', number: '', state, from, until }
      assert.deepEqual([stateOn(basis, day), isDead(basis, day)], [today, dead])
    })
})

const resting: Binding = {
  ...recognitionBinding,
  procedure: { ...recognition, id: 'test-resting', title: '试办', restsOn: ['b'] },
}
const open = routesOf('platform').write({
  method: 'POST',
  path: '/test-resting',
  permission: 'test-resting.open',
  journal: 'test-resting.open',
  says: '{actor}建立办件',
  input: z.object({ orgId: z.uuid(), many: z.boolean().default(false) }),
  gate: { none: '测试' },
  verb: async (tx, actor, { orgId, many }, now) => {
    const opening = { title: '一件事', subject: { kind: 'test', id: v7() }, orgId }
    if (many) await openMany(tx, resting.procedure, [opening], { dormant: false }, actor, now)
    else await openDossier(tx, resting, opening, actor, now)
    return {}
  },
})
const insert = `insert into platform.basis_state (id, basis, title, number, state, source, recorded_at)
  values (gen_random_uuid(), 'b', '某办法', '某规〔2022〕1号', $1, '测试', '2026-01-01')`

describe('a demo, as a real city', () => {
  let city: TestCommands
  const admin = member('管', null, ['admin'])
  const firm = member('企', v7(), ['firm'])
  const routes = basisRoutes([resting.procedure])
  const route = (journal: string) =>
    routes.find((one): one is WriteRoute => one.kind === 'write' && one.journal === journal) ?? assert.fail()
  const start = (many = false) => city.run(open, firm, { orgId: firm.orgId, many })
  const set = (state: BasisState, more: object = {}) =>
    city.run(route('basis.set'), admin, { basis: 'b', state, source: '测试所查', ...more })

  before(async () => {
    city = await testCommands({ ...permissions, 'test-resting.open': { firm: 'any' } })
    await city.test.db.owner(async (client) => {
      await client.query(insert, ['状态待核实'])
      await client.query(
        `insert into platform.person (id, name, sample, created_at) values ($1, '管', true, '2026-01-01')`,
        [admin.personId],
      )
      await client.query(
        `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at)
         values ($1, 'firm', '民企', '示例公司', '示例公司', '', '', false, true, '2026-01-01')`,
        [firm.orgId],
      )
    })
  })
  after(() => city.test.drop())

  it('opens on a basis whose state nobody has looked up yet', async () => {
    await start()
  })

  for (const state of BASIS_STATES.filter((one) => one.startsWith('已') || one === '拟出台'))
    it(`opens nothing on one that is ${state}, singly or in bulk, and says what to do`, async () => {
      await set(state)
      const says = new RegExp(`“试办”的办理依据《某办法》${state}，现在不能受理.*先写明理由`)
      await assert.rejects(start(), says)
      await assert.rejects(start(true), says)
    })

  it('opens again once it is in force, not after its last day', async () => {
    await set('现行')
    await start()
    await assert.rejects(set('现行', { from: '2026-02-01', until: '2026-01-01' }), /有效期不能早于施行日期/)
    await set('现行', { until: '2026-01-01' })
    await assert.rejects(start(), /已失效/)
  })

  it('opens when somebody who may has recorded the reason, which is shown', async () => {
    const except = (until: string) =>
      city.run(route('basis.except'), admin, {
        procedure: 'test-resting',
        reason: '已报市政府同意延续。',
        until,
      })
    await assert.rejects(except('2020-01-01'), /不能早于今天/)
    await except('2999-12-31')
    await start()
    const page = await city.test.db.read('platform', (tx) => basisPage(tx, [resting.procedure], '2026-11-23'))
    assert.equal(page.items[0]?.isDead, true)
    assert.equal(page.exceptions[0]?.reason, '已报市政府同意延续。')
    const officer = member('办', v7(), ['officer'])
    const input = { procedure: 'test-resting', reason: '随便写写', until: '2999-12-31' }
    await assert.rejects(city.run(route('basis.except'), officer, input), /不能办理此事/)
    const elsewhere = member('长', v7(), ['decider'])
    await assert.rejects(city.run(route('basis.except'), elsewhere, input), /没有找到/)
  })

  it('keeps every state there was, and gives none to what it does not know', async () => {
    await assert.rejects(set('现行', { basis: 'unknown' }), /没有这一条办理依据/)
    const { rows } = await city.test.db.owner((client) =>
      client.query<{ n: number }>(`select count(*)::int as n from platform.basis_state where basis = 'b'`),
    )
    assert.ok((rows[0]?.n ?? 0) >= 6)
  })
})

describe('a rehearsal', () => {
  it('opens what rests on a planned policy: that is what it is for', async () => {
    const market = await openMarket([
      {
        ...recognitionModule,
        permissions: { 'test-resting.open': { firm: 'any' } },
        routes: [open],
        bindings: [resting],
      },
    ])
    await market.query(insert, ['拟出台'])
    await market.write(people.firm, 'test-resting.open', { orgId: FIRM })
    await market.drop()
  })
})
