import { z } from 'zod'
import {
  divideEquity,
  divideProfit,
  divideReceipts,
  faultsOfDivision,
  FLOOR_RULES,
  type EquityDivision,
  type IncomeRules,
  type ProfitDivision,
  type ReceiptsDivision,
} from '#modules/income/index.ts'
import { Refusal } from '#platform/refusal.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'

/** Cases carry no day: they are decided by the rules of this one, when the statute of 2015 was in force. */
const DAY = '2026-11-23'

const fen = z.int()
const common = {
  unitType: z.enum(['STATE_RI_OR_HEI', 'ENTERPRISE']),
  ruleSource: z.enum(['NONE', 'UNIT_RULE', 'AGREEMENT']),
  teamRateBp: z.int(),
  members: z.array(
    z.object({
      id: z.string(),
      weightBp: z.int(),
      main: z.boolean().default(false),
      chiefLeader: z.boolean().default(false),
    }),
  ),
  /** Overrides the floor of the ruleset: a province or a unit has set a higher one. */
  floorBp: z.int().optional(),
  needMain50: z.boolean().optional(),
}
const receipts = z.array(
  z.object({
    grossFen: fen,
    costs: z.array(z.object({ kind: z.string(), fen })).default([]),
  }),
)
const incomeInput = z.discriminatedUnion('mode', [
  z.object({ ...common, mode: z.literal('TRANSFER'), receipts }),
  z.object({ ...common, mode: z.literal('LICENSE'), receipts }),
  z.object({ ...common, mode: z.literal('EQUITY'), valuationFen: fen }),
  z.object({ ...common, mode: z.literal('SELF_IMPLEMENT'), yearlyProfitFen: z.array(fen) }),
])

/** A case of income through the rules that serve users. */
export function runIncome(raw: unknown, rules: Ruleset): unknown {
  const parsed = incomeInput.safeParse(raw)
  if (!parsed.success) throw new Refusal('invalid', '案例的输入不完整，或转化方式不认识。')
  const input = parsed.data
  const figures = {
    floorBp: input.floorBp ?? rules.number(FLOOR_RULES[input.mode], DAY),
    years: z.tuple([z.int(), z.int()]).parse(rules.list('reward.selfImplement.years', DAY)),
    ...(input.needMain50 && { mainMinBp: rules.number('reward.mainContributorsMinBp', DAY) }),
  }
  return divide(input, figures)
}

function divide(division: ReceiptsDivision | EquityDivision | ProfitDivision, rules: IncomeRules): unknown {
  const errors = faultsOfDivision(division, rules)
  if (errors.length > 0) return { errors }
  if (division.mode === 'EQUITY') return { errors, ...divideEquity(division) }
  if (division.mode === 'SELF_IMPLEMENT') return { errors, ...divideProfit(division) }
  return { errors, ...divideReceipts(division) }
}
