import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { FIRM, people, UNIVERSITY } from '#test/market.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { dealsModule } from '../module.ts'
import { meetingForm } from './forms.ts'

const { office, firm, newcomer, officer, officerAndOffice } = people
/** Far enough for every reminder. */
const LATER = 10

describe('meetings of a deal', () => {
  let market: DealMarket
  let deal: { id: string; dossierId: string }
  before(async () => {
    market = await openDealMarket()
    const achievementId = await market.achievement('示例会面成果')
    deal = await market.write(firm, 'deal.open', { achievementId, message: '想先看现场。' })
  })
  after(() => market.drop())

  const now = async () => {
    const [row] = await market.query<{ now: string }>(
      `select clock_timestamp() + (select clock_offset_ms from platform.state) * interval '1 ms' as now`,
    )
    return Date.parse(row?.now ?? '')
  }
  /** Wall time in Shanghai, so many days from now. */
  const at = async (days: number, hour: string) =>
    `${new Date((await now()) + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10)}T${hour}`
  const slots = async (days: number) => [
    { startsAt: await at(days, '09:00'), endsAt: await at(days, '10:30') },
    { startsAt: await at(days + 1, '14:00'), endsAt: await at(days + 1, '15:00') },
  ]
  const propose = async (days = LATER) =>
    market.write<{ id: string; dossierId: string }>(office, 'deal.propose-meeting', {
      id: deal.id,
      topic: '看中试线',
      way: '现场',
      place: '示例大学海洋楼',
      slots: await slots(days),
    })
  const act = (actor: typeof office, dossierId: string, action: string, input: object = {}) =>
    market.act(actor, dossierId, action, input, 'deal-meeting')
  const told = async (orgId: string, words: RegExp) =>
    (
      await market.query<{ template: string }>(
        `select payload ->> 'template' as template from platform.outbox where payload ->> 'orgId' = $1`,
        [orgId],
      )
    ).some((row) => words.test(row.template))
  const metAt = async () =>
    (await market.query('select 1 from deals.pub_stage where deal_id = $1 and stage = $2', [deal.id, 'met']))
      .length

  it('wait until both talk', async () => {
    await assert.rejects(propose(), /双方同意洽谈后才能约会面/)
    await market.act(office, deal.dossierId, 'accept')
    assert.equal(await metAt(), 1)
  })

  it('times are proposed by one, chosen by the other, and both are reminded the day before', async () => {
    const meeting = await propose()
    await assert.rejects(act(office, meeting.dossierId, 'accept', { slot: 1 }), /等待对方选定/)
    await assert.rejects(act(firm, meeting.dossierId, 'accept', { slot: 3 }), /没有这个时间/)
    await assert.rejects(act(newcomer, meeting.dossierId, 'accept', { slot: 1 }), /没有找到/)
    await act(firm, meeting.dossierId, 'accept', { slot: 2 })
    const ics = await market.read<Response>(firm, 'deal.meeting-ics', { id: deal.id, meetingId: meeting.id })
    const text = await ics.text()
    assert.match(text, /DTSTART:\d{8}T060000Z/)
    assert.match(text, /LOCATION:示例大学海洋楼/)
    await market.pass(LATER)
    await market.sweep()
    assert.ok(await told(FIRM, /有会面/))
    assert.ok(await told(UNIVERSITY, /有会面/))
    await assert.rejects(
      act(office, meeting.dossierId, 'writeMinutes', { minutes: '看了中试线。' }),
      /还没有开始/,
    )
    await market.pass(2)
    await act(office, meeting.dossierId, 'writeMinutes', { minutes: '看了中试线，商定先试用三个月。' })
    await assert.rejects(act(office, meeting.dossierId, 'confirmMinutes'), /等待对方确认/)
    await act(firm, meeting.dossierId, 'writeMinutes', { minutes: '看了中试线，商定先试用两个月。' })
    await act(office, meeting.dossierId, 'confirmMinutes')
    const shown = await market.read<{ meetings: { state: string; heldAt: string; minutes: unknown[] }[] }>(
      firm,
      'deal.show',
      { id: deal.id },
    )
    assert.deepEqual([shown.meetings[0]?.state, shown.meetings[0]?.minutes.length], ['held', 2])
  })

  it('a cancelled one leaves the calendar; one may decline with a reason, or take back what one proposed', async () => {
    const cancelled = await propose()
    await act(firm, cancelled.dossierId, 'accept', { slot: 1 })
    await act(office, cancelled.dossierId, 'cancel', { reason: '设备检修' })
    const ics = await market.read<Response>(office, 'deal.meeting-ics', {
      id: deal.id,
      meetingId: cancelled.id,
    })
    assert.match(await ics.text(), /METHOD:CANCEL[\s\S]*SEQUENCE:2/)
    const declined = await propose()
    await assert.rejects(act(office, declined.dossierId, 'decline', { reason: '不去' }), /等待对方/)
    await act(firm, declined.dossierId, 'decline', { reason: '出差' })
    const withdrawn = await propose()
    await assert.rejects(act(firm, withdrawn.dossierId, 'withdraw'), /由对方提出/)
    await act(office, withdrawn.dossierId, 'withdraw')
  })

  const wrong: readonly (readonly [string, object, string])[] = [
    ['an end before the start', { startsAt: '2030-01-02T10:00', endsAt: '2030-01-02T09:00' }, 'endsAt'],
    ['more than a day', { startsAt: '2030-01-02T10:00', endsAt: '2030-01-04T09:00' }, 'endsAt'],
    ['a day that is none', { startsAt: '2030-02-30T10:00', endsAt: '2030-02-30T11:00' }, 'startsAt'],
    ['an hour that is none', { startsAt: '2030-02-03T24:10', endsAt: '2030-02-03T25:00' }, 'startsAt'],
  ]
  for (const [name, slot, field] of wrong)
    it(`refuses ${name}`, () => {
      const parsed = meetingForm.safeParse({ topic: '看样品', way: '现场', place: '示例', slots: [slot] })
      assert.ok(parsed.error?.issues.some((issue) => issue.path.join('.') === `slots.0.${field}`))
    })

  it('refuses what is past already', async () => {
    await assert.rejects(propose(-3), /已经过去/)
  })

  it('ends with the deal', async () => {
    const open = await propose()
    await market.act(firm, deal.dossierId, 'end', { reason: '地域' })
    await assert.rejects(act(firm, open.dossierId, 'accept', { slot: 1 }), /洽谈已经结束/)
    await assert.rejects(propose(), /洽谈已经结束/)
    for (const { name, rows } of dealsModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('deals', rows), [], name)
  })
})

describe('请平台协助', () => {
  let market: DealMarket
  let achievementId: string
  before(async () => {
    market = await openDealMarket()
    achievementId = await market.achievement('示例求助成果')
  })
  after(() => market.drop())

  const ask = (actor: typeof office, more: object) =>
    market.write<{ id: string; dossierId: string }>(actor, 'help.ask', {
      aboutKind: 'achievement',
      aboutId: achievementId,
      question: '请推荐一位技术经纪人。',
      ...more,
    })

  it('goes to the competent unit (P4), which answers within the term; the answer reaches the asker', async () => {
    const help = await ask(firm, {})
    const [dossier] = await market.query<{ unit: boolean; due: string | null }>(
      `select d.unit_id = $2 as unit, t.due_on as due from platform.dossier d
       left join platform.deadline t on t.dossier_id = d.id and t.kind = 'term' where d.id = $1`,
      [help.dossierId, officer.orgId],
    )
    assert.ok(dossier?.unit && dossier.due !== null)
    await assert.rejects(
      market.act(firm, help.dossierId, 'answer', { answer: '自己答' }, 'help-request'),
      /不能/,
    )
    await assert.rejects(
      market.act(officerAndOffice, help.dossierId, 'answer', { answer: '外单位' }, 'help-request'),
      /没有找到/,
    )
    await market.act(officer, help.dossierId, 'answer', { answer: '可联系服务机构。' }, 'help-request')
    const shown = await market.read<{ steps: { kind: string; body: string }[]; stateTitle: string }>(
      firm,
      'help.show',
      { id: help.id },
    )
    assert.deepEqual(
      shown.steps.map((step) => [step.kind, step.body]),
      [['answer', '可联系服务机构。']],
    )
    await assert.rejects(market.read(office, 'help.show', { id: help.id }), /没有找到/)
  })

  it('is about what the asker may see only, and handed on only to a verified service body', async () => {
    await assert.rejects(ask(firm, { aboutKind: 'deal' }), /没有找到这次洽谈/)
    await assert.rejects(ask(firm, { aboutKind: 'demand' }), /没有找到这项需求/)
    const draft = await market.write<{ id: string }>(office, 'achievement.draft', {
      name: '示例未公开成果',
      secrecy: '公开',
    })
    await assert.rejects(ask(firm, { aboutId: draft.id }), /没有找到这项成果/)
    const help = await ask(office, { aboutId: draft.id })
    await assert.rejects(
      market.act(
        officer,
        help.dossierId,
        'assign',
        { helperOrgId: FIRM, explanation: '请协助' },
        'help-request',
      ),
      /只能交给已核验的服务机构/,
    )
    await market.act(office, help.dossierId, 'withdraw', {}, 'help-request')
  })
})
