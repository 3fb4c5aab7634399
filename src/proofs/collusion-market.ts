import type { BidderFacts, Encounter, LotFacts, MarkKind } from '#modules/auctions/signals/rules.ts'
import type { Chance } from './chance.ts'

/** One firm of the made-up market. What it shares with others by chance or by place is noise, not guilt. */
interface Firm {
  readonly orgId: string
  readonly sector: number
  readonly hands: readonly string[]
  readonly members: readonly string[]
  readonly owners: readonly string[]
  readonly marks: Readonly<Record<MarkKind, readonly string[]>>
  readonly files: readonly string[]
  readonly agency: number | null
}

export interface PlayedLot {
  readonly facts: LotFacts
  readonly bids: number
  /** Aliases of a planted ring. */
  readonly ring: readonly string[] | null
}

const FIRMS = 600
const SECTORS = 20
/** Shared exits to the net: parks with many firms behind one address, buildings with a few. */
const PARKS = 12
const BUILDINGS = 60
/** Offices that do the paperwork of others: some have many clients, some a handful. */
const AGENCIES = 10
const SMALL_AGENCIES = 8
const NAMES = 3_000
const DAY = 86_400_000
const WAN = 1_000_000

/** Whether something happens that happens so many times in a hundred. */
const inHundred = (chance: Chance, n: number) => chance.below(100) < n

/** A name as they are in life: some are borne by many. */
const someName = (chance: Chance) => `名${String(Math.floor(NAMES * chance.next() ** 2))}`

function makeFirm(chance: Chance, n: number): Firm {
  const id = String(n)
  const agency = inHundred(chance, 25)
    ? inHundred(chance, 20)
      ? AGENCIES + chance.below(SMALL_AGENCIES)
      : chance.below(AGENCIES)
    : null
  const where = chance.below(100)
  const address =
    where < 30
      ? `park${String(chance.below(PARKS))}`
      : where < 45
        ? `house${String(chance.below(BUILDINGS))}`
        : `net${id}`
  const clerk = agency === null ? undefined : `agency${String(agency)}`
  // A register names most people with the tail of a number; namesakes without one cannot be told apart.
  const owner = () => `${someName(chance)}${inHundred(chance, 85) ? `#${String(chance.below(10_000))}` : ''}`
  return {
    orgId: `org${id}`,
    sector: n % SECTORS,
    hands: [`hand${id}`],
    members: [`hand${id}`, `member${id}a`, `member${id}b`],
    owners: Array.from({ length: 1 + chance.below(4) }, owner),
    agency,
    files: [`file${id}`],
    marks: {
      // Most clients leave their own number, some that of the office which writes for them.
      phone: [clerk !== undefined && inHundred(chance, 40) ? `${clerk}-phone` : `phone${id}`],
      mail: [`mail${id}`],
      account: [`account${id}`],
      author: [clerk !== undefined ? `${clerk}-author` : `author-${someName(chance)}`],
      address: [address],
      device: [`device${id}`],
    },
  }
}

type Bidder = { -readonly [Field in keyof BidderFacts]: BidderFacts[Field] }

function bidderOf(chance: Chance, firm: Firm, opened: number): Bidder {
  const { orgId, hands, members, owners, marks, files, agency } = firm
  // An office hands in the papers of its clients on one morning; others come when they come, many on the last day.
  const day = agency === null ? (inHundred(chance, 30) ? 9 : chance.below(10)) : agency % 10
  const appliedAt = opened + day * DAY + chance.below(agency === null ? 8 * 3_600_000 : 3_600_000)
  const alias = `A${orgId}`
  return { alias, orgId, hands, members, owners, marks, files, appliedAt, offerFen: null }
}

/** Prices as people make them: a tenth above the floor more or less, in round figures. */
function honestPrice(chance: Chance, floor: number): number {
  const exact = floor * (1 + 0.4 * chance.next())
  const round = inHundred(chance, 60) ? WAN : WAN / 10
  return Math.ceil(exact / round) * round
}

/** What a ring leaves behind: 招标投标法实施条例 34, 39, 40 name these. */
const OPEN_TRACES = ['hands', 'account', 'file', 'device', 'owner', 'members'] as const
const QUIET_TRACES = ['phone', 'mail', 'author', 'address', 'time', 'ladder', 'cover'] as const
type Trace = (typeof OPEN_TRACES)[number] | (typeof QUIET_TRACES)[number]

function tracesOf(chance: Chance): ReadonlySet<Trace> {
  const all = [...OPEN_TRACES, ...QUIET_TRACES]
  const traces = new Set<Trace>()
  // A careless ring leaves many, a careful one a single one that it could not avoid.
  const wanted = [1, 2, 2, 3, 3, 4][chance.below(6)] ?? 2
  if (wanted === 1) return traces.add(OPEN_TRACES[chance.below(OPEN_TRACES.length)] ?? 'hands')
  while (traces.size < wanted) traces.add(all[chance.below(all.length)] ?? 'hands')
  return traces
}

/** Writes the traces of a ring into its bidders; answers what it did in earlier lots. */
function plant(chance: Chance, ring: readonly Bidder[], floor: number): Encounter[] {
  const traces = tracesOf(chance)
  const [head] = ring
  if (!head) return []
  const key = `ring${String(chance.below(2 ** 30))}`
  const mark = (kind: MarkKind, value: string) => {
    for (const one of ring) one.marks = { ...one.marks, [kind]: [value, ...one.marks[kind]] }
  }
  for (const [i, one] of ring.entries()) {
    if (traces.has('hands')) one.hands = [...head.hands]
    if (traces.has('members')) one.members = [...one.members, `${key}-member`]
    if (traces.has('owner')) one.owners = [...one.owners, `${key}-owner`]
    if (traces.has('file')) one.files = [...one.files, `${key}-file`]
    if (traces.has('time')) one.appliedAt = head.appliedAt + i * 240_000
    if (traces.has('ladder')) one.offerFen = floor + 7 * WAN + 3_700 + i * 1_234_500
  }
  if (traces.has('account')) mark('account', `${key}-account`)
  if (traces.has('phone')) mark('phone', `${key}-phone`)
  if (traces.has('mail')) mark('mail', `${key}-mail`)
  if (traces.has('author')) mark('author', `${key}-author`)
  if (traces.has('address') || traces.has('device')) mark('address', `${key}-net`)
  if (traces.has('device')) mark('device', `${key}-device`)
  if (!traces.has('cover')) return []
  const present = new Set(ring.map(({ orgId }) => orgId))
  return Array.from({ length: 3 + chance.below(4) }, (_, n) => ({
    lot: `${key}-${String(n)}`,
    present,
    contended: new Set([head.orgId]),
    winner: head.orgId,
    awardFen: floor,
    afterDefault: null,
  }))
}

/** A lot of some firms of one sector; a ring among them where it is told to plant one. */
function playLot(
  chance: Chance,
  firms: readonly Firm[],
  sharedBy: ReadonlyMap<string, number>,
  history: Encounter[],
  n: number,
  withRing: boolean,
): PlayedLot {
  const sector = chance.below(SECTORS)
  const near = firms.filter((firm) => firm.sector === sector)
  const floor = (10 + chance.below(200)) * WAN
  const sealed = inHundred(chance, 40)
  const ringSize = withRing ? 2 + chance.below(3) : 0
  const chosen: Firm[] = []
  const size = ringSize + 1 + chance.below(6)
  while (chosen.length < size) {
    const firm = near[chance.below(near.length)]
    if (firm && !chosen.includes(firm)) chosen.push(firm)
  }
  const bidders = chosen.map((firm) => bidderOf(chance, firm, n * 20 * DAY))
  if (sealed) for (const bidder of bidders) bidder.offerFen = honestPrice(chance, floor)
  const ring = bidders.slice(0, ringSize)
  const planted = withRing ? plant(chance, ring, floor) : []
  const orgIds = bidders.map(({ orgId }) => orgId)
  const earlier = [...history, ...planted].filter(
    ({ present }) => orgIds.filter((orgId) => present.has(orgId)).length > 1,
  )
  const counts = bidders.map(({ orgId }) => [orgId, sealed ? 1 : 1 + chance.below(3)] as const)
  const winner = orgIds[chance.below(orgIds.length)] ?? null
  history.push({
    lot: String(n),
    present: new Set(orgIds),
    contended: new Set(
      counts.flatMap(([orgId, count]) => (sealed || count > 1 || orgId === winner ? [orgId] : [])),
    ),
    winner,
    awardFen: floor,
    afterDefault: null,
  })
  return {
    facts: { bidders, earlier, sharedBy },
    bids: counts.reduce((sum, [, count]) => sum + count, 0),
    ring: withRing ? ring.map(({ alias }) => alias) : null,
  }
}

/** Lots of a made-up market with that many bids and rings; it knows nothing of what the signals look at. */
export function playMarket(chance: Chance, bids: number, rings: number): PlayedLot[] {
  const firms = Array.from({ length: FIRMS }, (_, n) => makeFirm(chance, n))
  const sharedBy = new Map<string, number>()
  for (const firm of firms)
    for (const mark of new Set(Object.values(firm.marks).flat()))
      sharedBy.set(mark, (sharedBy.get(mark) ?? 0) + 1)
  const history: Encounter[] = []
  const lots: PlayedLot[] = []
  let made = 0
  let planted = 0
  while (made < bids || planted < rings) {
    // Rings are spread over the whole time, as far as there are bids left to spread them over.
    const withRing =
      planted < rings && (made >= bids || chance.next() < (rings - planted) / Math.max(1, (bids - made) / 8))
    const lot = playLot(chance, firms, sharedBy, history, lots.length, withRing)
    if (withRing) planted += 1
    made += lot.bids
    lots.push(lot)
  }
  return lots
}
