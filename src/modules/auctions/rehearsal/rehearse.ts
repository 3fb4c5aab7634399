import {
  isFault,
  leaderOf,
  leastOf,
  moved,
  openCourse,
  type Bidder,
  type Course,
  type LotRules,
  type Move,
} from '../course.ts'

/** Who is played, and what goes wrong. */
export interface Cast {
  readonly bidders: number
  /** Of them: wait until the last minute. */
  readonly snipers: number
  /** Of them: leave a standing order and go. */
  readonly orders: number
  /** The service is away for a while before the end. */
  readonly outage: boolean
  /** The same seed plays the same bidding. */
  readonly seed: number
}

export interface PlayedStep {
  readonly kind: 'order' | 'bid' | 'outage' | 'refused'
  /** Milliseconds, as everything of the course. */
  readonly at: number
  readonly alias: string | null
  readonly amountFen: number | null
  readonly auto: boolean
  readonly closesAt: number
  readonly moved: boolean
}

export interface Rehearsed {
  readonly steps: readonly PlayedStep[]
  readonly course: Course
  readonly bidders: readonly Bidder[]
  readonly orders: readonly { readonly alias: string; readonly maxFen: number; readonly at: number }[]
  readonly outages: readonly { readonly from: number; readonly until: number }[]
}

interface Player {
  readonly bidder: Bidder
  readonly style: 'steady' | 'sniper' | 'order'
  /** What it is worth to this one; it never bids more. */
  readonly worthFen: number
  /** When it looks next. */
  at: number
}

const MINUTE = 60_000
/** Whoever bids steadily looks this often in the time announced. */
const LOOKS = 24
/** Worth above the floor, in raises: enough for a contest that still ends. */
const RAISES_MAX = 30
/** Looks of everybody together; a safeguard, since each of them bids up to its worth only. */
const LOOKS_MAX = 5_000

interface Game {
  readonly rules: LotRules
  readonly bidders: ReadonlyMap<string, Bidder>
  readonly chance: (limit: number) => number
  course: Course
  readonly steps: PlayedStep[]
  readonly orders: { alias: string; maxFen: number; at: number }[]
}

/**
 * A bidding played by bidders that do not exist, on the course that real ones go by (practice.md P24): pure, and the same
 * for the same seed. Nothing of it is kept.
 */
export function rehearse(rules: LotRules, cast: Cast): Rehearsed {
  const chance = chanceOf(cast.seed)
  const players = playersOf(rules, cast, chance)
  const bidders = new Map(players.map(({ bidder }) => [bidder.alias, bidder]))
  const game: Game = { rules, bidders, chance, course: openCourse(rules), steps: [], orders: [] }
  const outage = cast.outage ? outageOf(rules) : undefined
  let isToCome = outage !== undefined
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const next = players.reduce((a, b) => (b.at < a.at ? b : a))
    if (outage && isToCome && next.at >= outage.from) {
      isToCome = false
      step(game, { kind: 'outage', ...outage }, outage.until)
      // Nobody reaches it meanwhile; everybody is there again once it is back.
      for (const player of players) if (player.at < outage.until) player.at = outage.until + chance(MINUTE)
      continue
    }
    if (next.at >= game.course.closesAt) break
    look(game, next)
  }
  return {
    steps: game.steps,
    course: game.course,
    bidders: [...bidders.values()],
    orders: game.orders,
    outages: outage ? [outage] : [],
  }
}

function playersOf(rules: LotRules, cast: Cast, chance: Game['chance']): Player[] {
  const length = rules.endsAt - rules.startsAt
  return Array.from({ length: cast.bidders }, (_, i) => {
    const style = i < cast.snipers ? 'sniper' : i < cast.snipers + cast.orders ? 'order' : 'steady'
    const worthFen = rules.floorFen + rules.stepFen * chance(RAISES_MAX)
    const first = rules.startsAt + chance(Math.max(1, Math.floor(length / 2)))
    return {
      bidder: { alias: `演练${String(i + 1).padStart(2, '0')}`, priority: false },
      style,
      worthFen,
      at: style === 'sniper' ? snipeAt(rules.endsAt, chance) : first,
    }
  })
}

/** Twice as long as what moves the close, in the middle of the time in which it does. */
function outageOf({ endsAt, outageMs, outageLookbackMs }: LotRules) {
  const from = endsAt - Math.floor(outageLookbackMs / 2)
  return { from, until: from + outageMs * 2 }
}

function snipeAt(closesAt: number, chance: Game['chance']): number {
  return closesAt - 1_000 - chance(MINUTE)
}

/** One look of a bidder: it raises by the least while that is worth it, and says when it looks again. */
function look(game: Game, player: Player): void {
  const { rules } = game
  const { bidder, style, worthFen, at } = player
  if (style === 'order') {
    player.at = Infinity
    step(game, { kind: 'limit', bidder, maxFen: worthFen, at }, at)
    return
  }
  const leads = leaderOf(game.course)?.alias === bidder.alias
  if (!leads) {
    const leastFen = leastOf(rules, game.course, bidder, game.bidders)
    if (leastFen > worthFen) {
      player.at = Infinity
      return
    }
    step(game, { kind: 'bid', bidder, amountFen: leastFen, at }, at)
  }
  player.at = nextLook(game, style, at)
}

function nextLook({ rules, course, chance }: Game, style: Player['style'], at: number): number {
  // A late bid gives everybody minutes, and everybody watches.
  if (course.closesAt - at <= rules.windowMs) return at + 1_000 + chance(MINUTE)
  if (style === 'sniper') return Math.max(at + 1_000, snipeAt(course.closesAt, chance))
  const between = Math.max(MINUTE, Math.floor((rules.endsAt - rules.startsAt) / LOOKS))
  return at + MINUTE + chance(between)
}

/** Makes a move and keeps what came of it: every bid it led to, and whether the close moved. */
function step(game: Game, move: Move, at: number): void {
  const before = game.course
  const after = moved(game.rules, before, move, game.bidders)
  const alias = move.kind === 'outage' ? null : move.bidder.alias
  const base = { at, alias, auto: false, moved: false }
  if (isFault(after)) {
    const amountFen = move.kind === 'limit' ? move.maxFen : null
    game.steps.push({ ...base, kind: 'refused', amountFen, closesAt: before.closesAt })
    return
  }
  game.course = after
  const { closesAt } = after
  if (move.kind === 'outage')
    game.steps.push({
      ...base,
      kind: 'outage',
      amountFen: null,
      closesAt,
      moved: closesAt !== before.closesAt,
    })
  if (move.kind === 'limit') {
    game.orders.push({ alias: move.bidder.alias, maxFen: move.maxFen, at })
    game.steps.push({ ...base, kind: 'order', amountFen: move.maxFen, closesAt })
  }
  const fresh = after.bids.slice(before.bids.length)
  for (const [i, bid] of fresh.entries())
    game.steps.push({
      ...base,
      kind: 'bid',
      alias: bid.alias,
      amountFen: bid.amountFen,
      auto: bid.auto,
      closesAt,
      moved: i === fresh.length - 1 && closesAt !== before.closesAt,
    })
}

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
function chanceOf(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}
