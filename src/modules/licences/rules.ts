import { unitDoubt } from '#platform/forms/money.ts'
import type { OfferTerms, OpenTerms, TrialOfferTerms } from './forms.ts'

interface Fault {
  readonly path: string[]
  readonly message: string
}

const fault = (field: string, message: string): Fault => ({ path: [field], message })

/** A price that looks typed in the wrong unit is asked about, once. */
export function moneyFaults(terms: {
  readonly priceFen?: number | undefined
  readonly priceConfirmed?: boolean | undefined
}): Fault[] {
  const doubt =
    terms.priceFen === undefined || terms.priceConfirmed === true ? undefined : unitDoubt(terms.priceFen)
  return doubt === undefined ? [] : [fault('priceFen', doubt)]
}

/** An exclusive or sole licence is taken by one (民法典 862: never merged with the ordinary one). */
export function offerFaults(terms: OfferTerms): Fault[] {
  const faults = moneyFaults(terms)
  if (terms.mode !== '普通许可' && terms.places !== undefined && terms.places !== 1)
    faults.push(fault('places', `${terms.mode}只能许可一家，请清空或填 1。`))
  return faults
}

export function trialFaults(terms: TrialOfferTerms): Fault[] {
  const { priceFen, unitFen, capFen } = terms
  const faults = moneyFaults(terms)
  if (priceFen === undefined && unitFen === undefined)
    faults.push(fault('priceFen', '固定使用费和按用量的使用费至少填一项。'))
  if (capFen !== undefined && unitFen === undefined)
    faults.push(fault('capFen', '只有固定使用费的不需要上限，请清空。'))
  if (capFen !== undefined && priceFen !== undefined && capFen < priceFen)
    faults.push(fault('capFen', '合计上限不能低于固定使用费。'))
  return faults
}

/** Readings are kept in thousandths of the unit. */
export const MILLI = 1_000

/**
 * What is to be paid after conversion, in whole fen: the fixed price, and for each unit the meter counted its price
 * (half a fen rounds up), up to the cap. Never below one fen: a licence at no price at all would be no sale.
 */
export function amountDue(
  price: {
    readonly priceFen?: number | undefined
    readonly unitFen?: number | undefined
    readonly capFen?: number | undefined
  },
  quantityMilli: number,
): number {
  const metered =
    price.unitFen === undefined
      ? 0n
      : (BigInt(quantityMilli) * BigInt(price.unitFen) * 2n + BigInt(MILLI)) / (2n * BigInt(MILLI))
  const sum = BigInt(price.priceFen ?? 0) + metered
  const capped = price.capFen === undefined || sum < BigInt(price.capFen) ? sum : BigInt(price.capFen)
  return capped < 1n ? 1 : Number(capped)
}

/** 3,500 thousandths are `3.5`: exact, without floating point. */
export function quantityText(milli: number): string {
  const rest = String(milli % MILLI)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return `${String(Math.trunc(milli / MILLI))}${rest === '' ? '' : `.${rest}`}`
}

export interface Reading {
  readonly id: string
  readonly fromOn: string
  readonly toOn: string
  readonly quantityMilli: number
  readonly word: 'confirm' | 'dispute' | 'replace' | null
}

/** What counts: the user's own figures, whether answered or not; not those it replaced. */
export function countedMilli(readings: readonly Reading[]): number {
  return readings.reduce((sum, one) => sum + (one.word === 'replace' ? 0 : one.quantityMilli), 0)
}

/** Why a new reading may not be taken down; undefined when it may. Days of readings that stand never overlap. */
export function readingFault(
  reading: { readonly fromOn: string; readonly toOn: string },
  standing: readonly Pick<Reading, 'fromOn' | 'toOn' | 'word'>[],
  trial: { readonly beganOn: string; readonly endsOn: string; readonly today: string },
): string | undefined {
  if (reading.toOn < reading.fromOn) return '结束日期不能早于开始日期，请更正。'
  if (reading.fromOn < trial.beganOn || reading.toOn > trial.endsOn)
    return `读数应在试用期（${trial.beganOn} 至 ${trial.endsOn}）以内。`
  if (reading.toOn > trial.today) return '不能预先登记以后的读数。'
  const other = standing.find(
    (one) => one.word !== 'replace' && reading.fromOn <= one.toOn && one.fromOn <= reading.toOn,
  )
  return other && `与 ${other.fromOn} 至 ${other.toOn} 的读数重叠；要更正的，请先更正那一次读数。`
}

export type PriceRoute = '挂牌' | '开放许可公告' | '标价'

/**
 * How the price is set and why (促进科技成果转化法 18); recorded with every offer. That the patent office's announcement
 * does for a state-founded seller is a reading of 「等方式」 nobody has confirmed: the reason says so.
 */
export function priceRoute(
  kind: string,
  seller: { readonly kind: string; readonly stateFounded: boolean },
  openSkipsListing: boolean,
): {
  readonly route: PriceRoute
  readonly reason: string
} {
  if (kind === 'open' && (openSkipsListing || !seller.stateFounded)) {
    const reading = seller.stateFounded
      ? `成果方是${seller.kind}，本平台把这一公告理解为促进科技成果转化法第十八条的“等方式”之一，不另行挂牌；这一理解尚未确认。`
      : ''
    return {
      route: '开放许可公告',
      reason: `使用费的支付方式、标准由国务院专利行政部门公告（专利法第五十条），任何单位或个人按公告的条件取得许可。${reading}`,
    }
  }
  if (seller.stateFounded)
    return {
      route: '挂牌',
      reason: `成果方是${seller.kind}，以在技术交易市场挂牌交易的方式确定价格（促进科技成果转化法第十八条），公告期满后才能取得。`,
    }
  return {
    route: '标价',
    reason: `成果方是${seller.kind}，不适用促进科技成果转化法第十八条，公布后即可取得。`,
  }
}

/** The rule an offer's price route rests on; a plain price rests on none. */
export function routeRule(route: PriceRoute, sellerIsStateFounded: boolean): string | undefined {
  if (!sellerIsStateFounded) return undefined
  return {
    挂牌: 'listing.announcement.workingDays',
    开放许可公告: 'licence.openSkipsListing',
    标价: undefined,
  }[route]
}

const PATENTS: readonly string[] = ['发明专利', '实用新型', '外观设计']
/** Kinds granted without substantive examination, for which 专利法 50 asks for the evaluation report. */
const NEED_REPORT: readonly string[] = ['实用新型', '外观设计']

export interface PatentKnown {
  readonly type: string
  readonly number?: string | null | undefined
  readonly status: string
  readonly grantedOn?: string | null | undefined
  readonly expiresOn?: string | null | undefined
}

/** Why this patent cannot be declared for open licence (专利法 50; 实施细则 85, 86); undefined when it can. */
export function openLicenceFault(
  terms: Pick<OpenTerms, 'announcedOn' | 'evaluationFileId' | 'patentNumber'>,
  patent: PatentKnown | undefined,
  today: string,
): { readonly field: string; readonly message: string } | undefined {
  if (!patent || !PATENTS.includes(patent.type))
    return { field: 'patentNumber', message: '成果登记的知识产权里没有这件专利，请核对专利号或先更新成果。' }
  if (patent.status !== '已授权')
    return {
      field: 'patentNumber',
      message:
        '开放许可声明应当在公告授予专利权后提出（专利法实施细则第八十五条）；这件专利现在不是“已授权”。',
    }
  if (patent.expiresOn && patent.expiresOn < today)
    return { field: 'patentNumber', message: `这件专利已在 ${patent.expiresOn} 届满。` }
  if (NEED_REPORT.includes(patent.type) && terms.evaluationFileId === undefined)
    return {
      field: 'evaluationFileId',
      message: `就${patent.type}专利提出开放许可声明的，应当提供专利权评价报告（专利法第五十条）。`,
    }
  if (terms.announcedOn > today)
    return { field: 'announcedOn', message: '声明公告日不能在今天以后；公告后才实行开放许可。' }
  if (patent.grantedOn && terms.announcedOn < patent.grantedOn)
    return { field: 'announcedOn', message: `声明公告日早于授权日 ${patent.grantedOn}，请核对。` }
  return undefined
}

/** Whether paying this completes the price, is a part of it, or is more than it. */
export function paymentIs(paidFen: number, confirmedFen: number, dueFen: number): 'whole' | 'part' | 'more' {
  const sum = paidFen + confirmedFen
  if (sum > dueFen) return 'more'
  return sum === dueFen ? 'whole' : 'part'
}
