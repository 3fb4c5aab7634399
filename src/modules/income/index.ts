/** The door of the income module: how income is divided. */
export const uses = [] as const

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
