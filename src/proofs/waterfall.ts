import { divideReceipts, type ReceiptsDivision } from '#modules/income/index.ts'
import { openChance, type Chance } from './chance.ts'

const WHOLE = 10_000
const MEMBERS_MAX = 7
const RECEIPTS_MAX = 6
/** A little below the largest amount that adds up safely over all receipts. */
const AMOUNTS = [1, 9, 100, 12_345, 100_000_000, 1_000_000_000_000] as const

type WaterfallResult = {
  readonly proof: 'waterfall'
  readonly n: number
  readonly failures: number
  readonly seed: number
  readonly faults: readonly string[]
}

/** Random waterfalls keep every fen, pay nothing negative, keep the floor, and agree with a second reckoning. */
export function proveWaterfall(n = 1_000_000): WaterfallResult {
  const chance = openChance()
  let failures = 0
  const faults: string[] = []
  for (let i = 0; i < n; i += 1) {
    const division = randomDivision(chance)
    const found = faultsOfWaterfall(division, divideReceipts)
    if (found.length === 0) continue
    failures += 1
    if (faults.length < 5) faults.push(`${found.join(', ')}: ${JSON.stringify(division)}`)
  }
  return { proof: 'waterfall', n, failures, seed: chance.seed, faults }
}

export function randomDivision(chance: Chance): ReceiptsDivision {
  const count = 1 + chance.below(MEMBERS_MAX)
  // Cut the whole at random places: some weights are nothing, the sum is always the whole.
  const cuts = Array.from({ length: count - 1 }, () => chance.below(WHOLE + 1)).sort((a, b) => a - b)
  const weights = [...cuts, WHOLE].map((cut, i) => cut - (cuts[i - 1] ?? 0))
  const amount = () => chance.below(AMOUNTS[chance.below(AMOUNTS.length)] ?? 1)
  return {
    mode: 'TRANSFER',
    unitType: 'STATE_RI_OR_HEI',
    ruleSource: 'UNIT_RULE',
    teamRateBp: 5000 + chance.below(5001),
    members: weights.map((weightBp, i) => ({ id: String(i), weightBp })),
    receipts: Array.from({ length: 1 + chance.below(RECEIPTS_MAX) }, () => ({
      grossFen: amount(),
      costs: chance.below(3) === 0 ? [{ kind: '费用', fen: amount() }] : [],
    })),
  }
}

/** What a division breaks; `divide` is given so that a test can try a broken one. */
export function faultsOfWaterfall(division: ReceiptsDivision, divide: typeof divideReceipts): string[] {
  const { receipts, totals } = divide(division)
  const faults: string[] = []
  const sum = (fens: readonly number[]) => fens.reduce((a, b) => a + b, 0)
  const says = (what: string, holds: boolean) => {
    if (!holds) faults.push(what)
  }
  let net = 0
  let paid = 0
  const got = division.members.map(() => 0)
  for (const [i, { grossFen, costs = [] }] of division.receipts.entries()) {
    const step = receipts[i]
    const shares = step?.allocations.map(({ fen }) => fen) ?? []
    net += grossFen - sum(costs.map(({ fen }) => fen))
    // A second reckoning: whole and rest apart, no product that leaves the safe integers.
    const due = Math.max(0, upTo(net, division.teamRateBp))
    const pool = Math.max(0, due - paid)
    says('net', step?.cumulativeNetFen === net)
    says('pool', step?.poolFen === pool)
    says('fens lost or made', sum(shares) === pool)
    says(
      'negative payment',
      shares.every((fen) => fen >= 0),
    )
    paid += pool
    for (const [m, fen] of shares.entries()) got[m] = (got[m] ?? 0) + fen
    says('floor', paid >= Math.max(0, upTo(net, 5000)))
    for (const [m, { weightBp }] of division.members.entries())
      says('member below part', (got[m] ?? 0) >= Math.floor(part(paid, weightBp)) - 1)
  }
  says('unit', totals.unitRetainedFen === net - paid)
  says('team', totals.teamPoolFen === paid && sum(totals.members.map(({ fen }) => fen)) === paid)
  return faults
}

/** net × rate / 10,000 rounded up, for amounts whose product is no safe integer. */
function upTo(net: number, rateBp: number): number {
  if (net <= 0) return 0
  const whole = Math.floor(net / WHOLE)
  return whole * rateBp + Math.ceil(((net - whole * WHOLE) * rateBp) / WHOLE)
}

function part(pool: number, weightBp: number): number {
  const whole = Math.floor(pool / WHOLE)
  return whole * weightBp + ((pool - whole * WHOLE) * weightBp) / WHOLE
}
