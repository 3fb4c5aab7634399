/**
 * Signals that bidders of a lot act together (招标投标法实施条例 34, 39, 40, applied by analogy; trust.md A1, T18). Pure:
 * facts in, sentences out. A signal is for a person to look into; nothing here refuses a bid or moves an award.
 */
export interface BidderFacts {
  readonly alias: string
  readonly orgId: string
  /** Who applied and bid for it; ids of people. */
  readonly hands: readonly string[]
  /** Everybody who is a member of it at present. */
  readonly members: readonly string[]
  /** Legal persons, shareholders and officers of the register of relations, by what tells them apart. */
  readonly owners: readonly string[]
  /** SHA-256 of the files it handed in. */
  readonly files: readonly string[]
  /** Keyed hashes, by which equal ones are known and none is read (practice.md P18). */
  readonly marks: Readonly<Record<MarkKind, readonly string[]>>
  /** When it applied, in milliseconds. */
  readonly appliedAt: number
  /** Offer or sealed bid as opened; null before, and where nobody opens it. */
  readonly offerFen: number | null
}

/** Phone and mail of whoever acted, account of the deposit, author of files, network address and browser. */
export const MARKS = ['phone', 'mail', 'account', 'author', 'address', 'device'] as const
export type MarkKind = (typeof MARKS)[number]

/** An earlier lot in which some of these bidders met. */
export interface Encounter {
  readonly lot: string
  /** Organisations that were admitted, and those among them that bid more than once or sealed a bid. */
  readonly present: ReadonlySet<string>
  readonly contended: ReadonlySet<string>
  readonly winner: string | null
  readonly awardFen: number | null
  /** The winner withdrew, and who took the lot that was offered after it, at what price. */
  readonly afterDefault: { readonly winner: string | null; readonly awardFen: number | null } | null
}

export interface LotFacts {
  readonly bidders: readonly BidderFacts[]
  readonly earlier: readonly Encounter[]
  /** How many organisations of the whole market share a mark; 2 where it is not counted. */
  readonly sharedBy: ReadonlyMap<string, number>
}

/** Rows `auction.signal.*` of the ruleset. */
export interface SignalRules {
  readonly reviewBp: number
  readonly strongBp: number
  readonly middleBp: number
  readonly weakBp: number
  /** What more organisations than this share (an office park, an agency) tells nothing. */
  readonly commonOrgs: number
  readonly coverLots: number
  readonly ladderToleranceBp: number
  readonly nearMinutes: number
}

export const STRENGTHS = { strong: '强', middle: '中', weak: '弱' } as const
export type Strength = keyof typeof STRENGTHS

/** Signals of one family tell of one thing (a shared office, a shared clerk) and count once. */
export const FAMILIES = {
  hands: '同一人办理或任职',
  contact: '联系方式相同',
  place: '办理的时间和地点',
  money: '保证金账户相同',
  paper: '材料同源',
  owner: '共同的出资人或负责人',
  price: '报价异常一致',
  cover: '多次陪同报价',
} as const
export type Family = keyof typeof FAMILIES

export interface Signal {
  readonly family: Family
  readonly title: string
  readonly strength: Strength
  /** Aliases of the two it is about, in order. */
  readonly pair: readonly [string, string]
  readonly sentence: string
  /** What in the record shows it: ids of people, files, lots; never the phone or account itself. */
  readonly evidence: readonly string[]
}

type Found = Omit<Signal, 'pair' | 'title'> | undefined
type Look = (a: BidderFacts, b: BidderFacts, facts: LotFacts, rules: SignalRules) => Found

const common = <T>(a: readonly T[], b: readonly T[]): T[] => [...new Set(a)].filter((one) => b.includes(one))

/** Whether two share a mark that is not everybody's. An account is one's own, by however many it is used. */
function shareMark(
  kind: MarkKind,
  a: BidderFacts,
  b: BidderFacts,
  facts: LotFacts,
  rules: SignalRules,
): boolean {
  return common(a.marks[kind], b.marks[kind]).some((one) => {
    if (kind === 'account') return true
    // A ring does not hide behind its own number: the two count, and who shares the mark outside this lot.
    const inLot = facts.bidders.filter(({ marks }) => marks[kind].includes(one)).length
    const outside = Math.max(0, (facts.sharedBy.get(one) ?? inLot) - inLot)
    return 2 + outside <= rules.commonOrgs
  })
}

const sameHands: Look = (a, b) => {
  const shared = common(a.hands, b.hands)
  return shared.length === 0
    ? undefined
    : {
        family: 'hands',
        strength: 'strong',
        sentence: `同一人为两家办理申请或出价（${String(shared.length)} 人）。`,
        evidence: shared.map((id) => `person:${id}`),
      }
}

const sameMembers: Look = (a, b) => {
  const shared = common(a.members, b.members)
  return shared.length === 0
    ? undefined
    : {
        family: 'hands',
        strength: 'strong',
        sentence: `有 ${String(shared.length)} 人同时在两家任职。`,
        evidence: shared.map((id) => `person:${id}`),
      }
}

const sameContact: Look = (a, b, facts, rules) => {
  const what = [
    ...(shareMark('phone', a, b, facts, rules) ? ['电话'] : []),
    ...(shareMark('mail', a, b, facts, rules) ? ['邮箱'] : []),
  ]
  if (what.length === 0) return undefined
  const strength = what.length > 1 ? 'strong' : 'middle'
  return { family: 'contact', strength, sentence: `两家留的${what.join('和')}相同。`, evidence: [] }
}

/** A look at one kind of mark, which says the same of every pair. */
function markLook(kind: MarkKind, said: Omit<Signal, 'pair' | 'title' | 'evidence'>): Look {
  return (a, b, facts, rules) => (shareMark(kind, a, b, facts, rules) ? { ...said, evidence: [] } : undefined)
}

const sameDevice = markLook('device', {
  family: 'place',
  strength: 'strong',
  sentence: '两家从同一网络地址的同一种设备登录办理。',
})
const sameAddress = markLook('address', {
  family: 'place',
  strength: 'weak',
  sentence: '两家从同一网络地址登录办理；同一园区、同一大楼也会如此。',
})
const sameAccount = markLook('account', {
  family: 'money',
  strength: 'strong',
  sentence: '两家退还保证金的账户相同。',
})
const sameAuthor = markLook('author', {
  family: 'paper',
  strength: 'middle',
  sentence: '两家上传的文件署有同一作者。',
})

const sameFile: Look = (a, b) => {
  const shared = common(a.files, b.files)
  return shared.length === 0
    ? undefined
    : {
        family: 'paper',
        strength: 'strong',
        sentence: '两家上传了内容完全相同的文件。',
        evidence: shared.map((hash) => `file:${hash}`),
      }
}

const sameOwner: Look = (a, b) => {
  const shared = common(a.owners, b.owners)
  return shared.length === 0
    ? undefined
    : {
        family: 'owner',
        strength: 'strong',
        sentence: `关联关系登记中，两家有 ${String(shared.length)} 个共同的负责人、出资人或管理人员。`,
        evidence: [`org:${a.orgId}`, `org:${b.orgId}`],
      }
}

const MINUTE = 60_000

const appliedTogether: Look = (a, b, _facts, { nearMinutes }) =>
  Math.abs(a.appliedAt - b.appliedAt) > nearMinutes * MINUTE
    ? undefined
    : {
        family: 'place',
        strength: 'weak',
        sentence: `两家在 ${String(nearMinutes)} 分钟内先后提交申请。`,
        evidence: [],
      }

/** Prices that two hand in are the same to the fen, or stand evenly with those of others. */
const ladder: Look = (a, b, { bidders }, rules) => {
  if (a.offerFen === null || b.offerFen === null) return undefined
  const rungs = bidders.flatMap(({ offerFen }) => (offerFen === null ? [] : [offerFen])).sort((x, y) => x - y)
  const length = longestLadder(rungs, a.offerFen, b.offerFen, rules.ladderToleranceBp)
  if (length < LADDER_LEAST) return undefined
  return {
    family: 'price',
    strength: length > LADDER_LEAST ? 'middle' : 'weak',
    sentence: `连同这两家，有 ${String(length)} 个报价的差额相等。`,
    evidence: [],
  }
}
/** Two prices always have one difference; three with equal ones happen, four hardly. */
const LADDER_LEAST = 3
const WHOLE_BP = 10_000

/** Rungs at equal distances from one of the two to the other and beyond; 0 where they do not stand on such a ladder. */
function longestLadder(sorted: readonly number[], one: number, other: number, toleranceBp: number): number {
  const step = Math.abs(one - other)
  if (step === 0) return 0
  const isNear = (wanted: number) =>
    sorted.some((rung) => Math.abs(rung - wanted) * WHOLE_BP <= step * toleranceBp)
  let length = 2
  for (let next = Math.max(one, other) + step; isNear(next); next += step) length += 1
  for (let next = Math.min(one, other) - step; isNear(next); next -= step) length += 1
  return length
}

/** One of the two takes part again and again, hardly bids, and the same other one wins. */
const cover: Look = (a, b, { earlier }, { coverLots }) => {
  const by = (winner: string, loser: string) =>
    earlier.filter(
      ({ present, contended, winner: won }) => won === winner && present.has(loser) && !contended.has(loser),
    )
  const met = earlier.filter(({ present }) => present.has(a.orgId) && present.has(b.orgId))
  const [more] = [by(a.orgId, b.orgId), by(b.orgId, a.orgId)].sort((x, y) => y.length - x.length)
  if (!more || more.length < coverLots || more.length * 2 <= met.length) return undefined
  return {
    family: 'cover',
    strength: more.length >= coverLots * 2 ? 'strong' : 'middle',
    sentence: `此前 ${String(more.length)} 次竞价中，一家几乎不出价，都由另一家竞得。`,
    evidence: more.map(({ lot }) => `lot:${lot}`),
  }
}

/** One won and withdrew; the other then took the lot for less. */
const withdrew: Look = (a, b, { earlier }) => {
  const pair = [a.orgId, b.orgId]
  const found = earlier.filter(
    ({ winner, awardFen, afterDefault }) =>
      winner !== null &&
      pair.includes(winner) &&
      afterDefault?.winner !== winner &&
      pair.includes(afterDefault?.winner ?? '') &&
      (afterDefault?.awardFen ?? 0) < (awardFen ?? 0),
  )
  return found.length === 0
    ? undefined
    : {
        family: 'cover',
        strength: 'middle',
        sentence: '一家竞得后反悔，另一家随后以更低的价格竞得。',
        evidence: found.map(({ lot }) => `lot:${lot}`),
      }
}

const LOOKS: readonly Look[] = [
  sameHands,
  sameMembers,
  sameContact,
  sameDevice,
  sameAddress,
  sameAccount,
  sameFile,
  sameAuthor,
  sameOwner,
  appliedTogether,
  ladder,
  cover,
  withdrew,
]

/** All signals of a lot, pair by pair. */
export function signalsOf(facts: LotFacts, rules: SignalRules): Signal[] {
  return facts.bidders.flatMap((a, i) =>
    facts.bidders.slice(i + 1).flatMap((b) =>
      LOOKS.flatMap((look) => {
        const found = look(a, b, facts, rules)
        return found ? [{ ...found, title: FAMILIES[found.family], pair: [a.alias, b.alias] as const }] : []
      }),
    ),
  )
}

/** How much the signals of a pair tell together, in basis points: of each family the strongest, as independent. */
export function weightOf(signals: readonly Signal[], rules: SignalRules): number {
  const bp = { strong: rules.strongBp, middle: rules.middleBp, weak: rules.weakBp }
  const byFamily = Map.groupBy(signals, ({ family }) => family)
  const doubt = [...byFamily.values()].reduce(
    (left, found) => left * (1 - Math.max(...found.map(({ strength }) => bp[strength])) / WHOLE_BP),
    1,
  )
  return Math.round((1 - doubt) * WHOLE_BP)
}

/** Bidders whose signals together reach what a person looks into, joined into groups; the signals between them. */
export interface Suspicion {
  readonly aliases: readonly string[]
  readonly weightBp: number
  readonly signals: readonly Signal[]
}

export function suspicionsOf(facts: LotFacts, rules: SignalRules): Suspicion[] {
  const byPair = Map.groupBy(signalsOf(facts, rules), ({ pair }) => pair.join(' '))
  const heavy = [...byPair.values()].filter((signals) => weightOf(signals, rules) >= rules.reviewBp)
  let groups: string[][] = []
  for (const [signal] of heavy) {
    if (!signal) continue
    const near = groups.filter((group) => signal.pair.some((alias) => group.includes(alias)))
    const joined = [...new Set([...near.flat(), ...signal.pair])]
    groups = [...groups.filter((group) => !near.includes(group)), joined]
  }
  return groups.map((aliases) => {
    const within = heavy.filter(([signal]) => signal && aliases.includes(signal.pair[0]))
    return {
      aliases: aliases.toSorted(),
      weightBp: Math.max(...within.map((signals) => weightOf(signals, rules))),
      signals: within.flat(),
    }
  })
}

/** Shorter words (“无”, “示例账户”) name no account. */
const SHORTEST_ACCOUNT = 6

/** Digits of an account where it has enough of them, else the words: 户名 and bank are written in many ways. */
export function accountKey(text: string): string {
  const plain = text.normalize('NFKC').replace(/[\s-]/gu, '')
  const [digits] = /\d{9,}/u.exec(plain) ?? []
  return digits ?? (plain.length < SHORTEST_ACCOUNT ? '' : plain)
}

/** Names that programs write by themselves; they tell of no person. */
const NOBODY =
  /^(?:administrator|admin|user|owner|unknown|author|pc|hp|dell|lenovo|asus|acer|keqiao|microsoft.*|windows.*|wps.*|微软.*|用户|作者|未知)?$/u

/** The author of a file as it is compared; empty where a program wrote its own name. */
export function authorKey(author: string): string {
  const plain = author.normalize('NFKC').trim().toLowerCase()
  return NOBODY.test(plain) ? '' : plain
}
