import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { people } from '#test/market.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { visitor, type Actor } from '#platform/access/access.ts'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import { bookOn } from '#platform/ledger/ledger.ts'
import { auctionFaults, type PublishedLot } from '../../verify/auction.ts'
import { openLots, type Lot } from '#test/lots.ts'
import { publicLots } from './index.ts'
import { auctionsModule } from './module.ts'

const { office, leader, leaderAndOffice, firm, broker, newcomer, firmTwo } = people
const HOUR = 3_600_000

describe('挂牌竞价 (转化法 18; achievements.md numeric rule 4; practice.md P24, P25)', () => {
  let market: DealMarket
  let lots: ReturnType<typeof openLots>
  before(async () => {
    market = await openDealMarket([contractsModule, auctionsModule])
    lots = openLots(market)
  })
  after(() => market.drop())
  const bid = (lot: Lot, actor: Actor, amountFen: number) =>
    market.write<{ leads: boolean; priceFen: number; closesAt: string }>(actor, 'lot.bid', {
      id: lot.id,
      amountFen,
    })
  const tick = () => market.tick()
  /** What is posted on the accounts of a lot's deposits. */
  const depositsOf = async (lotId: string) => {
    const accounts = await market.test.db.read('platform', (tx) => bookOn(tx, lotId, null))
    return Object.fromEntries(accounts.map(({ kind, standing }) => [kind, standing.posted]))
  }

  it('is refused with a sentence for each bad figure', async () => {
    const start = (await lots.nowMs()) + 30 * 24 * HOUR
    for (const [more, sentence] of [
      [{ depositFen: 2_000_001 }, /保证金不超过底价的 20%/],
      [{ endsAt: lots.wall(start + 23 * HOUR) }, /至少 24 小时/],
      [{ endsAt: lots.wall(start - HOUR) }, /应在开始时间以后/],
      [{ startsAt: '2026-01-06T09:00' }, /应在以后/],
      [{ stepFen: 10_000_001 }, /不应大于底价/],
      [{ floorFen: 0 }, /./],
      [{ floorFen: 0.5 }, /./],
      [{ floorFen: 1e21 }, /./],
    ] as const)
      await assert.rejects(market.write(office, 'lot.draft', await lots.form(more)), sentence)
  })

  it('a draft is rehearsed by its owner with bidders that do not exist; nothing is written (P24)', async () => {
    const lot = await market.write<Lot>(office, 'lot.draft', await lots.form())
    const cast = { id: lot.id, bidders: 6, snipers: 2, orders: 1, outage: true, seed: 7 }
    const written = () =>
      market.query(`select (select count(*) from platform.journal) as journal, (select count(*) from auctions.bid) as bids,
        (select count(*) from auctions.bidder) as bidders, (select count(*) from platform.outbox) as outbox`)
    const before = await written()
    const played = await market.read<{ record: PublishedLot & { id: string }; letters: { text: string }[] }>(
      office,
      'lot.rehearse',
      cast,
    )
    assert.deepEqual(await written(), before)
    assert.deepEqual(auctionFaults(played.record), [])
    assert.ok(played.record.bids.length > 2 && played.record.award !== null)
    assert.equal(played.record.id, '演练')
    assert.ok(played.letters.length === 3 && played.letters.every(({ text }) => text.startsWith('【演练】')))
    for (const [more, sentence] of [
      [{ bidders: 1 }, /./],
      [{ bidders: 21 }, /./],
      [{ snipers: 4, orders: 3 }, /不能多于模拟竞买人/],
      [{ seed: 0 }, /./],
      [{ seed: 1e21 }, /./],
    ] as const)
      await assert.rejects(market.read(office, 'lot.rehearse', { ...cast, ...more }), sentence)
    await assert.rejects(market.read(firm, 'lot.rehearse', cast))
    await lots.announce(lot)
    await assert.rejects(market.read(office, 'lot.rehearse', cast), /不再演练/)
  })

  it('who proposed does not approve; bidding begins after the announcement is over', async () => {
    const lot = await market.write<Lot>(leaderAndOffice, 'lot.draft', await lots.form())
    await market.act(leaderAndOffice, lot.dossierId, 'propose', {}, 'lot')
    const decision = { decidedBy: '领导班子集体决定', free: true }
    await assert.rejects(market.act(leaderAndOffice, lot.dossierId, 'approve', decision, 'lot'), /不同的人/)
    await market.act(leader, lot.dossierId, 'approve', decision, 'lot')
    const soon = (await lots.nowMs()) + 5 * 24 * HOUR
    const hasty = await market.write<Lot>(
      office,
      'lot.draft',
      await lots.form({ startsAt: lots.wall(soon), endsAt: lots.wall(soon + 24 * HOUR) }),
    )
    await market.act(office, hasty.dossierId, 'propose', {}, 'lot')
    await assert.rejects(market.act(leader, hasty.dossierId, 'approve', decision, 'lot'), /公告期满以后开始/)
  })

  it('applications: not the owner, not the unverified, not below the floor, once, with a deposit', async () => {
    const lot = await lots.announced()
    await assert.rejects(lots.applied(lot, office), /本单位的挂牌/)
    await assert.rejects(lots.applied(lot, newcomer), /尚未通过核验/)
    await assert.rejects(lots.applied(lot, firm, { offerFen: 9_999_999 }), /不能低于公告的底价/)
    await assert.rejects(lots.applied(lot, firm, { related: '有关联关系' }), /请说明关联关系/)
    const { id, alias } = await lots.applied(lot, firm)
    await assert.rejects(lots.applied(lot, firm), /已经提交过/)
    const seen = await market.read<{ applicants: object[] }>(broker, 'lot.show', { id: lot.id })
    assert.deepEqual(seen.applicants, [], 'who applied is the seller’s alone')
    const refuse = { id: lot.id, bidderId: id, admitted: false }
    await assert.rejects(market.write(office, 'lot.admit', refuse), /请写明理由/)
    await assert.rejects(
      market.write(office, 'lot.admit', { ...refuse, admitted: true, priority: true }),
      /没有主张/,
    )
    await market.write(office, 'lot.admit', { ...refuse, reason: '凭证看不清。' })
    assert.match(alias, /^[0-9A-Z]{6}$/)
  })

  it('one bidder takes it at its offer, and the contract stands ready', async () => {
    const lot = await lots.announced()
    await lots.admitted(lot, firm)
    const refused = await lots.applied(lot, firmTwo, { offerFen: 10_987_654 })
    await market.write(office, 'lot.admit', {
      id: lot.id,
      bidderId: refused.id,
      admitted: false,
      reason: '材料不全。',
    })
    await assert.rejects(bid(lot, firm, 12_000_000), /还没有开始|已经结束/)
    await lots.goTo(lot, 'starts_at', 5_000)
    await tick()
    assert.equal(await tick(), 0, 'ends once')
    assert.equal(await lots.stateOf(lot), 'awarded')
    const record = await market.read<PublishedLot>(newcomer, 'lot.record', { id: lot.id })
    assert.deepEqual([record.award?.amountFen, auctionFaults(record)], [11_000_000, []])
    assert.ok(record.award && record.offer)
    assert.ok(!JSON.stringify(record).includes('10987654'), 'the offer of who was refused stays sealed')
    const award = { ...record.award, amountFen: 10_987_654 }
    assert.match(auctionFaults({ ...record, award }).join(), /不是成交人申请时封存的报价/)
    const went = await market.write<{ dealId: string; contractId: string }>(firm, 'lot.accept', {
      id: lot.id,
    })
    assert.equal(await lots.stateOf(lot), 'awarded', 'until the contract is signed')
    const [deal] = await market.query<{ state: string; price_route: string; fen: string }>(
      `select d.state, d.price_route, t.data ->> 'priceFen' as fen from deals.deal d
       join deals.terms t on t.deal_id = d.id where d.id = $1`,
      [went.dealId],
    )
    assert.deepEqual(deal, { state: 'contracting', price_route: '挂牌', fen: '11000000' })
  })

  it('several bid: the last bid wins, late ones extend, the record proves it, nothing after the close', async () => {
    const lot = await lots.announced()
    const one = await lots.admitted(lot, firm)
    const two = await lots.admitted(lot, firmTwo)
    await lots.goTo(lot, 'starts_at', 5_000)
    assert.equal((await bid(lot, firm, 10_000_000)).leads, true)
    await assert.rejects(bid(lot, firm, 12_000_000), /已经领先/)
    await assert.rejects(bid(lot, firmTwo, 10_500_000), /现在最低 110,000.00 元/)
    await market.write(firmTwo, 'lot.order', { id: lot.id, maxFen: 15_000_000 })
    const answered = await bid(lot, firm, 12_000_000)
    assert.deepEqual([answered.leads, answered.priceFen], [false, 13_000_000])
    const live = await market.read<{ count: number; me: { leads: boolean; leastFen: number } }>(
      firm,
      'lot.live',
      {
        id: lot.id,
        after: 2,
      },
    )
    assert.deepEqual([live.count, live.me.leads, live.me.leastFen], [4, false, 14_000_000])
    await assert.rejects(bid(lot, broker, 20_000_000), /没有取得竞买资格/)
    await assert.rejects(market.read(firm, 'lot.record', { id: lot.id }), /结束以后/)
    await market.query(
      `insert into auctions.uptime select gen_random_uuid(), starts_at, clock_timestamp() + s.clock_offset_ms * interval '1 ms'
       from auctions.lot cross join platform.state s where auctions.lot.id = $1`,
      [lot.id],
    )
    await lots.goTo(lot, 'closes_at', -60_000)
    const late = await bid(lot, firm, 16_000_000)
    assert.ok(Date.parse(late.closesAt) > (await lots.nowMs()) + 4 * 60_000)
    assert.equal(await tick(), 0, 'the close has moved')
    await lots.goTo(lot, 'closes_at', 3_000)
    await assert.rejects(bid(lot, firmTwo, 20_000_000), /已经截止/)
    assert.equal(await tick(), 2, 'closed, and looked through for signals')
    const record = await market.read<PublishedLot>(newcomer, 'lot.record', { id: lot.id })
    assert.deepEqual(auctionFaults(record), [])
    assert.deepEqual([record.award, record.offer], [{ alias: one, amountFen: 16_000_000 }, null])
    assert.deepEqual(
      record.limits.map(({ alias, maxFen }) => [alias, maxFen]),
      [[two, 15_000_000]],
    )
    await assert.rejects(market.write(firmTwo, 'lot.accept', { id: lot.id }), /没有找到贵单位竞得/)
    await market.write(firm, 'lot.accept', { id: lot.id })
  })

  it('before the bidding nobody outside learns who applied, how many, or under which alias (P24; 参照招标投标法 22)', async () => {
    const lot = await lots.announced({ watched: false })
    const aliases = [await lots.admitted(lot, firm), await lots.admitted(lot, firmTwo)]
    const names = await market.query<{ name: string }>(
      'select name from platform.organisation where id = any ($1)',
      [[firm.orgId, firmTwo.orgId]],
    )
    const canaries = [...aliases, ...names.map(({ name }) => name)]
    assert.equal(canaries.length, 4)
    const seen = async () =>
      Promise.all([
        market.read(visitor, 'lot.show', { id: lot.id }),
        market.read(broker, 'lot.live', { id: lot.id, after: 0 }),
        market.test.db.read('auctions', async (tx) =>
          publicLots.one(tx, lot.id, new Date(await lots.nowMs()).toISOString()),
        ),
      ])
    const before = JSON.stringify(await seen())
    for (const canary of canaries) assert.ok(!before.includes(canary), canary)
    assert.match(before, /"admitted":null/)
    assert.equal((await market.read<{ admitted: number }>(office, 'lot.show', { id: lot.id })).admitted, 2)
    await lots.goTo(lot, 'starts_at', 5_000)
    await bid(lot, firm, 10_123_400)
    const during = JSON.stringify(await seen())
    for (const canary of [...canaries, '10123400']) assert.ok(!during.includes(canary), canary)
    const near = await market.read<{ priceFen: number }>(firmTwo, 'lot.live', { id: lot.id, after: 0 })
    assert.equal(near.priceFen, 10_123_400, 'who bids sees the price')
    await lots.goTo(lot, 'closes_at', 3_000)
    await tick()
    const { winner } = await market.read<{ winner: string }>(visitor, 'lot.show', { id: lot.id })
    const loser = names.find(({ name }) => name !== winner)?.name ?? ''
    const after = JSON.stringify(await seen())
    assert.ok(after.includes(winner) && loser !== '' && !after.includes(loser), 'only the winner is named')
  })

  it('a lot taken back after its announcement stays readable with the reason, an earlier one does not', async () => {
    const lot = await lots.announced()
    await market.act(office, lot.dossierId, 'withdraw', { reason: '合作方已变更。' }, 'lot')
    const seen = await market.read<{ withdrawnReason: string }>(visitor, 'lot.show', { id: lot.id })
    assert.equal(seen.withdrawnReason, '合作方已变更。')
    const draft = await market.write<Lot>(office, 'lot.draft', await lots.form())
    await market.act(office, draft.dossierId, 'withdraw', { reason: '合作方已变更。' }, 'lot')
    await assert.rejects(market.read(visitor, 'lot.show', { id: draft.id }), /没有找到/)
  })

  it('a standing order is not in the clear anywhere before the close (T13)', async () => {
    const lot = await lots.announced()
    await lots.admitted(lot, firm)
    await lots.admitted(lot, firmTwo, { offerFen: 12_345_678 })
    await lots.goTo(lot, 'starts_at', 5_000)
    await market.write(firm, 'lot.order', { id: lot.id, maxFen: 88_765_432 })
    await market.write(firmTwo, 'lot.bid', { id: lot.id, amountFen: 90_000_000 })
    await market.write(firm, 'lot.order', { id: lot.id, maxFen: 98_765_432 })
    const told = await market.query<{ subject_kind: string }>(
      `select distinct subject_kind from platform.journal where command = 'lot.order'`,
    )
    assert.deepEqual(told, [{ subject_kind: 'lot-bidder' }], 'the seller reads the journal of the lot (P24)')
    const tables = await market.query<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema in ('auctions', 'platform')`,
    )
    assert.ok(tables.length > 20)
    for (const { name } of tables)
      for (const canary of ['98765432', '12345678']) {
        const found = await market.query(`select 1 from ${name} t where t::text like '%${canary}%' limit 1`)
        assert.equal(found.length, 0, `${name} holds ${canary}`)
      }
  })

  it('the service came back only after the close: the close moves before anything else is done (P24)', async () => {
    const lot = await lots.announced()
    await lots.admitted(lot, firm)
    await lots.admitted(lot, firmTwo)
    await lots.goTo(lot, 'starts_at', 5_000)
    await bid(lot, firm, 10_000_000)
    await lots.goTo(lot, 'closes_at', 3_000)
    // The last run ended long before the look back begins, and the new one has not been written yet.
    await market.query(
      `update auctions.uptime u set from_at = l.starts_at, until_at = l.closes_at - interval '2 hours' from auctions.lot l where l.id = $1`,
      [lot.id],
    )
    await tick()
    assert.equal(await lots.stateOf(lot), 'bidding', 'the close has moved')
    assert.ok((await bid(lot, firmTwo, 11_000_000)).leads)
    await lots.goTo(lot, 'closes_at', 3_000)
    await tick()
    assert.equal(await lots.stateOf(lot), 'awarded')
  })

  it('nobody qualified, or nobody bids: unsold, offered again in one visible chain', async () => {
    const lot = await lots.announced()
    await lots.goTo(lot, 'starts_at', 5_000)
    await tick()
    assert.equal(await lots.stateOf(lot), 'unsold')
    const [row] = await market.query<{ achievement_id: string }>(
      'select achievement_id from auctions.lot where id = $1',
      [lot.id],
    )
    const again = await market.write<Lot>(office, 'lot.draft', {
      ...(await lots.form()),
      achievementId: row?.achievement_id,
    })
    await market.act(office, again.dossierId, 'propose', {}, 'lot')
    await market.act(leader, again.dossierId, 'approve', { decidedBy: '单位负责人决定', free: true }, 'lot')
    const seen = await market.read<{ chain: { id: string; stateTitle: string }[] }>(newcomer, 'lot.show', {
      id: again.id,
    })
    assert.deepEqual(
      seen.chain.map((one) => [one.id, one.stateTitle]),
      [
        [lot.id, '流标'],
        [again.id, '挂牌公告中'],
      ],
    )
  })

  it('deposits go back once the bidding is over; only a winner who withdraws loses one', async () => {
    const lot = await lots.announced()
    const { id } = await lots.applied(lot, firm)
    await market.write(office, 'lot.admit', { id: lot.id, bidderId: id, admitted: true, priority: false })
    const back = { id: lot.id, bidderId: id, receipt: 'TK-1' }
    await assert.rejects(market.write(office, 'lot.return-deposit', back), /还没有结束/)
    await lots.goTo(lot, 'starts_at', 5_000)
    await tick()
    await assert.rejects(market.write(office, 'lot.return-deposit', { ...back, kept: true }), /反悔/)
    const late = { reason: '逾期不签约。' }
    await assert.rejects(market.act(leader, lot.dossierId, 'declareDefault', late, 'lot'), /签约期限未满/)
    await market.pass(40)
    await assert.rejects(market.act(office, lot.dossierId, 'declareDefault', late, 'lot'), /不同的人/)
    await market.act(leader, lot.dossierId, 'declareDefault', late, 'lot')
    await assert.rejects(market.write(office, 'lot.return-deposit', { ...back, kept: true }), /写明依据/)
    await market.write(office, 'lot.return-deposit', {
      ...back,
      kept: true,
      reason: '公告第五条。',
      receipt: '无',
    })
    await assert.rejects(market.write(office, 'lot.return-deposit', back), /已经登记/)
    assert.deepEqual(await depositsOf(lot.id), { bidder: -2_000_000, deposits: 0, kept: 2_000_000 })
  })

  it('a seller who does not sign says so: no deposit is kept, and the winner is told', async () => {
    const lot = await lots.announced()
    const { id } = await lots.applied(lot, firm)
    await market.write(office, 'lot.admit', { id: lot.id, bidderId: id, admitted: true, priority: false })
    await lots.goTo(lot, 'starts_at', 5_000)
    await tick()
    await market.act(office, lot.dossierId, 'failToSell', { reason: '成果权属有争议。' }, 'lot')
    assert.equal(await lots.stateOf(lot), 'unsigned')
    const kept = { id: lot.id, bidderId: id, receipt: 'TK-9', kept: true, reason: '公告第五条。' }
    await assert.rejects(market.write(office, 'lot.return-deposit', kept), /成交后反悔的受让方/)
    const told = await market.query(
      `select 1 from platform.outbox where topic = 'message.org' and payload ->> 'orgId' = $1
       and payload ->> 'template' like '%未成交，不再签约%' and payload ->> 'link' like $2`,
      [firm.orgId, `%${lot.id}`],
    )
    assert.equal(told.length, 1)
  })

  it('a deposit is pending until the seller has seen it, and goes back within the term (P24, P25)', async () => {
    const lot = await lots.announced()
    const { id } = await lots.applied(lot, firm)
    assert.deepEqual(await depositsOf(lot.id), { bidder: 0, deposits: 0 })
    await market.write(office, 'lot.admit', {
      id: lot.id,
      bidderId: id,
      admitted: false,
      priority: false,
      reason: '材料不全。',
    })
    const shown = await market.read<{ applicants: { returnBy: string | null }[] }>(office, 'lot.show', {
      id: lot.id,
    })
    assert.ok(shown.applicants[0]?.returnBy)
    await market.write(office, 'lot.return-deposit', { id: lot.id, bidderId: id, receipt: 'TK-2' })
    assert.deepEqual(await depositsOf(lot.id), { bidder: 0, deposits: 0 })
  })

  it('prices and who bids are told to whoever may read the lot, not to everybody of the unit (P16)', async () => {
    const told = await market.query<{ roles: string[] | null }>(
      `select distinct payload -> 'roles' as roles from platform.outbox
       where topic = 'message.org' and payload ->> 'link' like '/app/lots/%'`,
    )
    assert.deepEqual(
      told.map(({ roles }) => roles?.includes('tto') === true && !roles.includes('researcher')),
      [true],
    )
  })

  it('leaves nothing that its invariants forbid', async () => {
    for (const { name, rows } of [...(auctionsModule.invariants ?? []), ...ledgerInvariants])
      assert.deepEqual(await market.test.db.read('auctions', rows), [], name)
  })
})
