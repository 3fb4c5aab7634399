import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { mustReach } from '#platform/access/access.ts'
import { routesOf } from '#platform/command/command.ts'
import type { Forgotten } from '#platform/identity/forget.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { openLots, type Lot } from '#test/lots.ts'
import { people } from '#test/market.ts'
import type { PublishedLot } from '../../../verify/auction.ts'
import { auctionsModule } from '../module.ts'
import { encountersOf } from './store.ts'

const { office, officer, leader, firm, newcomer, firmTwo } = people

describe('signs of collusion and self-dealing at a lot (trust.md A1, A7)', () => {
  let market: DealMarket
  let lots: ReturnType<typeof openLots>
  before(async () => {
    market = await openDealMarket([contractsModule, auctionsModule])
    lots = openLots(market)
    for (const [who, phone] of [
      [firm, person.phone],
      [firmTwo, '13500009999'],
    ] as const)
      await market.query(
        `with it as (insert into platform.person (id, name, phone, sample, created_at)
           values ($1, '某人', $2, true, '2026-01-05') on conflict (id) do update set phone = $2 returning id)
         insert into platform.membership (id, person_id, org_id, title, roles, from_day, created_at)
         select gen_random_uuid(), id, $3, '', '{firm}', '2026-01-05', '2026-01-05' from it on conflict do nothing`,
        [who.personId, phone, who.orgId],
      )
  })
  after(() => market.drop())
  const person = { name: '某人', phone: '13500008888', orgIds: [firm.orgId ?? ''] }
  const marks = () => market.query<{ kind: string }>('select kind from auctions.trace')
  let n = 0
  /** What the command that closes an account does here. */
  const forget = async (named: Partial<Forgotten>) => {
    const person = { personId: firm.personId ?? '', name: '', phone: null, email: null, orgIds: [], ...named }
    const route = routesOf('auctions').write({
      method: 'POST',
      path: '/test/forget',
      permission: 'lot.bid',
      journal: 'test.forget',
      says: '{actor}注销',
      input: z.object({}),
      gate: { none: '测试' },
      verb: async (tx, actor, _input, now) => {
        mustReach(actor, { partyOrgIds: [actor.orgId ?? ''] })
        let rows = 0
        for (const each of auctionsModule.forgets ?? []) rows += await each(tx, person, actor, now)
        return rows
      },
    })
    return (await market.bus({ route, actor: firm, input: {}, key: `forget ${(n += 1)}` })).result
  }

  it('a ring is looked into by the unit alone, and nothing of the lot changes (A1, T18)', async () => {
    const lot = await lots.announced()
    const shared = { depositAccount: '示例公司 6222 0000 1111 2222' }
    const one = await lots.admitted(lot, firm, shared)
    await lots.admitted(lot, firmTwo, { depositAccount: '庚方，示例银行，6222000011112222' })
    await lots.goTo(lot, 'starts_at', 5_000)
    await market.write(firm, 'lot.bid', { id: lot.id, amountFen: 10_000_000 })
    await lots.goTo(lot, 'closes_at', 3_000)
    await market.tick()
    assert.equal(await lots.stateOf(lot), 'awarded', 'no bid is refused, no award moved')
    const record = await market.read<PublishedLot>(newcomer, 'lot.record', { id: lot.id })
    assert.deepEqual(record.award, { alias: one, amountFen: 10_000_000 })
    const found = await market.read<{
      items: { id: string; dossierId: string; bidders: number }[]
      total: number
    }>(officer, 'bid-signal.list', {})
    assert.deepEqual([found.total, found.items[0]?.bidders], [1, 2])
    const { id = '', dossierId = '' } = found.items[0] ?? {}
    const review = await market.read<{ groups: { signals: { title: string; sentence: string }[] }[] }>(
      officer,
      'bid-signal.show',
      { id },
    )
    assert.match(JSON.stringify(review.groups), /保证金账户相同/)
    const stored = await market.query<{ all: string }>(
      `select string_agg(t::text, ' ') as all from (select s::text as t from auctions.signal s
       union all select r::text from auctions.trace r) x`,
    )
    assert.doesNotMatch(stored[0]?.all ?? '', /6222000011112222/, 'accounts are kept as keyed hashes (P18)')
    for (const who of [office, firm, firmTwo, leader]) {
      await assert.rejects(market.read(who, 'bid-signal.show', { id }), /您的身份不能办理此事/)
      await assert.rejects(market.act(who, dossierId, 'clear', { reason: '不知道。' }, 'bid-signal'))
    }
    const about = await market.query<{ n: number }>(
      `select count(*)::int as n from platform.dossier where id = $1 and $2::uuid = any (party_org_ids || org_id)`,
      [dossierId, firm.orgId],
    )
    assert.equal(about[0]?.n, 0)
    assert.equal(await forget(person), 0, 'while a person looks into it, its marks stay (PIPL 47)')
    await market.query(`update auctions.lot set closed_at = closed_at - interval '1200 days' where id = $1`, [
      lot.id,
    ])
    await market.tick()
    assert.ok((await marks()).length > 0)
    const words = { reason: '两家共用代办的账户。', words: '请各自独立办理保证金。' }
    await market.act(officer, dossierId, 'warn', words, 'bid-signal')
    await market.tick()
    assert.deepEqual(await marks(), [], 'the case is closed and the term is over (P18; PIPL 19)')
    await market.write(firm, 'lot.accept', { id: lot.id })
  })

  it('an erased person is in no mark of the organisations it acted for, others stay (P18)', async () => {
    const lot = await lots.announced()
    await lots.admitted(lot, firm, { depositAccount: '示例公司 6222 0000 1111 3333' })
    await lots.admitted(lot, firmTwo, { depositAccount: '庚方 6222 0000 1111 4444' })
    await lots.goTo(lot, 'starts_at', 5_000)
    await lots.goTo(lot, 'closes_at', 3_000)
    await market.tick()
    const before = await marks()
    assert.deepEqual(before.filter(({ kind }) => kind === 'phone').length, 2)
    assert.equal(await forget(person), 1)
    assert.equal(await forget(person), 0)
    const after = await marks()
    assert.deepEqual(
      [after.length, after.filter(({ kind }) => kind === 'phone').length],
      [before.length - 1, 1],
    )
  })

  it('who takes a lot after another’s default is seen, whoever named no earlier attempt (A1)', async () => {
    const input = await lots.form()
    const won = async (more: object, winner: typeof firm) => {
      const lot = await lots.announce(await market.write<Lot>(office, 'lot.draft', { ...input, ...more }))
      for (const bidder of [firm, firmTwo]) await lots.admitted(lot, bidder)
      await lots.goTo(lot, 'starts_at', 5_000)
      await market.write(winner, 'lot.bid', { id: lot.id, amountFen: 10_000_000 })
      await lots.goTo(lot, 'closes_at', 3_000)
      await market.tick()
      return lot
    }
    const first = await won({}, firm)
    await market.pass(40)
    await market.act(leader, first.dossierId, 'declareDefault', { reason: '逾期不签约。' }, 'lot')
    const { startsAt, endsAt } = await lots.form()
    await won({ startsAt, endsAt }, firmTwo)
    const met = await market.test.db.read('auctions', (tx) =>
      encountersOf(tx, [firm.orgId ?? '', firmTwo.orgId ?? ''], '2099-01-01'),
    )
    const found = met.find((one) => one.lot === first.id)
    assert.deepEqual([found?.winner, found?.next_winner], [firm.orgId, firmTwo.orgId])
  })

  it('a winner whom a sign ties to the seller says how it is before the contract (A7, T19)', async () => {
    const lot = await lots.announced()
    await lots.admitted(lot, firm)
    await lots.goTo(lot, 'starts_at', 5_000)
    await market.tick()
    const tie = { kind: '股东', name: '示例大学', isOrg: true, fromOn: '2026-01-06' }
    await assert.rejects(
      market.write(firm, 'relation.add', { ...tie, orgId: firmTwo.orgId }),
      /没有找到|无权/,
    )
    const { id } = await market.write<{ id: string }>(firm, 'relation.add', tie)
    await assert.rejects(market.write(firm, 'relation.add', tie), /已经登记/)
    await assert.rejects(
      market.write(firm, 'lot.accept', { id: lot.id }),
      /有关联（持股）。请说明与转让方有无关联关系/,
    )
    const seen = await market.read<{ asksRelation: string | null }>(firm, 'lot.show', { id: lot.id })
    assert.match(seen.asksRelation ?? '', /有关联（持股）/)
    const denied = { id: lot.id, related: '没有关联关系', relatedNote: '没有关系。' }
    await assert.rejects(market.write(firm, 'lot.accept', denied), /有关联（持股）.*请选“有关联关系”并说明/)
    const said = { related: '有关联关系', relatedNote: '转让方持有本公司股权。' }
    await market.write(firm, 'lot.accept', { id: lot.id, ...said })
    await assert.rejects(market.write(firm, 'relation.end', { id, untilOn: '2026-01-05' }), /开始以后/)
    await market.write(firm, 'relation.end', { id, untilOn: '2026-01-06' })
    await assert.rejects(market.write(firm, 'relation.end', { id, untilOn: '2026-01-06' }), /已经登记结束/)
  })

  it('kin of a unit is neither read nor found by others, and names are not to be tried (P18)', async () => {
    const tie = { fromOn: '2026-01-06', tail: '123X' }
    const kin = { ...tie, kind: '近亲属', name: '卡那近亲', ofName: '卡那教授' }
    await market.write(office, 'relation.add', kin)
    const list = (who: typeof office, q: string) =>
      market.read<{ items: { name: string; tail: string | null; ofName: string | null }[]; total: number }>(
        who,
        'relation.list',
        { q },
      )
    assert.equal((await list(office, '卡那近亲')).items[0]?.tail, '123X')
    assert.equal((await list(firm, '')).items.filter(({ tail }) => tail === '123X').length, 0)
    for (const q of ['', '卡那近亲', '近亲'])
      assert.doesNotMatch(JSON.stringify(await list(officer, q)), /卡那|123X/, `an officer asks for “${q}”`)
    assert.deepEqual([(await list(officer, '近亲')).total, (await list(officer, '')).total > 0], [0, true])
    const guess = (n: number) =>
      market.write(newcomer, 'relation.add', { ...tie, kind: '股东', name: '卡那近亲', tail: String(n) })
    for (let n = 1000; n < 1030; n += 1) await guess(n)
    await assert.rejects(guess(1030), /一天之内最多登记 30 条/)
    const journal = await market.query<{ n: number }>(
      `select count(*)::int as n from platform.journal where command = 'relation.add' and org_id = $1`,
      [newcomer.orgId],
    )
    assert.equal(journal[0]?.n, 30, 'each try stands in the journal')
  })
})
