import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { clockActor, visitor, type Actor, type Role } from '#platform/access/access.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { seedRules } from '#platform/ruleset/store.ts'
import { BUREAU, calendar, FIRM, openMarket, people, rules, UNIVERSITY, type Market } from '#test/market.ts'
import { soundApplication } from './fixture.ts'
import type { Application } from './forms.ts'
import { pilotBasesModule } from './module.ts'

const member = (n: number, name: string, orgId: string, roles: readonly Role[]): Actor => ({
  ...visitor,
  kind: 'person',
  personId: `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  name,
  orgId,
  roles,
  orgVerified: true,
})
const { firm, officer, office } = people
const decider = member(21, '丙三', BUREAU, ['decider'])
const secondOfficer = member(22, '丙四', BUREAU, ['officer'])
const refuses = (message: RegExp) => (error: unknown) => {
  assert.match(String(error), message)
  return true
}
interface Opened {
  readonly id: string
  readonly dossierId: string
}

/** The release's rules with the one region of this test's city. */
const cityRules = new Ruleset([
  ...rules.rows,
  {
    layer: 'city',
    key: 'city.regions',
    title: '本市县（市、区）和功能区',
    from: '1900-01-01',
    until: null,
    value: [['R1', '示例县']],
    unit: '代码与名称',
    status: 'verified',
    source: '测试',
    note: '',
  },
])

let market: Market
before(async () => {
  market = await openMarket([pilotBasesModule], { law: { rules: cityRules, calendar } })
  await market.test.db.transaction({ isolation: 'serializable', module: 'platform' }, async (tx) =>
    seedRules(tx, cityRules.rows, '2026-01-05T01:00:00.000Z'),
  )
  await market.query(`update platform.organisation set region = 'R1' where id = any($1)`, [
    [FIRM, UNIVERSITY],
  ])
})
after(() => market.drop())

const day = async () => {
  const [row] = await market.query<{ day: string }>(
    `select to_char((clock_timestamp() + clock_offset_ms * interval '1 millisecond') at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day from platform.state`,
  )
  return row?.day ?? ''
}
/** The sound application brought to the test's today. */
async function application(more: Partial<Application> = {}): Promise<Application> {
  const year = Number((await day()).slice(0, 4))
  const sound = soundApplication()
  const items = sound.pilotItems.map((one) => ({
    ...one,
    from: `${year - 1}-02-01`,
    to: `${year - 1}-08-31`,
  }))
  return { ...sound, pilotItems: items, ...more }
}
const draft = async (actor: Actor, more: Partial<Application> = {}) =>
  market.write<Opened>(actor, 'pilot-base.draft', await application(more))
const act = (actor: Actor, dossierId: string, action: string, input: object = {}) =>
  market.act(actor, dossierId, `pilot-base-recognition.${action}`, input)
const stateOf = async (dossierId: string) =>
  (await market.query<{ state: string }>('select state from platform.dossier where id = $1', [dossierId]))[0]
    ?.state

describe('an application for recognition', () => {
  let one: Opened

  it('is checked live before it is handed in: each condition with what is missing and its badge', async () => {
    one = await draft(firm, { siteM2: 300 })
    const shown = await market.read<{
      check: { conditions: { key: string; met: boolean; gap: string; badges: { statusText: string }[] }[] }
    }>(firm, 'pilot-base.show-application', { id: one.id })
    const site = shown.check.conditions.find((condition) => condition.key === 'site')
    assert.equal(site?.met, false)
    assert.equal(site?.gap, '还差 200 平方米')
    assert.match(site?.badges[0]?.statusText ?? '', /产品建议值/)
  })

  it('is nobody else’s while it is a draft', async () => {
    await assert.rejects(
      market.read(office, 'pilot-base.show-application', { id: one.id }),
      refuses(/没有找到/),
    )
    await assert.rejects(
      market.read(officer, 'pilot-base.show-application', { id: one.id }),
      refuses(/没有找到/),
    )
  })

  it('is refused for a fault of the form, with its sentence', async () => {
    const lease = { siteRight: '租赁' as const, leaseUntil: await day() }
    await market.write(firm, 'pilot-base.save', { id: one.id, ...(await application(lease)) })
    await assert.rejects(act(firm, one.dossierId, 'submit'), refuses(/早于认定有效期届满日/))
  })

  it('with a missed condition of an unconfirmed rule has to say why', async () => {
    await market.write(firm, 'pilot-base.save', { id: one.id, ...(await application({ siteM2: 300 })) })
    await assert.rejects(act(firm, one.dossierId, 'submit'), refuses(/规则尚未确认，请写明情况/))
  })

  it('with a missed condition of a confirmed rule is refused whatever is said', async () => {
    await market.write(firm, 'pilot-base.save', {
      id: one.id,
      ...(await application({ operatingSince: await day() })),
    })
    await assert.rejects(
      act(firm, one.dossierId, 'submit', { explanation: '刚刚搬来。' }),
      refuses(/未达到条件：在本市正常运营/),
    )
  })

  it('goes to the county, is returned once with everything that is missing, and comes back', async () => {
    await market.write(firm, 'pilot-base.save', { id: one.id, ...(await application()) })
    await act(firm, one.dossierId, 'submit')
    await assert.rejects(
      market.write(firm, 'pilot-base.save', { id: one.id, ...(await application()) }),
      refuses(/正在审核，不能修改/),
    )
    await act(officer, one.dossierId, 'askCounty', { items: ['租赁合同', '设备发票'] })
    await market.write(firm, 'pilot-base.save', { id: one.id, ...(await application({ siteM2: 1_300 })) })
    await act(firm, one.dossierId, 'correctCounty')
    await assert.rejects(
      act(officer, one.dossierId, 'askCounty', { items: ['再补一份'] }),
      refuses(/补正只能一次性告知/),
    )
  })

  it('whose declaration hides an accident found in review is not forwarded', async () => {
    await market.write(officer, 'pilot-base.find-accident', {
      id: one.id,
      found: '2025 年 3 月一起安全事故，应急部门通报。',
    })
    await assert.rejects(
      act(officer, one.dossierId, 'forward', { opinion: '同意推荐上报。' }),
      refuses(/申报时填写没有事故或失信，审核查到/),
    )
    await act(officer, one.dossierId, 'decline', { reason: '隐瞒安全事故，不符合条件。' })
    assert.equal(await stateOf(one.dossierId), 'refused')
  })

  it('names nobody who is full-time in another base', async () => {
    const first = await draft(firm)
    await act(firm, first.dossierId, 'submit')
    const [item, ...others] = (await application()).pilotItems
    assert.ok(item)
    const theirs = { unit: '示例大学', pilotItems: [{ ...item, client: '示例公司' }, ...others] }
    const second = await draft(office, theirs)
    await assert.rejects(
      act(office, second.dossierId, 'submit'),
      refuses(/人员甲.*已在另一家中试基地列为专职人员/),
    )
    await act(firm, first.dossierId, 'withdraw')
    await act(office, second.dossierId, 'submit')
    assert.equal(await stateOf(second.dossierId), 'countyReview')
    await act(office, second.dossierId, 'withdraw')
  })

  it('keeps no name of its staff in the journal', async () => {
    const rows = await market.query<{ input: unknown }>(`select input from platform.journal`)
    assert.ok(rows.length > 10)
    assert.ok(rows.every(({ input }) => !JSON.stringify(input ?? '').includes('人员甲')))
  })
})

describe('a base after its recognition', () => {
  const base = {
    name: '示例既有中试基地',
    field: '新材料',
    address: '示例路 2 号',
    siteM2: 800,
    equipmentFen: 300_000_000,
    staff: 10,
  }
  const numbers = { certNo: '示证〔2025〕1号', plateNo: '示牌01', documentNo: '示科〔2025〕1号' }
  let id: string
  const matters = async () =>
    (
      await market.read<{ items: { dossierId: string; kind: string; state: string; year: number | null }[] }>(
        officer,
        'pilot-base.matters',
        { id },
      )
    ).items
  const shown = () =>
    market.read<{ status: string; grades: { grade: string; points: string }[]; until: string }>(
      visitor,
      'pilot-base.show',
      { id },
    )
  const toDay = async (target: string) => {
    const today = await day()
    await market.pass((Date.parse(target) - Date.parse(today)) / 86_400_000)
  }
  const report = {
    items: 6,
    externalItems: 4,
    incomeFen: 1,
    industrialised: 2,
    equipmentFen: 1,
    staff: 9,
    accidents: false,
    summary: '全年运行正常。',
    selfScore: { site: 2500, team: 1500, service: 3000, results: 2000, management: 1000 },
  }
  const assess = async (scores: object, grade: string) => {
    const open = (await matters()).find((one) => one.kind === 'assessment' && one.state === 'reporting')
    assert.ok(open)
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, open.dossierId, `pilot-base-assessment.${action}`, input)
    await go(firm, 'report', report)
    await assert.rejects(
      go(officer, 'score', { ...scores, site: 2501, reason: '按评分表。' }),
      refuses(/最高 25.00 分/),
    )
    await go(officer, 'score', { ...scores, reason: '按评分表逐项评分。' })
    await go(decider, grade)
    return open.dossierId
  }

  it('is registered from paper by two people, with numbers nobody else has', async () => {
    const year = Number((await day()).slice(0, 4))
    const dates = { from: `${year}-01-01`, until: `${year + 4}-12-31` }
    const existing = { orgId: FIRM, ...base, ...numbers, ...dates }
    const made = await market.write<Opened>(officer, 'pilot-base.register-existing', existing)
    const confirm = (actor: Actor) => market.act(actor, made.dossierId, 'pilot-base-registration.confirm')
    await assert.rejects(confirm(officer), refuses(/登记人与核对人应当是不同的人/))
    await confirm(decider)
    const list = await market.read<{ items: { id: string }[] }>(visitor, 'pilot-base.list', {})
    id = list.items[0]?.id ?? ''
    await assert.rejects(
      market.write(officer, 'pilot-base.register-existing', { ...existing, orgId: UNIVERSITY }),
      refuses(/证书编号已用于另一家基地/),
    )
    assert.equal((await shown()).status, 'valid')
  })

  it('is assessed once a year, opened by the day’s act and due on 31 March', async () => {
    assert.deepEqual(await market.write(clockActor, 'pilot-base.day', {}), { assessed: 0, reminded: 0 })
    const year = Number((await day()).slice(0, 4))
    await toDay(`${year + 1}-01-05`)
    assert.deepEqual(await market.write(clockActor, 'pilot-base.day', {}), { assessed: 1, reminded: 0 })
    assert.deepEqual(await market.write(clockActor, 'pilot-base.day', {}), { assessed: 0, reminded: 0 })
    const [due] = await market.query<{ due_on: string }>(
      `select due_on from platform.deadline where performs = 'missReport'`,
    )
    assert.equal(due?.due_on, `${year + 1}-03-31`)
  })

  it('59.99 the first time: six months to correct; a correction accepted makes it valid again', async () => {
    const dossierId = await assess(
      { site: 2000, team: 1000, service: 1999, results: 900, management: 100 },
      'orderCorrection',
    )
    assert.equal((await shown()).status, 'correcting')
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, dossierId, `pilot-base-assessment.${action}`, input)
    await go(firm, 'sayCorrected', { done: '补充了设备和人员。' })
    await go(secondOfficer, 'acceptCorrection', { opinion: '现场核实，整改到位。' })
    const now = await shown()
    assert.equal(now.status, 'valid')
    assert.deepEqual(
      now.grades.map(({ grade, points }) => [grade, points]),
      [['不合格', '59.99']],
    )
  })

  it('a full self-score is no score: the second 不合格 in a row leads to revocation', async () => {
    const year = Number((await day()).slice(0, 4))
    await toDay(`${year + 1}-01-05`)
    await market.write(clockActor, 'pilot-base.day', {})
    await assess({ site: 0, team: 0, service: 0, results: 0, management: 0 }, 'failAgain')
    const revocation = (await matters()).find((one) => one.kind === 'revocation')
    assert.equal(revocation?.state, 'preparing')
  })

  it('is revoked only after it was told and heard, by somebody else; then barred for two years', async () => {
    const revocation = (await matters()).find((one) => one.kind === 'revocation')
    assert.ok(revocation)
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, revocation.dossierId, `pilot-base-revocation.${action}`, input)
    await assert.rejects(go(decider, 'revoke', { reason: '连续两次不合格。' }), refuses(/不能决定撤销/))
    await go(officer, 'tell', { facts: '连续两次考核不合格。' })
    await go(firm, 'askHearing', { statement: '请求听证，说明设备搬迁原因。' })
    await go(officer, 'hear', { heldOn: await day(), record: '听取了陈述和申辩。' })
    await go(decider, 'revoke', { reason: '连续两次考核不合格，事实清楚。' })
    assert.equal((await shown()).status, 'revoked')
    const again = await draft(firm)
    await assert.rejects(
      act(firm, again.dossierId, 'submit'),
      refuses(/曾被撤销，\d{4}-\d{2}-\d{2} 起才可以再次申报/),
    )
    await toDay(`${Number((await day()).slice(0, 4)) + 2}-12-31`)
    await market.write(firm, 'pilot-base.save', { id: again.id, ...(await application()) })
    await act(firm, again.dossierId, 'submit')
    assert.equal(await stateOf(again.dossierId), 'countyReview')
  })

  it('keeps the invariants of the module', async () => {
    for (const { name, rows } of pilotBasesModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('pilot-bases', rows), [], name)
  })
})
