import { join } from 'node:path'
import { signsBetween, type Sign } from '#modules/relations/index.ts'
import {
  keyOf,
  type Asked,
  type Naming,
  type RelationFacts,
  type RelationRules,
  type Side,
  type Tie,
} from '#modules/relations/rules.ts'
import { readRuleFiles } from '#platform/ruleset/files.ts'
import { Ruleset } from '#platform/ruleset/ruleset.ts'
import { openChance, type Chance } from './chance.ts'

const RULES = join(import.meta.dirname, '../../rulesets')
/** One in five deals is between related parties (trust.md T19: 100 among 500). */
const RELATED_EVERY = 5
const SEEDS = 5
const HELD_LEAST = 0.98
const FALSE_MOST = 0.05

const SURNAMES = 120
const GIVEN_NAMES = 2_500
/** Funds and state holdings that stand among the shareholders of many firms. */
const FUNDS = 6
/** Groups that control many firms, and people who hold shares of many. */
const GROUPS = 5
const OWNERS = 5
const FIRMS = 700
const UNIVERSITIES = 20

/** Somebody with an account, at the side it is a member of. */
interface Org extends Side {
  readonly members: readonly { readonly id: string; readonly name: string }[]
}

interface World {
  readonly chance: Chance
  readonly firms: readonly Org[]
  readonly universities: readonly Org[]
  readonly tiesOf: Map<string, Tie[]>
  readonly orgOf: Map<string, string>
  readonly namedBy: Map<string, Naming[]>
  readonly owners: readonly { readonly name: string; readonly tail: string }[]
}

interface Deal {
  readonly facts: RelationFacts
  readonly related: boolean
  /** How they are related, for the figures. */
  readonly how: string
}

/** A name as they are in life: 王 and 李 are common, and so are some given names. */
function someName({ chance }: Pick<World, 'chance'>): string {
  const surname = Math.floor(SURNAMES * chance.next() ** 2.2)
  const given = Math.floor(GIVEN_NAMES * chance.next() ** 1.3)
  return `姓${String(surname)}名${String(given)}`
}

const someTail = (chance: Chance) => String(chance.below(10_000)).padStart(4, '0')

/** A register that knows the tail of most people; what a firm says of itself often lacks it. */
function tieOf(
  world: World,
  orgId: string,
  kind: Tie['kind'],
  name = someName(world),
  tail = someTail(world.chance),
): Tie {
  const known = world.chance.below(100) < 75
  return { orgId, kind, name, isOrg: false, tail: known ? tail : null, code: null, shareBp: null }
}

const orgTie = (orgId: string, of: Pick<Side, 'name' | 'code'>, kind: Tie['kind'] = '股东'): Tie => ({
  orgId,
  kind,
  name: of.name,
  isOrg: true,
  tail: null,
  code: of.code,
  shareBp: null,
})

function makeSide(world: Pick<World, 'chance'>, name: string, people: number): Org {
  return {
    orgId: `id-${name}`,
    name,
    code: `code-${name}`,
    members: Array.from({ length: people }, (_, i) => ({
      id: `${name}-${String(i)}`,
      name: someName(world),
    })),
  }
}

function makeWorld(chance: Chance): World {
  const world = { chance }
  const firms = Array.from({ length: FIRMS }, (_, i) =>
    makeSide(world, `公司${String(i)}`, 1 + chance.below(4)),
  )
  const universities = Array.from({ length: UNIVERSITIES }, (_, i) =>
    makeSide(world, `大学${String(i)}`, 20 + chance.below(60)),
  )
  const orgOf = new Map(
    [...firms, ...universities].flatMap(({ orgId, name, code }) => [
      [name, orgId] as const,
      [code ?? '', orgId] as const,
    ]),
  )
  const owners = Array.from({ length: OWNERS }, (_, i) => ({
    name: `多股${String(i)}`,
    tail: someTail(chance),
  }))
  const whole: World = {
    chance,
    firms,
    universities,
    tiesOf: new Map(),
    orgOf,
    namedBy: new Map(),
    owners,
  }
  const ties = [
    ...firms.flatMap((firm) => firmTies(whole, firm)),
    ...universities.flatMap((one) => unitTies(whole, one)),
  ]
  for (const tie of ties) keep(whole, tie)
  return whole
}

/** Puts a tie into the register. */
function keep({ tiesOf, namedBy }: World, tie: Tie): void {
  const own = tiesOf.get(tie.orgId) ?? []
  const isNew = !own.some((other) => keyOf(other) === keyOf(tie) && other.tail === tie.tail)
  tiesOf.set(tie.orgId, [...own, tie])
  if (!isNew) return
  const namings = namedBy.get(keyOf(tie)) ?? []
  const orgs = (namings.find(({ tail }) => tail === tie.tail)?.orgs ?? 0) + 1
  namedBy.set(keyOf(tie), [...namings.filter(({ tail }) => tail !== tie.tail), { tail: tie.tail, orgs }])
}

const many = (n: number, make: () => Tie): Tie[] => Array.from({ length: n }, make)
const someFund = (chance: Chance) => ({ name: `基金${String(chance.below(FUNDS))}`, code: null })
const someGroup = (chance: Chance) => ({ name: `集团${String(chance.below(GROUPS))}`, code: null })
const someOwner = ({ chance, owners }: World) => owners[chance.below(OWNERS)] ?? { name: '', tail: '' }

function firmTies(world: World, firm: Side): Tie[] {
  const { chance, firms } = world
  const parent = firms[chance.below(FIRMS)]
  const owner = someOwner(world)
  return [
    tieOf(world, firm.orgId, '法定代表人'),
    ...many(chance.below(4), () => tieOf(world, firm.orgId, '股东')),
    ...many(chance.below(4), () => tieOf(world, firm.orgId, '董事、监事或高级管理人员')),
    ...(chance.below(100) < 12 ? [orgTie(firm.orgId, someFund(chance))] : []),
    ...(chance.below(100) < 8 ? [orgTie(firm.orgId, someGroup(chance), '实际控制人')] : []),
    ...(chance.below(100) < 8 ? [tieOf(world, firm.orgId, '股东', owner.name, owner.tail)] : []),
    ...(chance.below(100) < 15 && parent && parent !== firm ? [orgTie(firm.orgId, parent)] : []),
  ]
}

function unitTies(world: World, { orgId }: Side): Tie[] {
  return [
    tieOf(world, orgId, '法定代表人'),
    ...many(6, () => tieOf(world, orgId, '近亲属')),
    ...many(2, () => orgTie(orgId, someFund(world.chance))),
  ]
}

/** Ways in which the team of a seller stands behind a buyer (trust.md A7); answers the ties and members it adds. */
const WAYS: readonly ((
  world: World,
  seller: Org,
  buyer: Org,
  completer: string,
) => {
  readonly how: string
  readonly ties?: readonly Tie[]
  readonly buyer?: Org
  readonly completer?: string
})[] = [
  (world, _seller, buyer, completer) => ({
    how: 'completer holds shares',
    ties: [tieOf(world, buyer.orgId, '股东', completer)],
  }),
  (world, _seller, buyer, completer) => ({
    how: 'completer leads the buyer',
    ties: [tieOf(world, buyer.orgId, '法定代表人', completer)],
  }),
  (_world, _seller, buyer, completer) => ({
    how: 'completer works at the buyer',
    buyer: { ...buyer, members: [...buyer.members, { id: `new-${completer}`, name: completer }] },
  }),
  (world, seller, buyer) => ({
    how: 'a member of both',
    buyer: {
      ...buyer,
      members: [
        ...buyer.members,
        seller.members[world.chance.below(seller.members.length)] ?? { id: '', name: '' },
      ],
    },
  }),
  (world, seller, buyer) => {
    const kin = someName(world)
    const tail = someTail(world.chance)
    return {
      how: 'kin that was declared',
      ties: [
        tieOf(world, seller.orgId, '近亲属', kin, tail),
        tieOf(world, buyer.orgId, '实际控制人', kin, tail),
      ],
    }
  },
  (world, _seller, buyer) => {
    const { name, tail } = someOwner(world)
    return {
      how: 'an owner of many firms',
      ties: [tieOf(world, buyer.orgId, '股东', name, tail)],
      completer: name,
    }
  },
  (world, seller, buyer) => {
    const group = someGroup(world.chance)
    const ties = [seller, buyer].map(({ orgId }) => orgTie(orgId, group, '实际控制人'))
    return { how: 'under one control', ties }
  },
  (_world, seller, buyer) => ({ how: 'the seller holds shares', ties: [orgTie(buyer.orgId, seller)] }),
  (world, _seller, buyer, completer) => {
    const between = world.firms[world.chance.below(FIRMS)] ?? buyer
    return {
      how: 'over another firm',
      ties: [orgTie(buyer.orgId, between), tieOf(world, between.orgId, '股东', completer)],
    }
  },
]

function playDeal(world: World, n: number): Deal {
  const { chance } = world
  const seller = world.universities[chance.below(UNIVERSITIES)]
  const buyer = world.firms[chance.below(FIRMS)]
  if (!seller || !buyer) throw new Error('a world without sides')
  const completers = Array.from({ length: 1 + chance.below(6) }, () => someName(world))
  const [first = ''] = completers
  const related = n % RELATED_EVERY === 0
  const way = related ? WAYS[chance.below(WAYS.length)] : undefined
  const planted = way?.(world, seller, buyer, first)
  // A nominee holds the shares, or nobody entered them: what no register knows, none finds.
  const known = chance.below(400) > 0
  const added = related ? (known ? (planted?.ties ?? []) : []) : namesakes(world, seller, buyer, first)
  const made = planted?.completer === undefined ? completers : [...completers, planted.completer]
  const sides = { seller, buyer: planted?.buyer ?? buyer, completers: made }
  return { facts: factsOf(world, sides, added), related, how: planted?.how ?? 'none' }
}

/** Somebody of the buyer bears by chance the name of a completer, or of kin of the seller's people; oftener than in life. */
function namesakes(world: World, seller: Side, buyer: Side, completer: string): Tie[] {
  const dice = world.chance.below(1000)
  if (dice < 15) return [tieOf(world, buyer.orgId, '股东', completer)]
  const kin = world.tiesOf.get(seller.orgId)?.find(({ kind }) => kind === '近亲属')
  return dice < 45 && kin ? [tieOf(world, buyer.orgId, '股东', kin.name)] : []
}

/** Further than any detector should look: a chain of that many firms is nobody's relation. */
const CHAIN = 4

/** The register around a deal: ties of both sides and of whom these name. */
function factsOf(
  world: World,
  sides: { readonly seller: Org; readonly buyer: Org; readonly completers: readonly string[] },
  added: readonly Tie[],
): RelationFacts {
  const { orgOf, namedBy } = world
  const ties: Tie[] = []
  let front = [sides.seller.orgId, sides.buyer.orgId]
  const seen = new Set(front)
  for (let n = 0; n < CHAIN; n += 1) {
    const found = front.flatMap((orgId) => [
      ...(world.tiesOf.get(orgId) ?? []),
      ...added.filter((tie) => tie.orgId === orgId),
    ])
    ties.push(...found)
    front = found
      .flatMap((tie) => (tie.isOrg ? (orgOf.get(keyOf(tie)) ?? []) : []))
      .filter((id) => !seen.has(id))
    for (const id of front) seen.add(id)
  }
  const { seller, buyer } = sides
  const shared = buyer.members.filter(({ id }) => seller.members.some((one) => one.id === id)).length
  return { ...sides, shared, staff: buyer.members.map(({ name }) => name), ties, orgOf, namedBy }
}

export function rulesOfRelations(): RelationRules {
  const rules = new Ruleset(readRuleFiles(RULES).map((row) => ({ ...row })))
  const day = '2026-11-27'
  return {
    hops: rules.number('relation.hops', day),
    commonOrgs: rules.number('relation.common.orgs', day),
    controlBp: rules.number('relation.control.bp', day),
  }
}

type Look = (facts: RelationFacts, rules: RelationRules, asked: Asked) => readonly Sign[]

/** How many related deals are held for disclosure, and how many others. */
export function countHeld(seed: number, deals: number, look: Look = signsBetween) {
  const rules = rulesOfRelations()
  const world = makeWorld(openChance(String(seed)))
  const counted = { related: 0, held: 0, others: 0, falselyHeld: 0, missed: [] as string[] }
  for (let n = 0; n < deals; n += 1) {
    const { facts, related, how } = playDeal(world, n)
    // The buyer is asked when it agrees, the seller when it proposes the price.
    const isHeld = (['buyer', 'seller'] as const).some((asked) => look(facts, rules, asked).length > 0)
    counted.related += related ? 1 : 0
    counted.held += related && isHeld ? 1 : 0
    counted.others += related ? 0 : 1
    counted.falselyHeld += !related && isHeld ? 1 : 0
    if (related && !isHeld) counted.missed.push(how)
  }
  return counted
}

/**
 * Deals between sides of a made-up city, one in five related, five seeds (trust.md T19): of a hundred related ones at
 * least 98 are held until something is said, of the others at most five in a hundred. Held is not refused: a word lets
 * each of them go on, which `price.test.ts` holds.
 */
export function proveSelfDealing(n = 500) {
  const chance = openChance()
  const runs = Array.from({ length: SEEDS }, (_, i) => {
    const seed = chance.seed + i
    const { related, held, others, falselyHeld, missed } = countHeld(seed, n)
    return { seed, related, held, others, falselyHeld, missed }
  })
  const failures = runs.filter(
    (run) => run.held < run.related * HELD_LEAST || run.falselyHeld > run.others * FALSE_MOST,
  )
  return { proof: 'selfdealing', n, failures: failures.length, seed: chance.seed, runs }
}
