import { addMonths, type Day } from '#platform/calendar/calendar.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import type { Declared, ExpertForm } from './forms.ts'

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

/** A declared relation as far as it may end: whom it is with, how it is named to the expert, and its end. */
interface Relation {
  readonly key: string
  readonly label: string
  readonly until?: string | undefined
}

/** The relations of each list of a declaration; those of teachers and of joint work end with the last time. */
const RELATIONS = {
  employers: ({ employers }: Declared): Relation[] =>
    employers.map((one) => ofUnit('单位', one.unit, one.kind, one.until)),
  kin: ({ kin }: Declared): Relation[] =>
    kin.map((one) => ({
      key: `${unitKey(one.name)} ${unitKey(one.unit)}`,
      label: `亲属“${one.name}”（${one.relation}）`,
      until: one.until,
    })),
  holdings: ({ holdings }: Declared): Relation[] =>
    holdings.map((one) => ofUnit('企业', one.unit, one.kind, one.until)),
  ties: ({ ties }: Declared): Relation[] =>
    ties.map((one) => ({
      key: `${unitKey(one.name)} ${one.kind}`,
      label: `“${one.name}”（${one.kind}）`,
      until: one.lastOn,
    })),
}

function ofUnit(what: string, unit: string, kind: string, until: string | undefined): Relation {
  return { key: `${unitKey(unit)} ${kind}`, label: `${what}“${unit}”（${kind}）`, until }
}

/**
 * Why what makes conflicts may not be declared so: a relation that still counts stays, and its end may be told, not moved
 * back. `openedOn`: the day of the application, when those without an end still were; `since`: the day from which former
 * relations count (domain/experts.md H1 to H5).
 */
export function declaredFault(
  before: Declared,
  after: Declared,
  { openedOn, since }: { readonly openedOn: Day; readonly since: Day },
): { readonly field: keyof Declared; readonly message: string } | undefined {
  for (const field of Object.keys(RELATIONS) as (keyof Declared)[])
    for (const { key, label, until } of RELATIONS[field](before)) {
      if (until !== undefined && until < since) continue
      const kept = RELATIONS[field](after).filter((one) => one.key === key)
      if (kept.length === 0)
        return { field, message: `申报过的${label}不能删除；关系已经结束的，请填写结束日期。` }
      const earliest = until ?? openedOn
      if (kept.every((one) => one.until !== undefined && one.until < earliest))
        return { field, message: `${label}的结束日期不能早于 ${earliest}。` }
    }
  return undefined
}

/** First day on which somebody removed from the pool may apply again. */
export function mayApplyFrom(removedOn: Day, months: number): Day {
  return addMonths(removedOn, months)
}
