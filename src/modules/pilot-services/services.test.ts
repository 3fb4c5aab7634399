import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { complete } from '#modules/achievements/fixture.ts'
import { clockActor, type Actor } from '#platform/access/access.ts'
import { instantAt } from '#platform/booking/slots.ts'
import { addDays } from '#platform/calendar/calendar.ts'
import { AGENCY, FIRM, people } from '#test/market.ts'
import {
  act,
  agreed,
  ask,
  base,
  draft,
  fileOf,
  market,
  monday,
  published,
  refuses,
  registered,
  request,
  secondFirm,
  shown,
  stateOf,
  today,
  type Saved,
} from '#test/pilot-desk.ts'
import { serviceFigures } from './figures.ts'
import { pilotServicesModule } from './module.ts'
import { serviceSource } from './service.ts'

const { firm, officer, office, newcomer } = people

describe('a line', () => {
  it('is published only by a base whose recognition is in force', async () => {
    const saved = await draft('示例没有基地的产线')
    const submit = () =>
      market.act(base, saved.dossierId, 'pilot-service-listing.submit', { declaresOpen: true })
    await assert.rejects(submit(), refuses(/只有认定在有效期内的中试基地/))
    await registered()
    await submit()
    await market.act(officer, saved.dossierId, 'pilot-service-listing.approve')
  })
})

describe('booking a pilot run', () => {
  it('gives one hour to exactly one of two firms that ask at once; the other is told in a sentence', async () => {
    const { id } = await published('示例同时预约')
    for (let week = 0; week < 3; week += 1)
      for (const from of [8, 11, 14]) {
        const slot = request(addDays(monday(), 7 * week), from)
        const asked = await Promise.allSettled([ask(firm, id, slot), ask(secondFirm, id, slot)])
        const lost = asked.filter((one) => one.status === 'rejected')
        assert.equal(lost.length, 1)
        assert.match(String(lost[0]?.reason), /已被预约，请另选时间/)
      }
  })

  it('lets two share a line of two places, and never a third', async () => {
    const { id } = await published('示例两个位置', { capacity: 2 })
    for (let week = 0; week < 3; week += 1) {
      const slot = request(addDays(monday(), 7 * week), 9)
      const asked = await Promise.allSettled([firm, secondFirm, office].map((actor) => ask(actor, id, slot)))
      assert.deepEqual(asked.map(({ status }) => status).toSorted(), ['fulfilled', 'fulfilled', 'rejected'])
    }
  })

  it('refuses each bad request with its own sentence', async () => {
    const { id } = await published('示例坏输入', { leadHours: 0 })
    const day = monday()
    await ask(firm, id, request(day, 9))
    const minute = { from: instantAt(day, 10 * 60 + 59), until: instantAt(day, 13 * 60) }
    const bad: readonly (readonly [actor: Actor, input: object, says: RegExp])[] = [
      [secondFirm, request(day, 10), /已被预约/],
      [secondFirm, { ...request(day, 11), ...minute }, /请按日历上的时段预约/],
      [secondFirm, request(addDays(today, 200), 9), /最多可以预约 90 天|不开放/],
      [secondFirm, request(addDays(monday(), 98), 9), /最多可以预约 90 天/],
      [secondFirm, request(addDays(today, -7), 9), /已经开始或过去|不开放/],
      [secondFirm, request(day, 13, 2, { hazard: '生物安全' }), /没有承接“生物安全”工艺的批准/],
      [secondFirm, request(day, 13, 2, { batch: '1' }), /每批 50–2000 千克/],
      [secondFirm, request(day, 13, 2, { achievement: 'nosuchone' }), /没有找到关联的成果/],
      [base, request(day, 13), /这是本单位的产线/],
      [newcomer, request(day, 13), /尚未通过核验/],
    ]
    for (const [actor, input, says] of bad) await assert.rejects(ask(actor, id, input), refuses(says))
  })

  it('goes from request to rating, and the report raises the achievement’s maturity when its owner agrees', async () => {
    const { id } = await published('示例全程')
    const work = await market.write<Saved>(office, 'achievement.draft', complete({ name: '示例鱼皮胶原肽' }))
    const review = { reviewedBy: '保密办', reviewedOn: '2026-01-04', conclusion: '同意公开' }
    await market.act(office, work.dossierId, 'achievement-listing.submit', review)
    await market.act(officer, work.dossierId, 'achievement-listing.approve')
    const booking = await ask(firm, id, request(monday(), 9, 2, { achievement: work.publicId }))
    await assert.rejects(shown(secondFirm, booking), refuses(/没有找到/))
    await agreed(firm, booking)
    await act(base, booking, 'passSafety', { checks: '设备、通风、应急预案齐备。' })
    await assert.rejects(act(base, booking, 'start'), refuses(/还没有开始/))
    await market.query(
      `update pilot_services.booking set from_at = from_at - interval '60 days' where id = $1`,
      [booking.id],
    )
    await act(base, booking, 'start')
    await market.query(
      `update pilot_services.booking set from_at = from_at + interval '60 days' where id = $1`,
      [booking.id],
    )
    const fileId = await fileOf(AGENCY)
    const report = {
      summary: '连续三批稳定。',
      trlBefore: 3,
      trlAfter: 6,
      feeFen: 1_600_001,
      industrialised: true,
      fileId,
    }
    await assert.rejects(act(base, booking, 'report', { ...report, trlAfter: 2 }), refuses(/不能低于中试前/))
    await act(base, booking, 'report', report)
    await act(firm, booking, 'accept', {})
    await act(firm, booking, 'rate', { stars: 5 })
    assert.deepEqual(
      [(await shown(firm, booking)).state, (await shown(base, booking)).raise?.state],
      ['rated', 'proposed'],
    )

    const mine = await market.read<{ items: { id: string; before: number; after: number }[] }>(
      office,
      'pilot-raise.list',
      {},
    )
    assert.deepEqual(
      mine.items.map(({ before, after }) => [before, after]),
      [[3, 6]],
    )
    const raise = { id: mine.items[0]?.id }
    await assert.rejects(market.write(firm, 'pilot-raise.confirm', raise), refuses(/没有找到|无权/))
    await market.write(office, 'pilot-raise.confirm', raise)
    const open = await market.read<{ fields: { trl: number }; version: number }>(firm, 'achievement.read', {
      id: work.id,
    })
    assert.deepEqual([open.fields.trl, open.version], [6, 2])
    const own = await market.read<{ form: { trlEvidence: string[] } }>(office, 'achievement.show', {
      id: work.id,
    })
    assert.deepEqual(own.form.trlEvidence, [fileId])
    const [said] = await market.query<{ row: string }>(
      `select to_jsonb(j)::text as row from platform.journal j where command = 'pilot-raise.confirm'`,
    )
    assert.match(said?.row ?? '', /示例鱼皮胶原肽/)
    assert.match(said?.row ?? '', /"after": 6/)
    await assert.rejects(market.write(office, 'pilot-raise.confirm', raise), refuses(/已经处理过/))

    const found = await market.test.db.read('pilot-services', (tx) =>
      serviceFigures(tx, AGENCY, addDays(today, -1), addDays(today, 30)),
    )
    assert.deepEqual(
      [
        found.runs,
        found.external,
        found.incomeFen,
        found.industrialised,
        found.raised,
        found.starsHundredths,
      ],
      [1, 1, 1_600_001, 1, 1, 500],
    )
    assert.equal(found.heldMinutes, 120)
    assert.ok(found.openMinutes > found.heldMinutes && found.utilisationBp > 0)
    const bureau = await market.read<{ runs: number }>(officer, 'pilot-service.figures', { orgId: FIRM })
    assert.equal(bureau.runs, 0)

    // The assessment is judged on what was there when the report came (domain/pilotbase.md); the client's word later
    // changes what the bookings say now, and not that.
    const year = Number(today.slice(0, 4))
    const assessed = { dossierId: '01920000-0000-7000-8000-0000000a55e5', orgId: AGENCY }
    await assert.rejects(
      market.write(officer, 'pilot-service.keep', { ...assessed, year }),
      refuses(/您的身份不能办理/),
    )
    await market.write(clockActor, 'pilot-service.keep', { ...assessed, year })
    await market.query(`update pilot_services.booking set stars = 1 where stars = 5`)
    const read = (actor: Actor) =>
      market.read<{ starsHundredths: number; kept: { figures: { starsHundredths: number } } | null }>(
        actor,
        'pilot-service.figures',
        { ...assessed, from: `${String(year)}-01-01`, until: `${String(year)}-12-31` },
      )
    const judged = await read(officer)
    assert.deepEqual([judged.starsHundredths, judged.kept?.figures.starsHundredths], [100, 500])
    assert.equal((await read(firm)).kept, null, 'another unit is not told')
    await market.query(`update pilot_services.booking set stars = 5 where stars = 1`)
  })

  it('a dangerous run does not pass the safety check on an approval that ends before its last day', async () => {
    const until = addDays(today, 3)
    const approvals = [{ hazard: '高温高压', name: '登记', number: 'T-1', until }]
    const { id } = await published('示例批准将到期', { approvals })
    const booking = await ask(firm, id, request(monday(), 9, 2, { hazard: '高温高压' }))
    await agreed(firm, booking)
    const checks = { checks: '设备完好。' }
    await assert.rejects(act(base, booking, 'passSafety', checks), refuses(/前到期，请补充有效的批准文号/))
    const more = [{ hazard: '高温高压', name: '延期登记', number: 'T-2', until: addDays(today, 90) }]
    await act(base, booking, 'passSafety', { ...checks, approvals: more })
    assert.equal(await stateOf(base, booking), 'checked')
  })

  it('a cancellation frees the slot; it is noted as late only after the contract and within three working days', async () => {
    const { id } = await published('示例取消')
    const [early, late, open] = [
      await ask(firm, id, request(monday(), 9)),
      await ask(firm, id, request(monday(), 13)),
      await ask(firm, id, request(monday(), 15)),
    ]
    for (const booking of [early, late]) await agreed(firm, booking)
    await act(firm, early, 'cancel', {})
    await ask(secondFirm, id, request(monday(), 9))
    await market.query(
      `update pilot_services.booking set from_at = clock_timestamp() + interval '1 day',
      until_at = clock_timestamp() + interval '2 days' where id = any($1)`,
      [[late.id, open.id]],
    )
    await act(firm, late, 'cancel', { reason: '原料没有到。' })
    await act(firm, open, 'cancel', {})
    const noted = await Promise.all(
      [early, late, open].map(async (one) => (await shown(base, one)).lateCancel),
    )
    assert.deepEqual(noted, [false, true, false])
    const [{ slots } = { slots: 0 }] = await market.query<{ slots: number }>(
      `select count(*)::int as slots from platform.booking where resource_id = $1 and cancelled_at is null`,
      [id],
    )
    assert.equal(slots, 1)
  })

  it('before the contract the client moves the time; after it both times are held until the other side answers', async () => {
    const { id } = await published('示例改期')
    const day = monday()
    const booking = await ask(firm, id, request(day, 9))
    const to = (from: number) => ({
      from: instantAt(day, from * 60),
      until: instantAt(day, (from + 2) * 60),
      reason: '设备检修。',
    })
    await act(firm, booking, 'reschedule', to(10))
    await ask(secondFirm, id, request(day, 8, 2))
    await agreed(firm, booking)
    await act(base, booking, 'askMove', to(14))
    await assert.rejects(act(base, booking, 'agreeMove'), refuses(/请等对方答复/))
    await assert.rejects(ask(secondFirm, id, request(day, 14)), refuses(/已被预约/))
    await act(firm, booking, 'refuseMove', { reason: '人手排不开。' })
    await assert.rejects(act(base, booking, 'askMove', to(9)), refuses(/已被预约/))
    await act(base, booking, 'askMove', to(15))
    await act(firm, booking, 'agreeMove')
    assert.equal((await shown(firm, booking)).when, `${day} 15:00–17:00`)
    await ask(secondFirm, id, request(day, 10))
  })

  it('agrees to no other time that has begun meanwhile; the first one stays', async () => {
    const { id } = await published('示例改期已过')
    const booking = await ask(firm, id, request(monday(24), 9))
    await agreed(firm, booking)
    const day = monday()
    await act(base, booking, 'askMove', {
      from: instantAt(day, 14 * 60),
      until: instantAt(day, 16 * 60),
      reason: '设备检修。',
    })
    await market.query(
      `update pilot_services.booking set move_from = move_from - interval '60 days' where id = $1`,
      [booking.id],
    )
    await assert.rejects(act(firm, booking, 'agreeMove'), refuses(/改期后的时段已经开始，不能再同意/))
    await act(firm, booking, 'refuseMove', { reason: '时间已过。' })
    assert.equal((await shown(firm, booking)).when, `${monday(24)} 09:00–11:00`)
  })

  it('a request nobody answers within the term lapses, and its slot is free again', async () => {
    const { id } = await published('示例逾期', { capacity: 1 })
    const booking = await ask(firm, id, request(monday(30), 9))
    await market.pass(16)
    await market.sweep()
    assert.equal(await stateOf(firm, booking), 'lapsed')
    await ask(secondFirm, id, request(monday(30), 9))
  })
})

describe('what others see', () => {
  it('a confidential run is named on its own page only; journal and log hold no word of it', async () => {
    const { id } = await published('示例保密')
    const booking = await ask(
      firm,
      id,
      request(monday(40), 9, 2, { confidential: '是', process: '卡那秘密工艺' }),
    )
    assert.equal((await shown(base, booking)).process, '卡那秘密工艺')
    const from = monday(40)
    const lists = [
      await market.read<object>(base, 'pilot-booking.list', { side: 'base' }),
      await market.read<object>(base, 'pilot-booking.calendar', { id, from, days: 1 }),
      await market.read<object>(secondFirm, 'pilot-service.calendar', { id, from, days: 1 }),
      await market.query(`select * from platform.journal`),
      await market.query(`select * from platform.evidence_leaf`),
    ]
    for (const list of lists) assert.doesNotMatch(JSON.stringify(list), /卡那秘密/)
    assert.doesNotMatch(JSON.stringify(lists[2]), /示例公司/)
    const other = await published('示例不保密', { keepsSecret: false })
    await assert.rejects(
      ask(firm, other.id, request(monday(40), 9, 2, { confidential: '是' })),
      refuses(/不能保密承接/),
    )
  })

  it('the finder says which line, why, when it is next free and for how much', async () => {
    await published('示例芯片封装线', {
      processes: ['封装'],
      materials: ['晶圆'],
      capability: '小批封装。',
      trlFrom: 5,
      trlTo: 7,
    })
    const find = (more: object) =>
      market.read<{
        items: { name: string; reasons: string[]; nextFree: object | null; unitFeeFen: number }[]
      }>(secondFirm, 'pilot-service.find', { from: '5', to: '7', ...more })
    const { items } = await find({ q: '晶圆封装' })
    assert.deepEqual(
      items.map(({ name }) => name),
      ['示例芯片封装线'],
    )
    assert.ok(items[0]?.nextFree)
    assert.match(items[0]?.reasons.join() ?? '', /从 5 级做到 7 级.*工艺相符：封装.*物料相符：晶圆/)
    assert.equal(items[0]?.unitFeeFen, 800_000)
    assert.equal((await find({ to: '9' })).items.length, 0)
    assert.equal((await find({ region: 'R2' })).items.length, 0)
  })

  it('time kept back for maintenance is booked by nobody, and is not taken from a booking', async () => {
    const { id } = await published('示例停用')
    const day = monday(40)
    const block = { firstDay: day, fromTime: '08:00', lastDay: day, untilTime: '12:00', reason: '年度检定' }
    await market.write(base, 'pilot-booking.block', { id, ...block })
    await assert.rejects(ask(firm, id, request(day, 9)), refuses(/已被预约/))
    await ask(firm, id, request(day, 13))
    const over = { ...block, fromTime: '12:00', untilTime: '18:00' }
    await assert.rejects(
      market.write(base, 'pilot-booking.block', { id, ...over }),
      refuses(/已有预约或停用/),
    )
    const calendar = await market.read<{ days: { slots: { state: string }[] }[] }>(
      firm,
      'pilot-service.calendar',
      { id, from: day, days: 1 },
    )
    assert.deepEqual(
      new Set(calendar.days[0]?.slots.slice(0, 4).map(({ state }) => state)),
      new Set(['blocked']),
    )
  })

  it('a base whose recognition has ended is found by nobody and takes no request; its bookings go on', async () => {
    const { id } = await published('示例认定到期')
    const booking = await ask(firm, id, request(monday(40), 9))
    const listed = () => market.test.db.read('platform', (tx) => serviceSource.load(tx, [id]))
    assert.equal((await listed()).length, 1)
    const [base0] = await market.query<{ id: string; until_day: string }>(
      'select id, until_day from pilot_bases.base',
    )
    const until = (day: string) =>
      market.query('update pilot_bases.base set until_day = $1 where id = $2', [day, base0?.id])
    await until(addDays(today, -1))
    assert.equal((await listed()).length, 0)
    await assert.rejects(ask(secondFirm, id, request(monday(40), 13)), refuses(/认定已经到期或被撤销/))
    await assert.rejects(
      market.read(firm, 'pilot-service.calendar', { id, from: monday(40), days: 1 }),
      refuses(/不在平台上接受预约/),
    )
    assert.equal(await stateOf(firm, booking), 'requested')
    await act(firm, booking, 'cancel', {})
    await until(base0?.until_day ?? '')
  })

  it('holds its invariants', async () => {
    await market.query(`update platform.booking s set from_at = b.from_at, until_at = b.until_at
      from pilot_services.booking b where s.id = b.slot_id`)
    for (const { rows: broken } of pilotServicesModule.invariants ?? [])
      assert.deepEqual(await market.test.db.read('pilot-services', broken), [])
  })
})
