import { DEAL_MODES, type DealMode, type Terms } from './terms/forms.ts'

export type Side = 'seller' | 'buyer'

export interface Standing {
  readonly state: string
  readonly latestTermsBy: Side | null
}

/** Whose turn it is; `both` when either may go on, `nobody` when the deal is over. */
export function waitsFor({ state, latestTermsBy }: Standing): Side | 'both' | 'nobody' {
  switch (state) {
    case 'intent':
      return 'seller'
    case 'offered':
      return 'buyer'
    case 'pricing':
    case 'priceProposed':
      return 'seller'
    case 'negotiating':
      if (latestTermsBy === null) return 'both'
      return latestTermsBy === 'seller' ? 'buyer' : 'seller'
    case 'trial':
    case 'contracting':
      return 'both'
    default:
      return 'nobody'
  }
}

/** The sentence at the top of the deal room: who is waited for, and for what. */
export function nextStep(standing: Standing, side: Side | null): string {
  const turn = waitsFor(standing)
  const who = turn === side ? '您' : turn === 'seller' ? '成果方' : '需求方'
  switch (standing.state) {
    case 'intent':
      return `等${who}答复合作意向：同意洽谈，或婉拒并说明原因。`
    case 'offered':
      return `等${who}答复方案：接受并开始洽谈，或婉拒并说明原因。`
    case 'negotiating':
      return standing.latestTermsBy === null
        ? '双方可以留言、约会面；任何一方都可以先提出条款。'
        : `等${who}答复最新一版条款：同意，或提出新的一版。`
    case 'pricing':
      return `等${who}拟定交易价格，或录入国资意见和评估备案；经审批、公示后签约。`
    case 'priceProposed':
      return `等${turn === side ? '您单位' : who}的审批人审批价格；拟定价格的人不能自己审批。`
    case 'noticing':
      return '价格正在成果方单位公示；期满没有异议的，次日进入签约。'
    case 'trial':
      return '正在试用：办理、读数和转正在“试用”页进行；可以留言和放资料。'
    case 'contracting':
      return '条款已商定：在“合同”里生成文本，双方核对并签订。'
    case 'signed':
      return '已签约，双方按合同履行。'
    default:
      return '洽谈已结束；如要继续，请重新提出意向或方案。'
  }
}

/** What the clock does when the term of the state passes; null where it does nothing. */
export function whatLapses(state: string): string | null {
  if (state === 'intent' || state === 'offered') return '到期未答复的，洽谈自动结束。'
  if (state === 'negotiating') return '到期没有留言、条款或会面的，洽谈自动结束；点“仍在洽谈”可以延续。'
  return null
}

interface Posted {
  readonly modes?: readonly string[] | undefined
  readonly priceFen?: number | undefined
  readonly territory?: string | undefined
  readonly licenceMonths?: number | undefined
  readonly sublicensable?: boolean | undefined
}

const LICENCES: readonly string[] = ['独占许可', '排他许可', '普通许可']

/** What the first proposal starts from: the terms of supply the achievement was posted with. */
export function startingTerms(posted: Posted): Partial<Terms> {
  const mode = posted.modes?.find((one) => Object.hasOwn(DEAL_MODES, one)) as DealMode | undefined
  const isLicence = mode !== undefined && LICENCES.includes(mode)
  return {
    ...(mode !== undefined && { mode }),
    ...(posted.priceFen !== undefined && { priceFen: posted.priceFen }),
    ...(posted.territory !== undefined && { territory: posted.territory }),
    ...(posted.licenceMonths !== undefined && { termMonths: posted.licenceMonths }),
    ...(isLicence && posted.sublicensable !== undefined && { sublicensable: posted.sublicensable }),
  }
}

/** After a transfer or an exclusive or sole licence nobody else can take the achievement. */
export function leavesNoRoom(mode: string): boolean {
  return mode === '转让' || mode === '独占许可' || mode === '排他许可'
}
