import { yuanText } from '#platform/forms/money.ts'
import type { OfferTerms, OpenTerms, TrialOfferTerms } from '../forms.ts'
import type { OfferRow } from './store.ts'

type Row = readonly [title: string, value: string]

/** 500 bp is 5%, exact. */
function percent(bp: number): string {
  const rest = String(bp % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return `${String(Math.trunc(bp / 100))}${rest === '' ? '' : `.${rest}`}%`
}

/** The price in one line. */
export function priceWords({ kind, terms }: Pick<OfferRow, 'kind' | 'terms'>): string {
  if (kind === 'trial') return trialPrice(terms as TrialOfferTerms)
  const { priceFen, royaltyBase, royaltyBp } = terms as OfferTerms | OpenTerms
  const parts = [
    priceFen === undefined ? '' : yuanText(priceFen),
    royaltyBp === undefined ? '' : `${royaltyBase ?? ''}的 ${percent(royaltyBp)}`,
  ].filter((part) => part !== '')
  return parts.join('，加')
}

function trialPrice(terms: TrialOfferTerms): string {
  const fee = terms.trialFeeFen === 0 ? '试用免费' : `试用费 ${yuanText(terms.trialFeeFen)}`
  const parts = [
    terms.priceFen === undefined ? '' : yuanText(terms.priceFen),
    terms.unitFen === undefined ? '' : `每${terms.unit} ${yuanText(terms.unitFen)}`,
  ].filter((part) => part !== '')
  const cap = terms.capFen === undefined ? '' : `，不超过 ${yuanText(terms.capFen)}`
  return `${fee}；转正 ${parts.join('，加')}${cap}`
}

/** The posted terms as titles and values, in the order in which people read them; empty ones are left out. */
export function termRows(offer: Pick<OfferRow, 'kind' | 'mode' | 'terms' | 'places'>): Row[] {
  const { kind, mode, terms, places } = offer
  const rows: Row[] = [
    ...(kind === 'open' ? openRows(terms as OpenTerms) : []),
    ['许可种类', mode],
    ['使用领域', terms.fieldOfUse ?? '不限'],
    ['地域范围', terms.territory],
    ['许可期限', `${String(terms.termMonths)} 个月`],
    ...(kind === 'trial' ? trialRows(terms as TrialOfferTerms) : []),
    [kind === 'trial' ? '费用' : '许可使用费', priceWords(offer)],
    ['支付方式', terms.payment],
    ['查阅会计账目', 'audit' in terms ? (terms.audit ?? '') : ''],
    ['转许可', terms.sublicensable ? '可以再许可第三人' : '不得再许可第三人'],
    ['技术与交付', terms.deliverables],
    ['验收', terms.acceptance],
    ['后续改进', terms.improvements],
    ['保密', terms.confidentiality],
    ['违约责任', terms.liability],
    ['争议解决', terms.disputes],
    ['名额', places === null ? '不限' : `${String(places)} 家`],
  ]
  return rows.filter(([, value]) => value !== '')
}

function openRows(terms: OpenTerms): Row[] {
  return [
    ['专利号', terms.patentNumber],
    ['开放许可声明', `编号 ${terms.declarationNumber}，${terms.announcedOn} 公告`],
  ]
}

function trialRows(terms: TrialOfferTerms): Row[] {
  return [
    ['试用范围', terms.scope],
    ['试用期', `${String(terms.trialDays)} 天，期满后 ${String(terms.answerDays)} 天内答复是否转正`],
    ['计量', `${terms.meter}（单位：${terms.unit}）`],
    ['不转正时', terms.lapse],
  ]
}
