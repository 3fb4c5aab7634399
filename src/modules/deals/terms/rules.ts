import { unitDoubt, yuanText } from '#platform/forms/money.ts'
import type { Terms } from './forms.ts'

/** 100 % in basis points. */
export const WHOLE_BP = 10_000

interface Fault {
  readonly path: (string | number)[]
  readonly message: string
}

/** Contradictions between fields; sums are exact, in fen and basis points. */
export function termsFaults(terms: Terms): Fault[] {
  return [...moneyFaults(terms), ...royaltyFaults(terms), ...shareFaults(terms)]
}

function moneyFaults(terms: Terms): Fault[] {
  const faults: Fault[] = []
  const { priceFen, instalments, royaltyEstimateFen } = terms
  for (const [field, fen] of Object.entries({ priceFen, royaltyEstimateFen })) {
    const doubt = fen === undefined || terms.priceConfirmed === true ? undefined : unitDoubt(fen)
    if (doubt !== undefined) faults.push({ path: [field], message: doubt })
  }
  if (terms.paymentKind === '分期支付' && priceFen !== undefined && instalments !== undefined) {
    const sum = instalments.reduce((total, one) => total + one.amountFen, 0)
    if (sum !== priceFen)
      faults.push({
        path: ['instalments'],
        message: `各期合计 ${yuanText(sum)}，与价款 ${yuanText(priceFen)} 不等，请更正。`,
      })
  }
  return faults
}

/** Steps begin with year 1, go forward in years, and up or down as was said (民法典 846 II). */
function royaltyFaults({ royaltyRate, royaltySteps: steps }: Terms): Fault[] {
  if (steps === undefined || steps.length === 0 || royaltyRate === undefined) return []
  const at = (i: number, message: string): Fault => ({ path: ['royaltySteps', i], message })
  if (steps[0]?.year !== 1) return [at(0, '提成比例应从第 1 年写起。')]
  if (royaltyRate === '固定比例')
    return steps.length === 1 ? [] : [at(1, '固定比例只填一行；比例变化的请选逐年递增或逐年递减。')]
  if (steps.length === 1) return [at(0, '只有一行比例，请补上以后各年，或改选固定比例。')]
  return steps.flatMap((step, i) => {
    const before = steps[i - 1]
    if (!before) return []
    if (step.year <= before.year) return [at(i, '年份应逐行增加。')]
    const grows = step.rateBp > before.rateBp
    const isAsSaid = royaltyRate === '逐年递增' ? grows : step.rateBp < before.rateBp
    return isAsSaid ? [] : [at(i, `比例不是${royaltyRate}，请更正。`)]
  })
}

function shareFaults({ ownershipShares: shares }: Terms): Fault[] {
  if (shares === undefined || shares.length === 0) return []
  const sum = shares.reduce((total, one) => total + one.shareBp, 0)
  const sides = new Set(shares.map((one) => one.side))
  if (sum === WHOLE_BP && sides.size === 2 && shares.length === 2) return []
  return [{ path: ['ownershipShares'], message: '应写明双方各自的份额，合计 100%。' }]
}
