/** The door of the income module: how income is divided. */
export const uses = ['achievements', 'contracts', 'settlement'] as const

export { FLOOR_RULES } from './plan/rules.ts'
export {
  divideEquity,
  divideProfit,
  divideReceipts,
  faultsOfDivision,
  type EquityDivision,
  type IncomeRules,
  type ProfitDivision,
  type ReceiptsDivision,
} from './rules.ts'
