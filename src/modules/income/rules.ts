/**
 * How the income of an achievement is divided between unit, team and person: 促进科技成果转化法 第四十四条、第四十五条.
 * Money is integer fen, rates and weights are basis points (10,000 = 100 %); everything is exact.
 */

/** Basis points of the whole. */
const WHOLE = 10_000n

export type IncomeMode = 'TRANSFER' | 'LICENSE' | 'EQUITY' | 'SELF_IMPLEMENT'
/** State research institutes and universities may not go below the floor, by rule or by agreement (第四十五条第三款). */
export type UnitClass = 'STATE_RI_OR_HEI' | 'ENTERPRISE'
/** What the rate rests on; without rule and agreement the statute's own rate is the least. */
export type RuleSource = 'NONE' | 'UNIT_RULE' | 'AGREEMENT'

export interface Weighted {
  readonly id: string
  readonly weightBp: number
}

export interface Member extends Weighted {
  /** 主要贡献人员 (国发〔2016〕16号). */
  readonly main?: boolean
  /** 正职领导: may be paid cash, may not be given equity. */
  readonly chiefLeader?: boolean
}

export interface Receipt {
  readonly grossFen: number
  /** Direct costs of this receipt: valuation, fees, taxes, upkeep of the patent. */
  readonly costs?: readonly { readonly kind: string; readonly fen: number }[]
}

/** Figures of the ruleset in force on the day of the receipt. */
export interface IncomeRules {
  readonly floorBp: number
  /** Least share of the whole reward for main contributors; undefined where it is not asked. */
  readonly mainMinBp?: number
  /** Fewest and most years in which profit is shared. */
  readonly years: readonly [number, number]
}

interface Division {
  readonly unitType: UnitClass
  readonly ruleSource: RuleSource
  readonly teamRateBp: number
  readonly members: readonly Member[]
}

export interface ReceiptsDivision extends Division {
  readonly mode: 'TRANSFER' | 'LICENSE'
  readonly receipts: readonly Receipt[]
}
export interface EquityDivision extends Division {
  readonly mode: 'EQUITY'
  readonly valuationFen: number
}
export interface ProfitDivision extends Division {
  readonly mode: 'SELF_IMPLEMENT'
  readonly yearlyProfitFen: readonly number[]
}

export type DivisionError =
  | 'RATE_OUT_OF_RANGE'
  | 'RATE_BELOW_FLOOR'
  | 'NO_MEMBERS'
  | 'MEMBER_TWICE'
  | 'WEIGHTS_NOT_100'
  | 'MAIN_CONTRIBUTORS_BELOW_50'
  | 'CHIEF_LEADER_EQUITY'
  | 'YEARS_NOT_3_TO_5'
  | 'NEGATIVE_AMOUNT'

/** Each error as a sentence a person can act on. */
export const DIVISION_ERRORS: Readonly<Record<DivisionError, string>> = {
  RATE_OUT_OF_RANGE: '奖励比例应在 0 到 100% 之间。',
  RATE_BELOW_FLOOR:
    '奖励比例低于法定下限：国家设立的研究开发机构、高等院校不得低于促进科技成果转化法第四十五条的标准；其他单位没有规定也没有约定的，按该标准执行。',
  NO_MEMBERS: '请至少填写一名成员。',
  MEMBER_TWICE: '同一成员填写了两次，请合并。',
  WEIGHTS_NOT_100: '各成员的分配比例之和应当正好是 100%。',
  MAIN_CONTRIBUTORS_BELOW_50: '主要贡献人员所得不得低于奖励总额的下限（国发〔2016〕16号）。',
  CHIEF_LEADER_EQUITY: '担任正职领导的成员可以获得现金奖励，原则上不得获得股权激励。',
  YEARS_NOT_3_TO_5: '自行或合作实施的，应连续三至五年从营业利润中提取（第四十五条第三项）。',
  NEGATIVE_AMOUNT: '收入、费用和作价金额不能是负数。',
}

export interface Share {
  readonly id: string
  readonly fen: number
}

export interface ReceiptShare {
  readonly cumulativeNetFen: number
  readonly poolFen: number
  readonly allocations: readonly Share[]
}

/** What is wrong with a division, in the order above; empty when it may be carried out. */
export function faultsOfDivision(
  division: ReceiptsDivision | EquityDivision | ProfitDivision,
  rules: IncomeRules,
): DivisionError[] {
  const { members, mode, teamRateBp } = division
  const faults: DivisionError[] = []
  if (teamRateBp < 0 || teamRateBp > Number(WHOLE)) faults.push('RATE_OUT_OF_RANGE')
  if (isBoundByFloor(division) && teamRateBp < rules.floorBp) faults.push('RATE_BELOW_FLOOR')
  if (members.length === 0) faults.push('NO_MEMBERS')
  if (new Set(members.map(({ id }) => id)).size !== members.length) faults.push('MEMBER_TWICE')
  if (members.some(({ weightBp }) => weightBp < 0) || weightOf(members) !== Number(WHOLE))
    faults.push('WEIGHTS_NOT_100')
  const { mainMinBp } = rules
  if (mainMinBp !== undefined && weightOf(members.filter(({ main }) => main)) < mainMinBp)
    faults.push('MAIN_CONTRIBUTORS_BELOW_50')
  if (
    mode === 'EQUITY' &&
    division.unitType === 'STATE_RI_OR_HEI' &&
    members.some(({ chiefLeader, weightBp }) => chiefLeader && weightBp > 0)
  )
    faults.push('CHIEF_LEADER_EQUITY')
  if (mode === 'SELF_IMPLEMENT') {
    const years = division.yearlyProfitFen.length
    if (years < rules.years[0] || years > rules.years[1]) faults.push('YEARS_NOT_3_TO_5')
  }
  if (amountsOf(division).some((fen) => fen < 0)) faults.push('NEGATIVE_AMOUNT')
  return faults
}

/** Enterprises may go below by rule or agreement; without either the statute's rate binds them too. */
function isBoundByFloor({ unitType, ruleSource }: Division): boolean {
  return unitType === 'STATE_RI_OR_HEI' || ruleSource === 'NONE'
}

function weightOf(members: readonly Member[]): number {
  return members.reduce((sum, { weightBp }) => sum + weightBp, 0)
}

/** Amounts that cannot be negative; a profit can. */
function amountsOf(division: ReceiptsDivision | EquityDivision | ProfitDivision): number[] {
  if (division.mode === 'EQUITY') return [division.valuationFen]
  if (division.mode === 'SELF_IMPLEMENT') return []
  return division.receipts.flatMap(({ grossFen, costs = [] }) => [grossFen, ...costs.map(({ fen }) => fen)])
}

export interface ReceiptsResult {
  readonly receipts: readonly ReceiptShare[]
  readonly totals: {
    readonly netFen: number
    readonly teamPoolFen: number
    readonly unitRetainedFen: number
    readonly members: readonly Share[]
  }
}

/** What an achievement brought and what was paid out of it before a receipt, in fen. */
export interface Before {
  readonly netFen: number
  readonly paid: readonly Share[]
}

/**
 * Divides the next receipt. Its pool is the pool of everything received so far, rounded up to the fen so that it is
 * never below the floor, less what was paid: instalments come to the same as one payment, and a loss at first is made
 * good before anything is paid. What was paid stays paid.
 */
export function divideNext(
  { teamRateBp, members }: Pick<Division, 'teamRateBp' | 'members'>,
  before: Before,
  { grossFen, costs = [] }: Receipt,
): ReceiptShare {
  const paid = members.map(({ id }) => BigInt(before.paid.find((one) => one.id === id)?.fen ?? 0))
  const paidPool = before.paid.reduce((sum, { fen }) => sum + BigInt(fen), 0n)
  const net = BigInt(before.netFen) + BigInt(grossFen) - costs.reduce((sum, { fen }) => sum + BigInt(fen), 0n)
  const pool = atLeastZero(poolOf(net, teamRateBp) - paidPool)
  const shares = byDeficit(pool, paidPool + pool, members, paid)
  return {
    cumulativeNetFen: Number(net),
    poolFen: Number(pool),
    allocations: members.map(({ id }, i) => ({ id, fen: Number(shares[i]) })),
  }
}

/** Divides receipts one after another. */
export function divideReceipts({ receipts, ...division }: ReceiptsDivision): ReceiptsResult {
  let before: Before = { netFen: 0, paid: [] }
  const steps = receipts.map((receipt) => {
    const step = divideNext(division, before, receipt)
    before = { netFen: step.cumulativeNetFen, paid: addShares(before.paid, step.allocations) }
    return step
  })
  const { netFen, paid } = before
  const teamPoolFen = paid.reduce((sum, { fen }) => sum + fen, 0)
  return {
    receipts: steps,
    totals: {
      netFen,
      teamPoolFen,
      unitRetainedFen: netFen - teamPoolFen,
      members: division.members.map(({ id }) => ({ id, fen: paid.find((one) => one.id === id)?.fen ?? 0 })),
    },
  }
}

/** What each has, by `id`, with what each gets. */
export function addShares(one: readonly Share[], other: readonly Share[]): Share[] {
  const sums = new Map(one.map(({ id, fen }) => [id, fen]))
  for (const { id, fen } of other) sums.set(id, (sums.get(id) ?? 0) + fen)
  return [...sums].map(([id, fen]) => ({ id, fen }))
}

export interface EquityResult {
  readonly teamEquityFen: number
  readonly unitEquityFen: number
  readonly members: readonly Share[]
}

/** Divides the shares formed by contributing an achievement, counted at the value agreed (第四十五条第二项). */
export function divideEquity({ teamRateBp, members, valuationFen }: EquityDivision): EquityResult {
  const team = poolOf(BigInt(valuationFen), teamRateBp)
  return {
    teamEquityFen: Number(team),
    unitEquityFen: Number(BigInt(valuationFen) - team),
    members: byRemainder(team, members),
  }
}

export interface ProfitResult {
  readonly yearlyPoolFen: readonly number[]
  readonly totalPoolFen: number
  readonly years: readonly (readonly Share[])[]
}

/** Divides the profit of each year of own or joint use by itself; a year of loss pays nothing (第四十五条第三项). */
export function divideProfit({ teamRateBp, members, yearlyProfitFen }: ProfitDivision): ProfitResult {
  const pools = yearlyProfitFen.map((profit) => poolOf(BigInt(profit), teamRateBp))
  return {
    yearlyPoolFen: pools.map(Number),
    totalPoolFen: Number(pools.reduce((sum, pool) => sum + pool, 0n)),
    years: pools.map((pool) => byRemainder(pool, members)),
  }
}

/** The team's part, rounded up to the fen: rounding may never take it below the floor. */
function poolOf(net: bigint, rateBp: number): bigint {
  return net <= 0n ? 0n : (net * BigInt(rateBp) + WHOLE - 1n) / WHOLE
}

function atLeastZero(fen: bigint): bigint {
  return fen < 0n ? 0n : fen
}

/** Largest remainder to the fen; equal remainders in the order of the list. */
function byRemainder(pool: bigint, members: readonly Weighted[]): Share[] {
  const exact = members.map(({ weightBp }) => pool * BigInt(weightBp))
  const fens = spread(pool, exact)
  return members.map(({ id }, i) => ({ id, fen: Number(fens[i]) }))
}

/** An amount by weights that come to 100 %, every fen of it: the parts of several owners. */
export function splitByWeight(fen: number, weighted: readonly Weighted[]): Share[] {
  return byRemainder(BigInt(fen), weighted)
}

/** Each gets what is missing to its part of everything so far, never less than nothing. */
function byDeficit(
  pool: bigint,
  cumulativePool: bigint,
  members: readonly Weighted[],
  paid: readonly bigint[],
): bigint[] {
  return spread(
    pool,
    members.map(({ weightBp }, i) =>
      atLeastZero(cumulativePool * BigInt(weightBp) - (paid[i] ?? 0n) * WHOLE),
    ),
  )
}

/**
 * Spreads `pool` fen over claims given in ten-thousandths of a fen: the whole fens of each claim, then one fen each to
 * the largest rest. Where whole fens come to more than the pool, one fen each is taken from the smallest rest.
 */
function spread(pool: bigint, claims: readonly bigint[]): bigint[] {
  const fens = claims.map((claim) => claim / WHOLE)
  const rests = claims.map((claim) => claim % WHOLE)
  const byRest = [...claims.keys()].sort((a, b) => compare(rests[b] ?? 0n, rests[a] ?? 0n) || a - b)
  let left = pool - fens.reduce((sum, fen) => sum + fen, 0n)
  for (const i of cycle(byRest, left > 0n)) {
    if (left === 0n) break
    const step = left > 0n ? 1n : -1n
    if ((fens[i] ?? 0n) + step < 0n) continue
    fens[i] = (fens[i] ?? 0n) + step
    left -= step
  }
  return fens
}

/** The places over and over, from the front or from the back; fewer fens are left than there are places, but for claims of nothing. */
function* cycle(places: readonly number[], forward: boolean): Generator<number> {
  if (places.length === 0) return
  for (;;) yield* forward ? places : places.toReversed()
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}
