import { yuanText } from '#platform/forms/money.ts'
import type { LicenceMode, OfferTerms, OpenTerms, TrialOfferTerms } from '../forms.ts'
import { quantityText } from '../rules.ts'

/** What names the posted terms in a contract. */
interface Posted {
  readonly publicId: string
  readonly madeOn: string
}

function shared(terms: OfferTerms | OpenTerms | TrialOfferTerms) {
  return {
    fieldOfUse: terms.fieldOfUse,
    territory: terms.territory,
    termMonths: terms.termMonths,
    deliverables: terms.deliverables,
    acceptance: terms.acceptance,
    sublicensable: terms.sublicensable,
    improvements: terms.improvements,
    confidentiality: terms.confidentiality,
    liability: terms.liability,
    disputes: terms.disputes,
  }
}

const postedAs = ({ publicId, madeOn }: Posted) =>
  `公布的许可条件（编号 ${publicId.toUpperCase()}，${madeOn} 公布）`

/** Posted terms as the terms of a deal; the price was looked at when it was posted. */
export function licenceTerms(mode: LicenceMode, terms: OfferTerms | OpenTerms, posted: Posted): object {
  const declared =
    'declarationNumber' in terms
      ? `；专利开放许可声明（专利 ${terms.patentNumber}，编号 ${terms.declarationNumber}，${terms.announcedOn} 公告）`
      : ''
  const royalty =
    terms.paymentKind === '一次总付'
      ? {}
      : {
          royaltyBase: terms.royaltyBase,
          royaltyRate: '固定比例',
          royaltySteps: [{ year: 1, rateBp: terms.royaltyBp }],
          royaltyMonths: terms.termMonths,
          audit: terms.audit,
        }
  return {
    mode,
    ...shared(terms),
    paymentKind: terms.paymentKind,
    ...(terms.priceFen !== undefined && { priceFen: terms.priceFen, priceConfirmed: true }),
    ...royalty,
    payment: terms.payment,
    background: `${postedAs(posted)}${declared}。`,
  }
}

/** What a trial turned into: the price by the posted rule and the meter. */
export function convertedTerms(
  terms: TrialOfferTerms,
  metered: { readonly dueFen: number; readonly quantityMilli: number; readonly disputed: number },
  posted: Posted,
): object {
  const { dueFen, quantityMilli, disputed } = metered
  const how = [
    terms.priceFen === undefined ? '' : `固定部分 ${yuanText(terms.priceFen)}`,
    terms.unitFen === undefined
      ? ''
      : `试用期用量 ${quantityText(quantityMilli)}${terms.unit}，每${terms.unit} ${yuanText(terms.unitFen)}`,
    terms.capFen === undefined ? '' : `合计不超过 ${yuanText(terms.capFen)}`,
  ].filter((part) => part !== '')
  const disputes =
    disputed === 0 ? '' : `其中 ${String(disputed)} 次读数许可方有异议，按争议解决的约定另行处理。`
  const fee = terms.trialFeeFen === 0 ? '' : '已付的试用费抵作使用费。'
  return {
    mode: '普通许可',
    ...shared(terms),
    paymentKind: '一次总付',
    priceFen: dueFen,
    priceConfirmed: true,
    payment: `${terms.payment}使用费的计算：${how.join('；')}。${disputes}${fee}`,
    background: `${postedAs(posted)}；先用后付试用协议和双方的计量记录。`,
  }
}
