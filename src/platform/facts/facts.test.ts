import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { z } from 'zod'
import { visitor, type Actor } from '#platform/access/access.ts'
import { routesOf, type ReadRoute, type Route, type WriteRoute } from '#platform/command/command.ts'
import { factsOf, type Burden, type Prefill } from '#platform/facts/facts.ts'
import { exchangeModule } from '#modules/exchange/module.ts'
import { forms as identityForms } from '#platform/identity/routes.ts'
import { factFields } from '#platform/facts/fields.ts'
import { formRoutes, permissions, routes } from '#platform/facts/routes.ts'
import { keepFile, permissions as filePermissions } from '#platform/files/files.ts'
import { newOrganisation } from '#platform/identity/organisations.ts'
import { identity } from '#platform/identity/tables.ts'
import { member, readAs, testCommands, type TestCommands } from '#test/commands.ts'

/** A form of a later module: it asks for two facts, one inside wrappers, and for something that is none. */
const reportForm = z.object({
  name: z.string().meta({ title: '单位名称', fact: 'org.name' }),
  revenue: z.int().meta({ title: '上年营业收入', fact: 'org.revenue', widget: 'money' }).nullish(),
  wish: z.string().optional().meta({ title: '愿望' }),
})
const matrix = { ...permissions, ...filePermissions, 'report.send': { firm: 'any' } } as const
const send = routesOf('platform').write({
  method: 'POST',
  path: '/report',
  permission: 'report.send',
  journal: 'report.send',
  says: '{actor}报送',
  input: reportForm,
  gate: { none: '测试' },
  verb: async () => ({}),
})
const all: readonly Route[] = [
  ...routes,
  ...formRoutes([
    {
      name: 'platform',
      uses: [],
      permissions: {},
      routes: [],
      forms: { ...identityForms, report: reportForm },
    },
    exchangeModule,
  ]),
]
const routeOf = (journal: string): Route => {
  const found = all.find((route) => route.journal === journal)
  assert.ok(found, journal)
  return found
}
const put = routeOf('fact.put') as WriteRoute

describe('facts of an organisation, given once (P34)', () => {
  let city: TestCommands
  const org = v7()
  const firm = member('经办人', org, ['firm'])
  const stranger = member('外人', v7(), ['firm'])

  before(async () => {
    city = await testCommands(matrix)
    const row = { id: org, name: '示例水产公司', kind: '民企', credit_code: '91999999MA4X12345P' } as const
    await city.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
      await identity(tx)
        .insertInto('platform.organisation')
        .values(newOrganisation(row, '2026-01-02T00:00:00.000Z'))
        .execute()
    })
  })
  after(() => city.test.drop())

  const fact = (more: Record<string, unknown>) => ({
    key: 'org.revenue',
    unit: '分',
    source: '审计报告',
    from: '2025-01-01',
    ...more,
  })
  const give = async (more: Record<string, unknown>, by: Actor = firm) =>
    (await city.run<{ id: string; isNew: boolean }>(put, by, fact(more))).result
  const on = (day: string, key = 'org.revenue') =>
    city.test.db.read('platform', async (tx) => (await factsOf(tx, org, [key], day)).get(key))
  const prefill = async (by: Actor, form = 'report') =>
    (
      await readAs<{ prefill: Record<string, Prefill> }>(city, routeOf('form.show') as ReadRoute, by, {
        form,
      })
    ).prefill
  const values = async (form: string) =>
    Object.fromEntries(Object.entries(await prefill(firm, form)).map(([field, { value }]) => [field, value]))

  it('hold from their first to their last day; a correction supersedes and nothing is overwritten', async () => {
    const first = await give({ value: 100, until: '2025-12-31' })
    const second = await give({ value: 300, from: '2026-01-01' })
    assert.equal((await on('2024-12-31'))?.value, undefined)
    assert.equal((await on('2025-06-01'))?.value, 100)
    assert.equal((await on('2026-06-01'))?.value, 300)
    const corrected = await give({ value: 120, until: '2025-12-31' })
    assert.equal((await on('2025-06-01'))?.value, 120)
    assert.equal((await on('2026-06-01'))?.id, second.id)
    assert.deepEqual(await give({ value: 120, until: '2025-12-31' }), { id: corrected.id, isNew: false })
    const { rows } = await city.test.db.owner((client) =>
      client.query<{ supersedes: string | null }>(
        'select supersedes from platform.fact where org_id = $1 order by id',
        [org],
      ),
    )
    assert.deepEqual(
      rows.map((row) => row.supersedes),
      [null, null, first.id],
    )
  })

  it('fill forms with value, day and proof, for the own organisation only', async () => {
    const file = { sha256: 'b'.repeat(64), name: '审计报告.pdf', type: 'application/pdf', size: 9 }
    const { result } = await city.run<{ id: string }>(keepFile, firm, file)
    await give({ value: 500, from: '2026-02-01', proofFileId: result.id })
    assert.deepEqual(await prefill(firm), {
      name: {
        value: '示例水产公司',
        from: '2026-01-02',
        unit: '',
        source: '单位登记（未核验）',
        proof: null,
      },
      revenue: { value: 500, from: '2026-02-01', unit: '分', source: '审计报告', proof: result.id },
    })
    assert.deepEqual(await prefill(stranger), {})
    assert.deepEqual(await prefill(visitor), {})
  })

  it('fill the forms of this issue: what is registered of a unit, and the industry of its demands', async () => {
    const registered = { region: '城区', address: '示例路 1 号', business: '对虾养殖' }
    await city.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) => {
      await identity(tx).updateTable('platform.organisation').set(registered).where('id', '=', org).execute()
    })
    await give({ key: 'org.industrySection', value: 'A', unit: '', source: '营业执照', from: '2026-01-01' })
    await give({ key: 'org.industryDivision', value: '04', unit: '', source: '营业执照', from: '2026-01-01' })
    assert.deepEqual(await values('organisation-change'), {
      name: '示例水产公司',
      creditCode: '91999999MA4X12345P',
      ...registered,
    })
    const industry = { industrySection: 'A', industryDivision: '04' }
    assert.deepEqual(await values('demand'), industry)
    assert.deepEqual(await values('demand-draft'), industry)
    assert.deepEqual(await values('organisation'), {}, 'a unit that registers has no facts yet')
    const refused = give({ key: 'org.business', value: '别的' })
    await assert.rejects(refused, /请在“单位”页变更/)
  })

  it('a change of one registered field leaves the others as they are', () => {
    const id = v7()
    assert.deepEqual(identityForms['organisation-change'].parse({ id, name: '新名称' }), {
      id,
      name: '新名称',
    })
  })

  it('are counted each time a form asks: what came prefilled, what was typed, what was typed again', async () => {
    const submit = (input: unknown, by = firm) => city.run(send, by, input)
    const name = '示例水产公司'
    await submit({ name, revenue: 500 })
    await submit({ name, revenue: 700 })
    await submit({ name, revenue: 700 })
    await submit({ name })
    await assert.rejects(submit({ name: 3 }), /需要更正/)
    await submit({ name }, { ...firm, orgId: null })
    const burden = await readAs<{ items: Burden[] }>(
      city,
      routeOf('fact.burden') as ReadRoute,
      member('局', v7(), ['officer']),
    )
    assert.deepEqual(burden.items, [{ form: 'report.send', submits: 4, asked: 8, typed: 2, typedAgain: 1 }])
  })

  it('of the register are changed where they are verified; foreign proof and wrong spans are refused', async () => {
    await assert.rejects(give({ key: 'org.name', value: '新名字' }), /经核验后自动更新/)
    await assert.rejects(give({ value: 1, until: '2024-12-31' }), /不能早于起始日/)
    await assert.rejects(give({ value: 1, proofFileId: v7() }), /附件没有找到/)
    await assert.rejects(give({ value: 'x'.repeat(3000) }), /内容过长/)
    await assert.rejects(give({ value: 1, key: 'Revenue' }), /org\.revenue/)
    await assert.rejects(give({ value: 1 }, { ...firm, roles: [] }), /不能办理/)
  })

  it('are found in a form through every wrapper, and a misspelt key is a bug', () => {
    assert.deepEqual(factFields(reportForm), [
      { field: 'name', key: 'org.name' },
      { field: 'revenue', key: 'org.revenue' },
    ])
    const wrong = z.object({ a: z.string().meta({ title: 'a', fact: 'Umsatz' }) })
    assert.throws(() => factFields(wrong), /names no fact/)
    const twice = { name: 'x', uses: [], permissions: {}, routes: [], forms: { report: reportForm } }
    assert.throws(() => formRoutes([twice, twice]), /declared twice/)
  })
})
