import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Actor } from '#platform/access/access.ts'
import { instantAt } from '#platform/booking/slots.ts'
import { addDays, dayOf, weekday } from '#platform/calendar/calendar.ts'
import { openMarket, people, UNIVERSITY, FIRM, type Market } from '#test/market.ts'
import { completeRecord } from './fixture.ts'
import { directoriesModule } from './module.ts'

const { office, firm, officer, newcomer } = people
const SECOND_FIRM = '01920000-0000-7000-8000-000000000109'
const secondFirm: Actor = {
  ...firm,
  personId: '01920000-0000-7000-8000-000000000031',
  orgId: SECOND_FIRM,
  orgName: '第二公司',
}
const FOUNDED = '2026-01-05T01:00:00.000Z'

interface Saved {
  readonly id: string
  readonly publicId: string
  readonly dossierId: string
}
interface Booked {
  readonly id: string
  readonly dossierId: string
  readonly state: string
}
interface Calendar {
  readonly days: readonly {
    readonly day: string
    readonly slots: readonly { readonly from: string; readonly state: string }[]
  }[]
}

describe('booking of an instrument', () => {
  let market: Market
  let today: string

  before(async () => {
    market = await openMarket([directoriesModule])
    await market.query(
      `insert into platform.organisation (id, public_id, kind, name, short_name, address, business, state_founded, sample, created_at, verified_at)
       values ($1, $2, '民企', '第二公司', '第二公司', '', '', false, false, $3, $3)`,
      [SECOND_FIRM, 'second-firm', FOUNDED],
    )
    const [row] = await market.query<{ now: string }>('select clock_timestamp()::text as now')
    today = dayOf(new Date(row?.now ?? '').toISOString())
  })
  after(() => market.drop())

  /** The first Monday at least `after` days from now: open, and no holiday of the loaded years. */
  const monday = (after = 3) => {
    let day = addDays(today, after)
    while (weekday(day) !== 1) day = addDays(day, 1)
    return day
  }
  const hour = (day: string, from: number, hours = 1) => ({
    from: instantAt(day, from * 60),
    until: instantAt(day, (from + hours) * 60),
    purpose: '卡那用途：断口形貌',
  })
  const act = (actor: Actor, dossierId: string, action: string, input: object = {}) =>
    market.act(actor, dossierId, `instrument-booking.${action}`, input)
  const published = async (name: string, more: object = {}) => {
    const saved = await market.write<Saved>(
      office,
      'instrument.draft',
      completeRecord('instrument', { name, ...more }),
    )
    await market.act(office, saved.dossierId, 'instrument-listing.submit', { declaresOpen: true })
    await market.act(officer, saved.dossierId, 'instrument-listing.approve')
    return saved
  }
  const request = (actor: Actor, id: string, slot: object) =>
    market.write<Booked>(actor, 'booking.request', { id, ...slot })
  const slotsOn = async (id: string, day: string) =>
    (await market.read<Calendar>(firm, 'instrument.calendar', { id, from: day, days: 1 })).days[0]?.slots ??
    []

  it('gives one hour to exactly one of two firms that ask at once, twenty times over', async () => {
    const { id } = await published('示例同时预约')
    for (let week = 0; week < 5; week += 1)
      for (const from of [9, 11, 13, 15]) {
        const slot = hour(addDays(monday(), 7 * week), from)
        const asked = await Promise.allSettled([request(firm, id, slot), request(secondFirm, id, slot)])
        const lost = asked.filter((one) => one.status === 'rejected')
        assert.equal(lost.length, 1)
        assert.match(String(lost[0]?.reason), /已被预约/)
      }
    const pairs = await market.query<{ n: number }>(
      `select count(*)::int as n from platform.booking a join platform.booking b on a.resource_id = b.resource_id and a.id < b.id
       where a.cancelled_at is null and b.cancelled_at is null and a.from_at < b.until_at and b.from_at < a.until_at`,
    )
    assert.equal(pairs[0]?.n, 0)
  })

  it('goes from request to use and rating; each side hears of the other; the public sees free or busy, never who', async () => {
    const { id, publicId } = await published('示例全程')
    const day = monday()
    const booked = await request(firm, id, { ...hour(day, 10, 2), samples: '3' })
    assert.equal(booked.state, 'requested')
    const seen = await market.read<object>(secondFirm, 'instrument.calendar', {
      id: publicId,
      from: day,
      days: 1,
    })
    assert.doesNotMatch(JSON.stringify(seen), /示例公司|卡那用途|乙一/)
    assert.deepEqual(
      (await slotsOn(id, day)).map(({ state }) => state),
      ['free', 'busy', 'busy', 'free', 'free', 'free', 'free', 'free'],
    )
    const own = await market.read<{ entries: { who: string; what: string }[] }>(office, 'booking.calendar', {
      id,
      from: day,
      days: 1,
    })
    assert.deepEqual(
      own.entries.map(({ who, what }) => [who, what]),
      [['示例公司', '卡那用途：断口形貌']],
    )
    await assert.rejects(market.read(secondFirm, 'booking.show', { id: booked.id }), /没有找到/)
    await assert.rejects(act(firm, booked.dossierId, 'confirm'), /没有找到|不是此事/)
    await act(office, booked.dossierId, 'confirm')
    await assert.rejects(
      act(office, booked.dossierId, 'use', { usedMinutes: 90, feeFen: 60_000 }),
      /还没有开始/,
    )
    await market.query(`update directories.booking set from_at = $2, until_at = $3 where id = $1`, [
      booked.id,
      '2026-01-04T01:00:00.000Z',
      '2026-01-04T03:00:00.000Z',
    ])
    await assert.rejects(act(firm, booked.dossierId, 'cancel'), /已经开始/)
    await act(office, booked.dossierId, 'use', { usedMinutes: 90, usedSamples: 3, feeFen: 60_000 })
    await act(firm, booked.dossierId, 'rate', { stars: 5 })
    const shown = await market.read<Record<string, unknown>>(office, 'booking.show', { id: booked.id })
    assert.deepEqual(
      [shown['state'], shown['usedMinutes'], shown['feeFen'], shown['stars'], shown['noShows']],
      ['rated', 90, 60_000, 5, 0],
    )
    const told = await market.query<{ template: string; org: string }>(
      `select payload->>'template' as template, payload->>'orgId' as org from platform.outbox
       where topic = 'message.org' and payload->'params'->>'name' = '示例全程' and payload->>'link' like '/app/bookings/%' order by id`,
    )
    assert.deepEqual(
      told.map(({ org, template }) => [org, /请确认|已确认|已登记/.exec(template)?.[0]]),
      [
        [UNIVERSITY, '请确认'],
        [FIRM, '已确认'],
        [FIRM, '已登记'],
      ],
    )
    for (const { template } of told) assert.doesNotMatch(template, /purpose|用途/)
  })

  const day = () => monday()
  const refusals: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    [
      'an organisation that was not verified',
      async () => request(newcomer, (await published('示例未核验')).id, hour(day(), 9)),
      /尚未通过核验/,
    ],
    [
      'the own instrument',
      async () => request({ ...office, roles: ['tto'] }, (await published('示例自家')).id, hour(day(), 9)),
      /本单位的仪器/,
    ],
    [
      'a slot that is off the grid by one minute',
      async () =>
        request(firm, (await published('示例错位')).id, { ...hour(day(), 9), until: instantAt(day(), 601) }),
      /格子上/,
    ],
    [
      'a closed weekday',
      async () => request(firm, (await published('示例周末')).id, hour(addDays(day(), 5), 9)),
      /不开放/,
    ],
    [
      'more slots than one booking may have',
      async () => request(firm, (await published('示例过多', { slotsMost: 2 })).id, hour(day(), 9, 3)),
      /一次最多预约 2 格/,
    ],
    [
      'less lead than asked',
      async () => request(firm, (await published('示例提前', { leadHours: 720 })).id, hour(day(), 9)),
      /至少提前 720 小时/,
    ],
    [
      'a day beyond the horizon',
      async () => request(firm, (await published('示例太远')).id, hour(monday(95), 9)),
      /最多可以预约 90 天/,
    ],
    [
      'an instrument that is not booked here',
      async () => request(firm, (await published('示例不约', { bookable: false })).id, hour(day(), 9)),
      /不在平台上接受预约/,
    ],
    [
      'an end before the start',
      async () =>
        request(firm, (await published('示例倒置')).id, { ...hour(day(), 10), until: instantAt(day(), 540) }),
      /晚于开始/,
    ],
  ]
  for (const [what, run, sentence] of refusals)
    it(`refuses ${what}`, async () => assert.rejects(run(), sentence))

  it('a block for maintenance keeps everybody out and cannot lie over a booking', async () => {
    const { id } = await published('示例检定')
    const slot = { firstDay: monday(), fromTime: '09:00', lastDay: monday(), untilTime: '11:00' }
    await assert.rejects(
      market.write(office, 'booking.block', { id, ...slot, untilTime: '08:00', reason: '倒置' }),
      /晚于开始/,
    )
    const block = await market.write<{ id: string }>(office, 'booking.block', {
      id,
      ...slot,
      reason: '年度检定 CANARY',
    })
    await assert.rejects(request(firm, id, hour(monday(), 10)), /已被预约/)
    const slots = await slotsOn(id, monday())
    assert.deepEqual(
      slots.slice(0, 3).map(({ state }) => state),
      ['blocked', 'blocked', 'free'],
    )
    assert.doesNotMatch(JSON.stringify(await market.read(firm, 'instrument.calendar', { id })), /CANARY/)
    await assert.rejects(market.write(firm, 'booking.unblock', { id, blockId: block.id }), /没有找到/)
    await market.write(office, 'booking.unblock', { id, blockId: block.id })
    await request(firm, id, hour(monday(), 10))
    await assert.rejects(market.write(office, 'booking.block', { id, ...slot, reason: '再检' }), /已有预约/)
  })

  it('a declined, lapsed or cancelled booking frees its slot; a late cancellation is noted', async () => {
    const { id } = await published('示例释放', { cancelHours: 720 })
    const slot = hour(monday(), 14)
    const declined = await request(firm, id, slot)
    await assert.rejects(act(office, declined.dossierId, 'decline', {}), /必填|填写|更正/)
    await act(office, declined.dossierId, 'decline', { reason: '样品不符，请改日' })
    const cancelled = await request(secondFirm, id, slot)
    await act(secondFirm, cancelled.dossierId, 'cancel', { reason: '样品未到' })
    const shown = await market.read<{ lateCancel: boolean }>(office, 'booking.show', { id: cancelled.id })
    assert.equal(shown.lateCancel, true)
    await request(firm, id, slot)
  })

  it('a free slot confirms itself where the keeper has said so', async () => {
    const { id } = await published('示例自动', { autoConfirm: true })
    const booked = await request(firm, id, hour(monday(), 9))
    assert.equal(booked.state, 'confirmed')
    const reminders = await market.query<{ due: string; says: string }>(
      `select due_on::text as due, term->>'says' as says from platform.deadline
       where dossier_id = $1 and kind = 'reminder' and state = 'open'`,
      [booked.dossierId],
    )
    assert.deepEqual(
      reminders.map(({ due }) => due),
      [addDays(monday(), -1)],
    )
    assert.match(reminders[0]?.says ?? '', /明天有仪器预约/)
    await act(office, booked.dossierId, 'retract', { reason: '设备故障' })
    assert.equal((await slotsOn(id, monday()))[0]?.state, 'free')
  })

  it('gives a calendar file of the booking and free or busy of the instrument', async () => {
    const { id } = await published('示例日历文件')
    const booked = await request(firm, id, hour(monday(), 9))
    const file = await market.read<Response>(firm, 'booking.ics', { id: booked.id })
    const text = await file.text()
    assert.match(text, /BEGIN:VEVENT[\s\S]*DTSTART:\d{8}T010000Z\r\nDTEND:\d{8}T020000Z/)
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
    await assert.rejects(market.read(secondFirm, 'booking.ics', { id: booked.id }), /没有找到/)
  })
})

describe('what nobody answers or notes ends by itself', () => {
  let market: Market
  before(async () => {
    market = await openMarket([directoriesModule])
  })
  after(() => market.drop())

  const stateOf = async (id: string) =>
    (await market.query<{ state: string }>('select state from directories.booking where id = $1', [id]))[0]
      ?.state

  it('a request lapses before its slot, a use that nobody notes is closed as unrecorded; statistics count only what was noted', async () => {
    const saved = await market.write<Saved>(
      office,
      'instrument.draft',
      completeRecord('instrument', {
        autoConfirm: false,
        openDays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
      }),
    )
    const move = async (actor: Actor, command: string, dossierId: string, input: object = {}) => {
      const [row] = await market.query<{ visit: number }>(
        'select visit from platform.dossier where id = $1',
        [dossierId],
      )
      return market.write(actor, command, { dossierId, visit: row?.visit, ...input })
    }
    await move(office, 'instrument-listing.submit', saved.dossierId, { declaresOpen: true })
    await move(officer, 'instrument-listing.approve', saved.dossierId)
    const [row] = await market.query<{ now: string }>('select clock_timestamp()::text as now')
    const today = dayOf(new Date(row?.now ?? '').toISOString())
    const book = (from: number) =>
      market.write<Booked>(firm, 'booking.request', {
        id: saved.id,
        from: instantAt(addDays(today, 2), from * 60),
        until: instantAt(addDays(today, 2), (from + 1) * 60),
        purpose: '测试',
      })
    const [unanswered, missed, used, forgotten] = [
      await book(9),
      await book(10),
      await book(11),
      await book(12),
    ]
    for (const one of [missed, used, forgotten])
      await move(office, 'instrument-booking.confirm', one.dossierId)
    await market.pass(2)
    await market.sweep()
    assert.equal(await stateOf(unanswered.id), 'lapsed')
    await market.pass(1)
    await market.sweep()
    assert.equal(await stateOf(used.id), 'concluded')
    await move(office, 'instrument-booking.use', used.dossierId, {
      usedMinutes: 60,
      usedSamples: 2,
      feeFen: 30_000,
    })
    await move(office, 'instrument-booking.miss', missed.dossierId)
    await market.pass(20)
    await market.sweep()
    assert.equal(await stateOf(forgotten.id), 'unrecorded')

    type Use = { items: Record<string, unknown>[] }
    const until = addDays(today, 30)
    const own = await market.read<Use>(office, 'booking.statistics', { from: today, until })
    const counts = ({
      asked,
      used: n,
      minutes,
      samples,
      users,
      noShows,
      unrecorded,
      feeFen,
    }: Record<string, unknown>) => ({ asked, n, minutes, samples, users, noShows, unrecorded, feeFen })
    assert.deepEqual(own.items.map(counts), [
      { asked: 4, n: 1, minutes: 60, samples: 2, users: 1, noShows: 1, unrecorded: 1, feeFen: 30_000 },
    ])
    const all = await market.read<Use>(officer, 'booking.statistics', { from: today, until })
    assert.equal(all.items[0]?.['minutes'], 60)
    assert.equal(all.items[0]?.['feeFen'], null, 'what firms pay each other is not the bureau’s (P16)')
    const foreign = await market.read<Use>(firm, 'booking.statistics', { from: today, until })
    assert.deepEqual(foreign.items, [])
    const keeper = await market.write<Booked>(firm, 'booking.request', {
      id: saved.id,
      from: instantAt(addDays(today, 40), 540),
      until: instantAt(addDays(today, 40), 600),
      purpose: '再次',
    })
    const shown = await market.read<{ noShows: number }>(office, 'booking.show', { id: keeper.id })
    assert.equal(shown.noShows, 1, 'the keeper decides knowing it')
  })
})
