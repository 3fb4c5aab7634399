import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canonical, commit, leafHash } from '#platform/evidence/leaf.ts'
import { auctionFaults, replayAuction, type PublishedLot } from '../verify/auction.ts'
import { faultsOfAuction, playOne } from './auction.ts'
import { proveBidding } from './bidding.ts'
import { openChance } from './chance.ts'

const at = '2026-12-01T02:00:00Z'
const small: PublishedLot = {
  id: 'x',
  rules: {
    startsAt: at,
    endsAt: '2026-12-02T02:00:00Z',
    floorFen: 1_000,
    stepFen: 100,
    windowSeconds: 300,
    extendSeconds: 300,
    outageSeconds: 60,
    outageLookbackSeconds: 600,
  },
  bidders: [
    { alias: 'a', priority: false },
    { alias: 'b', priority: false },
  ],
  bids: [{ alias: 'a', amountFen: 1_000, at, auto: false }],
  limits: [{ alias: 'b', maxFen: 1_100, at }],
  outages: [],
  closedAt: '2026-12-02T02:00:00Z',
  award: { alias: 'a', amountFen: 1_000 },
}

describe('open biddings against a second model and the outsider’s check', () => {
  it('random biddings equal the model, their records pass the outsider’s check, falsified ones do not (T16)', () => {
    const chance = openChance('20261127')
    let bids = 0
    for (let n = 0; n < 150; n += 1) {
      const one = playOne(chance)
      bids += one.course.bids.length
      assert.deepEqual(faultsOfAuction(one, chance), [])
    }
    assert.ok(bids > 500, String(bids))
  })

  it('the outsider’s check names an order that should have bid', () => {
    assert.match(auctionFaults(small).join(), /b 设定的最高价还能出价/)
    assert.deepEqual(auctionFaults({ ...small, limits: [] }), [])
  })

  it('a replay tells step by step how the close moved, and makes the award itself (P24)', () => {
    const bids = [
      ...small.bids,
      { alias: 'b', amountFen: 1_100, at: '2026-12-02T01:58:00Z', auto: true },
      { alias: 'a', amountFen: 1_200, at: '2026-12-02T02:01:00Z', auto: false },
    ]
    const outages = [{ from: '2026-12-02T02:02:00Z', until: '2026-12-02T02:04:00Z' }]
    const award = { alias: 'a', amountFen: 1_200 }
    const {
      steps,
      award: made,
      faults,
    } = replayAuction({
      ...small,
      bids,
      outages,
      closedAt: '2026-12-02T02:13:00Z',
      award,
    })
    assert.deepEqual([made, faults], [award, []])
    assert.deepEqual(
      steps.map(({ kind, closesAt, moved }) => [kind, closesAt.slice(11, 16), moved]),
      [
        ['start', '02:00', false],
        ['order', '02:00', false],
        ['bid', '02:00', false],
        ['bid', '02:03', true],
        ['bid', '02:06', true],
        ['outage', '02:09', true],
        ['close', '02:09', false],
      ],
    )
  })

  const sealedAt = '2026-11-20T02:00:00.000Z'
  const sealed = commit({ lot: small.id, alias: 'a', offerFen: 1_500 })
  const offerOf = (when = sealedAt) => {
    const leafBody = canonical({ v: 2, at: when, secrets: [sealed.hash] })
    return { leaf: leafHash(leafBody), leafBody, salt: sealed.salt }
  }
  const offer = offerOf()
  const award = { alias: 'a', amountFen: 1_500 }
  const one: PublishedLot = {
    ...small,
    award,
    offer,
    bidders: small.bidders.slice(0, 1),
    bids: [],
    limits: [],
    closedAt: small.rules.startsAt,
  }
  for (const [what, change, says] of [
    ['takes it at its offer', {}, null],
    ['at less than its offer', { award: { ...award, amountFen: 1_499 } }, /不是成交人申请时封存的报价/],
    ['by an offer of another lot', { id: 'y' }, /不是成交人申请时封存的报价/],
    [
      'by an offer of somebody else',
      { award: { ...award, alias: 'b' }, bidders: [{ alias: 'b', priority: false }] },
      /不是成交人申请时封存的报价/,
    ],
    ['by another salt', { offer: { ...offer, salt: '00' } }, /不是成交人申请时封存的报价/],
    ['by another leaf', { offer: { ...offer, leafBody: `${offer.leafBody} ` } }, /叶子哈希不符/],
    ['by an offer sealed too late', { offer: offerOf(at) }, /竞价开始以前/],
    ['without its offer', { offer: null }, /没有公布/],
    ['below the floor', { award: { alias: 'a', amountFen: 999 } }, /成交价低于底价/],
    ['somebody else', { award: { alias: 'b', amountFen: 1_000 } }, /成交人不是/],
    ['no award', { award: null }, /没有成交/],
    ['bids although alone', { bids: small.bids }, /却有出价/],
    ['nobody', { bidders: [], award: null }, null],
    ['an award although nobody', { bidders: [], award: { alias: 'a', amountFen: 1_000 } }, /成交人不是/],
    ['before the announced start', { closedAt: '2026-12-01T01:59:59Z' }, /之前结束/],
  ] as const)
    it(`one qualified bidder (achievements.md numeric rule 4): ${what}`, () => {
      const faults = auctionFaults({ ...one, ...change }).join()
      if (says) assert.match(faults, says)
      else assert.equal(faults, '')
    })

  it('through the database: lost replies and cut connections double and lose nothing, each lot ends once (T14, T16, T19)', async () => {
    const result = await proveBidding(openChance('20261127'), [12, 12])
    assert.deepEqual(result.faults, [])
    assert.ok(result.bids > 20 && result.lost > 5 && result.cut > 2, JSON.stringify(result))
  })
})
