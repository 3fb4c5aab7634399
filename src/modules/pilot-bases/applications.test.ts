import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { visitor } from '#platform/access/access.ts'
import { addDays, addMonths } from '#platform/calendar/calendar.ts'
import { dossierPaper } from '#platform/print/dossier.ts'
import { findDossier } from '#platform/procedure/store.ts'
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
import { UNIVERSITY } from '#test/market.ts'
import { recognitionBinding } from './commands.ts'

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

describe('who entered an application for somebody at the counter (practice.md P10)', () => {
  it('judges no step of it, whatever role they hold besides; a colleague does', async () => {
    const seat = { ...firm, personId: officer.personId, agentFor: firm.personId }
    const one = await draft(seat)
    await act(seat, one.dossierId, 'submit')
    const items = { items: ['设备发票'] }
    await assert.rejects(act(officer, one.dossierId, 'askCounty', items), refuses(/曾代申请单位办理/))
    const deputy = { ...secondOfficer, agentFor: officer.personId }
    await assert.rejects(act(deputy, one.dossierId, 'askCounty', items), refuses(/曾代申请单位办理/))
    await act(secondOfficer, one.dossierId, 'askCounty', items)
    await act(firm, one.dossierId, 'withdraw')
  })
})

describe('what comes late', () => {
  /** Where the panel and the meeting bring it; they are walked in the journey. */
  const toState = async (one: Opened, state: string) => {
    await market.query(`update platform.dossier set state = $2 where id = $1`, [one.dossierId, state])
    await market.query(`update pilot_bases.application set state = $2 where id = $1`, [one.id, state])
  }
  const inIssuing = async (more: Parameters<typeof application>[0] = {}) => {
    const one = await draft(firm, more)
    await act(firm, one.dossierId, 'submit')
    await toState(one, 'issuing')
    return one
  }
  const numbers = { certNo: '示证〔2026〕7号', plateNo: '示牌07' }

  for (const found of ['notice', 'issuing'])
    it(`an accident found in ${found} stops the certificate; refusing is left, and works`, async () => {
      const one = await inIssuing()
      await toState(one, found)
      await market.write(officer, 'pilot-base.find-accident', { id: one.id, found: '近日查明一起环保处罚' })
      await toState(one, 'issuing')
      await assert.rejects(
        act(decider, one.dossierId, 'recognise', numbers),
        refuses(/审核查到：近日查明一起环保处罚。只能“不予认定”。/),
      )
      await act(decider, one.dossierId, 'refuse', { reason: '隐瞒环保处罚，不符合认定条件。' })
      assert.equal(await stateOf(one.dossierId), 'refused')
    })

  it('a base or a bar that came during the review stops resolution and certificate; refusing is left', async () => {
    const today = await day()
    const [item, ...others] = (await application()).pilotItems
    const one = await draft(office, {
      unit: '示例大学',
      pilotItems: [{ ...item!, client: '示例渔业公司' }, ...others],
    })
    await act(office, one.dossierId, 'submit')
    await toState(one, 'siteCheck')
    const visitors = ['甲', '乙'].map((name) => ({ name, unit: '示例局' }))
    const seen = { visitedOn: today, findings: '与申报一致。', matches: true, visitors }
    await act(officer, one.dossierId, 'recordSite', seen)
    const made = await market.write<Opened>(officer, 'pilot-base.register-existing', {
      orgId: UNIVERSITY,
      name: '示例既有中试基地',
      field: '新材料',
      address: '示例路 2 号',
      siteM2: 800,
      equipmentFen: 300_000_000,
      staff: 10,
      certNo: '示证〔2025〕8号',
      plateNo: '示牌08',
      documentNo: '示科〔2025〕8号',
      from: addMonths(today, -12),
      until: addMonths(today, 24),
    })
    await market.act(decider, made.dossierId, 'pilot-base-registration.confirm')
    const stopped = async (says: RegExp) => {
      await toState(one, 'meeting')
      const meeting = { heldOn: today, minutesNo: '〔2026〕3号', resolution: '同意拟认定，公示。' }
      await assert.rejects(act(decider, one.dossierId, 'resolve', meeting), refuses(says))
      await toState(one, 'issuing')
      await assert.rejects(act(decider, one.dossierId, 'recognise', numbers), refuses(says))
    }
    await stopped(/申报单位已有有效的中试基地/)
    await market.query(
      `update pilot_bases.base set status = 'revoked', revoked_on = $2::date, barred_until = $2::date + 700 where org_id = $1`,
      [UNIVERSITY, today],
    )
    await stopped(/曾被撤销，\d{4}-\d{2}-\d{2} 起才可以再次申报/)
    await act(decider, one.dossierId, 'refuse', { reason: '认定曾被撤销，尚在期限内。' })
    assert.equal(await stateOf(one.dossierId), 'refused')
  })

  it('a conflict of an expert found when the panel is over: the objection is upheld, and another panel judges (decision 0051)', async () => {
    const one = await inIssuing()
    const again = { reason: '一位评审专家与申报单位有任职关系。' }
    await assert.rejects(act(officer, one.dossierId, 'reviewAgain', again), refuses(/您的身份不能办理/))
    await act(decider, one.dossierId, 'reviewAgain', again)
    await toState(one, 'siteCheck')
    const visitors = ['甲', '乙', '丙', '丁', '戊'].map((name) => ({ name, unit: '示例单位' }))
    const site = { visitedOn: await day(), visitors, findings: '与申报内容一致。', matches: true }
    await act(officer, one.dossierId, 'recordSite', site)
    const meeting = { heldOn: await day(), minutesNo: '纪要7', resolution: '同意拟认定。' }
    await act(decider, one.dossierId, 'resolve', meeting)
    const [notice] = await market.query<{ public_id: string }>(
      `select public_id from platform.notice where dossier_id = $1 and state = 'open'`,
      [one.dossierId],
    )
    const words = '评审专家曾在申报单位任职。'
    const objecting = {
      publicId: notice?.public_id,
      words,
      name: '示例',
      contact: '示例',
      code: 'a'.repeat(20),
    }
    await market.write(office, 'notice.object', objecting)
    await assert.rejects(act(decider, one.dossierId, 'reviewAgain', again), refuses(/还有异议没有答复/))
    const [objection] = await market.query<{ id: string }>('select id from platform.objection')
    const upheld = { objectionId: objection?.id, outcome: 'upheld', answer: '情况属实，重新评审。' }
    await market.write(secondOfficer, 'notice.answer', upheld)
    await act(decider, one.dossierId, 'reviewAgain', again)
    assert.equal(await stateOf(one.dossierId), 'expertReview')
    const panels = await market.query<{ state: string }>(
      'select state from platform.panel where dossier_id = $1 order by visit',
      [one.dossierId],
    )
    assert.deepEqual(
      panels.map(({ state }) => state),
      ['criteria', 'criteria'],
      'a panel of its own, not drawn yet',
    )
    await toState(one, 'formalCheck')
    await act(decider, one.dossierId, 'refuse', { reason: '申报单位要求终止办理。' })
  })

  it('a lease that was long enough when handed in is extended before the certificate runs beyond it', async () => {
    const leaseUntil = addDays(addMonths(await day(), 36), -1)
    const one = await inIssuing({ siteRight: '租赁', leaseUntil })
    const extend = (until: string, fileIds: readonly string[]) =>
      act(firm, one.dossierId, 'extendLease', { leaseUntil: until, fileIds })
    const contract = [await market.file(firm)]
    await assert.rejects(extend(addDays(leaseUntil, 400), contract), refuses(/不用补交续租合同/))
    await market.pass(10)
    await assert.rejects(
      act(decider, one.dossierId, 'recognise', numbers),
      refuses(new RegExp(`租赁 ${leaseUntil} 到期，早于证书有效期届满日`)),
    )
    await assert.rejects(extend(addDays(leaseUntil, 9), contract), refuses(/仍早于证书有效期届满日/))
    await assert.rejects(extend(addDays(leaseUntil, 400), []), /./)
    await extend(addDays(leaseUntil, 400), contract)
    await act(decider, one.dossierId, 'recognise', numbers)
    const { form, files } = await market.read<{ form: { leaseUntil: string }; files: object[] }>(
      firm,
      'pilot-base.show-application',
      { id: one.id },
    )
    assert.deepEqual([form.leaseUntil, files.length], [addDays(leaseUntil, 400), 1])
    const printed = await market.test.db.read('platform', async (tx) => {
      const dossier = await findDossier(tx, 'platform', one.dossierId)
      assert.ok(dossier)
      return JSON.stringify(await dossierPaper(tx, recognitionBinding, dossier, visitor))
    })
    for (const said of ['申请表', '示例海洋食品中试基地', '自评报告', addDays(leaseUntil, 400)])
      assert.ok(printed.includes(said), `P11: the printed dossier lacks ${said}`)
  })
})

describe('a draft', () => {
  it('is saved with a row that is filled in half; only whole rows are judged, and the fault names the row', async () => {
    const { staff, ...sound } = await application()
    const half = { name: '人员壬', title: '高级' }
    await assert.rejects(
      market.write(firm, 'pilot-base.draft', { ...sound, staff: [...staff, half] }),
      /应为下列之一/,
    )
    const saved = { ...sound, staff: [...staff.slice(1), { name: '人员壬' }] }
    const one = await market.write<Opened>(firm, 'pilot-base.draft', saved)
    const shown = await market.read<{
      form: { staff: object[] }
      check: { faults: { message: string }[]; conditions: { key: string; gap: string }[] }
    }>(firm, 'pilot-base.show-application', { id: one.id })
    assert.deepEqual(shown.form.staff, saved.staff)
    assert.equal(shown.check.conditions.find(({ key }) => key === 'staff')?.gap, '还差 1 人')
    assert.match(shown.check.faults.map(({ message }) => message).join(), /“专职队伍”第 8 行/)
    await assert.rejects(act(firm, one.dossierId, 'submit'), refuses(/“专职队伍”第 8 行/))
    const [named] = await market.query<{ title: string }>(
      'select title from platform.dossier where id = $1',
      [one.dossierId],
    )
    await market.write(firm, 'pilot-base.save', {
      id: one.id,
      ...(await application({ baseName: '改名后的基地' })),
    })
    const [renamed] = await market.query<{ title: string }>(
      'select title from platform.dossier where id = $1',
      [one.dossierId],
    )
    assert.deepEqual([named?.title, renamed?.title], ['示例海洋食品中试基地', '改名后的基地'])
    await act(firm, one.dossierId, 'discard')
  })

  it('nobody yet: what is missing of the team and of its qualified part add up', async () => {
    const one = await draft(firm, { staff: [] })
    const { check } = await market.read<{ check: { conditions: { key: string; gap: string }[] } }>(
      firm,
      'pilot-base.show-application',
      { id: one.id },
    )
    const gap = (key: string) => check.conditions.find((condition) => condition.key === key)?.gap
    assert.deepEqual([gap('staff'), gap('qualified')], ['还差 8 人', '还差 5 人'])
    await act(firm, one.dossierId, 'discard')
  })
})
