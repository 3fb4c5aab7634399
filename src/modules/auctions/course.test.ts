import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gapsIn } from './bidding.ts'
import {
  isFault,
  leaderOf,
  moved,
  openCourse,
  type Bidder,
  type Course,
  type LotRules,
  type Move,
} from './course.ts'
import { rehearse } from './rehearsal/rehearse.ts'

const MINUTE = 60_000
const rules: LotRules = {
  startsAt: 0,
  endsAt: 60 * MINUTE,
  floorFen: 1_000,
  stepFen: 100,
  windowMs: 5 * MINUTE,
  extendMs: 5 * MINUTE,
  outageMs: MINUTE,
  outageLookbackMs: 10 * MINUTE,
}
const [a, b, c] = ['a', 'b', 'c'].map((alias): Bidder => ({ alias, priority: false }))
const p: Bidder = { alias: 'p', priority: true }
const bidders = new Map([a, b, c, p].flatMap((one) => (one ? [[one.alias, one] as const] : [])))

const bid = (bidder: Bidder | undefined, amountFen: number, at: number): Move => ({
  kind: 'bid',
  bidder: bidder ?? p,
  amountFen,
  at,
})
const limit = (bidder: Bidder | undefined, maxFen: number, at: number): Move => ({
  kind: 'limit',
  bidder: bidder ?? p,
  maxFen,
  at,
})

/** Plays moves that all count. */
function played(...moves: readonly Move[]): Course {
  return moves.reduce((course, move) => {
    const next = moved(rules, course, move, bidders)
    assert.ok(!isFault(next), JSON.stringify(next))
    return next
  }, openCourse(rules))
}

function refused(course: Course, move: Move) {
  const next = moved(rules, course, move, bidders)
  assert.ok(isFault(next), 'counted')
  return next
}

describe('an open bidding (参照网络司法拍卖规定 20, 21; practice.md P24)', () => {
  it('starts by itself at the announced instant and not a millisecond before', () => {
    assert.equal(refused(openCourse(rules), bid(a, 1_000, -1)).why, 'early')
    assert.equal(leaderOf(played(bid(a, 1_000, 0)))?.alias, 'a')
  })

  it('takes the floor first, then at least a step more', () => {
    assert.deepEqual(refused(openCourse(rules), bid(a, 999, 0)), { why: 'low', leastFen: 1_000 })
    const course = played(bid(a, 1_000, 0))
    assert.deepEqual(refused(course, bid(b, 1_099, 1)), { why: 'low', leastFen: 1_100 })
    assert.equal(leaderOf(played(bid(a, 1_000, 0), bid(b, 1_100, 1)))?.amountFen, 1_100)
  })

  it('nobody raises against himself', () => {
    assert.equal(refused(played(bid(a, 1_000, 0)), bid(a, 5_000, 1)).why, 'leads')
  })

  it('a bid in the last five minutes gives five more; one before them gives none', () => {
    assert.equal(played(bid(a, 1_000, 55 * MINUTE - 1)).closesAt, 60 * MINUTE)
    assert.equal(played(bid(a, 1_000, 55 * MINUTE)).closesAt, 60 * MINUTE)
    assert.equal(played(bid(a, 1_000, 59 * MINUTE)).closesAt, 64 * MINUTE)
    assert.equal(played(bid(a, 1_000, 59 * MINUTE), bid(b, 1_100, 63 * MINUTE)).closesAt, 68 * MINUTE)
  })

  it('at the close a bid is late, the millisecond before it is not', () => {
    const course = played(bid(a, 1_000, 0))
    assert.equal(refused(course, bid(b, 9_000, 60 * MINUTE)).why, 'closed')
    assert.ok(!isFault(moved(rules, course, bid(b, 9_000, 60 * MINUTE - 1), bidders)))
  })

  it('a right of priority takes it at the same price, until somebody pays more', () => {
    const matched = played(bid(a, 1_000, 0), bid(p, 1_000, 1))
    assert.equal(leaderOf(matched)?.alias, 'p')
    assert.deepEqual(refused(matched, bid(a, 1_000, 2)), { why: 'low', leastFen: 1_100 })
    assert.equal(leaderOf(played(bid(a, 1_000, 0), bid(p, 1_000, 1), bid(a, 1_100, 2)))?.alias, 'a')
  })

  it('a standing order raises by the least it must, and a raise by hand is answered at once', () => {
    const course = played(limit(a, 1_550, 0), bid(b, 1_200, 1))
    assert.deepEqual(
      course.bids.map(({ alias, amountFen, auto }) => [alias, amountFen, auto]),
      [
        ['a', 1_000, true],
        ['b', 1_200, false],
        ['a', 1_300, true],
      ],
    )
    assert.equal(leaderOf(played(limit(a, 1_550, 0), bid(b, 1_500, 1)))?.alias, 'b')
  })

  it('of equal orders the earlier wins; an order may be raised and never lowered', () => {
    assert.equal(leaderOf(played(limit(a, 2_000, 0), limit(b, 2_000, 1)))?.alias, 'a')
    const course = played(limit(a, 2_000, 0))
    assert.deepEqual(refused(course, limit(a, 1_900, 1)), { why: 'limit', leastFen: 2_001 })
  })

  it('two orders a million raises above the price are answered in a few bids', () => {
    const course = played(limit(a, 100_000_000, 0), limit(b, 100_000_200, 1))
    assert.ok(course.bids.length < 8, String(course.bids.length))
    assert.equal(leaderOf(course)?.alias, 'b')
  })

  it('an outage of more than a minute before the end gives back what was left, and five minutes at least', () => {
    const away = (from: number, until: number): Move => ({ kind: 'outage', from, until })
    assert.equal(played(away(50 * MINUTE, 51 * MINUTE)).closesAt, 60 * MINUTE, 'a minute is no outage')
    assert.equal(played(away(52 * MINUTE, 54 * MINUTE)).closesAt, 62 * MINUTE, 'eight minutes were left')
    assert.equal(played(away(58 * MINUTE, 62 * MINUTE)).closesAt, 67 * MINUTE)
    assert.equal(played(away(40 * MINUTE, 45 * MINUTE)).closesAt, 60 * MINUTE, 'long before the end')
    assert.equal(played(away(61 * MINUTE, 70 * MINUTE)).closesAt, 60 * MINUTE, 'after the end')
  })

  it('times between runs of the service are outages; without any run nothing is known', () => {
    const at = (minute: number) => new Date(minute * MINUTE).toISOString()
    assert.deepEqual(gapsIn([], 0, MINUTE), [])
    assert.deepEqual(
      gapsIn(
        [
          { from_at: at(0), until_at: at(2) },
          { from_at: at(5), until_at: at(8) },
        ],
        0,
        9 * MINUTE,
      ),
      [
        { from: 2 * MINUTE, until: 5 * MINUTE },
        { from: 8 * MINUTE, until: 9 * MINUTE },
      ],
    )
    assert.deepEqual(gapsIn([{ from_at: at(3), until_at: at(9) }], MINUTE, 9 * MINUTE), [
      { from: MINUTE, until: 3 * MINUTE },
    ])
  })
})

describe('a rehearsal on the course (P24: simulated bidders before publication)', () => {
  const cast = { bidders: 8, snipers: 3, orders: 2, outage: true, seed: 1 }

  it('plays the same for the same seed, another way for another', () => {
    assert.deepEqual(rehearse(rules, cast), rehearse(rules, cast))
    const ends = new Set(
      Array.from({ length: 20 }, (_, i) => rehearse(rules, { ...cast, seed: i + 1 }).course.closesAt),
    )
    assert.ok(ends.size > 10, String(ends.size))
  })

  it('holds to the rules whoever plays: nothing at or after the close, and the worth of nobody is passed', () => {
    let moves = 0
    for (let seed = 1; seed <= 200; seed += 1) {
      const bidderCount = 2 + (seed % 19)
      const snipers = seed % (bidderCount + 1)
      const outage = seed % 2 === 0
      const played = rehearse(rules, { ...cast, bidders: bidderCount, snipers, orders: 0, outage, seed })
      assert.equal(played.bidders.length, bidderCount)
      for (const step of played.steps) {
        if (step.kind === 'bid') assert.ok(step.at >= rules.startsAt && step.at < played.course.closesAt)
        if (step.moved) moves += 1
      }
      assert.equal(played.outages.length, outage ? 1 : 0)
      assert.ok((leaderOf(played.course)?.amountFen ?? 0) < rules.floorFen + 31 * rules.stepFen)
    }
    assert.ok(moves > 100, String(moves))
  })
})
