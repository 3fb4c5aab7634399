import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { canonicalJson } from './canonical.ts'
import { leafHash } from './merkle.ts'
import { closeAfterOutage, type OutageRules, type PublishedOutage } from './outage.ts'
import { verify } from './verify.ts'

/**
 * The outsider's check of a finished open bidding: `node src/verify/auction.ts FILE|URL [--key VKEY]`, where the file is
 * what `/api/v1/lots/{id}/record` answers. It shares no code with the rest. It does not bid again: it
 * holds each bid, each extension and the award of the public record against the announced rules. That an offer was sealed
 * before the bidding is the leaf's own word, which the platform wrote: what proves it is a checkpoint that holds the leaf
 * and that a witness cosigned before the start.
 */

export interface PublishedBid {
  readonly alias: string
  readonly amountFen: number
  /** ISO 8601, the database's clock. */
  readonly at: string
  readonly auto: boolean
}

/** What opens the offer an application was handed in with: the leaf of that command and the salt of its commitment. */
export interface PublishedOffer {
  readonly leaf: string
  readonly leafBody: string
  readonly salt: string
}

export interface PublishedLot {
  readonly id: string
  readonly rules: OutageRules & {
    readonly endsAt: string
    readonly floorFen: number
    readonly stepFen: number
    readonly windowSeconds: number
  }
  readonly bidders: readonly { readonly alias: string; readonly priority: boolean }[]
  readonly bids: readonly PublishedBid[]
  /** Standing orders, opened when it closed. */
  readonly limits: readonly { readonly alias: string; readonly maxFen: number; readonly at: string }[]
  readonly outages: readonly PublishedOutage[]
  readonly closedAt: string
  readonly award: { readonly alias: string; readonly amountFen: number } | null
  /** Where one was admitted and took it at its offer. */
  readonly offer?: PublishedOffer | null | undefined
}

/** One thing that happened, as an outsider reads it. */
export interface Step {
  readonly kind: 'start' | 'order' | 'bid' | 'outage' | 'close'
  /** ISO 8601; of an outage its end. */
  readonly at: string
  readonly alias: string | null
  /** What was bid; of a standing order its most. */
  readonly amountFen: number | null
  readonly auto: boolean
  /** When it closes as things stand after this step. */
  readonly closesAt: string
  /** The step moved the close. */
  readonly moved: boolean
  readonly fault: string | null
}

/** What the record comes to when it is read again. */
export interface Replay {
  readonly steps: readonly Step[]
  readonly award: PublishedLot['award']
  /** Leaf that holds the commitment to the only offer; null where several bid. */
  readonly leaf: string | null
  /** What does not fit; empty when the award follows from the record. */
  readonly faults: readonly string[]
}

interface Reading {
  close: number
  leader: PublishedBid | undefined
  /** Instant of the bid before. */
  last: number
  bids: number
  readonly steps: Step[]
  readonly faults: string[]
}

type Event =
  | { readonly kind: 'outage'; readonly at: string; readonly outage: PublishedLot['outages'][number] }
  | { readonly kind: 'order'; readonly at: string; readonly order: PublishedLot['limits'][number] }
  | { readonly kind: 'bid'; readonly at: string; readonly bid: PublishedBid }

export function auctionFaults(lot: PublishedLot): readonly string[] {
  return replayAuction(lot).faults
}

/** Reads a record again from its start, step by step, and makes the award itself. */
export function replayAuction(lot: PublishedLot): Replay {
  const close = lot.bidders.length < 2 ? lot.rules.startsAt : lot.rules.endsAt
  const reading: Reading = {
    close: Date.parse(close),
    leader: undefined,
    last: -Infinity,
    bids: 0,
    steps: [],
    faults: [],
  }
  step(reading, 'start', lot.rules.startsAt, {})
  for (const event of eventsOf(lot)) {
    if (event.kind === 'bid') bidStep(lot, reading, event.bid)
    else if (event.kind === 'order') {
      const { alias, maxFen } = event.order
      step(reading, 'order', event.at, { alias, amountFen: maxFen })
    } else {
      const before = reading.close
      reading.close = closeAfterOutage(lot.rules, before, event.outage)
      step(reading, 'outage', event.at, { moved: reading.close !== before })
    }
  }
  const award = awardOf(lot, reading)
  reading.faults.push(...roundFaults(lot), ...orderFaults(lot, reading), ...awardFaults(lot, reading, award))
  step(reading, 'close', lot.closedAt, { alias: award?.alias ?? null, amountFen: award?.amountFen ?? null })
  const leaf = lot.bidders.length === 1 ? (lot.offer?.leaf ?? null) : null
  return { steps: reading.steps, award, leaf, faults: reading.faults }
}

/** Bids stand in the order of the record; an outage or an order of the same instant comes before. */
function eventsOf({ bids, limits, outages }: PublishedLot): Event[] {
  const others: Event[] = [
    ...outages.map((outage): Event => ({ kind: 'outage', at: outage.until, outage })),
    ...limits.map((order): Event => ({ kind: 'order', at: order.at, order })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const events: Event[] = []
  let next = 0
  for (const bid of bids) {
    for (
      let other = others[next];
      other && Date.parse(other.at) <= Date.parse(bid.at);
      other = others[next]
    ) {
      events.push(other)
      next += 1
    }
    events.push({ kind: 'bid', at: bid.at, bid })
  }
  return [...events, ...others.slice(next)]
}

function bidStep(lot: PublishedLot, reading: Reading, bid: PublishedBid): void {
  const at = Date.parse(bid.at)
  const fault = bidFault(lot, reading, bid)
  reading.bids += 1
  if (fault !== undefined) reading.faults.push(`第 ${reading.bids} 次出价：${fault}`)
  reading.last = at
  reading.leader = bid
  const before = reading.close
  if (before - at <= lot.rules.windowSeconds * 1000)
    reading.close = Math.max(before, at + lot.rules.extendSeconds * 1000)
  const { alias, amountFen, auto } = bid
  step(reading, 'bid', bid.at, {
    alias,
    amountFen,
    auto,
    moved: reading.close !== before,
    fault: fault ?? null,
  })
}

function step(reading: Reading, kind: Step['kind'], at: string, more: Partial<Step>): void {
  const none = { alias: null, amountFen: null, auto: false, moved: false, fault: null }
  reading.steps.push({ ...none, kind, at, closesAt: new Date(reading.close).toISOString(), ...more })
}

function bidFault(
  lot: PublishedLot,
  { close, leader, last }: Reading,
  bid: PublishedBid,
): string | undefined {
  const at = Date.parse(bid.at)
  if (!lot.bidders.some(({ alias }) => alias === bid.alias)) return '出价人没有取得资格。'
  if (!(at >= last)) return '时间早于前一次出价。'
  if (at < Date.parse(lot.rules.startsAt)) return '早于公告的开始时间。'
  if (at >= close) return '在截止之后。'
  if (!Number.isSafeInteger(bid.amountFen)) return '金额不是整数分。'
  if (bid.amountFen < least(lot, leader, bid.alias)) return '低于当时的最低出价。'
  if (!bid.auto && leader?.alias === bid.alias) return '领先者又向自己加价。'
  if (bid.auto && leader?.alias !== bid.alias && bid.amountFen !== least(lot, leader, bid.alias))
    return '自动出价不是当时的最低出价。'
  return bid.auto && !isCovered(lot, bid) ? '自动出价超过本人设定的最高价，或设定在出价之后。' : undefined
}

/** A raise over the leading bid; the same price is enough for a right of priority against somebody without one. */
function least({ rules, bidders }: PublishedLot, leader: PublishedBid | undefined, alias: string): number {
  if (!leader) return rules.floorFen
  const holds = (who: string) => bidders.some((one) => one.alias === who && one.priority)
  return holds(alias) && !holds(leader.alias) ? leader.amountFen : leader.amountFen + rules.stepFen
}

function isCovered({ limits }: PublishedLot, { alias, amountFen, at }: PublishedBid): boolean {
  return limits.some(
    (one) => one.alias === alias && one.maxFen >= amountFen && Date.parse(one.at) <= Date.parse(at),
  )
}

/** Rounds between two standing orders are taken at once: the leader's own raise is answered in the same instant. */
function roundFaults({ bids }: PublishedLot): string[] {
  return bids.flatMap((bid, i) => {
    const [before, after] = [bids[i - 1], bids[i + 1]]
    if (!bid.auto || before?.alias !== bid.alias) return []
    const isAnswered = after?.auto === true && after.alias !== bid.alias && after.at === bid.at
    return isAnswered ? [] : [`第 ${String(i + 1)} 次出价：自动出价向自己加价。`]
  })
}

/** A standing order that could still have bid must have. */
function orderFaults(lot: PublishedLot, { leader }: Reading): string[] {
  const most = new Map<string, number>()
  for (const { alias, maxFen } of lot.limits) most.set(alias, Math.max(most.get(alias) ?? 0, maxFen))
  return [...most].flatMap(([alias, maxFen]) =>
    alias !== leader?.alias && maxFen >= least(lot, leader, alias)
      ? [`${alias} 设定的最高价还能出价，自动出价却没有进行。`]
      : [],
  )
}

/** The last bid; where only one was admitted, the offer it applied with, which the record names. */
function awardOf({ bidders, award }: PublishedLot, { leader }: Reading): PublishedLot['award'] {
  const [only] = bidders
  if (bidders.length === 1 && only && award) return { alias: only.alias, amountFen: award.amountFen }
  return leader ? { alias: leader.alias, amountFen: leader.amountFen } : null
}

function awardFaults(lot: PublishedLot, { close, bids }: Reading, award: PublishedLot['award']): string[] {
  const faults: string[] = []
  if (Date.parse(lot.closedAt) < close) faults.push('在应当截止的时间之前结束。')
  if ((lot.award?.alias ?? null) !== (award?.alias ?? null)) faults.push('成交人不是最后有效出价的人。')
  if ((lot.award?.amountFen ?? null) !== (award?.amountFen ?? null)) faults.push('成交价不是最后的有效出价。')
  if (lot.bidders.length !== 1) return faults
  if (bids > 0) faults.push('只有一家合格，却有出价。')
  if (!lot.award) faults.push('有一家合格，却没有成交。')
  else if (!(Number.isSafeInteger(lot.award.amountFen) && lot.award.amountFen >= lot.rules.floorFen))
    faults.push('成交价低于底价。')
  else faults.push(...offerFaults(lot, lot.award))
  return faults
}

/** The price must be what the application was committed to, in a leaf that says it is from before the bidding. */
function offerFaults(
  { id, offer, rules }: PublishedLot,
  { alias, amountFen }: NonNullable<PublishedLot['award']>,
): string[] {
  if (!offer) return ['没有公布成交人申请时封存的报价，成交价无从核对。']
  if (leafHash(offer.leafBody).toString('hex') !== offer.leaf) return ['封存报价的存证内容与叶子哈希不符。']
  const { at = '', secrets = [] } = JSON.parse(offer.leafBody) as { at?: string; secrets?: string[] }
  const said = canonicalJson({ lot: id, alias, offerFen: amountFen })
  const hash = createHash('sha256').update(`keqiao-commitment/v1\n${offer.salt}\n${said}`).digest('hex')
  if (!secrets.includes(hash)) return ['成交价不是成交人申请时封存的报价。']
  return Date.parse(at) < Date.parse(rules.startsAt) ? [] : ['报价不是在竞价开始以前封存的。']
}

/** Of a record read from its site: that the leaf stands in the evidence log, under the key the asker trusts. */
async function askLog(where: string, leaf: string, key: string | undefined) {
  const [site] = /^https?:.*(?=\/api\/v1\/)/.exec(where) ?? []
  // From a file the leaf is still to be asked of the log: `cli.ts verify 'https://…/verify?leaf=HASH'`.
  if (site === undefined) return { log: 'not asked', faults: [] }
  const { checked, faults } = await verify(`${site}/verify?leaf=${leaf}`, key === undefined ? {} : { key })
  return { log: checked, faults: faults.map(({ record, why }) => `${record}：${why}`) }
}

/** What the command line says of a record: whether it holds, what does not fit, and what of the log was asked. */
export async function recordReport(where: string, key: string | undefined) {
  const text = /^https?:/.test(where) ? await (await fetch(where)).text() : readFileSync(where, 'utf8')
  const { award, leaf, faults: found } = replayAuction(JSON.parse(text) as PublishedLot)
  const asked = leaf === null ? undefined : { leaf, ...(await askLog(where, leaf, key)) }
  const faults = [...found, ...(asked?.faults ?? [])]
  return { ok: faults.length === 0, award, ...asked, faults }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { key: { type: 'string' } }, allowPositionals: true })
  const [where] = positionals
  if (where === undefined) {
    console.error('用法：node src/verify/auction.ts 文件|网址 [--key 公钥]')
    process.exitCode = 2
  } else {
    const report = await recordReport(where, values.key)
    console.log(JSON.stringify(report))
    process.exitCode = report.ok ? 0 : 1
  }
}
