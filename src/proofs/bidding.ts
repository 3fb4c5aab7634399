import { isDeepStrictEqual } from 'node:util'
import { v7 } from 'uuid'
import { auctionsModule } from '#modules/auctions/module.ts'
import { contractsModule } from '#modules/contracts/module.ts'
import { visitor, type Actor } from '#platform/access/access.ts'
import type { WriteRoute } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { openLots, type Lot } from '#test/lots.ts'
import { people } from '#test/market.ts'
import { auctionFaults, type PublishedLot } from '../verify/auction.ts'
import { openModel, play } from './auction-model.ts'
import { proveAuction } from './auction.ts'
import { openChance, type Chance } from './chance.ts'
import { addFirms, cutConnections, writtenOf } from './store-auction.ts'

/** Bids on their way at a time. */
const CLIENTS = 16
const WAVES = 3
/** A lot takes a month of its market's clock, and the calendar of tests ends in two years. */
const LOTS_A_MARKET = 16
/** One reply in so many is lost, and one moment in so many takes connections away. */
const LOSES = 5
const CUTS = 12

interface Bidding {
  readonly market: DealMarket
  readonly lots: ReturnType<typeof openLots>
  readonly chance: Chance
  readonly firms: readonly Actor[]
  readonly faults: string[]
  readonly figures: { bids: number; refused: number; lost: number; cut: number }
}

/** Biddings through the database for each so many of the pure model. */
const PURE_PER_LOT = 40
const BIDDERS = 50
const MANY = 500
const FULL = 2_000

/** The whole proof: the pure model, and a fortieth as many through the database, one with five hundred bidders. */
export async function proveAuctions(n = FULL) {
  const pure = proveAuction(n)
  const sizes = Array.from({ length: Math.max(1, Math.floor(n / PURE_PER_LOT)) }, () => BIDDERS)
  const database = await proveBidding(openChance(), n < FULL ? sizes : [...sizes, MANY])
  return { ...pure, failures: pure.failures + database.faults.length, database }
}

/**
 * Biddings through the command path and the database (trust.md T14, T16, T19): bids at once from many, replies that get
 * lost and are asked for again with the same key, connections that are cut. Each lot ends once, every accepted bid has
 * its receipt and stands once, none at or after the close; the award is that of the second model and of the outsider.
 */
export async function proveBidding(chance: Chance, sizes: readonly number[]) {
  const faults: string[] = []
  const figures = { bids: 0, refused: 0, lost: 0, cut: 0 }
  for (let from = 0; from < sizes.length; from += LOTS_A_MARKET) {
    const some = sizes.slice(from, from + LOTS_A_MARKET)
    const market = await openDealMarket([contractsModule, auctionsModule])
    const lots = openLots(market)
    try {
      const orgs = await addFirms(market, Math.max(...some))
      const firms = orgs.map((orgId, i): Actor => ({
        ...people.firm,
        orgId,
        personId: v7(),
        name: `竞买人${i}`,
      }))
      for (const size of some)
        await playOne({ market, lots, chance, firms: firms.slice(0, size), faults, figures })
    } finally {
      await market.drop()
    }
  }
  return { lots: sizes.length, ...figures, faults }
}

async function playOne(bidding: Bidding): Promise<void> {
  const { market, lots, firms, faults, figures } = bidding
  const lot = await lots.announced({ stepFen: 100 })
  for (const firm of firms) await lots.admitted(lot, firm)
  await lots.goTo(lot, 'starts_at', 5_000)
  let accepted = 0
  for (let wave = 0; wave < WAVES; wave += 1) {
    // The last wave comes in the last minute, and moves the close.
    if (wave === WAVES - 1) await lots.goTo(lot, 'closes_at', -60_000)
    accepted += await bidAll(bidding, lot)
  }
  // Around the close: who arrives before it counts, who arrives at it or after does not.
  await lots.goTo(lot, 'closes_at', -300)
  accepted += await bidAll(bidding, lot)
  await lots.goTo(lot, 'closes_at', 3_000)
  // Two clocks at once: one closes, the other finds it closed, or on a busy machine gives up waiting and comes again.
  await Promise.allSettled([market.tick(), market.tick()])
  await market.tick()
  const late = await bidAll(bidding, lot)
  if (late > 0) faults.push(`${lot.id}: ${late} bids after the end`)
  const written = await writtenOf(market, lot.id)
  if (written.ends !== 1) faults.push(`${lot.id}: ended ${written.ends} times`)
  if (written.bids !== accepted) faults.push(`${lot.id}: ${accepted} receipts for ${written.bids} bids`)
  figures.bids += written.bids
  const record = await market.read<PublishedLot>(visitor, 'lot.record', { id: lot.id })
  faults.push(...auctionFaults(record).map((fault) => `${lot.id}: ${fault}`), ...modelFaults(lot, record))
}

/** Every bidder bids once, some at the same time; answers how many were accepted. */
async function bidAll(bidding: Bidding, lot: Lot): Promise<number> {
  const { market, chance, firms, figures } = bidding
  const { priceFen } = await market.read<{ priceFen: number | null }>(visitor, 'lot.live', {
    id: lot.id,
    after: 0,
  })
  const price = priceFen ?? 10_000_000
  const waiting = firms.map((firm, i) => ({ firm, amountFen: price + 100 * (i + 1 + chance.below(3)) }))
  let accepted = 0
  const client = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      if (await bidOnce(bidding, lot, next.firm, next.amountFen)) accepted += 1
      else figures.refused += 1
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return accepted
}

/** One bid until it is answered, under one key; answers whether it was accepted. */
async function bidOnce(bidding: Bidding, lot: Lot, firm: Actor, amountFen: number): Promise<boolean> {
  const { market, chance, faults, figures } = bidding
  const route = auctionsModule.routes.find((one): one is WriteRoute => one.journal === 'lot.bid')
  if (!route) throw new Error('no route bids')
  const call = { route, actor: firm, input: { id: lot.id, amountFen }, key: v7() }
  if (chance.below(CUTS) === 0) {
    figures.cut += 1
    void cutConnections(market, 2).catch(() => {})
  }
  let answer = await answered(market, call)
  if (chance.below(LOSES) === 0) {
    figures.lost += 1
    const again = await answered(market, call)
    if (answer.receipt !== undefined && !isDeepStrictEqual(again, answer))
      faults.push(`${lot.id}: another answer to the same key`)
    // A refusal leaves nothing behind: asked again it is asked anew, and may count by now.
    answer = again
  }
  if (answer.receipt === undefined) return false
  if (answer.receipt === null) faults.push(`${lot.id}: an accepted bid has no receipt`)
  return true
}

/** The answer to a call, however often a cut connection makes it ask; without a receipt where it was refused. */
async function answered(market: DealMarket, call: Parameters<DealMarket['bus']>[0]) {
  for (;;) {
    try {
      const { result, receipt } = await market.bus(call)
      return { result, receipt: receipt ?? null }
    } catch (error) {
      if (error instanceof Refusal && error.kind !== 'busy') return { says: error.template }
    }
  }
}

/** The second model makes the same bids and finds the same winner, price and close. */
function modelFaults(lot: Lot, record: PublishedLot): string[] {
  const rules = {
    startsAt: Date.parse(record.rules.startsAt),
    endsAt: Date.parse(record.rules.endsAt),
    floorFen: record.rules.floorFen,
    stepFen: record.rules.stepFen,
    windowMs: record.rules.windowSeconds * 1000,
    extendMs: record.rules.extendSeconds * 1000,
    outageMs: record.rules.outageSeconds * 1000,
    outageLookbackMs: record.rules.outageLookbackSeconds * 1000,
  }
  const model = openModel(rules)
  const holders = new Set(record.bidders.filter(({ priority }) => priority).map(({ alias }) => alias))
  const counted = record.bids.filter(({ alias, at, amountFen }) =>
    play(model, rules, holders, { alias, at: Date.parse(at), bid: amountFen }),
  )
  const faults = counted.length === record.bids.length ? [] : [`${lot.id}: the model takes fewer bids`]
  const isSame = model.leader === record.award?.alias && model.priceFen === record.award.amountFen
  if (!isSame) faults.push(`${lot.id}: another winner than the model`)
  if (Date.parse(record.closedAt) < model.closesAt) faults.push(`${lot.id}: closed before the model`)
  return faults
}
