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
  /** Of a shareholder, as far as it was said. */
  readonly shareBp: number | null
}

/** How many organisations name somebody by one tail (null: without), or an organisation. */
export interface Naming {
  readonly tail: string | null
  readonly orgs: number
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
  /** How many organisations of the register name somebody or an organisation, by key and tail. */
  readonly namedBy: ReadonlyMap<string, readonly Naming[]>
}

/** Rows `relation.*` of the ruleset. */
export interface RelationRules {
  /** Ties one after another that still tell of a relation. */
  readonly hops: number
  /** What more organisations than this share (a fund, an agent, a common name) tells little by itself. */
  readonly commonOrgs: number
  /** Who holds more than this controls (公司法 265). */
  readonly controlBp: number
}

/** What a relation consists in; all that is said of it. */
const WAYS = {
  法定代表人: '任职',
  股东: '持股',
  '董事、监事或高级管理人员': '任职',
  实际控制人: '控制',
  近亲属: '近亲属',
  兼职或雇佣: '雇佣',
  单位人员: '任职',
  成果完成人: null,
  单位本身: null,
} as const
type As = keyof typeof WAYS

/**
 * That two sides may be related (trust.md A7, T19): to be said and explained, never a judgement. A certain one cannot be
 * denied; one by name alone may be a namesake. It names nobody and no record: whoever tries names would read the register.
 */
export interface Sign {
  readonly certain: boolean
  readonly ways: readonly string[]
}

/** Who is asked about a relation; kin that one side registered is compared for that side alone. */
export type Asked = 'seller' | 'buyer'

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
interface Reached extends Omit<Tie, 'orgId' | 'kind'> {
  readonly as: As
}

/** Everybody a side reaches over at most so many ties. Kin of a firm between is nobody's to compare. */
function reachedBy(side: Side, { ties, orgOf }: RelationFacts, hops: number): Reached[] {
  const reached: Reached[] = []
  let front = [side.orgId]
  const seen = new Set(front)
  for (let hop = 0; hop < hops; hop += 1) {
    const next: string[] = []
    for (const from of front)
      for (const tie of ties) {
        if (tie.orgId !== from || (tie.kind === '近亲属' && from !== side.orgId)) continue
        const { orgId: _orgId, kind, ...who } = tie
        reached.push({ ...who, as: kind })
        const named = tie.isOrg ? orgOf.get(keyOf(tie)) : undefined
        if (named === undefined || seen.has(named)) continue
        seen.add(named)
        next.push(named)
      }
    front = next
  }
  return reached
}

type Sameness = 'no' | 'likely' | 'certain'

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

/** All signs that the two sides of a deal are related, as far as the one who is asked may learn of them. */
export function signsBetween(facts: RelationFacts, rules: RelationRules, asked: Asked): Sign[] {
  const signs: Sign[] = facts.shared === 0 ? [] : [{ certain: true, ways: ['任职'] }]
  // Kin did not come here. Its unit knows what it registered; the other side could only learn who is kin of whom.
  const theirs = others(facts, rules).filter(({ as }) => as !== '近亲属' || asked === 'buyer')
  for (const one of ours(facts, rules).filter(({ as }) => as !== '近亲属' || asked === 'seller'))
    for (const other of theirs) {
      const found = weighed(one, other, facts, rules)
      if (found === 'no') continue
      const ways = [WAYS[one.as], WAYS[other.as]].filter((way) => way !== null)
      signs.push({ certain: found === 'certain', ways: [...new Set(ways)] })
    }
  return signs
}

/** Of the seller those who are close to the achievement: its completers, and who owns and leads the unit, with their kin. */
function ours(facts: RelationFacts, rules: RelationRules): Reached[] {
  const made = facts.completers.map((name) => somebody(name, '成果完成人'))
  return [...made, itself(facts.seller), ...reachedBy(facts.seller, facts, rules.hops)]
}

function others(facts: RelationFacts, rules: RelationRules): Reached[] {
  const staff = facts.staff.map((name) => somebody(name, '单位人员'))
  return [...staff, itself(facts.buyer), ...reachedBy(facts.buyer, facts, rules.hops)]
}

const somebody = (name: string, as: As): Reached => ({
  name,
  isOrg: false,
  tail: null,
  code: null,
  shareBp: null,
  as,
})

const itself = ({ name, code }: Side): Reached => ({
  ...somebody(name, '单位本身'),
  isOrg: true,
  code,
})

/** Whether two are the same, and what that is worth where many organisations name them. */
function weighed(one: Reached, other: Reached, facts: RelationFacts, rules: RelationRules): Sameness {
  const found = sameness(one, other)
  const both = [one, other]
  if (found === 'no' || both.some(({ as }) => as === '单位本身')) return found
  if (one.isOrg) {
    if (both.every((each) => !isCommonOrg(each, facts.namedBy, rules))) return found
    // A fund among the shareholders tells nothing. Under one control a word says whether it is the state's (公司法 265).
    return both.every((each) => controls(each, rules)) ? 'likely' : 'no'
  }
  const namings = facts.namedBy.get(keyOf(one)) ?? []
  if (found === 'likely')
    return namings.filter(({ tail }) => tail !== null).length > rules.commonOrgs ? 'no' : 'likely'
  // An owner or officer is the same however many firms there are; an agent or adviser of many may be just that.
  const firms = namings.find(({ tail }) => tail === one.tail)?.orgs ?? 0
  return both.every(({ as }) => as === '兼职或雇佣') && firms > rules.commonOrgs ? 'likely' : 'certain'
}

type Named = Pick<Tie, 'isOrg' | 'name' | 'code'>

/** More organisations than the rule name an organisation, by its code or its name. */
export function isCommonOrg(
  { name, code }: Named,
  namedBy: RelationFacts['namedBy'],
  { commonOrgs }: Pick<RelationRules, 'commonOrgs'>,
): boolean {
  const keys = [nameOf(name), ...(code === null ? [] : [code])]
  return keys.some((key) => (namedBy.get(key) ?? []).some(({ orgs }) => orgs > commonOrgs))
}

/** Whether who is tied like this decides what the organisation does. */
export function controls(
  { as, shareBp }: { readonly as: As; readonly shareBp: number | null },
  { controlBp }: Pick<RelationRules, 'controlBp'>,
): boolean {
  return as === '实际控制人' || (as === '股东' && (shareBp ?? 0) > controlBp)
}

/** The signs as one sentence for whoever has to say how it is; the kinds of relation, and nobody's name. */
export function signsInWords(signs: readonly Sign[]): string {
  if (signs.length === 0) return ''
  const ways = [...new Set(signs.flatMap((sign) => sign.ways))].join('、')
  return signs.some(({ certain }) => certain)
    ? `平台登记显示，成果方（或其成员、完成人）与受让方之间有关联（${ways}）`
    : `平台登记提示，成果方（或其成员、完成人）与受让方之间可能有关联（${ways}），也可能只是同名`
}
