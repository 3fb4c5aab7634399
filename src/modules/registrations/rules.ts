import { addDays, addMonths, type Day } from '#platform/calendar/calendar.ts'
import { yuanText } from '#platform/forms/money.ts'
import { unitKey } from '#platform/forms/unit-names.ts'
import type { FieldFault } from '#platform/refusal.ts'
import type { Draft, Registration } from './forms.ts'

/** Amounts of a registration as typed so far. */
export type Amounts = Pick<Draft, 'totalFen' | 'techFen' | 'nonTech'>

/** Sum of the amounts that are no price of technology; lines without an amount do not count yet. */
export function nonTechSum({ nonTech }: Pick<Draft, 'nonTech'>): number {
  return (nonTech ?? []).reduce((sum, one) => sum + (one.fen ?? 0), 0)
}

/** 技术交易额 = 成交额 - 非技术费用, and 0 < 技术交易额 <= 成交额 (domain/contracts.md, numeric rule 1). */
export function amountFaults(form: Amounts): FieldFault[] {
  const { totalFen, techFen } = form
  if (totalFen === undefined) return []
  const sum = nonTechSum(form)
  const rest = totalFen - sum
  if (rest <= 0)
    return [
      {
        field: 'nonTech',
        message: `非技术费用合计 ${yuanText(sum)}，不小于成交额 ${yuanText(totalFen)}：没有技术交易额的合同不能登记。`,
      },
    ]
  if (techFen === undefined || techFen === rest) return []
  if (techFen > totalFen)
    return [
      {
        field: 'techFen',
        message: `技术交易额 ${yuanText(techFen)} 大于成交额 ${yuanText(totalFen)}，请核对。`,
      },
    ]
  return [
    {
      field: 'techFen',
      message: `技术交易额应为 ${yuanText(rest)}：成交额 ${yuanText(totalFen)} 减去非技术费用 ${yuanText(sum)}。`,
    },
  ]
}

/** Where technology flows, seen from the city. */
export const FLOWS = {
  within: '本市→本市',
  out: '本市→市外',
  in: '市外→本市',
  abroadOut: '本市→境外',
  abroadIn: '境外→本市',
} as const
export type Flow = keyof typeof FLOWS

type Party = Draft['parties'] extends readonly (infer One)[] | undefined ? One : never

export function sidesOf(form: Pick<Draft, 'parties'>): { sellers: Party[]; buyers: Party[] } {
  const parties = form.parties ?? []
  return {
    sellers: parties.filter(({ side }) => side === 'seller'),
    buyers: parties.filter(({ side }) => side === 'buyer'),
  }
}

export function flowOf(form: Pick<Draft, 'parties'>, inCity: (region: string | undefined) => boolean): Flow {
  const { sellers, buyers } = sidesOf(form)
  if (sellers.every(({ abroad }) => abroad === true)) return 'abroadIn'
  if (!sellers.some(({ region }) => inCity(region))) return 'in'
  if (buyers.every(({ abroad }) => abroad === true)) return 'abroadOut'
  return buyers.some(({ region }) => inCity(region)) ? 'within' : 'out'
}

/** What is the same in two entries of one contract: parties, subject, amount. */
export function likenessOf(form: Pick<Draft, 'parties' | 'subject' | 'totalFen'>): string | null {
  const { parties, subject, totalFen } = form
  if (!parties || parties.length < 2 || subject === undefined || totalFen === undefined) return null
  const names = parties.map(({ side, name }) => `${side ?? ''}:${unitKey(name ?? '')}`).toSorted()
  return [...names, unitKey(subject), totalFen].join('|')
}

export const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']

/** A day the parties of a registered contract must not miss (practice.md P23). */
export interface KeptDate {
  readonly kind: 'filing' | 'fee'
  readonly on: Day
  readonly says: string
}

const YEAR_MONTHS = 12
/** 专利法 42: no patent lasts longer. */
const PATENT_YEARS = 20

/** The next anniversary of the application after a day: until then the fee of the coming year is paid (专利法实施细则 98). */
export function nextFeeOn(filedOn: Day, after: Day): Day | undefined {
  return anniversaries(filedOn).find((on) => on > after)
}

function anniversaries(day: Day): Day[] {
  return Array.from({ length: PATENT_YEARS - 1 }, (_, i) => addMonths(day, YEAR_MONTHS * (i + 1)))
}

/** 专利法实施细则 15: a patent licence is filed within months of taking effect; yearly fees while contract and right last. */
export function datesOf(form: Registration, filingMonths: number): KeptDate[] {
  const patents = form.rights.filter(({ kind }) => PATENTS.includes(kind))
  const filing: KeptDate[] =
    form.type === '技术许可' && patents.length > 0
      ? [
          {
            kind: 'filing',
            on: addMonths(form.effectiveOn, filingMonths),
            says: '向国务院专利行政部门办理专利实施许可合同备案',
          },
        ]
      : []
  const fees = patents.flatMap(({ number, kind, feeDueOn, endsOn }): KeptDate[] => {
    if (feeDueOn === undefined) return []
    const lasts = (on: Day) => on <= form.untilDay && (endsOn === undefined || on < endsOn)
    const days = [feeDueOn, ...anniversaries(feeDueOn).filter(lasts)]
    return days.map((on) => ({
      kind: 'fee',
      on,
      says: `缴纳${kind} ${number ?? ''} 的年费`.replaceAll('  ', ' '),
    }))
  })
  return [...filing, ...fees].toSorted((a, b) => (a.on < b.on ? -1 : 1))
}

/** Days on which the dates that are still ahead are reminded of. */
export function remindersOf(
  dates: readonly KeptDate[],
  daysBefore: number,
  today: Day,
): { readonly on: Day; readonly says: string }[] {
  return dates
    .map(({ on, says }) => ({ on: addDays(on, -daysBefore), says: `《{title}》：请在 ${on} 前${says}。` }))
    .filter(({ on }) => on > today)
}
