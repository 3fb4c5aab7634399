/** The door of the settlement module: how income is divided. */
export const uses = [] as const

export {
  DIVISION_ERRORS,
  divideEquity,
  divideProfit,
  divideReceipts,
  faultsOfDivision,
  type EquityDivision,
  type IncomeRules,
  type ProfitDivision,
  type ReceiptsDivision,
} from './rules.ts'
