import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { auctionFaults } from '../verify/auction.ts'
import { faultsOfAuction, playOne } from './auction.ts'
import { proveBidding } from './bidding.ts'
import { openChance } from './chance.ts'

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
    const at = '2026-12-01T02:00:00Z'
    const record = {
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
    assert.match(auctionFaults(record).join(), /b 设定的最高价还能出价/)
    assert.deepEqual(auctionFaults({ ...record, limits: [] }), [])
  })

  it('through the database: lost replies and cut connections double and lose nothing, each lot ends once (T14, T16, T19)', async () => {
    const result = await proveBidding(openChance('20261127'), [12, 12])
    assert.deepEqual(result.faults, [])
    assert.ok(result.bids > 20 && result.lost > 5 && result.cut > 2, JSON.stringify(result))
  })
})
