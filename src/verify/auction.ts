import { readFileSync } from 'node:fs'

/**
 * The outsider's check of a finished open bidding: `node src/verify/auction.ts FILE|URL`, where the file is what
 * `/api/v1/lots/{id}/record` answers. It imports node only and shares no code with the rest. It does not bid again: it
 * holds each bid, each extension and the award of the public record against the announced rules.
 */

export interface PublishedBid {
  readonly alias: string
  readonly amountFen: number
  /** ISO 8601, the database's clock. */
  readonly at: string
  readonly auto: boolean
}

export interface PublishedLot {
  readonly rules: {
    readonly startsAt: string
    readonly endsAt: string
    readonly floorFen: number
    readonly stepFen: number
    readonly windowSeconds: number
    readonly extendSeconds: number
    readonly outageSeconds: number
    readonly outageLookbackSeconds: number
  }
  readonly bidders: readonly { readonly alias: string; readonly priority: boolean }[]
  readonly bids: readonly PublishedBid[]
  /** Standing orders, opened when it closed. */
  readonly limits: readonly { readonly alias: string; readonly maxFen: number; readonly at: string }[]
  readonly outages: readonly { readonly from: string; readonly until: string }[]
  readonly closedAt: string
  readonly award: { readonly alias: string; readonly amountFen: number } | null
}

interface Reading {
  close: number
  leader: PublishedBid | undefined
}

/** What does not fit; empty when the award follows from the record. */
export function auctionFaults(lot: PublishedLot): string[] {
  const faults: string[] = []
  const reading: Reading = { close: Date.parse(lot.rules.endsAt), leader: undefined }
  const outages = [...lot.outages].sort((a, b) => Date.parse(a.until) - Date.parse(b.until))
  let last = -Infinity
  for (const [n, bid] of lot.bids.entries()) {
    const at = Date.parse(bid.at)
    while (outages[0] && Date.parse(outages[0].until) <= at) interrupted(lot, reading, outages.shift())
    const fault = bidFault(lot, reading, bid, last)
    if (fault !== undefined) faults.push(`第 ${n + 1} 次出价：${fault}`)
    last = at
    reading.leader = bid
    if (reading.close - at <= lot.rules.windowSeconds * 1000)
      reading.close = Math.max(reading.close, at + lot.rules.extendSeconds * 1000)
  }
  for (const outage of outages) interrupted(lot, reading, outage)
  return [...faults, ...orderFaults(lot, reading), ...awardFaults(lot, reading)]
}

function bidFault(
  lot: PublishedLot,
  { close, leader }: Reading,
  bid: PublishedBid,
  last: number,
): string | undefined {
  const at = Date.parse(bid.at)
  if (!lot.bidders.some(({ alias }) => alias === bid.alias)) return '出价人没有取得资格。'
  if (!(at >= last)) return '时间早于前一次出价。'
  if (at < Date.parse(lot.rules.startsAt)) return '早于公告的开始时间。'
  if (at >= close) return '在截止之后。'
  if (!Number.isSafeInteger(bid.amountFen)) return '金额不是整数分。'
  if (bid.amountFen < least(lot, leader, bid.alias)) return '低于当时的最低出价。'
  if (!bid.auto && leader?.alias === bid.alias) return '领先者又向自己加价。'
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

function interrupted(
  { rules }: PublishedLot,
  reading: Reading,
  outage: { readonly from: string; readonly until: string } | undefined,
): void {
  if (!outage) return
  const from = Date.parse(outage.from)
  const until = Date.parse(outage.until)
  const earliest = reading.close - rules.outageLookbackSeconds * 1000
  const isLong = until - from > rules.outageSeconds * 1000
  if (!isLong || from >= reading.close || until <= earliest || until <= Date.parse(rules.startsAt)) return
  const left = Math.max(rules.extendSeconds * 1000, reading.close - Math.max(from, earliest))
  reading.close = Math.max(reading.close, until + left)
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

function awardFaults(lot: PublishedLot, { close, leader }: Reading): string[] {
  const faults: string[] = []
  if (Date.parse(lot.closedAt) < close) faults.push('在应当截止的时间之前结束。')
  if ((lot.award?.alias ?? null) !== (leader?.alias ?? null)) faults.push('成交人不是最后有效出价的人。')
  if ((lot.award?.amountFen ?? null) !== (leader?.amountFen ?? null))
    faults.push('成交价不是最后的有效出价。')
  return faults
}

async function main(where: string): Promise<void> {
  const text = /^https?:/.test(where) ? await (await fetch(where)).text() : readFileSync(where, 'utf8')
  const faults = auctionFaults(JSON.parse(text) as PublishedLot)
  console.log(JSON.stringify({ ok: faults.length === 0, faults }))
  process.exitCode = faults.length === 0 ? 0 : 1
}

if (import.meta.main) {
  const [where] = process.argv.slice(2)
  if (where === undefined) {
    console.error('用法：node src/verify/auction.ts 文件|网址')
    process.exitCode = 2
  } else await main(where)
}
