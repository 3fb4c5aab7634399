import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { v7 } from 'uuid'
import { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import { routesOf, type ReadRoute, type Route, type WriteRoute } from '#platform/command/command.ts'
import { useEvidence, validityOn } from '#platform/evidence-library/library.ts'
import { permissions, routes } from '#platform/evidence-library/routes.ts'
import { keepFile, permissions as filePermissions } from '#platform/files/files.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { Refusal } from '#platform/refusal.ts'
import { member, readAs, testCommands, type TestCommands } from '#test/commands.ts'

const matrix = { ...permissions, ...filePermissions, 'evidence.use': { person: 'any' } } as const
const routeOf = (journal: string): Route => {
  const found = routes.find((route) => route.journal === journal)
  assert.ok(found, journal)
  return found
}
const add = routeOf('evidence-item.add') as WriteRoute
const withdraw = routeOf('evidence-item.withdraw') as WriteRoute
const list = routeOf('evidence-item.list') as ReadRoute

/** A form that refers to evidence, as those of later modules do. */
const use = routesOf('platform').write({
  method: 'POST',
  path: '/use',
  permission: 'evidence.use',
  journal: 'evidence.use',
  says: '{actor}引用材料',
  input: z.object({ ids: z.array(z.uuid()) }),
  gate: { none: '测试' },
  verb: async (tx, actor, { ids }) =>
    (await useEvidence(tx, actor, ids, tx.today)).map(({ file }) => file.name),
})

const org = v7()
const finance = member('财务甲', org, ['finance'])
const lawyer = member('法务乙', org, ['legal'])
const stranger = member('外人', v7(), ['firm'])

interface Listed {
  items: { id: string; title: string; validity: string; file: { name: string } | null }[]
}

describe('evidence library (P33)', () => {
  let city: TestCommands
  let today = ''
  before(async () => {
    city = await testCommands(matrix)
    today = await city.test.db.read('platform', async (tx) => dayOf(await databaseNow(tx)))
  })
  after(() => city.test.drop())

  const upload = async (by: Actor) => {
    const file = { sha256: 'a'.repeat(64), name: '审计报告.pdf', type: 'application/pdf', size: 9 }
    return (await city.run<{ id: string }>(keepFile, by, file)).result.id
  }
  const put = async (by: Actor, more: Record<string, unknown> = {}) => {
    const fileId = await upload(by)
    const item = { owner: 'org', kind: '审计报告', title: '年度审计报告', fileId, ...more }
    return (await city.run<{ id: string }>(add, by, item)).result.id
  }
  const see = async (by: Actor, query: Record<string, string> = {}) =>
    (await readAs<Listed>(city, list, by, query)).items

  it('keeps evidence of the organisation for all its members and for nobody else, that of a person for the person', async () => {
    const ours = await put(finance)
    const mine = await put(finance, { owner: 'person', kind: '其他', title: '本人学位证书' })
    const seen = (items: Listed['items']) => items.map((item) => item.id)
    assert.ok(seen(await see(finance)).includes(ours) && seen(await see(finance)).includes(mine))
    assert.ok(seen(await see(lawyer)).includes(ours))
    assert.ok(!seen(await see(lawyer)).includes(mine))
    assert.deepEqual(await see(stranger), [])
    assert.deepEqual(seen(await see(finance, { kind: '其他' })), [mine])
  })

  it('is reused by reference, and only what is one’s own and valid on the day', async () => {
    const valid = await put(finance, { validUntil: today })
    const expired = await put(finance, { validUntil: addDays(today, -1), title: '旧营业执照' })
    const future = await put(finance, { validFrom: addDays(today, 1) })
    const used = await city.run<string[]>(use, lawyer, { ids: [valid, valid] })
    assert.deepEqual(used.result, ['审计报告.pdf', '审计报告.pdf'])
    await assert.rejects(city.run(use, lawyer, { ids: [expired] }), /“旧营业执照”已过期/)
    await assert.rejects(city.run(use, lawyer, { ids: [future] }), /未生效/)
    await assert.rejects(city.run(use, stranger, { ids: [valid] }), /不在贵方的材料库/)
  })

  it('lists what expires within the days of the ruleset, soonest first', async () => {
    const late = await put(finance, { validUntil: addDays(today, 30), title: '三十天' })
    const soon = await put(finance, { validUntil: addDays(today, 2), title: '两天' })
    await put(finance, { validUntil: addDays(today, 31), title: '三十一天' })
    const items = (await see(finance, { expiring: 'true' })).filter((item) => item.validity === '即将到期')
    assert.deepEqual(
      items.slice(-2).map((item) => item.id),
      [soon, late],
    )
    assert.ok(!items.some((item) => item.title === '三十一天'))
  })

  it('lets go of evidence once, and only for its owner', async () => {
    const id = await put(finance)
    await assert.rejects(
      city.run(withdraw, stranger, { id }),
      (e) => e instanceof Refusal && e.kind === 'absent',
    )
    await city.run(withdraw, lawyer, { id })
    await assert.rejects(city.run(withdraw, lawyer, { id }), /已经移出/)
    await assert.rejects(city.run(use, finance, { ids: [id] }), /不在贵方的材料库/)
  })

  it('takes no file of somebody else and no span that ends before it begins', async () => {
    const fileId = await upload(finance)
    const item = { owner: 'org', kind: '其他', title: '他人的文件', fileId }
    await assert.rejects(city.run(add, stranger, item), /不是本单位上传的/)
    const span = { ...item, validFrom: '2026-02-02', validUntil: '2026-02-01' }
    await assert.rejects(city.run(add, finance, span), /不能早于生效日/)
    const nobody = { ...finance, orgId: null, roles: [] }
    await assert.rejects(city.run(add, nobody, item), /只能存为本人/)
  })

  it('says of each day whether evidence counts', () => {
    const span = { valid_from: '2026-01-01', valid_until: '2026-12-31' }
    assert.equal(validityOn(span, '2025-12-31', 30), '未生效')
    assert.equal(validityOn(span, '2026-01-01', 30), '有效')
    assert.equal(validityOn(span, '2026-11-30', 30), '有效')
    assert.equal(validityOn(span, '2026-12-01', 30), '即将到期')
    assert.equal(validityOn(span, '2026-12-31', 30), '即将到期')
    assert.equal(validityOn(span, '2027-01-01', 30), '已过期')
    assert.equal(validityOn({ valid_from: null, valid_until: null }, '2027-01-01', 30), '长期有效')
  })
})
