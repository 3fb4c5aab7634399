import {
  isFault,
  leaderOf,
  moved,
  openCourse,
  type Bidder,
  type Course,
  type LotRules,
} from '#modules/auctions/index.ts'
import { auctionFaults, type PublishedLot } from '../verify/auction.ts'
import { openModel, play, type Model } from './auction-model.ts'
import { openChance, type Chance } from './chance.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Most raises above the floor; the model makes every one of them. */
const RAISES = 300

type AuctionResult = {
  readonly proof: 'auction'
  readonly n: number
  readonly failures: number
  readonly seed: number
  readonly bids: number
  readonly extended: number
  readonly faults: readonly string[]
}

/**
 * Random open biddings of 2 to 500 bidders with snipers, standing orders, rights of priority and outages: the course
 * equals an independent model, the outsider's check finds nothing, and finds every falsified record.
 */
export function proveAuction(n = 2_000): AuctionResult {
  const chance = openChance()
  let failures = 0
  let bids = 0
  let extended = 0
  const faults: string[] = []
  for (let i = 0; i < n; i += 1) {
    const played = playOne(chance)
    bids += played.course.bids.length
    if (played.course.closesAt > played.rules.endsAt) extended += 1
    const found = faultsOfAuction(played, chance)
    if (found.length === 0) continue
    failures += 1
    if (faults.length < 5) faults.push(`${String(i)}: ${found.join('; ')}`)
  }
  return { proof: 'auction', n, failures, seed: chance.seed, bids, extended, faults }
}

export interface Played {
  readonly rules: LotRules
  readonly bidders: ReadonlyMap<string, Bidder>
  readonly course: Course
  readonly model: Model
  readonly orders: { alias: string; maxFen: number; at: number }[]
  readonly outages: { from: number; until: number }[]
  /** Moves that one counted and the other did not. */
  readonly differences: number
}

export function playOne(chance: Chance): Played {
  const rules = randomRules(chance)
  const bidders = randomBidders(chance)
  const aliases = [...bidders.keys()]
  const priority = new Set(aliases.filter((alias) => bidders.get(alias)?.priority))
  const model = openModel(rules)
  let course = openCourse(rules)
  const orders: Played['orders'] = []
  const outages: Played['outages'] = []
  let differences = 0
  let at = rules.startsAt - 2 * MINUTE
  for (let moves = 10 + chance.below(60) + bidders.size; moves > 0; moves -= 1) {
    at += pause(chance, course, at)
    if (chance.below(40) === 0) {
      const outage = { from: at, until: at + chance.below(10) * MINUTE }
      at = outage.until
      const next = moved(rules, course, { kind: 'outage', ...outage }, bidders)
      if (isFault(next)) throw new Error('an outage is no fault')
      course = next
      model.closesAt = course.closesAt
      outages.push(outage)
      continue
    }
    const alias = aliases[chance.below(aliases.length)] ?? ''
    const bidder = bidders.get(alias)
    if (!bidder) continue
    const amount = amountNear(chance, rules, course)
    const isOrder = chance.below(3) === 0
    const move = isOrder
      ? ({ kind: 'limit', bidder, maxFen: amount + chance.below(40) * rules.stepFen, at } as const)
      : ({ kind: 'bid', bidder, amountFen: amount, at } as const)
    const next = moved(rules, course, move, bidders)
    const counted = play(
      model,
      rules,
      priority,
      move.kind === 'bid' ? { alias, at, bid: move.amountFen } : { alias, at, max: move.maxFen },
    )
    if (isFault(next) === counted) differences += 1
    if (isFault(next)) continue
    course = next
    if (move.kind === 'limit') orders.push({ alias, maxFen: move.maxFen, at })
  }
  return { rules, bidders, course, model, orders, outages, differences }
}

function randomRules(chance: Chance): LotRules {
  const startsAt = Date.parse('2026-12-01T02:00:00Z')
  return {
    startsAt,
    endsAt: startsAt + 24 * HOUR,
    floorFen: 1 + chance.below(1_000_000),
    stepFen: 1 + chance.below(10_000),
    windowMs: 5 * MINUTE,
    extendMs: 5 * MINUTE,
    outageMs: MINUTE,
    outageLookbackMs: 10 * MINUTE,
  }
}

/** Mostly a handful, now and then hundreds; one in eight has a right of priority. */
function randomBidders(chance: Chance): Map<string, Bidder> {
  const count = chance.below(20) === 0 ? 2 + chance.below(499) : 2 + chance.below(8)
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const alias = `B${String(i)}`
      return [alias, { alias, priority: chance.below(8) === 0 }] as const
    }),
  )
}

/** Snipers: one in eight waits until just before, or just after, the close. */
function pause(chance: Chance, { closesAt }: Course, at: number): number {
  if (chance.below(8) > 0) return chance.below(45 * MINUTE)
  const until = closesAt - at
  return until > 0 ? Math.max(0, until - 200 + chance.below(400)) : chance.below(MINUTE)
}

function amountNear(chance: Chance, { floorFen, stepFen }: LotRules, course: Course): number {
  const price = leaderOf(course)?.amountFen ?? floorFen - stepFen
  const raises = chance.below(4) === 0 ? chance.below(RAISES) : chance.below(3)
  return Math.max(1, price + raises * stepFen - chance.below(2))
}

/** What does not hold of one bidding. */
export function faultsOfAuction(played: Played, chance: Chance): string[] {
  const { course, model, differences } = played
  const leader = leaderOf(course)
  const faults: string[] = []
  if (differences > 0) faults.push(`${String(differences)} moves counted differently`)
  if ((leader?.alias ?? null) !== model.leader) faults.push('another winner than the model')
  if (leader && leader.amountFen !== model.priceFen) faults.push('another price than the model')
  if (course.closesAt !== model.closesAt) faults.push('another close than the model')
  const record = recordOf(played)
  faults.push(...auctionFaults(record).map((fault) => `sound record faulted: ${fault}`))
  for (const [name, bad] of falsified(record, chance))
    if (auctionFaults(bad).length === 0) faults.push(`falsified record passed: ${name}`)
  return faults
}

const iso = (ms: number) => new Date(ms).toISOString()

function recordOf({ rules, bidders, course, orders, outages }: Played): PublishedLot {
  const leader = leaderOf(course)
  return {
    id: 'x',
    rules: {
      startsAt: iso(rules.startsAt),
      endsAt: iso(rules.endsAt),
      floorFen: rules.floorFen,
      stepFen: rules.stepFen,
      windowSeconds: rules.windowMs / 1000,
      extendSeconds: rules.extendMs / 1000,
      outageSeconds: rules.outageMs / 1000,
      outageLookbackSeconds: rules.outageLookbackMs / 1000,
    },
    bidders: [...bidders.values()],
    bids: course.bids.map((bid) => ({ ...bid, at: iso(bid.at) })),
    limits: orders.map((order) => ({ ...order, at: iso(order.at) })),
    outages: outages.map(({ from, until }) => ({ from: iso(from), until: iso(until) })),
    closedAt: iso(course.closesAt),
    award: leader ? { alias: leader.alias, amountFen: leader.amountFen } : null,
  }
}

/** The winner's own standing order bids a fen more than it had to. */
function raised(record: PublishedLot, last: PublishedLot['bids'][number]): PublishedLot {
  const amountFen = last.amountFen + 1
  const bids = [...record.bids.slice(0, -1), { ...last, amountFen }]
  return { ...record, bids, award: { alias: last.alias, amountFen } }
}

/** The record with one thing changed that an honest one could not have. */
function falsified(record: PublishedLot, chance: Chance): [string, PublishedLot][] {
  const { bids, award } = record
  const last = bids.at(-1)
  if (!last || !award)
    return [['an award without a bid', { ...record, award: { alias: 'B0', amountFen: 1 } }]]
  const other = record.bidders.find(({ alias }) => alias !== award.alias)?.alias ?? ''
  const at = chance.below(bids.length)
  const with_ = (change: Partial<PublishedLot['bids'][number]>) =>
    bids.map((bid, n) => (n === at ? { ...bid, ...change } : bid))
  return [
    ['the last bid left out', { ...record, bids: bids.slice(0, -1) }],
    ['another winner', { ...record, award: { ...award, alias: other } }],
    ['another price', { ...record, award: { ...award, amountFen: award.amountFen - 1 } }],
    ['closed early', { ...record, closedAt: iso(Date.parse(record.closedAt) - 1) }],
    ['a bid of nobody', { ...record, bids: with_({ alias: 'X' }) }],
    ['a bid below the least', { ...record, bids: with_({ amountFen: 0 }) }],
    ['a bid after the close', { ...record, bids: [...bids.slice(0, -1), { ...last, at: record.closedAt }] }],
    ['a bid before the start', { ...record, bids: with_({ at: '2026-11-30T00:00:00Z' }) }],
    ...(last.auto
      ? [['an automatic bid above the least', raised(record, last)] as [string, PublishedLot]]
      : []),
  ]
}
