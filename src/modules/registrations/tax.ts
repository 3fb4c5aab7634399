import { addDays, addMonths } from '#platform/calendar/calendar.ts'
import type { Income, Registration } from './forms.ts'

/** Numbers of the income-tax rule, as they stand at the end of the tax year. */
export interface TaxNumbers {
  readonly exemptFen: number
  readonly licenceYears: number
}

export type Standing = 'met' | 'unmet' | 'unknown'

/** One condition of the benefit, how it stands for a contract, and why. */
export interface Condition {
  readonly title: string
  readonly standing: Standing
  readonly says: string
}

/** A registered contract with what its seller says it earned by it in the year. */
export interface EarnedBy {
  readonly form: Pick<Registration, 'type' | 'subtype' | 'fromDay' | 'untilDay' | 'relation' | 'parties'>
  readonly registered: boolean
  readonly income: Income
}

/** 技术转让所得 of a contract: revenue less cost and taxes; a loss is a loss (S17). */
export function earningsOf({ revenueFen, costFen, taxesFen }: Income): number {
  return revenueFen - costFen - taxesFen
}

const TRANSFERS: readonly string[] = ['技术转让', '技术许可']
const MONTHS_A_YEAR = 12

/** Conditions of the income-tax benefit for one contract (domain/contracts.md, numeric rule 4). */
export function conditionsOf({ form, registered, income }: EarnedBy, numbers: TaxNumbers): Condition[] {
  const isAbroad = form.parties.some(({ abroad }) => abroad)
  const seller = form.parties.find(({ side }) => side === 'seller')
  return [
    {
      title: '合同已经认定登记',
      standing: registered ? 'met' : 'unmet',
      says: registered ? '登记有效。' : '没有登记或已注销的，不能享受。',
    },
    {
      title: '享受主体是居民企业',
      standing: seller?.kind === '企业' ? 'met' : 'unknown',
      says:
        seller?.kind === '企业'
          ? '卖方是企业。'
          : `卖方是${seller?.kind ?? '其他'}，是否按企业所得税优惠办理，请向税务机关确认。`,
    },
    {
      title: '属于技术转让或许可',
      standing: TRANSFERS.includes(form.type) ? 'met' : 'unmet',
      says: TRANSFERS.includes(form.type) ? form.type : `${form.type}单独取得的收入不在范围内。`,
    },
    licenceCondition(form, income, numbers.licenceYears),
    {
      title: '不是从全资关联方取得',
      standing: form.relation === '直接或间接全资控股' ? 'unmet' : 'met',
      says: form.relation,
    },
    answered('不属于禁止、限制出口的技术', income.exportLimited, '否'),
    {
      title: '登记的级别',
      standing: isAbroad ? 'unknown' : 'met',
      says: isAbroad
        ? '跨境转让须经省级以上商务部门认定登记，请核对。'
        : '境内合同经技术合同登记机构认定登记。',
    },
  ]
}

function licenceCondition(form: EarnedBy['form'], income: Income, years: number): Condition {
  if (form.type !== '技术许可')
    return { title: '转让所有权，或许可满规定年限', standing: 'met', says: '转让所有权。' }
  // The last day of a term counts: five years from 1 March end on the last day of February.
  const enough = addMonths(form.fromDay, years * MONTHS_A_YEAR) <= addDays(form.untilDay, 1)
  const title = `许可使用权满 ${years} 年，并且是自己有所有权的技术`
  if (!enough)
    return {
      title,
      standing: 'unmet',
      says: `许可期限 ${form.fromDay} 至 ${form.untilDay}，不满 ${years} 年。`,
    }
  return answered(title, income.ownTechnology, '是')
}

function answered(title: string, answer: '是' | '否' | '不清楚', good: '是' | '否'): Condition {
  if (answer === '不清楚') return { title, standing: 'unknown', says: '没有填清楚，请向税务机关确认。' }
  return { title, standing: answer === good ? 'met' : 'unmet', says: `填报为“${answer}”。` }
}

/** The year of an enterprise: how its income from transfers would be taxed. */
export interface TaxYear {
  readonly incomeFen: number
  readonly exemptFen: number
  readonly halvedFen: number
  /** Half of what exceeds the exemption; half a fen rounds up. */
  readonly taxableFen: number
  /** A condition of a counted contract is not known. */
  readonly unsure: boolean
}

/** First 5,000,000 yuan exempt, the excess at half: contracts with an unmet condition do not count. */
export function taxYear(earned: readonly EarnedBy[], numbers: TaxNumbers): TaxYear {
  const judged = earned.map((one) => ({ one, conditions: conditionsOf(one, numbers) }))
  const counted = judged.filter(({ conditions }) => conditions.every(({ standing }) => standing !== 'unmet'))
  const incomeFen = counted.reduce((sum, { one }) => sum + earningsOf(one.income), 0)
  const base = Math.max(0, incomeFen)
  const halvedFen = Math.max(0, base - numbers.exemptFen)
  return {
    incomeFen,
    exemptFen: Math.min(base, numbers.exemptFen),
    halvedFen,
    taxableFen: Math.ceil(halvedFen / 2),
    unsure: counted.some(({ conditions }) => conditions.some(({ standing }) => standing === 'unknown')),
  }
}
