import { contractsModule } from '#modules/contracts/module.ts'
import { openEnvelope, readEnvelope } from '#modules/auctions/sealed/envelope.ts'
import { auctionsModule } from '#modules/auctions/module.ts'
import { visitor, type Actor } from '#platform/access/access.ts'
import { Refusal } from '#platform/refusal.ts'
import { openDealMarket, type DealMarket } from '#test/deal-market.ts'
import { KEEPERS, openLots, sealedLot, type Lot } from '#test/lots.ts'
import { people } from '#test/market.ts'
import { openingFaults, type PublishedOpening } from '../verify/sealed.ts'
import { openBox, sealBid, type CustodianKey } from '../web/workbench/helpers/sealing.ts'
import { openChance, type Chance } from './chance.ts'
import { awardsOf, envelopesOf, hitsInFiles, rowsHolding } from './store-sealed.ts'

const { firm, firmTwo } = people
const BIDDERS = [firm, firmTwo] as const
/** Lots that run side by side: the clock of the market moves once for all of them. */
const BATCH = 50
/** A canary price is these digits and three more: far too many to stand anywhere by chance. */
const PREFIX_MIN = 100_000_000_000
const CANARIES = 1_000
const DAY_MS = 24 * 3_600_000

interface Seen {
  readonly publicId: string
  readonly sealed: {
    readonly threshold: number
    readonly custodians: readonly { readonly id: string; readonly recipient: string | null }[]
    readonly bid: { readonly alias: string; readonly n: number } | null
    readonly boxes: readonly { readonly bid: string; readonly box: string }[]
  }
}

interface Played {
  readonly lot: Lot
  readonly keys: readonly CustodianKey[]
  /** Last price of each bidder by alias. */
  readonly prices: Map<string, number>
}

interface Proof {
  readonly market: DealMarket
  readonly lots: ReturnType<typeof openLots>
  readonly chance: Chance
  readonly prefix: number
  readonly faults: string[]
  readonly figures: { envelopes: number; hostile: number; answers: number; choices: number }
}

/**
 * Sealed auctions with canary prices (trust.md T13, T15): before the opening no price stands in any table, in the
 * write-ahead log, in the server's log or in any role's answers; any three keys open, two never do; the award is the
 * best of what was sealed, and the outsider's check agrees. As a control the prices are found once they are public.
 */
export async function proveSealed(n = 1_000) {
  const chance = openChance()
  const market = await openDealMarket([contractsModule, auctionsModule])
  const figures = { envelopes: 0, hostile: 0, answers: 0, choices: 0 }
  const faults: string[] = []
  let controls = 0
  try {
    const lots = openLots(market)
    for (let done = 0; done < n; done += BATCH) {
      const prefix = PREFIX_MIN + chance.below(PREFIX_MIN * 8)
      const proof = { market, lots, chance, prefix, faults, figures }
      controls += await playBatch(proof, Math.min(BATCH, n - done))
    }
  } finally {
    await market.drop()
  }
  const failures = faults.length + (controls > 0 ? 0 : 1)
  return { proof: 'sealed', n, failures, seed: chance.seed, ...figures, controls, faults: faults.slice(0, 5) }
}

/** Answers how often the prices were found after the opening. */
async function playBatch(proof: Proof, count: number): Promise<number> {
  const { market, lots } = proof
  const played: Played[] = []
  const startsAt = lots.wall((await lots.nowMs()) + 30 * DAY_MS)
  const endsAt = lots.wall((await lots.nowMs()) + 31 * DAY_MS)
  for (let i = 0; i < count; i += 1) {
    const { lot, keys } = await sealedLot(market, lots, { startsAt, endsAt })
    for (const bidder of BIDDERS) await lots.admitted(lot, bidder, { offerFen: undefined })
    played.push({ lot, keys, prices: new Map() })
  }
  const [first] = played
  if (!first) return 0
  await lots.goTo(first.lot, 'starts_at', 5_000)
  for (const one of played) await handInAll(proof, one)
  await lots.goTo(first.lot, 'closes_at', 3_000)
  while ((await market.tick()) > 0);
  await secret(proof, played)
  for (const one of played) await chosen(proof, one)
  for (const one of played) await opened(proof, one)
  return (
    (await rowsHolding(market, String(proof.prefix))).length + (await hitsInFiles(market, canaries(proof)))
  )
}

const seen = (market: DealMarket, actor: Actor, lot: Lot) =>
  market.read<Seen>(actor, 'lot.show', { id: lot.id })

async function sealedFor({ market }: Proof, lot: Lot, actor: Actor, amountFen: number) {
  const { publicId, sealed } = await seen(market, actor, lot)
  const { alias = '', n = 0 } = sealed.bid ?? {}
  const seats = sealed.custodians.map((one) => ({ custodian: one.id, recipient: one.recipient ?? '' }))
  const { threshold } = sealed
  return { alias, envelope: await sealBid({ lot: publicId, bidder: alias, n, amountFen, seats, threshold }) }
}

/** Each bidder hands in once or twice; a copied, cut, replayed or misplaced envelope is refused. */
async function handInAll(proof: Proof, { lot, prices }: Played): Promise<void> {
  const { market, chance, prefix, figures, faults } = proof
  for (const actor of BIDDERS)
    for (let left = 1 + chance.below(2); left > 0; left -= 1) {
      const price = prefix * CANARIES + chance.below(CANARIES)
      const { alias, envelope } = await sealedFor(proof, lot, actor, price)
      await market.write(actor, 'lot.seal', { id: lot.id, envelope })
      prices.set(alias, price)
      figures.envelopes += 1
      const bad = hostile(envelope, chance)
      const other = chance.below(2) === 0 ? actor : actor === firm ? firmTwo : firm
      const isRefused = await market.write(other, 'lot.seal', { id: lot.id, envelope: bad }).then(
        () => false,
        (error: unknown) => error instanceof Refusal,
      )
      figures.hostile += 1
      if (!isRefused) faults.push(`${lot.id}: a hostile envelope was taken`)
    }
}

/** The same envelope again, cut, with a byte of its head changed, or with boxes of nobody. */
function hostile(envelope: string, chance: Chance): string {
  const at = chance.below(4)
  if (at === 0) return envelope
  if (at === 1) return envelope.slice(0, chance.below(envelope.length))
  if (at === 2) return envelope.replace('\\"n\\":', '\\"n\\":9')
  return envelope.replace(/"boxes":\[[^\]]*\]/, '"boxes":[]')
}

/** Nothing before the opening: no table, no file of the server, no answer to anybody. */
async function secret(proof: Proof, played: readonly Played[]): Promise<void> {
  const { market, faults, figures, prefix } = proof
  for (const table of await rowsHolding(market, String(prefix))) faults.push(`${table} holds a sealed price`)
  if ((await hitsInFiles(market, canaries(proof))) > 0)
    faults.push('a file of the server holds a sealed price')
  for (const { lot } of played)
    for (const actor of [...Object.values(people), ...KEEPERS.map((one) => one.actor), visitor])
      for (const name of ['lot.show', 'lot.live', 'lot.public'] as const) {
        const input = name === 'lot.public' ? { limit: 100 } : { id: lot.id, after: 0 }
        const answer = JSON.stringify(await market.read(actor, name, input))
        figures.answers += 1
        if (answer.includes(String(prefix))) faults.push(`${name} tells ${actor.name ?? actor.kind} a price`)
      }
}

/** The digits as text, and the eight bytes of each possible price as PostgreSQL writes a number. */
function canaries({ prefix }: Proof): Buffer[] {
  const high = new Set<string>()
  for (let i = 0; i < CANARIES; i += 1) {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(prefix) * BigInt(CANARIES) + BigInt(i))
    high.add(bytes.subarray(2).toString('hex'))
  }
  return [Buffer.from(String(prefix)), ...[...high].map((hex) => Buffer.from(hex, 'hex'))]
}

/** Every three keys open every envelope to its price; no two do. */
async function chosen(proof: Proof, { lot, keys, prices }: Played): Promise<void> {
  const { market, figures, faults } = proof
  for (const { envelope: text, alias } of await envelopesOf(market, [lot.id])) {
    const envelope = readEnvelope(text)
    if (!envelope) throw new Error('an envelope cannot be read')
    const shares = await Promise.all(
      keys.map(async ({ identity }, i) =>
        Uint8Array.from(Buffer.from((await openBox(identity, envelope.boxes[i] ?? '')) ?? '', 'hex')),
      ),
    )
    for (const size of [2, 3])
      for (const some of choices(shares, size)) {
        const found = await openEnvelope(envelope, some)
        figures.choices += 1
        const price = 'amountFen' in found ? found.amountFen : null
        if (price !== (size === 3 ? prices.get(alias) : null))
          faults.push(`${lot.id}: ${String(size)} keys gave ${String(price)}`)
      }
  }
}

function choices<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, i) => choices(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]))
}

/** Three custodians come in any order; the award is the best price, and the record proves it. */
async function opened(proof: Proof, { lot, keys, prices }: Played): Promise<void> {
  const { market, chance, faults } = proof
  const order = KEEPERS.map((keeper, i) => ({ ...keeper, key: keys[i], turn: chance.next() }))
  for (const { actor, key } of order.sort((a, b) => a.turn - b.turn).slice(0, 3)) {
    const { sealed } = await seen(market, actor, lot)
    const shares = await Promise.all(
      sealed.boxes.map(async ({ bid, box }) => ({ bid, share: await openBox(key?.identity ?? '', box) })),
    )
    await market.write(actor, 'lot.open', { id: lot.id, shares })
  }
  const record = await market.read<PublishedOpening>(visitor, 'lot.opening', { id: lot.id })
  faults.push(...openingFaults(record).map((fault) => `${lot.id}: ${fault}`))
  const [award] = await awardsOf(market, [lot.id])
  const best = Math.max(...prices.values())
  const isBest = award?.award_fen === best && prices.get(award.alias ?? '') === best
  if (award?.state !== 'awarded' || award.opened !== prices.size || !isBest)
    faults.push(`${lot.id}: the award is not the best price`)
}
