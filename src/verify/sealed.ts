import { createDecipheriv, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { closeAfterOutage, type OutageRules, type PublishedOutage } from './outage.ts'

/**
 * The outsider's check of an opening of sealed bids: `node src/verify/sealed.ts FILE|URL`, where the file is what
 * `/api/v1/lots/{id}/opening` answers. It shares no code with the rest: it opens every envelope
 * again from the shares the custodians brought, by every choice of them, and makes the award itself.
 */
export interface PublishedOpening {
  readonly id: string
  readonly rules: OutageRules & {
    /** Announced end; only outages move the close beyond it. */
    readonly endsAt: string
    readonly closesAt: string
    readonly floorFen: number
    readonly threshold: number
  }
  readonly outages: readonly PublishedOutage[]
  readonly bidders: readonly { readonly alias: string; readonly priority: boolean }[]
  readonly envelopes: readonly {
    readonly alias: string
    readonly n: number
    readonly at: string
    readonly digest: string
    readonly text: string
  }[]
  readonly shares: readonly {
    readonly envelope: string
    readonly custodian: string
    readonly share: string | null
  }[]
  readonly opened: readonly {
    readonly envelope: string
    readonly amountFen: number | null
    readonly fault: string | null
  }[]
  readonly award: { readonly alias: string; readonly amountFen: number | null } | null
}

interface Head {
  readonly lot: string
  readonly bidder: string
  readonly n: number
  readonly key: string
  readonly seats: readonly { readonly custodian: string; readonly x: number; readonly hash: string }[]
}

type Sealed = PublishedOpening['envelopes'][number]

const TAG_BYTES = 16

/** One thing that happened, as an outsider reads it. */
export interface OpeningStep {
  readonly kind: 'received' | 'opened' | 'close'
  /** ISO 8601; null where the record has no time of its own. */
  readonly at: string | null
  readonly alias: string | null
  readonly n: number | null
  readonly digest: string | null
  /** What the shares open; null where they open nothing. */
  readonly amountFen: number | null
  /** Opened at or above the floor: it may win. */
  readonly counts: boolean
}

/** What the record comes to when every envelope is opened again. */
export interface OpeningReplay {
  readonly steps: readonly OpeningStep[]
  readonly award: { readonly alias: string; readonly amountFen: number } | null
  /** What does not fit; empty when the award follows from the envelopes. */
  readonly faults: readonly string[]
}

export function openingFaults(record: PublishedOpening): readonly string[] {
  return replayOpening(record).faults
}

/** Opens every envelope that counts again, and makes the award itself. */
export function replayOpening(record: PublishedOpening): OpeningReplay {
  const faults = closeFaults(record)
  const counting = lastOfEach(record, faults)
  const prices = new Map<Sealed, number | null>()
  for (const envelope of counting) {
    const found = openedBy(record, envelope)
    prices.set(envelope, found)
    const said = record.opened.find((one) => one.envelope === envelope.digest)
    if (!said) faults.push(`${envelope.alias} 的报价没有开标结果。`)
    else if (said.amountFen !== found) faults.push(`${envelope.alias} 的报价与密封的内容不符。`)
    else if (found !== null && found < record.rules.floorFen && said.fault === null)
      faults.push(`${envelope.alias} 的报价低于底价，却没有注明。`)
  }
  if (record.opened.length !== counting.length) faults.push('开标结果的份数与有效的密封报价不符。')
  faults.push(...shareFaults(record, counting))
  const award = bestOf(record, prices)
  return {
    steps: stepsOf(record, prices, award),
    award,
    faults: [...faults, ...awardFaults(record, award)],
  }
}

function stepsOf(
  { envelopes, rules }: PublishedOpening,
  prices: ReadonlyMap<Sealed, number | null>,
  award: OpeningReplay['award'],
): OpeningStep[] {
  const of = ({ alias, n, digest }: Sealed) => ({ alias, n, digest })
  return [
    ...envelopes.map(
      (one) => ({ kind: 'received', at: one.at, ...of(one), amountFen: null, counts: false }) as const,
    ),
    ...[...prices].map(([one, amountFen]) => {
      const counts = amountFen !== null && amountFen >= rules.floorFen
      return { kind: 'opened', at: null, ...of(one), amountFen, counts } as const
    }),
    {
      kind: 'close',
      at: null,
      alias: award?.alias ?? null,
      n: null,
      digest: null,
      amountFen: award?.amountFen ?? null,
      counts: false,
    },
  ]
}

/** The close is the announced end, moved by outages and by nothing else (trust.md A5). */
function closeFaults({ rules, outages }: PublishedOpening): string[] {
  const close = outages.reduce((at, outage) => closeAfterOutage(rules, at, outage), Date.parse(rules.endsAt))
  return close === Date.parse(rules.closesAt) ? [] : ['截止时间不是公告的时间，也不是因服务中断顺延的时间。']
}

/** The last envelope of each bidder, each held against its own hash, its time and its place. */
function lastOfEach({ rules, bidders, envelopes, id }: PublishedOpening, faults: string[]): Sealed[] {
  const last = new Map<string, Sealed>()
  for (const envelope of envelopes) {
    const { alias, n, at, digest, text } = envelope
    if (sha256(text) !== digest) faults.push(`${alias} 的密封报价与收到时的摘要不符。`)
    if (!bidders.some((one) => one.alias === alias)) faults.push(`${alias} 没有取得资格。`)
    if (!(Date.parse(at) >= Date.parse(rules.startsAt) && Date.parse(at) < Date.parse(rules.closesAt)))
      faults.push(`${alias} 的密封报价不在报价时间内。`)
    const head = headOf(text)
    if (head?.lot !== id || head.bidder !== alias || head.n !== n)
      faults.push(`${alias} 的密封报价封面与登记不符。`)
    if (n !== (last.get(alias)?.n ?? 0) + 1) faults.push(`${alias} 的密封报价次序不连续。`)
    last.set(alias, envelope)
  }
  return envelopes.filter((one) => last.get(one.alias) === one)
}

/** A custodian who came brought a share of every envelope sealed to the own key, or said that it does not open. */
function shareFaults({ shares }: PublishedOpening, counting: readonly Sealed[]): string[] {
  const of = (digest: string) =>
    new Set(shares.flatMap((one) => (one.envelope === digest ? [one.custodian] : [])))
  const came = new Set(counting.flatMap(({ digest }) => [...of(digest)]))
  return counting.flatMap(({ alias, digest, text }) => {
    const brought = of(digest)
    const missing = headOf(text)?.seats.some(
      ({ custodian }) => came.has(custodian) && !brought.has(custodian),
    )
    return missing === true ? [`${alias} 的报价缺少一名保管人的份额，他开了别的报价。`] : []
  })
}

/** The price every choice of shares gives; null when they give none. */
function openedBy({ rules, shares }: PublishedOpening, envelope: Sealed): number | null {
  const head = headOf(envelope.text)
  if (!head) return null
  const good = shares.flatMap(({ envelope: of, custodian, share }) => {
    const seat = head.seats.find((one) => one.custodian === custodian)
    if (of !== envelope.digest || share === null || !seat) return []
    const bytes = Buffer.from(share, 'hex')
    return bytes[bytes.length - 1] === seat.x && sha256(bytes) === seat.hash ? [bytes] : []
  })
  if (good.length < rules.threshold) return null
  const answers = choices(good, rules.threshold).map((chosen) => priceIn(envelope, head, chosen))
  const [first = null] = answers
  return answers.every((answer) => answer === first) ? first : null
}

function priceIn({ text }: Sealed, head: Head, chosen: readonly Buffer[]): number | null {
  for (const { x, hash } of head.seats) {
    const share = Buffer.concat([valueAt(chosen, x), Buffer.from([x])])
    if (sha256(share) !== hash) return null
  }
  const key = valueAt(chosen, 0)
  if (sha256(key) !== head.key) return null
  const outer = jsonOf(text) as { head: string; nonce: string; body: string }
  const body = Buffer.from(outer.body, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(outer.nonce, 'hex'))
  decipher.setAAD(Buffer.from(outer.head))
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  try {
    const plain = Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]).toString()
    const { lot, bidder, n, amountFen } = JSON.parse(plain) as Head & { amountFen: number }
    const isOwn = lot === head.lot && bidder === head.bidder && n === head.n
    return isOwn && Number.isSafeInteger(amountFen) && amountFen > 0 ? amountFen : null
  } catch {
    return null
  }
}

/** Value at `x` of the curve through shares of 32 bytes and their place, byte by byte in GF(2⁸). */
function valueAt(shares: readonly Buffer[], x: number): Buffer {
  const places = shares.map((share) => share[share.length - 1] ?? 0)
  const weights = places.map((xi, i) =>
    places.reduce((w, xj, j) => (j === i ? w : times(w, times(x ^ xj, inverse(xi ^ xj)))), 1),
  )
  const length = (shares[0]?.length ?? 1) - 1
  return Buffer.from(
    Array.from({ length }, (_, at) =>
      shares.reduce((sum, share, i) => sum ^ times(share[at] ?? 0, weights[i] ?? 0), 0),
    ),
  )
}

/** Product in GF(2⁸) of x⁸ + x⁴ + x³ + x + 1. */
function times(a: number, b: number): number {
  let sum = 0
  for (let bit = b, shifted = a; bit > 0; bit >>= 1) {
    if (bit & 1) sum ^= shifted
    shifted = (shifted << 1) ^ (shifted & 0x80 ? 0x11b : 0)
  }
  return sum
}

function inverse(a: number): number {
  let power = 1
  for (let i = 0; i < 254; i += 1) power = times(power, a)
  return power
}

function choices<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, i) => choices(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]))
}

/** The highest price at or above the floor; of equals a right of priority, then the earlier one. */
function bestOf(
  { rules, bidders }: PublishedOpening,
  prices: ReadonlyMap<Sealed, number | null>,
): OpeningReplay['award'] {
  const holds = (alias: string) => bidders.some((one) => one.alias === alias && one.priority)
  let best: { readonly envelope: Sealed; readonly price: number } | undefined
  for (const [envelope, price] of prices) {
    if (price === null || price < rules.floorFen) continue
    const isBetter =
      !best ||
      price > best.price ||
      (price === best.price && holds(envelope.alias) && !holds(best.envelope.alias)) ||
      (price === best.price &&
        holds(envelope.alias) === holds(best.envelope.alias) &&
        Date.parse(envelope.at) < Date.parse(best.envelope.at))
    if (isBetter) best = { envelope, price }
  }
  return best ? { alias: best.envelope.alias, amountFen: best.price } : null
}

function awardFaults({ award }: PublishedOpening, best: OpeningReplay['award']): string[] {
  if ((award?.alias ?? null) !== (best?.alias ?? null)) return ['成交人不是报价最高的人。']
  return (award?.amountFen ?? null) === (best?.amountFen ?? null) ? [] : ['成交价不是最高的报价。']
}

function headOf(text: string): Head | undefined {
  const outer = jsonOf(text) as { head?: unknown } | undefined
  return typeof outer?.head === 'string' ? (jsonOf(outer.head) as Head | undefined) : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function main(where: string): Promise<void> {
  const text = /^https?:/.test(where) ? await (await fetch(where)).text() : readFileSync(where, 'utf8')
  const { award, faults } = replayOpening(JSON.parse(text) as PublishedOpening)
  console.log(JSON.stringify({ ok: faults.length === 0, award, faults }))
  process.exitCode = faults.length === 0 ? 0 : 1
}

if (import.meta.main) {
  const [where] = process.argv.slice(2)
  if (where === undefined) {
    console.error('用法：node src/verify/sealed.ts 文件|网址')
    process.exitCode = 2
  } else await main(where)
}
