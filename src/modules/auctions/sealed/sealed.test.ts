import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { BUREAU, FIRM, UNIVERSITY, UNVERIFIED, people } from '#test/market.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import type { Actor } from '#platform/access/access.ts'
import { openingFaults, replayOpening, type PublishedOpening } from '../../../verify/sealed.ts'
import {
  newCustodianKey,
  openBox,
  sealBid,
  type CustodianKey,
} from '../../../web/workbench/helpers/sealing.ts'
import { playSealed } from '../../../web/workbench/helpers/sealed-rehearsal.ts'
import { KEEPERS, openLots, sealedLot, type Lot } from '#test/lots.ts'
import { auctionsModule } from '../module.ts'

const { office, leader, officer, firm, firmTwo, newcomer, broker } = people

interface Seen {
  readonly publicId: string
  readonly sealed: {
    readonly threshold: number
    readonly custodians: readonly { readonly id: string; readonly recipient: string | null }[]
    readonly envelopes: readonly { readonly id: string; readonly amountFen: number | null }[]
    readonly bid: { readonly alias: string; readonly n: number } | null
    readonly boxes: readonly { readonly bid: string; readonly box: string; readonly recipient: string }[]
  }
}

describe('密封报价 (practice.md P24; trust.md A2, A4, T13, T15)', () => {
  let market: DealMarket
  let lots: ReturnType<typeof openLots>
  before(async () => {
    market = await openDealMarket([contractsModule, auctionsModule])
    lots = openLots(market)
  })
  after(() => market.drop())

  const seen = (actor: Actor, lot: Lot) => market.read<Seen>(actor, 'lot.show', { id: lot.id })
  const sealed = async (lot: Lot, actor: Actor, amountFen: number, more: object = {}) => {
    const { publicId, sealed: view } = await seen(actor, lot)
    const seats = view.custodians.map((one) => ({ custodian: one.id, recipient: one.recipient ?? '' }))
    const { alias = '', n = 0 } = view.bid ?? {}
    return sealBid({
      lot: publicId,
      bidder: alias,
      n,
      amountFen,
      seats,
      threshold: view.threshold,
      ...more,
    })
  }
  const handIn = async (lot: Lot, actor: Actor, envelope: string) =>
    market.write<{ n: number; digest: string }>(actor, 'lot.seal', { id: lot.id, envelope })
  const bring = async (lot: Lot, keeper: number, keys: readonly CustodianKey[]) => {
    const actor = KEEPERS[keeper]?.actor ?? officer
    const { sealed: view } = await seen(actor, lot)
    const shares = await Promise.all(
      view.boxes.map(async ({ bid, box }) => ({
        bid,
        share: await openBox(keys[keeper]?.identity ?? '', box),
      })),
    )
    return market.write<{ brought: number; opened: boolean }>(actor, 'lot.open', { id: lot.id, shares })
  }

  it('a draft is rehearsed with throw-away keys and bidders that do not exist; nothing is written (P24)', async () => {
    const draft = await lots.form({ manner: '密封报价', stepFen: undefined })
    const lot = await market.write<Lot>(office, 'lot.draft', draft)
    const cast = { floorFen: draft.floorFen, bidders: 4, seats: 5, threshold: 3 }
    const written = () =>
      market.query(`select (select count(*) from platform.journal) as journal, (select count(*) from auctions.sealed_bid) as bids,
        (select count(*) from auctions.bidder) as bidders, (select count(*) from platform.outbox) as outbox`)
    const before = await written()
    const made = await playSealed(cast)
    const rehearse = (actor: Actor, more: object = {}) =>
      market.read<{
        record: PublishedOpening
        letters: { text: string }[]
        bids: { fault: string | null }[]
      }>(actor, 'lot.rehearse-opening', { id: lot.id, ...made, ...more })
    const { record, letters, bids } = await rehearse(office)
    assert.deepEqual(await written(), before)
    assert.deepEqual(openingFaults(record), [])
    assert.deepEqual([record.id, replayOpening(record).award], ['yanlian', record.award])
    assert.match(bids[0]?.fault ?? '', /低于公告的底价/)
    assert.ok(letters.length === 3 && letters.every(({ text }) => text.startsWith('【演练】')))
    const two = await rehearse(office, {
      shares: made.shares.filter(({ custodian }) => !custodian.endsWith('3')),
    })
    assert.deepEqual([two.record.award, two.letters.length], [null, 1], 'two never open')
    const [first = ''] = made.envelopes
    const real = first.replaceAll('yanlian', 'abcdefg')
    await assert.rejects(rehearse(office, { envelopes: [real, first] }), /只打开演练的密封报价/)
    await assert.rejects(rehearse(firm))
    const open = await market.write<Lot>(office, 'lot.draft', await lots.form())
    await assert.rejects(rehearse(office, { id: open.id }), /不是密封报价/)
  })

  it('three of five custodians open; the highest price wins, and the record proves it', async () => {
    const { lot, keys } = await sealedLot(market, lots)
    const one = await lots.admitted(lot, firm, { offerFen: undefined })
    await lots.admitted(lot, firmTwo, { offerFen: undefined })
    await lots.goTo(lot, 'starts_at', 5_000)
    await handIn(lot, firm, await sealed(lot, firm, 31_234_567))
    await handIn(lot, firmTwo, await sealed(lot, firmTwo, 29_876_543))
    const second = await handIn(lot, firm, await sealed(lot, firm, 33_334_444))
    assert.equal(second.n, 2, 'a later envelope replaces the earlier one')
    const counts = [firm, firmTwo, office, newcomer].map(
      async (who) => (await seen(who, lot)).sealed.envelopes.length,
    )
    assert.deepEqual(await Promise.all(counts), [2, 1, 0, 0], 'each sees the own ones only before the close')
    const told = await market.query<{ subject_kind: string }>(
      `select distinct subject_kind from platform.journal where command = 'lot.seal'`,
    )
    assert.deepEqual(
      told,
      [{ subject_kind: 'lot-bidder' }],
      'the journal of the lot, which the seller reads, is silent',
    )
    await assert.rejects(
      market.act(office, lot.dossierId, 'withdraw', { reason: '不卖了。' }, 'lot'),
      /竞价已经开始，不能撤回/,
    )
    assert.equal(await market.tick(), 0)
    await lots.goTo(lot, 'closes_at', 3_000)
    assert.equal(await market.tick(), 1)
    assert.equal(await lots.stateOf(lot), 'opening')
    await assert.rejects(handIn(lot, firm, await sealed(lot, firm, 40_000_000)), /已经截止/)
    assert.deepEqual(await bring(lot, 4, keys), { brought: 2, opened: false })
    assert.deepEqual(await bring(lot, 0, keys), { brought: 2, opened: false })
    await assert.rejects(bring(lot, 0, keys), /已经全部提交/)
    const before = await seen(office, lot)
    assert.ok(before.sealed.envelopes.every(({ amountFen }) => amountFen === null))
    await assert.rejects(market.read(office, 'lot.opening', { id: lot.id }), /开标以后/)
    assert.deepEqual(await bring(lot, 2, keys), { brought: 2, opened: true })
    await assert.rejects(bring(lot, 3, keys), /已经开标/)
    assert.equal(await lots.stateOf(lot), 'awarded')
    const record = await market.read<PublishedOpening>(newcomer, 'lot.opening', { id: lot.id })
    assert.deepEqual(openingFaults(record), [])
    assert.deepEqual(record.award, { alias: one, amountFen: 33_334_444 })
    const replay = replayOpening(record)
    assert.deepEqual(replay.award, record.award)
    assert.deepEqual(
      replay.steps.map(({ kind, amountFen }) => [kind, amountFen]),
      [
        ['received', null],
        ['received', null],
        ['received', null],
        ['opened', 29_876_543],
        ['opened', 33_334_444],
        ['close', 33_334_444],
      ],
    )
    const dearer = replayOpening({ ...record, rules: { ...record.rules, floorFen: 30_000_000 } })
    assert.deepEqual(
      dearer.steps.flatMap(({ kind, counts }) => (kind === 'opened' ? [counts] : [])),
      [false, true],
      'what is below the floor is no highest price',
    )
    assert.equal(record.opened.length, 2, 'a replaced envelope stays shut')
    const went = await market.write<{ dealId: string }>(firm, 'lot.accept', { id: lot.id })
    const [deal] = await market.query<{ price_route: string }>(
      'select price_route from deals.deal where id = $1',
      [went.dealId],
    )
    assert.equal(deal?.price_route, '密封报价')
    for (const falsified of falsifiedRecords(record))
      assert.notDeepEqual(openingFaults(falsified), [], 'a falsified record is found')
  })

  it('hostile envelopes: copied, replayed, of another lot, cut, to other keys: refused, none counted (A4, T15)', async () => {
    const { lot } = await sealedLot(market, lots)
    const other = await sealedLot(market, lots)
    for (const one of [lot, other.lot]) {
      await lots.admitted(one, firm, { offerFen: undefined })
      await lots.admitted(one, firmTwo, { offerFen: undefined })
    }
    await assert.rejects(handIn(lot, firm, await sealed(lot, firm, 20_000_000)), /还没有开始/)
    await lots.goTo(lot, 'starts_at', 5_000)
    const good = await sealed(lot, firm, 20_000_000)
    await assert.rejects(handIn(lot, firmTwo, good), /不是贵单位/)
    await assert.rejects(handIn(other.lot, firm, good), /不是贵单位/)
    await assert.rejects(handIn(lot, firm, good.slice(0, -40)), /不完整/)
    await assert.rejects(handIn(lot, firm, await sealed(lot, firm, 20_000_000, { n: 2 })), /不是最新的/)
    const strangers = await Promise.all(
      (await seen(firm, lot)).sealed.custodians.map(async ({ id }) => ({
        custodian: id.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        recipient: (await newCustodianKey()).recipient,
      })),
    )
    const elsewhere = await sealed(lot, firm, 20_000_000, { seats: strangers })
    await assert.rejects(handIn(lot, firm, elsewhere), /已经更换/)
    await assert.rejects(handIn(lot, newcomer, good), /没有取得竞买资格/)
    await assert.rejects(market.write(firm, 'lot.bid', { id: lot.id, amountFen: 20_000_000 }), /密封报价/)
    await handIn(lot, firm, good)
    await assert.rejects(handIn(lot, firm, good), /已经提交过/)
    const [count] = await market.query<{ n: number }>(
      'select count(*)::int as n from auctions.sealed_bid where lot_id = any ($1)',
      [[lot.id, other.lot.id]],
    )
    assert.equal(count?.n, 1)
  })

  it('a price nobody can have: below the floor, another lot inside, boxes that hold nothing', async () => {
    const { lot, keys } = await sealedLot(market, lots)
    await lots.admitted(lot, firm, { offerFen: undefined })
    await lots.admitted(lot, firmTwo, { offerFen: undefined })
    await lots.goTo(lot, 'starts_at', 5_000)
    await handIn(lot, firm, await sealed(lot, firm, 9_999_999))
    const honest = JSON.parse(await sealed(lot, firmTwo, 50_000_000)) as { boxes: string[] }
    const [box = ''] = honest.boxes
    await handIn(lot, firmTwo, JSON.stringify({ ...honest, boxes: honest.boxes.map(() => box) }))
    await lots.goTo(lot, 'closes_at', 3_000)
    await market.tick()
    for (const keeper of [0, 1, 2]) assert.equal((await bring(lot, keeper, keys)).opened, false)
    assert.equal((await bring(lot, 3, keys)).opened, true, 'three boxes of five cannot be read')
    assert.equal(await lots.stateOf(lot), 'unsold')
    const record = await market.read<PublishedOpening>(newcomer, 'lot.opening', { id: lot.id })
    assert.deepEqual(openingFaults(record), [])
    assert.deepEqual(
      record.opened.map(({ fault }) => fault),
      ['低于公告的底价，不参加评定。', '半数以上的密钥盒打不开，报价无效。'],
    )
  })

  it('seats: two a unit at most, no bidder, no unverified unit, one key a person, replaced with a reason', async () => {
    const input = await lots.form({ manner: '密封报价', stepFen: undefined })
    const lot = await market.write<Lot>(office, 'lot.draft', input)
    const appoint = (seat: number, orgId: string, more: object = {}) =>
      market.write(office, 'lot.appoint', { id: lot.id, seat, orgId, ...more })
    await appoint(1, UNIVERSITY)
    await appoint(2, UNIVERSITY)
    await assert.rejects(appoint(3, UNIVERSITY), /最多担任 2 席/)
    await assert.rejects(appoint(6, BUREAU), /席位只有 5 个/)
    await assert.rejects(appoint(3, UNVERIFIED), /尚未通过核验/)
    const { recipient } = await newCustodianKey()
    const accept = (actor: Actor, seat: number, key = recipient) =>
      market.write(actor, 'lot.custody', { id: lot.id, seat, recipient: key })
    await assert.rejects(accept(officer, 1), /没有找到交给贵单位/)
    await assert.rejects(accept(leader, 1, `age1${'q'.repeat(58)}`), /公钥不对/)
    await accept(leader, 1)
    await assert.rejects(accept(leader, 2, (await newCustodianKey()).recipient), /另一把密钥/)
    await market.act(office, lot.dossierId, 'propose', {}, 'lot')
    const decision = { decidedBy: '领导班子集体决定', free: true }
    await assert.rejects(market.act(leader, lot.dossierId, 'approve', decision, 'lot'), /还没有到齐/)
    const ready = await sealedLot(market, lots)
    await assert.rejects(lots.applied(ready.lot, broker, { offerFen: undefined }), /密钥保管单位/)
    await assert.rejects(lots.applied(ready.lot, firm), /请不要写价格/)
    await lots.admitted(ready.lot, firm, { offerFen: undefined })
    const replace = (orgId: string, reason: string) =>
      market.write(office, 'lot.appoint', { id: ready.lot.id, seat: 5, orgId, reason })
    await assert.rejects(replace(FIRM, '原保管人调离。'), /参加竞买/)
    await assert.rejects(replace(FIRM, ''), /写明理由/)
  })

  it('a replaced custodian: earlier envelopes open with the old key, later ones with the new', async () => {
    const { lot, keys } = await sealedLot(market, lots)
    await lots.admitted(lot, firm, { offerFen: undefined })
    await lots.admitted(lot, firmTwo, { offerFen: undefined })
    await lots.goTo(lot, 'starts_at', 5_000)
    await handIn(lot, firm, await sealed(lot, firm, 21_000_000))
    const reason = '原保管人调离。'
    await market.write(office, 'lot.appoint', { id: lot.id, seat: 3, orgId: BUREAU, reason })
    const meanwhile = await handIn(lot, firmTwo, await sealed(lot, firmTwo, 20_000_000))
    assert.equal(
      meanwhile.n,
      1,
      'the seat is never without a key: its keeper stays until the successor has one',
    )
    const fresh = await newCustodianKey()
    const successor: Actor = { ...officer, personId: '01920000-0000-7000-8000-000000000041', name: '丙十' }
    await market.write(successor, 'lot.custody', { id: lot.id, seat: 3, recipient: fresh.recipient })
    await handIn(lot, firmTwo, await sealed(lot, firmTwo, 22_000_000))
    await lots.goTo(lot, 'closes_at', 3_000)
    await market.tick()
    assert.equal((await bring(lot, 0, keys)).brought, 2)
    assert.equal((await bring(lot, 1, keys)).brought, 2)
    assert.deepEqual(await bring(lot, 2, keys), { brought: 1, opened: false })
    assert.deepEqual(await bring(lot, 3, keys), { brought: 2, opened: true })
    const record = await market.read<PublishedOpening>(newcomer, 'lot.opening', { id: lot.id })
    assert.deepEqual(openingFaults(record), [])
    assert.equal(record.award?.amountFen, 22_000_000)
  })
})

/** Records an operator might show instead. */
function falsifiedRecords(record: PublishedOpening): PublishedOpening[] {
  const { opened, shares, envelopes, award, rules } = record
  const [first, ...rest] = opened
  const best = opened.find(({ amountFen }) => amountFen === award?.amountFen)
  const other = opened.find((one) => one !== best)
  const loser = envelopes.find(({ digest }) => digest === other?.envelope)
  if (!first || !award || !best || !other || !loser) throw new Error('nothing was opened')
  // The best envelope “does not open”, and everything else fits the next best.
  const without = (kept: number) => ({
    ...record,
    shares: [
      ...shares.filter(({ envelope }) => envelope !== best.envelope),
      ...shares.filter(({ envelope }) => envelope === best.envelope).slice(0, kept),
    ],
    opened: opened.map((one) => (one === best ? { ...one, amountFen: null, fault: '打不开' } : one)),
    award: { alias: loser.alias, amountFen: other.amountFen },
  })
  return [
    without(0),
    without(1),
    { ...record, opened: [{ ...first, amountFen: 99_000_000 }, ...rest] },
    { ...record, opened: rest },
    { ...record, award: { ...award, amountFen: 1 } },
    { ...record, award: null },
    { ...record, rules: { ...rules, closesAt: rules.startsAt } },
    {
      ...record,
      rules: { ...rules, closesAt: new Date(Date.parse(rules.closesAt) + 3_600_000).toISOString() },
    },
    { ...record, envelopes: envelopes.slice(1) },
    {
      ...record,
      envelopes: envelopes.map((one) => ({ ...one, text: one.text.replace('"n\\":1', '"n\\":7') })),
    },
    { ...record, shares: shares.map((one) => ({ ...one, share: `${'0'.repeat(64)}01` })) },
    { ...record, bidders: record.bidders.slice(1) },
  ]
}
