/**
 * The course of an open bidding 网络竞价: pure, and the only place that decides whether a bid counts, who leads and when
 * it closes (practice.md P24; 参照网络司法拍卖规定 20, 21). Times are milliseconds of the database's clock, amounts
 * integer fen. The same events give the same course; `src/verify/auction.ts` is a second, independent reading of it.
 */

/** What was announced, and the rules of the day it was announced. */
export interface LotRules {
  readonly startsAt: number
  /** Announced end; late bids and outages move the close beyond it. */
  readonly endsAt: number
  readonly floorFen: number
  /** Least raise over the leading bid. */
  readonly stepFen: number
  /** A bid this close to the end moves the end to `extendMs` after itself. */
  readonly windowMs: number
  readonly extendMs: number
  /** An outage longer than this, within `outageLookbackMs` of the end, moves the end. */
  readonly outageMs: number
  readonly outageLookbackMs: number
}

export interface Bidder {
  /** Random, so that nobody is recognised before the end. */
  readonly alias: string
  /** Has a right to take it at the same price (民法典 847, 859, 860): may match the leading bid instead of raising it. */
  readonly priority: boolean
}

export interface Bid {
  readonly alias: string
  readonly amountFen: number
  readonly at: number
  /** Made by the bidder's standing order, not by hand. */
  readonly auto: boolean
}

export interface Course {
  readonly bids: readonly Bid[]
  readonly closesAt: number
  /** Standing orders 自动出价: the most each bidder lets the platform bid, and its place among equals. */
  readonly limits: ReadonlyMap<string, Limit>
}

export type Move =
  | { readonly kind: 'bid'; readonly bidder: Bidder; readonly amountFen: number; readonly at: number }
  | { readonly kind: 'limit'; readonly bidder: Bidder; readonly maxFen: number; readonly at: number }
  /** The service could not be reached from `from` to `until`. */
  | { readonly kind: 'outage'; readonly from: number; readonly until: number }

export type Fault =
  | { readonly why: 'early' | 'closed' | 'leads' }
  | { readonly why: 'low'; readonly leastFen: number }
  | { readonly why: 'limit'; readonly leastFen: number }

export function openCourse({ endsAt }: LotRules): Course {
  return { bids: [], closesAt: endsAt, limits: new Map() }
}

export function leaderOf({ bids }: Course): Bid | undefined {
  return bids.at(-1)
}

/** The least a bidder may bid now. */
export function leastOf(
  rules: LotRules,
  course: Course,
  bidder: Bidder,
  bidders: ReadonlyMap<string, Bidder>,
): number {
  const leader = leaderOf(course)
  if (!leader) return rules.floorFen
  const matches = bidder.priority && bidders.get(leader.alias)?.priority !== true
  return matches ? leader.amountFen : leader.amountFen + rules.stepFen
}

/** The course after a move, or why the move does not count. Moves come in the order of the database's clock. */
export function moved(
  rules: LotRules,
  course: Course,
  move: Move,
  bidders: ReadonlyMap<string, Bidder>,
): Course | Fault {
  if (move.kind === 'outage') return { ...course, closesAt: closeAfterOutage(rules, course, move) }
  const fault = timeFault(rules, course, move.at)
  if (fault) return fault
  return move.kind === 'bid'
    ? afterBid(rules, course, move, bidders)
    : afterLimit(rules, course, move, bidders)
}

export function isFault(found: Course | Fault): found is Fault {
  return 'why' in found
}

function timeFault(rules: LotRules, { closesAt }: Course, at: number): Fault | undefined {
  if (at < rules.startsAt) return { why: 'early' }
  return at >= closesAt ? { why: 'closed' } : undefined
}

function afterBid(
  rules: LotRules,
  course: Course,
  { bidder, amountFen, at }: Extract<Move, { kind: 'bid' }>,
  bidders: ReadonlyMap<string, Bidder>,
): Course | Fault {
  if (leaderOf(course)?.alias === bidder.alias) return { why: 'leads' }
  const leastFen = leastOf(rules, course, bidder, bidders)
  if (amountFen < leastFen) return { why: 'low', leastFen }
  const bids = [...course.bids, { alias: bidder.alias, amountFen, at, auto: false }]
  return answered(rules, { ...course, bids }, at, bidders)
}

function afterLimit(
  rules: LotRules,
  course: Course,
  { bidder, maxFen, at }: Extract<Move, { kind: 'limit' }>,
  bidders: ReadonlyMap<string, Bidder>,
): Course | Fault {
  const own = course.limits.get(bidder.alias)
  const leads = leaderOf(course)?.alias === bidder.alias
  const least = leads ? (leaderOf(course)?.amountFen ?? 0) + 1 : leastOf(rules, course, bidder, bidders)
  const leastFen = Math.max(least, (own?.maxFen ?? 0) + 1)
  if (maxFen < leastFen) return { why: 'limit', leastFen }
  const limits = new Map(course.limits).set(bidder.alias, { maxFen, place: course.limits.size })
  return answered(rules, { ...course, limits }, at, bidders)
}

/** Standing orders answer until nobody else may: each bids the least it must, the strongest challenger first. */
function answered(rules: LotRules, course: Course, at: number, bidders: ReadonlyMap<string, Bidder>): Course {
  let now = course
  for (;;) {
    const challenger = strongest(rules, now, bidders)
    if (challenger === undefined) break
    now = skipped(rules, now, challenger, at, bidders)
    now = withAuto(now, challenger.alias, leastOf(rules, now, challenger, bidders), at)
  }
  return leaderOf(now)?.at === at ? { ...now, closesAt: closeAfterBid(rules, now, at) } : now
}

function withAuto(course: Course, alias: string, amountFen: number, at: number): Course {
  return { ...course, bids: [...course.bids, { alias, amountFen, at, auto: true }] }
}

/** Who is not leading and whose order still allows the least bid; of several the highest, of equals the earliest. */
function strongest(
  rules: LotRules,
  course: Course,
  bidders: ReadonlyMap<string, Bidder>,
): Bidder | undefined {
  let found: { bidder: Bidder; maxFen: number; place: number } | undefined
  for (const [alias, { maxFen, place }] of course.limits) {
    const bidder = bidders.get(alias)
    if (!bidder || leaderOf(course)?.alias === alias) continue
    if (maxFen < leastOf(rules, course, bidder, bidders)) continue
    if (!found || outranks({ maxFen, place }, found)) found = { bidder, maxFen, place }
  }
  return found?.bidder
}

interface Limit {
  readonly maxFen: number
  readonly place: number
}

function outranks(one: Limit, other: Limit): boolean {
  return one.maxFen > other.maxFen || (one.maxFen === other.maxFen && one.place < other.place)
}

/**
 * Two standing orders far above the price would answer each other thousands of times: all but the last rounds are
 * taken at once, the leader's bid standing for them. What follows is as if each had been made.
 */
function skipped(
  rules: LotRules,
  course: Course,
  challenger: Bidder,
  at: number,
  bidders: ReadonlyMap<string, Bidder>,
): Course {
  const leader = leaderOf(course)
  const other = leader && bidders.get(leader.alias)
  const theirs = leader && course.limits.get(leader.alias)
  const own = course.limits.get(challenger.alias)
  if (!leader || !other || !theirs || !own) return course
  // Only while these two are the strongest do they answer each other.
  for (const [alias, limit] of course.limits)
    if (alias !== leader.alias && alias !== challenger.alias && outranks(limit, theirs)) return course
  // A round is a bid of each; where one of them may match, it costs one step, else two.
  const roundFen = challenger.priority === other.priority ? rules.stepFen * 2 : rules.stepFen
  const rounds = Math.floor((Math.min(own.maxFen, theirs.maxFen) - leader.amountFen) / roundFen) - 1
  return rounds <= 0 ? course : withAuto(course, leader.alias, leader.amountFen + rounds * roundFen, at)
}

function closeAfterBid({ windowMs, extendMs }: LotRules, { closesAt }: Course, at: number): number {
  return closesAt - at <= windowMs ? Math.max(closesAt, at + extendMs) : closesAt
}

/** What was left when the service went away is given back when it returns, and never less than a late bid gives. */
function closeAfterOutage(
  rules: LotRules,
  { closesAt }: Course,
  { from, until }: { readonly from: number; readonly until: number },
): number {
  if (until - from <= rules.outageMs) return closesAt
  if (from >= closesAt || until <= closesAt - rules.outageLookbackMs || until <= rules.startsAt)
    return closesAt
  const leftMs = Math.max(rules.extendMs, closesAt - Math.max(from, closesAt - rules.outageLookbackMs))
  return Math.max(closesAt, until + leftMs)
}
