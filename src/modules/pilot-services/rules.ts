import { bookingFaults } from '#platform/forms/booking.ts'
import { addDays, dayKind, type Calendar, type Day } from '#platform/calendar/calendar.ts'
import { listedUntilFault, missingOf } from '#platform/forms/complete.ts'
import type { FieldFault } from '#platform/refusal.ts'
import {
  NO_HAZARD,
  serviceForm,
  type Approval,
  type Hazard,
  type PilotService,
  type Report,
  type Wanted,
} from './forms.ts'

/** What contradicts itself in a line: it can never be listed so. */
export function serviceFaults(form: PilotService, today: Day): FieldFault[] {
  const { trlFrom, trlTo, batchLeast, batchMost, hazards = [], approvals = [] } = form
  const faults: FieldFault[] = []
  if (trlFrom !== undefined && trlTo !== undefined && trlTo <= trlFrom)
    faults.push({ field: 'trlTo', message: '可达到的成熟度应高于起点。' })
  if (batchLeast !== undefined && batchMost !== undefined && batchMost < batchLeast)
    faults.push({ field: 'batchMost', message: '每批最多不能小于每批最少。' })
  for (const hazard of hazards)
    if (!approvals.some((one) => one.hazard === hazard && one.until >= today))
      faults.push({ field: 'approvals', message: `承接“${hazard}”的工艺须填写有效的批准文号。` })
  return [...faults, ...listedUntilFault(form, today)]
}

export function serviceGaps(form: PilotService): FieldFault[] {
  return [...missingOf(serviceForm, form), ...bookingFaults(form)]
}

interface Asked {
  readonly hazard: string
  readonly batch: number
  readonly confidential: boolean
}

/** Why a line cannot take what is asked for, whatever the time; undefined when it can. */
export function requestFault(
  form: PilotService,
  asked: Asked,
): { readonly field: string; readonly message: string } | undefined {
  const { hazards = [], batchLeast = 1, batchMost = Infinity, batchUnit = '' } = form
  if (asked.hazard !== NO_HAZARD && !hazards.includes(asked.hazard as Hazard))
    return { field: 'hazard', message: `这条产线没有承接“${asked.hazard}”工艺的批准，请另选产线。` }
  if (asked.batch < batchLeast || asked.batch > batchMost)
    return {
      field: 'batch',
      message: `这条产线每批 ${batchLeast}–${batchMost} ${batchUnit}，请调整批量或另选产线。`,
    }
  if (asked.confidential && form.keepsSecret !== true)
    return { field: 'confidential', message: '这条产线不能保密承接，请另选产线，或不要求保密。' }
  return undefined
}

/** A dangerous process needs an approval of its class that holds on the last day of the run. */
export function safetyFault(
  hazard: string,
  approvals: readonly Approval[],
  lastDay: Day,
): string | undefined {
  if (hazard === NO_HAZARD) return undefined
  const own = approvals.filter((one) => one.hazard === hazard)
  if (own.length === 0) return `“${hazard}”的工艺没有批准文号，不能通过安全检查。`
  if (own.every((one) => one.until < lastDay))
    return `“${hazard}”的批准在 ${lastDay} 前到期，请补充有效的批准文号。`
  return undefined
}

/**
 * The report may leave the maturity as it was; it does not lower it, begins where the linked achievement stands and ends
 * no higher than the line can bring it.
 */
export function reportFault(
  { trlBefore, trlAfter }: Pick<Report, 'trlBefore' | 'trlAfter'>,
  { known, most }: { readonly known: number | undefined; readonly most: number | undefined },
): string | undefined {
  if (trlAfter < trlBefore) return '中试后的成熟度不能低于中试前；没有提高的填同一级。'
  if (known !== undefined && trlBefore !== known)
    return `关联成果现在的成熟度是 ${known} 级，中试前的成熟度须与它一致；成果有误的，请权利单位先更正。`
  if (most !== undefined && trlAfter > most && trlAfter > trlBefore)
    return `这条产线最高可做到 ${most} 级，中试后的成熟度不能高于它。`
  return undefined
}

/** A contract is signed by today and before the run begins. */
export function contractFault(signedOn: Day, today: Day): string | undefined {
  return signedOn > today ? `签订日期 ${signedOn} 还没有到，请核对。` : undefined
}

/**
 * Whether cancelling today is late: fewer than `workingDays` working days lie between today and the first day of the
 * run. A day of a year that is not loaded counts by its weekday as unknown: it is taken as worked (P1), for the client.
 */
export function isLate(today: Day, firstDay: Day, workingDays: number, calendar: Calendar): boolean {
  let left = 0
  for (let day = addDays(today, 1); day < firstDay; day = addDays(day, 1)) {
    if (dayKind(calendar, day) !== 'rest') left += 1
    if (left >= workingDays) return false
  }
  return left < workingDays
}

/** How well a line fits what a seeker wants: undefined when it cannot take it, else what speaks for it. */
export interface Fit {
  /** Words of the question that stand in the line's own words. */
  readonly phrases: readonly string[]
  readonly materials: readonly string[]
  readonly processes: readonly string[]
  /** Sentences that say why, in the order a person would ask. */
  readonly reasons: readonly string[]
  readonly points: number
}

const PHRASE_POINTS = 2
const NAMED_POINTS = 5
/** A line made for just this step fits better than one that covers everything. */
const STEP_POINTS = 4

export function fitOf(form: PilotService, wanted: Wanted, words: readonly string[]): Fit | undefined {
  const { trlFrom = 9, trlTo = 1, hazards = [], batchLeast = 1, batchMost = 0, batchUnit = '' } = form
  if (wanted.from !== undefined && wanted.from < trlFrom) return undefined
  if (wanted.to !== undefined && wanted.to > trlTo) return undefined
  if (wanted.from !== undefined && wanted.from >= trlTo) return undefined
  const hazard = wanted.hazard ?? NO_HAZARD
  if (hazard !== NO_HAZARD && !hazards.includes(hazard)) return undefined
  const sameUnit = wanted.unit === undefined || wanted.unit === batchUnit
  if (wanted.batch !== undefined && (!sameUnit || wanted.batch < batchLeast || wanted.batch > batchMost))
    return undefined
  const text = [form.name, form.capability, ...(form.processes ?? []), ...(form.materials ?? [])]
    .join('\n')
    .toLowerCase()
  const met = words.filter((word) => text.includes(word))
  // Of words inside each other (烧结, 烧结炉) the longest says it.
  const phrases = met.filter((word) => !met.some((other) => other !== word && other.includes(word)))
  if (words.length > 0 && phrases.length === 0) return undefined
  const named = (own: readonly string[] = []) =>
    own.filter((one) =>
      phrases.some((word) => one.toLowerCase().includes(word) || word.includes(one.toLowerCase())),
    )
  const [materials, processes] = [named(form.materials), named(form.processes)]
  const reasons = [
    `成熟度：可从 ${trlFrom} 级做到 ${trlTo} 级`,
    ...(processes.length > 0 ? [`工艺相符：${processes.join('、')}`] : []),
    ...(materials.length > 0 ? [`物料相符：${materials.join('、')}`] : []),
    ...(phrases.length > 0 ? [`说明中有：${phrases.join('、')}`] : []),
    ...(wanted.batch === undefined ? [] : [`批量相符：每批 ${batchLeast}–${batchMost} ${batchUnit}`]),
    ...(hazard === NO_HAZARD ? [] : [`有“${hazard}”的批准文号`]),
  ]
  const spare =
    (wanted.from === undefined ? 0 : wanted.from - trlFrom) +
    (wanted.to === undefined ? 0 : trlTo - wanted.to)
  const points =
    phrases.length * PHRASE_POINTS +
    (materials.length + processes.length) * NAMED_POINTS +
    Math.max(0, STEP_POINTS - spare)
  return { phrases, materials, processes, reasons, points }
}

/** Share in basis points, rounded down; 0 of nothing. */
export function shareBp(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part * 10_000) / whole)
}
