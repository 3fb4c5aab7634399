import { addMonths, type Day } from '#platform/calendar/calendar.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import type { ExpertForm } from './forms.ts'

/** What an expert may not change without a check: by these one is drawn, and found to be of a unit. */
export const CHECKED = {
  type: '专家类型',
  level: '职称级别',
  title: '职称',
  unit: '工作单位',
  fields: '专业领域',
  place: '所在地',
  region: '地区',
} as const
export type CheckedName = keyof typeof CHECKED
/** Values of what is checked, as far as they are known. */
export type Checked = Pick<ExpertForm, CheckedName>
const NAMES = Object.keys(CHECKED) as CheckedName[]

/** Names of what differs between what counts and what is asked for. */
export function changedOf(now: Partial<Checked>, asked: Partial<Checked>): CheckedName[] {
  return NAMES.filter((name) => asked[name] !== undefined && textOf(now[name]) !== textOf(asked[name]))
}

/** A value as one reads it. */
export function textOf(value: Checked[CheckedName] | undefined): string {
  return value === undefined ? '' : typeof value === 'string' ? value : [...value].sort().join('、')
}

type Employer = ExpertForm['employers'][number]

/**
 * Why employers may not be declared so: one that still makes a conflict must stay, and its end may be told, not moved
 * back. `openedOn`: the day of the application, when those without an end were still employers; `since`: the day from
 * which former employers count.
 */
export function employersFault(
  before: readonly Employer[],
  after: readonly Employer[],
  { openedOn, since }: { readonly openedOn: Day; readonly since: Day },
): string | undefined {
  for (const { unit, kind, until } of before) {
    if (until !== undefined && until < since) continue
    const kept = after.filter((one) => unitKey(one.unit) === unitKey(unit) && one.kind === kind)
    if (kept.length === 0) return `申报过的单位“${unit}”（${kind}）不能删除；已经离开的，请填写“到”的日期。`
    const earliest = until ?? openedOn
    if (kept.every((one) => one.until !== undefined && one.until < earliest))
      return `单位“${unit}”（${kind}）的结束日期不能早于 ${earliest}。`
  }
  return undefined
}

/** First day on which somebody removed from the pool may apply again. */
export function mayApplyFrom(removedOn: Day, months: number): Day {
  return addMonths(removedOn, months)
}
