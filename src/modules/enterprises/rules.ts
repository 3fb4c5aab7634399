import { industryFault } from '#platform/forms/classes.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { EnterpriseInput } from './forms.ts'

/** Shape of a national registry number (domain/sme.md, Number): only a hint, the number is stored as given. */
const SME_NO = /^20\d{2}\d{6}[0-9A-Z]{2}\d{6}$/

/** Contradictions: such a row is not taken. */
export function enterpriseFaults(form: EnterpriseInput, today: string): FieldFault[] {
  const faults: FieldFault[] = []
  const say = (field: string, message: string) => faults.push({ field, message })
  const industry = industryFault(form.industrySection ?? undefined, form.industryDivision ?? undefined)
  if (industry !== undefined) say('industryDivision', industry)
  if (form.foundedOn && form.foundedOn > today)
    say('foundedOn', `成立日期 ${form.foundedOn} 还没有到，请核对。`)
  const thisYear = Number(today.slice(0, 4))
  for (const [field, year, title] of [
    ['highTechYear', form.highTechYear, '高新技术企业认定年度'],
    ['smeYear', form.smeYear, '科技型中小企业入库年度'],
    ['figureYear', form.figureYear, '数据年度'],
  ] as const)
    if (year && year > thisYear) say(field, `${title} ${year} 还没有到，请核对。`)
  if (form.staff !== undefined && form.staff !== null && (form.techStaff ?? 0) > form.staff)
    say('techStaff', '科技人员数多于职工总数，请核对。')
  const revenue = form.revenueFen ?? undefined
  // A firm may well have no revenue; a tiny one is more likely 万元 typed as yuan.
  const doubt = revenue === undefined || revenue === 0 ? undefined : unitDoubt(revenue)
  if (doubt !== undefined) say('revenueFen', doubt.replace(/；如确为.*$/, '。'))
  const hasFigure = [form.revenueFen, form.rdExpenseFen, form.assetsFen, form.staff, form.techStaff].some(
    (value) => value !== undefined && value !== null,
  )
  if (hasFigure && !form.figureYear) say('figureYear', '填了年度数据的，请填“数据年度”。')
  return faults
}

/** Things to look at; none of them refuses. */
export function enterpriseWarnings(form: {
  readonly smeNo?: string | undefined
  readonly smeYear?: number | undefined
}): FieldFault[] {
  if (form.smeNo === undefined || SME_NO.test(form.smeNo)) return []
  return [{ field: 'smeNo', message: '科小登记编号不像国家平台的 18 位编号，请核对；已按原样保存。' }]
}

/**
 * Names that differ only in width, spaces, brackets or the usual endings of a company have one key: likely twins, to
 * be looked at by a person, never merged by themselves.
 */
export function twinKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()（）·.,，。\-—_]/gu, '')
    .replace(/有限责任公司$/, '有限公司')
    .replace(/(股份)?有限公司$/, '')
}

/** A count of a breakdown; null where it is suppressed. */
export interface Cell {
  readonly value: string
  readonly count: number | null
}

/**
 * Counts of a breakdown as the public may read them (P16): cells below the least number are hidden; when only one is,
 * the next smallest is hidden too, so that nobody finds it by subtraction from the total.
 */
export function suppressed(counts: ReadonlyMap<string, number>, least: number): Cell[] {
  const cells = [...counts]
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const small = cells.filter(([, count]) => count < least)
  const next = small.length === 1 ? cells.findLast(([, count]) => count >= least) : undefined
  const hidden = new Set([...small, ...(next ? [next] : [])].map(([value]) => value))
  return cells.map(([value, count]) => ({ value, count: hidden.has(value) ? null : count }))
}

/** Endings that people leave out when they name a county. */
const COUNTY_ENDING = /[县市区]$/

/** A place of the city by its code, however it was written; a place the city does not know stays as it is. */
export function regionCode(
  text: string,
  regions: readonly (readonly [code: string, name: string])[],
): string {
  const bare = (name: string) => (name.length > 2 ? name.replace(COUNTY_ENDING, '') : name)
  const found =
    regions.find(([code, name]) => code === text || name === text) ??
    regions.find(
      ([, name]) => bare(name) === bare(text) || regions.some(([, above]) => text === above + name),
    )
  return found?.[0] ?? text
}
