import type { TieKind } from './forms.ts'

/** Somebody, or an organisation, that an organisation is tied to. */
export interface Tie {
  readonly orgId: string
  readonly kind: TieKind
  readonly name: string
  readonly isOrg: boolean
  /** Last four characters of a person's number; null where it is not known. */
  readonly tail: string | null
  readonly code: string | null
}

/** One of the two that deal with each other. */
export interface Side {
  readonly orgId: string
  readonly name: string
  readonly code: string | null
}

export interface RelationFacts {
  readonly seller: Side
  readonly buyer: Side
  /** People who are members of both at present, by account. */
  readonly shared: number
  /** Names of the buyer's members at present. */
  readonly staff: readonly string[]
  /** Names of who made the achievement, as far as they were said. */
  readonly completers: readonly string[]
  /** Ties of both and of the organisations they are tied to, as far as these are known. */
  readonly ties: readonly Tie[]
  /** Organisations these ties belong to, by what a tie may name them by. */
  readonly orgOf: ReadonlyMap<string, string>
  /** How many organisations of the register name somebody or an organisation, by key. */
  readonly namedBy: ReadonlyMap<string, number>
}

/** Rows `relation.*` of the ruleset. */
export interface RelationRules {
  /** Ties one after another that still tell of a relation. */
  readonly hops: number
  /** What more organisations than this name (a fund, a common name) tells nothing by itself. */
  readonly commonOrgs: number
}

/**
 * That two sides may be related (trust.md A7, T19): to be said and explained, never a judgement. A certain one cannot be
 * denied; one by name alone may be a namesake.
 */
export interface Sign {
  readonly certain: boolean
  readonly sentence: string
}

/** Names as they are compared: full width, blanks and the dots of foreign names make no other person. */
export function nameOf(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\s·•.,，、()]/gu, '')
    .toLowerCase()
}

/** What a tie may be found again by. */
export function keyOf({ isOrg, name, code }: Pick<Tie, 'isOrg' | 'name' | 'code'>): string {
  return isOrg ? (code ?? nameOf(name)) : nameOf(name)
}

/** A person or organisation that a side reaches over its ties. */
interface Reached {
  readonly name: string
  readonly isOrg: boolean
  readonly tail: string | null
  readonly code: string | null
  readonly as: string
  /** Kin is nobody's to tell. */
  readonly quiet: boolean
}

/** Everybody a side reaches over at most so many ties. */
function reachedBy(side: Side, { ties, orgOf }: RelationFacts, hops: number): Reached[] {
  const reached: Reached[] = []
  let front: { readonly orgId: string; readonly by: string }[] = [{ orgId: side.orgId, by: '' }]
  const seen = new Set([side.orgId])
  for (let hop = 0; hop < hops; hop += 1) {
    const next: typeof front = []
    for (const { orgId, by } of front)
      for (const tie of ties) {
        if (tie.orgId !== orgId) continue
        const { name, isOrg, tail, code, kind } = tie
        reached.push({ name, isOrg, tail, code, as: `${by}${kind}`, quiet: kind === '近亲属' })
        const named = isOrg ? orgOf.get(keyOf(tie)) : undefined
        if (named === undefined || seen.has(named)) continue
        seen.add(named)
        next.push({ orgId: named, by: `${by}${kind}的` })
      }
    front = next
  }
  return reached
}

const SAME = { no: 0, likely: 1, certain: 2 } as const
type Sameness = keyof typeof SAME

function sameness(one: Reached, other: Reached): Sameness {
  if (one.isOrg !== other.isOrg) return 'no'
  if (one.isOrg) {
    if (one.code !== null && other.code !== null) return one.code === other.code ? 'certain' : 'no'
    return nameOf(one.name) === nameOf(other.name) ? 'certain' : 'no'
  }
  if (nameOf(one.name) !== nameOf(other.name)) return 'no'
  if (one.tail === null || other.tail === null) return 'likely'
  return one.tail === other.tail ? 'certain' : 'no'
}

/** All signs that the two sides of a deal are related. */
export function signsBetween(facts: RelationFacts, rules: RelationRules): Sign[] {
  const { shared } = facts
  const signs: Sign[] =
    shared === 0 ? [] : [{ certain: true, sentence: `有 ${String(shared)} 人同时是双方的人员` }]
  const theirs = others(facts, rules)
  for (const one of ours(facts, rules))
    for (const other of theirs) {
      const found = sameness(one, other)
      if (found === 'no' || isCommon(one, found, facts, rules)) continue
      signs.push({ certain: found === 'certain', sentence: sentenceOf(one, other, found) })
    }
  return distinct(signs)
}

/** Of the seller those who are close to the achievement: its completers, and who owns and leads the unit, with their kin. */
function ours(facts: RelationFacts, rules: RelationRules): Reached[] {
  const made = facts.completers.map((name) => somebody(name, '成果完成人'))
  return [...made, ...itself(facts.seller), ...reachedBy(facts.seller, facts, rules.hops)]
}

function others(facts: RelationFacts, rules: RelationRules): Reached[] {
  const staff = facts.staff.map((name) => somebody(name, '单位人员'))
  return [...staff, ...itself(facts.buyer), ...reachedBy(facts.buyer, facts, rules.hops)]
}

const somebody = (name: string, as: string): Reached => ({
  name,
  isOrg: false,
  tail: null,
  code: null,
  as,
  quiet: false,
})

const itself = ({ name, code }: Side): Reached[] => [
  { name, isOrg: true, tail: null, code, as: '单位本身', quiet: false },
]

function isCommon(one: Reached, found: Sameness, facts: RelationFacts, rules: RelationRules): boolean {
  // A person who is certainly the same is so however many firms there are.
  if (!one.isOrg && found === 'certain') return false
  return one.as !== '单位本身' && (facts.namedBy.get(keyOf(one)) ?? 0) > rules.commonOrgs
}

function sentenceOf(one: Reached, other: Reached, found: Sameness): string {
  const quiet = one.quiet || other.quiet
  const what = quiet ? '' : `“${one.name}”`
  if (found === 'certain')
    return `成果方的${one.as}与受让方的${other.as}是同一${one.isOrg ? '单位' : '人'}${what}`
  return `成果方的${one.as}与受让方的${other.as}同名${what}`
}

function distinct(signs: readonly Sign[]): Sign[] {
  const known = new Set<string>()
  return signs.filter(({ sentence }) => !known.has(sentence) && known.add(sentence))
}

/** The signs as one sentence for whoever has to say how it is. */
export function signsInWords(signs: readonly Sign[]): string {
  return signs
    .slice(0, SAID_MOST)
    .map(({ sentence }) => sentence)
    .join('；')
}
/** A refusal is read at once; more signs than this say nothing further. */
const SAID_MOST = 3
