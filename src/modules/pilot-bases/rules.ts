import { addDays, addMonths, type Day } from '#platform/calendar/calendar.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import type { Change, Ground, Report } from './forms.ts'

/** Parts of the score sheet (domain/pilotbase.md); their weights are a rule. */
export const SCORE_PARTS = {
  site: '场地和设备',
  team: '专职队伍',
  service: '服务业绩',
  results: '转化成效',
  management: '管理和安全',
} as const
export type ScorePart = keyof typeof SCORE_PARTS
export type Scores = Readonly<Record<ScorePart, number>>
const PARTS = Object.keys(SCORE_PARTS) as readonly ScorePart[]

export const GRADES = ['优秀', '合格', '不合格'] as const
export type Grade = (typeof GRADES)[number]

const MONTHS_A_YEAR = 12

/** Every number a condition is judged by, as it stands on a day. */
export interface Numbers {
  readonly operatingMonths: number
  readonly siteM2: number
  readonly leaseYears: number
  readonly validYears: number
  readonly equipmentFen: number
  readonly staff: number
  readonly qualifiedBp: number
  readonly itemsMonths: number
  readonly items: number
  readonly externalItems: number
  readonly accidentYears: number
  readonly ownRules: readonly string[]
  readonly weights: Scores
}

export const KEYS = {
  operatingMonths: 'pilotbase.minOperatingMonths',
  siteM2: 'pilotbase.minSiteM2',
  leaseYears: 'pilotbase.lease.minYears',
  validYears: 'pilotbase.validYears',
  equipmentFen: 'pilotbase.minEquipmentFen',
  staff: 'pilotbase.minStaff',
  qualifiedBp: 'pilotbase.staff.qualifiedBp',
  itemsMonths: 'pilotbase.items.months',
  items: 'pilotbase.items.min',
  externalItems: 'pilotbase.items.minExternal',
  accidentYears: 'pilotbase.accident.years',
  ownRules: 'pilotbase.ownRules',
  weights: 'pilotbase.score.parts',
} as const

export function numbersOn(rules: Ruleset, day: Day): Numbers {
  const n = (key: string) => rules.number(key, day)
  return {
    operatingMonths: n(KEYS.operatingMonths),
    siteM2: n(KEYS.siteM2),
    leaseYears: n(KEYS.leaseYears),
    validYears: n(KEYS.validYears),
    equipmentFen: n(KEYS.equipmentFen),
    staff: n(KEYS.staff),
    qualifiedBp: n(KEYS.qualifiedBp),
    itemsMonths: n(KEYS.itemsMonths),
    items: n(KEYS.items),
    externalItems: n(KEYS.externalItems),
    accidentYears: n(KEYS.accidentYears),
    ownRules: rules.list(KEYS.ownRules, day).map(String),
    // Seeded in this shape; a row of another one fails at the first sum.
    weights: rules.json(KEYS.weights, day) as unknown as Scores,
  }
}

export interface Fault {
  readonly field: string
  readonly message: string
}

/** Last day of `years` whole years from a day: 2026-03-01 to 2029-02-28; from 29 February to 28 February (民法典 202). */
export function validUntil(from: Day, years: number): Day {
  return addDays(addMonths(from, years * MONTHS_A_YEAR), -1)
}

/** Parts above their weight; scores are hundredths of a point. */
export function scoreFaults(scores: Scores, weights: Scores, field: string, what: string): Fault[] {
  return PARTS.filter((part) => scores[part] > weights[part]).map((part) => ({
    field: field === '' ? part : `${field}.${part}`,
    message: `${what}“${SCORE_PARTS[part]}”最高 ${pointsText(weights[part])} 分。`,
  }))
}

/** The score where every part has one; a draft may lack some. */
export function wholeScore(
  score: { readonly [part in ScorePart]?: number | undefined } | undefined,
): Scores | undefined {
  return score && PARTS.every((part) => score[part] !== undefined) ? (score as Scores) : undefined
}

export function totalOf(scores: Scores): number {
  return PARTS.reduce((sum, part) => sum + scores[part], 0)
}

/** Hundredths as people read them: 8500 is 85.00. */
export function pointsText(hundredths: number): string {
  return (hundredths / 100).toFixed(2)
}

/** The grade of a total; both limits belong to the better grade. Hundredths against hundredths, nothing is rounded. */
export function gradeOf(total: number, bounds: { readonly 优秀: number; readonly 合格: number }): Grade {
  if (total >= bounds.优秀) return '优秀'
  return total >= bounds.合格 ? '合格' : '不合格'
}

/** First day on which an organisation may apply again after a revocation: fraud is barred longer. */
export function barredUntil(
  revokedOn: Day,
  ground: Ground,
  years: { readonly usual: number; readonly fraud: number },
): Day {
  return addMonths(revokedOn, (ground === 'fraud' ? years.fraud : years.usual) * MONTHS_A_YEAR)
}

/** Whether a renewal may be handed in on a day: within the months before the end, and not after it. */
export function renewalWindow(until: Day, months: number): { readonly opens: Day; readonly closes: Day } {
  return { opens: addMonths(until, -months), closes: until }
}

/** A report of a change on a day is late when more days have passed than the rule gives. */
export function changeIsLate(changedOn: Day, reportedOn: Day, days: number): boolean {
  return reportedOn > addDays(changedOn, days)
}

/** Whether a change needs the site looked at again: site or body changed. A name alone does not. */
export function isMaterial(what: readonly string[]): boolean {
  return what.includes('site') || what.includes('body')
}

/** What a report of a change lacks. */
export function changeFaults(change: Change, today: Day): Fault[] {
  const lacks = (what: Change['what'][number], field: keyof Change, message: string): Fault[] =>
    change.what.includes(what) && change[field] === undefined ? [{ field, message }] : []
  // What is not ticked is not judged, so it must not be changed along with the rest.
  const stray = (what: Change['what'][number], field: keyof Change, message: string): Fault[] =>
    !change.what.includes(what) && change[field] !== undefined ? [{ field, message }] : []
  return [
    ...stray('name', 'newName', '没有选择变更名称，请清空新名称或选上。'),
    ...stray('site', 'newAddress', '没有选择变更场地，请清空新地址或选上。'),
    ...stray('site', 'newSiteM2', '没有选择变更场地，请清空新场地面积或选上。'),
    ...stray('body', 'newOrgId', '没有选择变更建设主体，请清空新建设主体或选上。'),
    ...lacks('name', 'newName', '变更名称须填写新名称。'),
    ...lacks('site', 'newAddress', '变更场地须填写新地址。'),
    ...lacks('site', 'newSiteM2', '变更场地须填写新场地面积。'),
    ...lacks('body', 'newOrgId', '变更建设主体须选择新的单位。'),
    ...(change.changedOn > today ? [{ field: 'changedOn', message: '变更日期不能在今天以后。' }] : []),
  ]
}

/** What is wrong with a yearly report in itself. */
export function reportFaults(report: Report): Fault[] {
  const most = (field: 'externalItems' | 'industrialised', message: string): Fault[] =>
    report[field] > report.items ? [{ field, message }] : []
  return [
    ...most('externalItems', '对外服务的项目不能多于全部项目。'),
    ...most('industrialised', '转入产业化的项目不能多于全部项目。'),
  ]
}

/** The days of a calendar year on which reports of the year before are taken, by rules of the form MM-DD. */
export function reportDays(
  today: Day,
  opens: string,
  by: string,
): { readonly year: number; readonly opens: Day; readonly by: Day } {
  const year = today.slice(0, 4)
  return { year: Number(year) - 1, opens: `${year}-${opens}`, by: `${year}-${by}` }
}

/** Status of a recognition on a day. */
export function statusOn(
  base: { readonly status: string; readonly until_day: Day },
  today: Day,
): 'valid' | 'correcting' | 'revoked' | 'expired' {
  if (base.status === 'revoked') return 'revoked'
  if (base.until_day < today) return 'expired'
  return base.status === 'correcting' ? 'correcting' : 'valid'
}

/** Expired and revoked bases offer nothing; one under correction still serves. */
export function isInForce(base: Parameters<typeof statusOn>[0], today: Day): boolean {
  return ['valid', 'correcting'].includes(statusOn(base, today))
}

/** First day on which the organisation of these bases may apply again; undefined when it may on this day. */
export function barredFrom(
  bases: readonly { readonly barred_until: Day | null }[],
  today: Day,
): Day | undefined {
  return bases
    .flatMap(({ barred_until: until }) => (until !== null && until > today ? [until] : []))
    .toSorted()
    .at(-1)
}

export const STATUS = {
  valid: '有效',
  correcting: '整改中',
  revoked: '已撤销',
  expired: '已到期',
} as const

/** Silence means nothing here: a unit whose term is over is waited for as well, and has to be pressed. */
export function opinionsFault(
  consent: { readonly complete: boolean; readonly overdue: number } | undefined,
): string | undefined {
  if (consent?.complete === true) return undefined
  const overdue = consent?.overdue ?? 0
  return overdue === 0
    ? '会签单位的意见还没有收齐。'
    : `会签单位的意见还没有收齐，其中 ${overdue} 个单位逾期没有答复，请向这些单位催办。`
}
