import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { AGENCY, FIRM, people, rules, UNIVERSITY } from '#test/market.ts'
import { visitor } from '#platform/access/access.ts'
import { eventForm } from './forms.ts'
import { eventsModule } from './module.ts'
import { seat } from './rules.ts'

const { office, secondOffice, firm, officer, broker, newcomer } = people
const AHEAD_DAYS = 5

interface Made {
  readonly id: string
  readonly dossierId: string
}

describe('an event from draft to the day after (P40)', () => {
  let market: DealMarket
  let achievementId: string
  let demandId: string
  before(async () => {
    market = await openDealMarket([eventsModule])
    achievementId = await market.achievement('示例活动成果')
    demandId = await market.demand('示例活动需求')
  })
  after(() => market.drop())

  const wall = async (days: number, hour: string) => {
    const [row] = await market.query<{ now: string }>(
      `select clock_timestamp() + (select clock_offset_ms from platform.state) * interval '1 ms' as now`,
    )
    const at = Date.parse(row?.now ?? '') + days * 86_400_000 + 8 * 3_600_000
    return `${new Date(at).toISOString().slice(0, 10)}T${hour}`
  }
  const form = async (more: object = {}) => ({
    title: '示例成果对接会',
    kind: '对接会',
    // The whole day: the tests run at any hour.
    startsAt: await wall(AHEAD_DAYS, '00:00'),
    endsAt: await wall(AHEAD_DAYS, '23:59'),
    place: '示例会展中心',
    capacity: 100,
    audience: 'public',
    agenda: '上午路演，下午一对一洽谈。',
    ...more,
  })
  const draft = async (actor = officer, more: object = {}) =>
    market.write<Made>(actor, 'event.draft', await form(more))
  const act = (actor: typeof office, event: Made, action: string, input: object = {}) =>
    market.act(actor, event.dossierId, action, input, 'event')
  const published = async (more: object = {}) => {
    const event = await draft(officer, more)
    await act(officer, event, 'publish')
    return event
  }
  const codeOf = async (event: Made) =>
    (await market.query<{ code: string }>('select code from events.event where id = $1', [event.id]))[0]?.code
  const toTheDay = async () => {
    await market.pass(AHEAD_DAYS)
    await market.sweep()
  }
  const told = async (template: RegExp, to: { orgId?: string | null; personId?: string | null }) =>
    (
      await market.query<{ template: string; org: string | null; person: string | null }>(
        `select payload ->> 'template' as template, payload ->> 'orgId' as org, payload ->> 'personId' as person
         from platform.outbox where topic like 'message.%'`,
      )
    ).some(
      (row) =>
        template.test(row.template) &&
        (to.orgId === undefined || row.org === to.orgId) &&
        (to.personId === undefined || row.person === to.personId),
    )
  const listed = async (actor: typeof office) =>
    (await market.read<{ items: { id: string }[] }>(actor, 'event.list', { limit: 100 })).items.map(
      (one) => one.id,
    )

  it('is drafted and published by a government unit; a service body first has to be designated', async () => {
    await assert.rejects(draft(firm), /不能办理/)
    const own = await draft(broker)
    await assert.rejects(act(broker, own, 'publish'), /须经主管单位指定/)
    await assert.rejects(
      market.write(officer, 'event.designate', { orgId: FIRM, allowed: true }),
      /只能指定已核验的服务机构/,
    )
    await market.write(officer, 'event.designate', { orgId: AGENCY, allowed: true })
    await act(broker, own, 'publish')
    await market.write(officer, 'event.designate', { orgId: AGENCY, allowed: false })
    const second = await draft(broker)
    await assert.rejects(act(broker, second, 'publish'), /须经主管单位指定/)
    await act(broker, own, 'cancel', { reason: '场地检修' })
    await assert.rejects(act(officer, second, 'publish'), /没有找到/)
  })

  const wrong: readonly (readonly [string, object, string])[] = [
    ['an end before the start', { endsAt: '2020-01-01T08:00' }, 'endsAt'],
    ['four days', { startsAt: '2030-01-01T08:00', endsAt: '2030-01-05T08:00' }, 'endsAt'],
    ['no places', { capacity: 0 }, 'capacity'],
    ['a hall of fifty thousand', { capacity: 50_000 }, 'capacity'],
  ]
  for (const [name, more, field] of wrong)
    it(`refuses ${name}`, async () => {
      const parsed = eventForm.safeParse(await form(more))
      assert.ok(parsed.error?.issues.some((issue) => issue.path.join('.') === field))
    })

  it('is not published once its time is past', async () => {
    const late = await draft(officer, { startsAt: await wall(-1, '09:00'), endsAt: await wall(-1, '10:00') })
    await assert.rejects(act(officer, late, 'publish'), /开始时间已经过去/)
    await act(officer, late, 'discard')
  })

  it('an invited one is there for the invited alone', async () => {
    const event = await published({ audience: 'invited' })
    await market.write(officer, 'event.invite', { id: event.id, orgIds: [UNIVERSITY] })
    assert.ok(await told(/邀请贵单位参加活动/, { orgId: UNIVERSITY }))
    assert.ok((await listed(office)).includes(event.id))
    for (const stranger of [firm, visitor]) {
      assert.ok(!(await listed(stranger)).includes(event.id))
      await assert.rejects(market.read(stranger, 'event.show', { id: event.id }), /没有找到/)
    }
    await assert.rejects(market.write(firm, 'event.register', { id: event.id }), /没有找到/)
    await market.write(office, 'event.register', { id: event.id })
    await act(officer, event, 'cancel', { reason: '改期' })
    assert.ok(await told(/已取消：/, { personId: office.personId }))
  })

  it('takes as many as it holds; the others wait in order and move up (no place is lost)', async () => {
    const event = await published({ capacity: 1 })
    const say = (actor: typeof office, what: string) =>
      market.write<{ state: string }>(actor, `event.${what}`, { id: event.id })
    assert.equal((await say(office, 'register')).state, 'registered')
    assert.equal((await say(firm, 'register')).state, 'waiting')
    assert.equal((await say(newcomer, 'register')).state, 'waiting')
    await assert.rejects(say(firm, 'register'), /已经报过名/)
    await say(office, 'unregister')
    assert.ok(await told(/有了空位/, { personId: firm.personId }))
    await assert.rejects(say(office, 'unregister'), /没有报名/)
    assert.equal((await say(office, 'register')).state, 'waiting')
    await market.write(officer, 'event.edit', { ...(await form({ capacity: 2 })), id: event.id })
    assert.ok(await told(/有了空位/, { personId: newcomer.personId }))
    await assert.rejects(
      market.write(officer, 'event.edit', { ...(await form({ capacity: 1 })), id: event.id }),
      /已有 2 人报名/,
    )
  })

  it('tells everybody when time or place changes, and counts the change for calendars', async () => {
    const event = await published()
    await market.write(firm, 'event.register', { id: event.id })
    await market.write(officer, 'event.edit', {
      ...(await form({ place: '示例科技馆' })),
      id: event.id,
    })
    assert.ok(await told(/时间或地点已改/, { personId: firm.personId }))
    const ics = await market.read<Response>(visitor, 'event.ics', { id: event.id })
    const text = await ics.text()
    assert.match(text, /SEQUENCE:1/)
    assert.match(text, /LOCATION:示例科技馆/)
    assert.match(text, /T160000Z/)
  })

  it('on the day the poster’s code signs people in: with an account by one button, guests by name, never before or without it', async () => {
    const event = await published()
    const code = await codeOf(event)
    const guest = { id: event.id, code, name: '来宾甲', unit: '示例外地公司', phone: '13900000009' }
    await assert.rejects(market.write(firm, 'event.check-in', { id: event.id, code }), /当天才能签到/)
    await assert.rejects(market.write(visitor, 'event.check-in-guest', guest), /当天才能签到/)
    await toTheDay()
    await assert.rejects(
      market.write(firm, 'event.check-in', { id: event.id, code: 'xxxxxxxxxxxx' }),
      /签到码不对/,
    )
    const first = await market.write<{ says: string }>(firm, 'event.check-in', { id: event.id, code })
    const again = await market.write<{ says: string }>(firm, 'event.check-in', { id: event.id, code })
    assert.deepEqual([first.says, again.says], ['签到成功。', '您已经签过到了。'])
    await assert.rejects(
      market.write(visitor, 'event.check-in-guest', { ...guest, phone: '无' }),
      /手机号或座机号/,
    )
    await market.write(visitor, 'event.check-in-guest', guest)
    await assert.rejects(market.read(firm, 'event.people', { id: event.id }), /不能办理|没有找到/)
    const shown = await market.read<{
      guests: { name: string; phone: string }[]
      walkIns: { name: string }[]
    }>(officer, 'event.people', { id: event.id })
    assert.deepEqual(
      shown.guests.map((one) => [one.name, one.phone]),
      [['来宾甲', '139****0009']],
    )
    assert.equal(shown.walkIns.length, 1)

    await act(officer, event, 'finish')
    await market.pass(rules.number('event.guestKeep.days', '2026-11-23') + 4)
    await market.sweep()
    const rows = await market.query<{ name: string; phone: string }>(
      'select name, phone from events.guest where event_id = $1',
      [event.id],
    )
    assert.deepEqual(rows, [{ name: '', phone: '' }])
    const journal = await market.query<{ input: unknown }>(
      `select input from platform.journal where command = 'event.check-in-guest'`,
    )
    assert.doesNotMatch(JSON.stringify(journal), /来宾甲|13900000009|外地公司/)
  })

  it('a pair that met enters the funnel, becomes a deal in one click, and is asked afterwards', async () => {
    const event = await published()
    const planned = await market.write<{ id: string }>(officer, 'event.add-pair', {
      id: event.id,
      achievementId,
      demandId,
    })
    const pairId = planned.id
    const on = { id: event.id, pairId }
    await assert.rejects(market.write(firm, 'event.met', on), /还没有开始/)
    await toTheDay()
    await assert.rejects(market.write(newcomer, 'event.met', on), /没有找到/)
    await assert.rejects(market.write(firm, 'event.open-deal', on), /先记录双方见过面/)
    assert.deepEqual(await market.write(firm, 'event.met', on), { met: false })
    await assert.rejects(market.write(firm, 'event.met', on), /等待对方确认/)
    assert.deepEqual(await market.write(office, 'event.met', on), { met: true })
    const stages = await market.query(`select stage from events.pub_stage where achievement_id = $1`, [
      achievementId,
    ])
    assert.equal(stages.length, 1)
    const deal = await market.write<Made>(firm, 'event.open-deal', on)
    await assert.rejects(market.write(office, 'event.open-deal', on), /已经开始洽谈/)
    const shown = await market.read<{ messages: { body: string }[]; state: string }>(
      secondOffice,
      'deal.show',
      {
        id: deal.id,
      },
    )
    assert.match(shown.messages[0]?.body ?? '', /在“示例成果对接会”上见过面/)
    await act(officer, event, 'finish')
    assert.ok(await told(/请答复与对方见面后的意见/, { orgId: UNIVERSITY }))
    await market.write(office, 'event.answer', { ...on, answer: 'continue' })
    await assert.rejects(market.write(firm, 'event.answer', { ...on, answer: 'no' }), /请选择不合适的原因/)
    await market.write(firm, 'event.answer', { ...on, answer: 'no', reason: '价格' })
    const sheet = await market.read<Response>(officer, 'event.result', { id: event.id })
    assert.match(
      await sheet.text(),
      /示例大学,示例公司,示例活动成果,示例活动需求,,,是,继续洽谈,不合适（价格）,是/,
    )
  })

  it('the organiser’s word alone is enough, also for a pair made on the spot', async () => {
    const event = await published()
    await toTheDay()
    const { id: pairId } = await market.write<{ id: string }>(officer, 'event.add-pair', {
      id: event.id,
      sellerOrgId: UNIVERSITY,
      buyerOrgId: FIRM,
      met: true,
    })
    const own = await market.read<{ items: { id: string; metAt: string }[] }>(firm, 'event.pairs', {
      id: event.id,
    })
    assert.deepEqual(
      own.items.map((one) => [one.id, one.metAt !== null]),
      [[pairId, true]],
    )
    const others = await market.read<{ items: unknown[] }>(broker, 'event.pairs', { id: event.id })
    assert.equal(others.items.length, 0)
    await market.query(`update exchange.demand_version set data = data || '{"blind": true}'`)
    await assert.rejects(
      market.write(officer, 'event.add-pair', { id: event.id, achievementId, demandId }),
      /没有公开身份/,
    )
  })

  it('seats planned meetings and ends by the clock when nobody ends it', async () => {
    const event = await published()
    const pairIds: string[] = []
    for (let i = 0; i < 3; i += 1) {
      const sides = { sellerOrgId: UNIVERSITY, buyerOrgId: i === 2 ? AGENCY : FIRM }
      const made = await market.write<{ id: string }>(officer, 'event.add-pair', { id: event.id, ...sides })
      pairIds.push(made.id)
    }
    const seated = await market.write<{ seated: number; left: number }>(officer, 'event.schedule', {
      id: event.id,
      pairIds,
      from: await wall(AHEAD_DAYS, '22:30'),
      tables: 5,
      minutes: 30,
    })
    assert.deepEqual(seated, { seated: 2, left: 1 }, 'the university sits at one table at a time')
    await toTheDay()
    await market.pass(2)
    await market.sweep()
    const [row] = await market.query<{ state: string }>('select state from events.event where id = $1', [
      event.id,
    ])
    assert.equal(row?.state, 'finished')
  })

  it('leaves nothing that its invariants forbid', async () => {
    for (const { name, rows } of eventsModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('events', rows), [], name)
  })
})

describe('seating 1:1 meetings', () => {
  it('puts nobody and no table in two meetings at once, ends in time, and leaves none out that had a place', () => {
    const org = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const meeting = fc
      .tuple(fc.uuid(), org, org)
      .filter(([, seller, buyer]) => seller !== buyer)
      .map(([id, sellerOrgId, buyerOrgId]) => ({ id, sellerOrgId, buyerOrgId }))
    const room = fc.record({
      from: fc.constant(0),
      until: fc.integer({ min: 0, max: 8 * 3_600_000 }),
      tables: fc.integer({ min: 1, max: 4 }),
      minutes: fc.integer({ min: 5, max: 90 }),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(meeting, { selector: (one) => one.id, maxLength: 30 }),
        room,
        (meetings, hall) => {
          const slots = seat(meetings, [], hall)
          for (const [i, a] of slots.entries()) {
            assert.ok(a.startsAt >= hall.from && a.endsAt <= hall.until)
            assert.ok(a.tableNo >= 1 && a.tableNo <= hall.tables)
            for (const b of slots.slice(i + 1)) {
              if (a.startsAt >= b.endsAt || b.startsAt >= a.endsAt) continue
              assert.notEqual(a.tableNo, b.tableNo)
              assert.equal(new Set([a.sellerOrgId, a.buyerOrgId, b.sellerOrgId, b.buyerOrgId]).size, 4)
            }
          }
          const rounds = Math.floor((hall.until - hall.from) / (hall.minutes * 60_000))
          if (meetings.length > 0 && rounds > 0) assert.ok(slots.length > 0)
          if (rounds >= meetings.length) assert.equal(slots.length, meetings.length)
        },
      ),
      { numRuns: 300 },
    )
  })
})
