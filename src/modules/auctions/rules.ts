import { yuanText } from '#platform/forms/money.ts'
import type { LotForm } from './forms.ts'

const WHOLE_BP = 10_000n
const HOUR_MS = 3_600_000

interface Limits {
  readonly now: string
  /** Most of a deposit, in basis points of the floor. */
  readonly depositMaxBp: number
  /** Least hours of open bidding (参照网络司法拍卖规定 20). */
  readonly leastHours: number
}

/** Why a lot cannot be announced as it is (domain/achievements.md, numeric rule 4); undefined when it can. */
export function lotFault(
  { manner, floorFen, stepFen, depositFen, startsAt, endsAt }: LotForm,
  { now, depositMaxBp, leastHours }: Limits,
): { readonly field: string; readonly message: string } | undefined {
  if (startsAt <= now) return { field: 'startsAt', message: '竞价开始时间应在以后。' }
  if (endsAt <= startsAt) return { field: 'endsAt', message: '竞价结束时间应在开始时间以后。' }
  if (Date.parse(endsAt) - Date.parse(startsAt) < leastHours * HOUR_MS)
    return { field: 'endsAt', message: `竞价时间至少 ${String(leastHours)} 小时。` }
  if (manner === '网络竞价' && stepFen === undefined)
    return { field: 'stepFen', message: '请填写最小加价幅度。' }
  if (stepFen !== undefined && stepFen > floorFen)
    return { field: 'stepFen', message: '最小加价幅度不应大于底价。' }
  const most = (BigInt(floorFen) * BigInt(depositMaxBp)) / WHOLE_BP
  if (BigInt(depositFen) > most)
    return {
      field: 'depositFen',
      message: `保证金不超过底价的 ${String(depositMaxBp / 100)}%，即 ${yuanText(Number(most))}。`,
    }
  return undefined
}
