import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clockActor, visitor, type Actor } from '#platform/access/access.ts'
import { addDays, addMonths } from '#platform/calendar/calendar.ts'
import {
  act,
  application,
  day,
  decider,
  draft,
  firm,
  market,
  office,
  officer,
  refuses,
  secondOfficer,
  stateOf,
  type Opened,
} from '#test/base-desk.ts'
import { AGENCY, FIRM, UNIVERSITY, UNVERIFIED } from '#test/market.ts'
import { pilotBasesModule } from './module.ts'

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
  const full = () =>
    market.read<{
      name: string
      capability: string
      address: string
      siteM2: number
      staff: number
      until: string
      events: { says: string }[]
    }>(visitor, 'pilot-base.show', { id })
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
  const assess = async (scores: object, grade?: string) => {
    const open = (await matters()).find((one) => one.kind === 'assessment' && one.state === 'reporting')
    assert.ok(open)
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, open.dossierId, `pilot-base-assessment.${action}`, input)
    await go(firm, 'report', report)
    const [reported] = await market.query<{ payload: object }>(
      `select payload from platform.outbox where topic = 'pilot-base.reported'`,
    )
    assert.ok(reported, 'the figures of the bookings are kept with it')
    await assert.rejects(
      go(officer, 'score', { ...scores, site: 2501, reason: '按评分表。' }),
      refuses(/最高 25.00 分/),
    )
    await go(officer, 'score', { ...scores, reason: '按评分表逐项评分。' })
    if (grade !== undefined) await go(decider, grade)
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
    const ground = { baseId: id, ground: 'closed', facts: '停止运营六个月。' }
    const other = await market.write<Opened>(officer, 'pilot-base.begin-revocation', ground)
    await market.act(decider, other.dossierId, 'pilot-base-revocation.keep', { opinion: '已经恢复运营。' })
    assert.equal((await shown()).status, 'correcting', 'what is kept is still to be corrected')
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

  it('is revoked only after it was told and heard, by somebody else; what is under way ends; then barred for two years', async () => {
    await toDay(`${Number((await day()).slice(0, 4)) + 1}-01-05`)
    await market.write(clockActor, 'pilot-base.day', {})
    const unconfirmed = await assess({ site: 0, team: 0, service: 0, results: 0, management: 0 })
    const change = { baseId: id, what: ['name'], newName: '改名后的基地', account: '企业更名。' }
    await market.write(firm, 'pilot-base.report-change', { ...change, changedOn: await day() })
    const revocation = (await matters()).find((one) => one.kind === 'revocation')
    assert.ok(revocation)
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, revocation.dossierId, `pilot-base-revocation.${action}`, input)
    await assert.rejects(go(decider, 'revoke', { reason: '连续两次不合格。' }), refuses(/不能决定撤销/))
    await go(officer, 'tell', { facts: '连续两次考核不合格。' })
    await go(firm, 'askHearing', { statement: '请求听证，说明设备搬迁原因。' })
    await go(officer, 'hear', { heldOn: await day(), record: '听取了陈述和申辩。' })
    await go(decider, 'revoke', { reason: '连续两次考核不合格，事实清楚。' })
    const { status, grades } = await shown()
    assert.deepEqual([status, grades.length], ['revoked', 2], 'a grade nobody confirmed is none')
    const ended = (await matters()).filter(({ state }) => state === 'ended').map(({ kind }) => kind)
    assert.deepEqual(ended.toSorted(), ['assessment', 'change'])
    await assert.rejects(
      market.act(decider, unconfirmed, 'pilot-base-assessment.failAgain'),
      refuses(/认定已撤销，考核终止/),
    )
    const waiting = await market.query(
      `select d.performs from platform.deadline d join pilot_bases.matter m using (dossier_id)
        where m.base_id = $1 and d.state = 'open'`,
      [id],
    )
    assert.deepEqual(waiting, [])
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

  it('a name is recorded; a site is seen by two and approved by another; the register says both', async () => {
    const today = await day()
    const made = await market.write<Opened>(officer, 'pilot-base.register-existing', {
      ...base,
      orgId: UNIVERSITY,
      certNo: '示证〔2025〕2号',
      plateNo: '示牌02',
      documentNo: '示科〔2025〕2号',
      from: addMonths(today, -34),
      until: addMonths(today, 2),
    })
    await market.act(decider, made.dossierId, 'pilot-base-registration.confirm')
    const list = await market.read<{ items: { id: string; unit: string }[] }>(visitor, 'pilot-base.list', {})
    id = list.items.find(({ unit }) => unit === '示例大学')?.id ?? ''
    const report = async (more: object) =>
      (
        await market.write<Opened>(office, 'pilot-base.report-change', {
          baseId: id,
          changedOn: today,
          account: '按实际情况报告变更。',
          ...more,
        })
      ).dossierId
    const go = (actor: Actor, dossierId: string, action: string, input: object = {}) =>
      market.act(actor, dossierId, `pilot-base-change.${action}`, input)
    await go(officer, await report({ what: ['name'], newName: '改名后的中试基地' }), 'record')
    const moved = await report({ what: ['site'], newAddress: '新址路 3 号', newSiteM2: 900 })
    await go(officer, moved, 'visit')
    const seen = { visitedOn: today, findings: '设备已搬迁到位。', matches: true }
    const two = [
      { name: '甲', unit: '示例局' },
      { name: '乙', unit: '示例局' },
    ]
    await go(officer, moved, 'recordSite', { ...seen, visitors: two })
    await go(decider, moved, 'approve')
    const now = await full()
    assert.deepEqual([now.name, now.address, now.siteM2], ['改名后的中试基地', '新址路 3 号', 900])
    assert.match(
      now.events.map(({ says }) => says).join('\n'),
      /改名后.*\n.*新址路 3 号；场地面积变更为 900 平方米/,
    )
  })

  it('is renewed from the day after its end, with what the renewal says of it', async () => {
    const before = await full()
    const renewal = await market.write<Opened>(office, 'pilot-base.draft-renewal', { baseId: id })
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, renewal.dossierId, `pilot-base-renewal.${action}`, input)
    const team = (await application()).staff.map((one, n) => ({ ...one, idTail: `9${n}00` }))
    const form = await application({ unit: '示例大学', siteM2: 1_500, staff: team })
    const items = form.pilotItems.map((one) =>
      one.client === '示例大学' ? { ...one, client: '示例公司' } : one,
    )
    await market.write(office, 'pilot-base.save', { id: renewal.id, ...form, pilotItems: items })
    await go(office, 'submit')
    await go(officer, 'pass', { opinion: '仍然符合条件。' })
    const visitors = [
      { name: '甲', unit: '示例局' },
      { name: '乙', unit: '示例局' },
    ]
    await go(officer, 'recordSite', {
      visitedOn: await day(),
      findings: '运行正常，与申报一致。',
      matches: true,
      visitors,
    })
    await assert.rejects(go(officer, 'renew'), refuses(/身份不能办理此事/))
    await go(decider, 'renew')
    const now = await full()
    assert.equal(now.until, addDays(addMonths(addDays(before.until, 1), 36), -1))
    assert.deepEqual([now.siteM2, now.staff], [1_500, 8])
    assert.equal(now.name, '示例海洋食品中试基地', 'name and field are those of the renewal')
    assert.deepEqual([before.capability, now.capability], ['', form.capability])
    const says = now.events.map((event) => event.says).join('\n')
    assert.match(
      says,
      new RegExp(`续期，有效期至 ${now.until}；名称由“改名后的中试基地”变更为“示例海洋食品中试基地”`),
    )
  })

  const renewed = async () => (await application()).staff.map((one, n) => ({ ...one, idTail: `9${n}00` }))
  const others = async (more: object = {}) => {
    const [one, ...rest] = (await application()).pilotItems
    return application({ pilotItems: [{ ...one!, client: '示例渔业公司' }, ...rest], ...more })
  }

  it('whom the renewal names is full-time nowhere else, whom only the recognition named may be; an expired base holds nobody', async () => {
    const [open] = await market.query<{ dossier_id: string }>(
      `select dossier_id from pilot_bases.application where org_id = $1 and state = 'countyReview'`,
      [FIRM],
    )
    await act(firm, open?.dossier_id ?? '', 'withdraw')
    const one = await draft(firm, await others({ staff: await renewed() }))
    await assert.rejects(act(firm, one.dossierId, 'submit'), refuses(/已在另一家中试基地列为专职人员/))
    const { until } = await full()
    await market.query(`update pilot_bases.base set until_day = from_day + 1 where id = $1`, [id])
    await act(firm, one.dossierId, 'submit')
    await act(firm, one.dossierId, 'withdraw')
    await market.query(`update pilot_bases.base set until_day = $2 where id = $1`, [id, until])
  })

  it('goes to no body that is not there, unverified, outside the city, the same, or while a revocation is open', async () => {
    const change = { baseId: id, what: ['body'], changedOn: await day(), account: '资产整体划转。' }
    const report = (newOrgId: string) =>
      market.write<Opened>(office, 'pilot-base.report-change', { ...change, newOrgId })
    for (const [org, says] of [
      ['01920000-0000-7000-8000-0000000009ff', /没有找到新的建设主体/],
      [UNIVERSITY, /就是现在的建设单位/],
      [UNVERIFIED, /还没有通过核验/],
      [AGENCY, /所在地不在本市/],
    ] as const)
      await assert.rejects(report(org), refuses(says))
    const ground = { baseId: id, ground: 'closed', facts: '停止运营六个月。' }
    const revocation = await market.write<Opened>(officer, 'pilot-base.begin-revocation', ground)
    await assert.rejects(report(FIRM), refuses(/撤销正在办理/))
    const keep = { opinion: '已经恢复运营。' }
    await market.act(decider, revocation.dossierId, 'pilot-base-revocation.keep', keep)
  })

  it('passes to its new body by name, with its people and its next renewal', async () => {
    const change = { baseId: id, what: ['body'], changedOn: await day(), account: '资产整体划转。' }
    const { dossierId } = await market.write<Opened>(office, 'pilot-base.report-change', {
      ...change,
      newOrgId: FIRM,
    })
    const go = (actor: Actor, action: string, input: object = {}) =>
      market.act(actor, dossierId, `pilot-base-change.${action}`, input)
    const { newBody } = await market.read<{ newBody: string }>(officer, 'pilot-base.show-matter', {
      dossierId,
    })
    assert.equal(newBody, '示例公司')
    await go(officer, 'visit')
    const visitors = ['甲', '乙'].map((name) => ({ name, unit: '示例局' }))
    const seen = { visitedOn: await day(), findings: '设备和人员已经划转。', matches: true, visitors }
    await go(officer, 'recordSite', seen)
    await market.query(`update platform.organisation set region = 'R9' where id = $1`, [FIRM])
    await assert.rejects(go(decider, 'approve'), refuses(/不能同意变更：新的建设主体的所在地不在本市/))
    await market.query(`update platform.organisation set region = 'R1' where id = $1`, [FIRM])
    await go(decider, 'approve')
    const { events } = await full()
    assert.match(events.map(({ says }) => says).join('\n'), /建设主体由“示例大学”变更为“示例公司”/)
    const passed = await market.query<{ payload: object }>(
      `select payload from platform.outbox where topic = 'pilot-base.passed'`,
    )
    assert.deepEqual(passed, [{ payload: { from: UNIVERSITY, to: FIRM } }])
    const theirs = await draft(office, await others({ unit: '示例大学', staff: await renewed() }))
    await assert.rejects(act(office, theirs.dossierId, 'submit'), refuses(/已在另一家中试基地列为专职人员/))
    const renewal = await market.write<Opened>(firm, 'pilot-base.draft-renewal', { baseId: id })
    const { form, check } = await market.read<{
      form: { unit: string; siteM2: number; staff: { idTail: string }[] }
      check: { twice: string | null }
    }>(firm, 'pilot-base.show-application', { id: renewal.id })
    assert.deepEqual([form.unit, form.siteM2, form.staff[0]?.idTail], ['示例公司', 1_500, '9000'])
    assert.equal(check.twice, null, 'people of the base are its own body’s now')
  })

  it('keeps the invariants of the module', async () => {
    for (const { name, rows } of pilotBasesModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('pilot-bases', rows), [], name)
  })
})
