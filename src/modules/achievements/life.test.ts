import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { addDays } from '#platform/calendar/calendar.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { calendar, openMarket, people, rules, type Market } from '#test/market.ts'
import { complete } from './fixture.ts'
import { achievementsModule } from './module.ts'

const { office, officer, firm } = people
const review = { reviewedBy: '保密办 罗', reviewedOn: '2026-01-04', conclusion: '同意公开' }

interface Life {
  listed_on: string
  confirmed_on: string
  valid_until: string
  ended_on: string | null
  outcome: string | null
  amount_fen: number | null
  field: string
}

describe('a listing cannot rot (features.md 1, 15 nobody no. 2)', () => {
  let market: Market
  let today: string
  before(async () => {
    market = await openMarket([achievementsModule])
    today = await dayNow()
  })
  after(() => market.drop())

  let n = 0
  const dayNow = async () =>
    (
      await market.query<{ day: string }>(
        `select to_char((clock_timestamp() + clock_offset_ms * interval '1 millisecond') at time zone 'Asia/Shanghai',
          'YYYY-MM-DD') as day from platform.state`,
      )
    )[0]?.day ?? ''
  const dossierOf = async (dossierId: string) =>
    (
      await market.query<{ visit: number; state: string; closed_at: string | null }>(
        'select visit, state, closed_at from platform.dossier where id = $1',
        [dossierId],
      )
    )[0]
  const act = async (actor: typeof office, dossierId: string, action: string, input: object = {}) =>
    market.write<{ state: string }>(actor, `achievement-listing.${action}`, {
      dossierId,
      visit: (await dossierOf(dossierId))?.visit,
      ...input,
    })
  const published = async (more: object = {}) => {
    n += 1
    const form = complete({ name: `示例在架成果第 ${n} 号`, ...more })
    const saved = await market.write<{ id: string; dossierId: string }>(office, 'achievement.draft', form)
    await act(office, saved.dossierId, 'submit', review)
    await act(officer, saved.dossierId, 'approve')
    return saved
  }
  const life = async (id: string) => {
    const [row] = await market.query<Life>(
      `select listed_on::text, confirmed_on::text, valid_until::text, ended_on::text, outcome, amount_fen, field
       from platform.listing where record_id = $1`,
      [id],
    )
    assert.ok(row)
    return row
  }
  const reminders = async () =>
    (
      await market.query<{ n: number }>(
        `select count(*)::int as n from platform.outbox where topic = 'message.org' and payload->>'link' = '/app/listings'`,
      )
    )[0]?.n
  /** To the day after the last one, however far it is. */
  const passTo = async (day: string) => {
    while ((await dayNow()) < day) await market.pass(1)
  }

  it('keeps when it was listed and last confirmed, and shows both to everybody', async () => {
    const saved = await published()
    const before = await life(saved.id)
    assert.deepEqual([before.listed_on, before.confirmed_on, before.ended_on], [today, today, null])
    assert.equal(before.field, '电子信息')
    await market.pass(40)
    await act(office, saved.dossierId, 'heartbeat')
    const after = await life(saved.id)
    assert.deepEqual([after.listed_on, after.confirmed_on], [today, await dayNow()])
    assert.ok(after.valid_until > before.valid_until)
    const open = await market.read<{ confirmedOn: string; validUntil: string }>(firm, 'achievement.read', {
      id: saved.id,
    })
    assert.deepEqual([open.confirmedOn, open.validUntil], [after.confirmed_on, after.valid_until])
    const spells = await market.query<{ from_on: string; closed_on: string | null; ended: boolean }>(
      `select from_on::text, closed_on::text, ended from platform.listing_spell where record_id = $1 order by from_on`,
      [saved.id],
    )
    assert.deepEqual(spells, [
      { from_on: today, closed_on: after.confirmed_on, ended: false },
      { from_on: after.confirmed_on, closed_on: null, ended: false },
    ])
  })

  it('reminds twice, lapses by the clock, asks what came of it and takes the answer', async () => {
    const saved = await published({ validUntil: addDays(await dayNow(), 60) })
    const { valid_until: until } = await life(saved.id)
    const told = (await reminders()) ?? 0
    await passTo(addDays(until, -30))
    await market.sweep()
    assert.equal(await reminders(), told + 1, 'listing.reminder.days')
    await passTo(addDays(until, -7))
    await market.sweep()
    assert.equal(await reminders(), told + 2, 'listing.reminder.last.days')
    await passTo(until)
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'published', 'the last day still counts')
    await passTo(addDays(until, 1))
    await market.sweep()
    const dossier = await dossierOf(saved.dossierId)
    assert.deepEqual([dossier?.state, dossier?.closed_at], ['expired', null], 'open: it is work of the owner')
    assert.deepEqual(
      [(await life(saved.id)).ended_on, (await life(saved.id)).outcome],
      [await dayNow(), null],
    )
    await assert.rejects(market.read(firm, 'achievement.read', { id: saved.id }), { kind: 'absent' })
    await assert.rejects(act(office, saved.dossierId, 'explain'), { kind: 'invalid' })
    const answer = { outcome: '平台外成交', reason: '经展会对接。', amountFen: 12_000_000 }
    assert.equal((await act(office, saved.dossierId, 'explain', answer)).state, 'offShelf')
    const { outcome, amount_fen: amount } = await life(saved.id)
    assert.deepEqual([outcome, amount], ['平台外成交', 12_000_000])
  })

  it('writes down 未说明 when nobody answers in time, and still takes a late answer', async () => {
    const saved = await published({ validUntil: addDays(await dayNow(), 5) })
    await market.pass(6)
    await market.sweep()
    await market.pass(29)
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'expired')
    await market.pass(10)
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'unexplained')
    assert.equal((await life(saved.id)).outcome, '未说明')
    await act(office, saved.dossierId, 'explain', { outcome: '技术过时', reason: '已有新一代。' })
    assert.equal((await life(saved.id)).outcome, '技术过时')
  })

  it('counts again when it is listed again: the end is forgotten, the first day is not', async () => {
    const saved = await published()
    const first = (await life(saved.id)).listed_on
    await market.pass(3)
    await act(office, saved.dossierId, 'withdraw', { outcome: '暂不转化', reason: '等中试。' })
    assert.equal((await life(saved.id)).outcome, '暂不转化')
    await act(office, saved.dossierId, 'relist')
    await act(office, saved.dossierId, 'submit', review)
    await act(officer, saved.dossierId, 'approve')
    const { listed_on: listedOn, ended_on: endedOn, outcome } = await life(saved.id)
    assert.deepEqual([listedOn, endedOn, outcome], [first, null, null])
  })

  const patent = (expiresOn: string) => ({
    ip: [
      {
        type: '实用新型',
        number: `ZL20202${String(n).padStart(7, '0')}.1`,
        status: '已授权',
        filedOn: '2019-05-06',
        grantedOn: '2020-05-06',
        expiresOn,
      },
    ],
  })

  it('a right that ends must be dealt with: otherwise the listing goes by the clock (IP lapses)', async () => {
    const end = addDays(await dayNow(), 20)
    const saved = await published(patent(end))
    await passTo(addDays(end, 1))
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'checking')
    await market.read(firm, 'achievement.read', { id: saved.id })
    const [told] = await market.query<{ payload: { params: { fault: string } } }>(
      `select payload from platform.outbox where topic = 'message.org' order by created_at desc, id desc limit 1`,
    )
    assert.match(told?.payload.params.fault ?? '', /保护期已于/)
    // 15 days, and the last of them may be a rest day.
    await market.pass(25)
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'offShelf')
    assert.equal((await life(saved.id)).outcome, '权利失效')
  })

  it('a right that ends is settled by an approved change, which confirms the listing', async () => {
    const end = addDays(await dayNow(), 20)
    const saved = await published(patent(end))
    await passTo(addDays(end, 1))
    await market.sweep()
    const form = patent(end)
    const change = await market.write<{ dossierId: string }>(office, 'achievement.edit', {
      ...complete({ name: `示例在架成果第 ${n} 号`, ip: form.ip.map((ip) => ({ ...ip, status: '失效' })) }),
      id: saved.id,
      version: 1,
    })
    const move = async (actor: typeof office, action: string, input: object = {}) =>
      market.write(actor, `achievement-revision.${action}`, {
        dossierId: change.dossierId,
        visit: (await dossierOf(change.dossierId))?.visit,
        ...input,
      })
    await move(office, 'submit', review)
    await move(officer, 'approve')
    assert.equal((await dossierOf(saved.dossierId))?.state, 'published')
    assert.equal((await life(saved.id)).confirmed_on, await dayNow())
    await market.pass(30)
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'published')
  })

  it('an approved change brings the days it names: an earlier last day takes the listing down', async () => {
    const saved = await published()
    const last = addDays(await dayNow(), 10)
    const change = await market.write<{ dossierId: string }>(office, 'achievement.edit', {
      ...complete({ name: `示例在架成果第 ${n} 号`, validUntil: last }),
      id: saved.id,
      version: 1,
    })
    for (const [actor, action, input] of [
      [office, 'submit', review],
      [officer, 'approve', {}],
    ] as const)
      await market.write(actor, `achievement-revision.${action}`, {
        dossierId: change.dossierId,
        visit: (await dossierOf(change.dossierId))?.visit,
        ...input,
      })
    assert.equal((await life(saved.id)).valid_until, last)
    await passTo(addDays(last, 1))
    await market.sweep()
    assert.equal((await dossierOf(saved.dossierId))?.state, 'expired')
  })

  interface Shelf {
    items: {
      recordId: string
      dossierId: string
      visit: number
      due: boolean
      next: { title: string } | null
    }[]
    counts: { due: number; live: number; unanswered: number }
  }
  const shelf = (set: string, actor = office) =>
    market.read<Shelf>(actor, 'listing.list', { set, limit: 100 })
  const chosen = (items: Shelf['items'], ids: readonly string[]) =>
    items
      .filter(({ recordId }) => ids.includes(recordId))
      .map(({ dossierId, visit }) => ({ dossierId, visit }))

  it('lists what is to be confirmed and confirms the chosen set in one act, telling what it could not', async () => {
    const [one, two, other] = [await published(), await published(), await published()]
    assert.deepEqual(chosen((await shelf('due')).items, [one.id, two.id]), [], 'nobody is asked yet')
    await market.pass(340)
    const { items } = await shelf('due')
    assert.equal(chosen(items, [one.id, two.id, other.id]).length, 3)
    assert.ok(items.every((item) => item.due && item.next?.title === '确认仍然有效'))
    assert.deepEqual((await shelf('due', firm)).items, [])
    const stale = chosen(items, [one.id, two.id, other.id])
    await act(office, other.dossierId, 'heartbeat')
    await assert.rejects(
      market.write(firm, 'listing.confirm', { items: [] }),
      { kind: 'invalid' },
      'an empty set is no act',
    )
    const foreign = await market.write<{ done: number; refused: { title: string; reason: string }[] }>(
      firm,
      'listing.confirm',
      { items: stale },
    )
    assert.equal(foreign.done, 0)
    assert.ok(foreign.refused.every(({ title, reason }) => title === '' && reason.startsWith('没有找到')))
    const { done, refused } = await market.write<{ done: number; refused: { reason: string }[] }>(
      office,
      'listing.confirm',
      { items: stale },
    )
    assert.equal(done, 2)
    assert.match(refused[0]?.reason ?? '', /刷新/, 'somebody confirmed it in between')
    for (const { id } of [one, two]) assert.equal((await life(id)).confirmed_on, await dayNow())
  })

  it('takes one answer for many lapsed listings, of the kind’s own outcomes only', async () => {
    const day = addDays(await dayNow(), 3)
    const lapsed = [await published({ validUntil: day }), await published({ validUntil: day })]
    await market.pass(5)
    await market.sweep()
    const ids = lapsed.map(({ id }) => id)
    const items = chosen((await shelf('unanswered')).items, ids)
    assert.equal(items.length, 2)
    const wrong = await market.write<{ done: number; refused: { reason: string }[] }>(
      office,
      'listing.explain',
      { items, outcome: '自行解决', reason: '需求方的说法' },
    )
    assert.deepEqual([wrong.done, wrong.refused.length], [0, 2])
    const right = await market.write<{ done: number }>(office, 'listing.explain', {
      items,
      outcome: '重复',
      reason: '合并到另一条。',
    })
    assert.equal(right.done, 2)
    for (const id of ids) assert.equal((await life(id)).outcome, '重复')
  })
})

describe('listing.unanswered.max, when a city sets it', () => {
  const barred = new Ruleset(
    rules.rows.map((row) => (row.key === 'listing.unanswered.max' ? { ...row, value: 1 } : row)),
  )
  let market: Market
  before(async () => {
    market = await openMarket([achievementsModule], { law: { rules: barred, calendar } })
  })
  after(() => market.drop())

  it('asks for the answers before a new listing is submitted', async () => {
    const draft = (name: string, more: object = {}) =>
      market.write<{ dossierId: string }>(office, 'achievement.draft', complete({ name, ...more }))
    const submit = ({ dossierId }: { dossierId: string }) =>
      market.write(office, 'achievement-listing.submit', { dossierId, visit: 1, ...review })
    const [row] = await market.query<{ day: string }>(
      `select to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day`,
    )
    const first = await draft('示例先到期的成果', { validUntil: addDays(row?.day ?? '', 3) })
    await submit(first)
    await market.write(officer, 'achievement-listing.approve', { dossierId: first.dossierId, visit: 2 })
    await market.pass(5)
    await market.sweep()
    const second = await draft('示例后来的成果')
    await assert.rejects(submit(second), /有 1 项到期下架的信息没有说明去向/)
    await market.write(office, 'achievement-listing.explain', {
      dossierId: first.dossierId,
      visit: 4,
      outcome: '暂不转化',
      reason: '等中试。',
    })
    await submit(second)
  })
})
