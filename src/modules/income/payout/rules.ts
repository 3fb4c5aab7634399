import { addMonths, type Day } from '#platform/calendar/calendar.ts'
import { yuanText } from '#platform/forms/money.ts'
import { MODES, type Mode, type Plan } from '../plan/forms.ts'
import { keyOf, membersOf } from '../plan/rules.ts'
import { divideEquity, divideNext, divideProfit, type Before, type Share, type UnitClass } from '../rules.ts'
import type { Cost } from './forms.ts'

/** What is divided: the unit's part of a receipt, a year's profit, or the value of the shares formed. */
export interface Divided {
  readonly source: 'receipt' | 'profit' | 'equity'
  readonly partFen: number
  readonly costs: readonly Cost[]
}

export interface Division {
  readonly netFen: number
  readonly poolFen: number
  readonly shares: readonly Share[]
}

/** The division of one payout, given what the same plan has divided before. */
export function divisionOf(plan: Plan, divided: Divided, before: Before): Division {
  const { teamRateBp } = plan
  const members = membersOf(plan)
  const common = { unitType: 'ENTERPRISE', ruleSource: plan.ruleSource, teamRateBp, members } as const
  const { source, partFen, costs } = divided
  if (source === 'equity') {
    const equity = divideEquity({ ...common, mode: 'EQUITY', valuationFen: partFen })
    return { netFen: partFen, poolFen: equity.teamEquityFen, shares: equity.members }
  }
  if (source === 'profit') {
    const profit = divideProfit({ ...common, mode: 'SELF_IMPLEMENT', yearlyProfitFen: [partFen] })
    return { netFen: partFen, poolFen: profit.totalPoolFen, shares: profit.years[0] ?? [] }
  }
  const step = divideNext({ teamRateBp, members }, before, { grossFen: partFen, costs })
  return { netFen: step.cumulativeNetFen - before.netFen, poolFen: step.poolFen, shares: step.allocations }
}

/** Why a year of profit cannot be entered under a plan; undefined when it can. */
export function profitFault(
  plan: Pick<Plan, 'firstYear' | 'years'>,
  year: number,
  taken: readonly number[],
  today: Day,
): string | undefined {
  const { firstYear = 0, years = 0 } = plan
  if (year < firstYear || year >= firstYear + years)
    return `方案从 ${String(firstYear)} 年起连续提取 ${String(years)} 年，${String(year)} 年不在其中。`
  if (taken.includes(year)) return `${String(year)} 年的营业利润已经登记，请勿重复登记。`
  return `${String(year)}-12-31` >= today ? `${String(year)} 年度还没有结束，请在年度终了后登记。` : undefined
}

/** The relief of income tax on cash rewards (财税〔2018〕58号): until when, and in words. */
export interface Relief {
  readonly until: Day
  readonly says: string
}

/** Only state-founded institutes and universities pay cash rewards under the relief; a share of profit is none. */
export function reliefOf(
  {
    unitClass,
    mode,
    receivedOn,
  }: { readonly unitClass: UnitClass; readonly mode: Mode; readonly receivedOn: Day },
  { months, includedBp }: { readonly months: number; readonly includedBp: number },
): Relief | null {
  if (unitClass !== 'STATE_RI_OR_HEI' || (mode !== 'TRANSFER' && mode !== 'LICENSE')) return null
  const until = addMonths(receivedOn, months)
  const says = `自 ${receivedOn} 取得收入起 ${String(months)} 个月内（${until} 以前）发给完成人和主要贡献人员的现金奖励，依法批准设立的非营利性机构并经公示的，减按 ${String(includedBp / 100)}% 计入当月工资、薪金所得（财税〔2018〕58号）；逾期发放的不享受。`
  return { until, says }
}

/** What keeps a share back, as a sentence; undefined when it may be paid. */
export function heldBecause(last: { readonly kind: string } | undefined): string | undefined {
  if (last === undefined) return '本人尚未确认方案，份额暂缓发放。'
  return last.kind === 'dispute' ? '本人对方案有异议，份额暂缓发放，处理后再发。' : undefined
}

interface Line {
  readonly label: string
  readonly value: string
  readonly personal?: boolean
  readonly material?: boolean
}

/** What the notice of a payout says (国科发政〔2018〕103号): the conversion, the money, who gets what and holds which post. */
export function noticeLines(what: {
  readonly achievement: string
  readonly mode: Mode
  readonly receivedOn: Day
  readonly grossFen: number
  readonly netFen: number
  readonly poolFen: number
  readonly clause: string
  readonly plan: Plan
  readonly shares: readonly Share[]
}): Line[] {
  const isEquity = what.mode === 'EQUITY'
  const fenOf = new Map(what.shares.map(({ id, fen }) => [id, fen]))
  const people = what.plan.members.map((member, i) => ({
    label: `奖励人员 ${String(i + 1)}`,
    value: [
      member.name,
      ...(member.post === '无' ? [] : [member.post]),
      member.main ? '主要贡献人员' : '参与人员',
      yuanText(fenOf.get(keyOf(member)) ?? 0),
    ].join('，'),
    personal: true,
    material: true,
  }))
  return [
    { label: '成果名称', value: what.achievement, material: true },
    { label: '转化方式', value: MODES[what.mode], material: true },
    { label: isEquity ? '作价金额' : '转化收入', value: yuanText(what.grossFen), material: true },
    { label: '取得时间', value: what.receivedOn, material: true },
    ...(isEquity ? [] : [{ label: '净收入', value: yuanText(what.netFen), material: true }]),
    {
      label: isEquity ? '股权奖励总额（按作价）' : '现金奖励总额',
      value: yuanText(what.poolFen),
      material: true,
    },
    { label: '分配依据', value: what.clause },
    ...people,
  ]
}
