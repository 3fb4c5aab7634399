import { decisionFault } from '#platform/forms/decision.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import { agreeForm, discloseForm, endForm } from './forms.ts'
import { approvalForm, filingForm, priceForm, returnForm, type Filing, type Price } from './price/forms.ts'
import { filingFault, priceFault, type PriceInRule } from './price/rules.ts'
import { leavesNoRoom } from './rules.ts'
import { termsForm } from './terms/forms.ts'

/** What the guards of a deal look at. */
export interface DealFacts {
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  /** The demander of a blind demand has not consented to being seen by the seller. */
  readonly buyerIsHidden: boolean
  /** The seller's kind was settled; until then nobody knows whether its price must be publicised. */
  readonly sellerKindIsSettled: boolean
  /** Seller is a state-founded research institute or university (转化法 18). */
  readonly sellerIsStateFounded: boolean
  /** A state-owned enterprise, whose transfers go through its supervisor of state assets (practice.md P29). */
  readonly sellerIsStateOwned: boolean
  /** What a proposed price is held against. */
  readonly price: PriceInRule
  readonly achievementIsPublished: boolean
  /** Number of a patent of the achievement under open licence (专利法 50); null without one. */
  readonly openLicence: string | null
  /** What the achievement is reserved for: a lot or a sale outside that stands. */
  readonly reserved: { readonly by: string; readonly exclusive: boolean } | null
  /** Of whoever won a lot or a sale outside: what was announced is signed as it stands, or comes to nothing with it. */
  readonly isWon: boolean
  /** Signs that the two sides are related (trust.md A7), in words, as each may learn of them; empty where there is none. */
  readonly signs: { readonly seller: string; readonly buyer: string }
  /** Latest terms, or null before any. */
  readonly terms: { readonly version: number; readonly proposedByOrgId: string; readonly mode: string } | null
}

const answerTerm = {
  term: { rule: 'deal.answer.workingDays', unit: 'workingDays' },
  performs: 'lapse',
  remindRule: 'deal.answerReminder.days',
  remindSays: '《{title}》的意向或方案还没有答复，{on} 届满即自动结束，请及时答复。',
  onReturn: 'restart',
} as const

const TALKS = ['seller', 'buyer'] as const
const EXCLUSIVE: readonly string[] = ['独占许可', '排他许可']
const AGREEING = [
  'orgIsVerified',
  'buyerIsKnown',
  'sellerKindIsSettled',
  'achievementIsPublished',
  'achievementIsFree',
  'termsAreFromOtherSide',
  'termsAreTheLatest',
  'openLicenceAllowsTerms',
  'relationIsDeclared',
] as const

/** Why the price of these terms has a step of its own before a contract; undefined when it has none. */
function pricingDuty({ sellerIsStateFounded, sellerIsStateOwned, terms }: DealFacts): string | undefined {
  if (sellerIsStateFounded)
    return '国家设立的研究开发机构、高等院校协议定价的，应当先在本单位公示成果名称和拟交易价格（促进科技成果转化法第十八条）。'
  return sellerIsStateOwned && terms?.mode === '转让'
    ? '国有企业转让技术成果的，应当先取得国资监管单位的意见并办理评估备案。'
    : undefined
}

function openLicenceFault(patent: string | null, mode: string | undefined): string | undefined {
  return patent !== null && mode !== undefined && EXCLUSIVE.includes(mode)
    ? `专利 ${patent} 正在实行开放许可，不得给予独占或者排他许可（专利法第五十一条）；可以改为普通许可，或先撤回开放许可声明。`
    : undefined
}

/**
 * From intent or offer to signed contract: agreed price, or begun on posted terms (module licences) where the price
 * stands. A state-founded unit's agreed price is proposed, approved by another and given notice of in the unit (转化法 18,
 * practice.md P13); a state-owned enterprise's transfer waits for its filing (P29). Nothing rots: unanswered and idle deals are ended by the clock, with its own reason; a trial has the terms of its own.
 */
export const dealProcedure = defineProcedure<DealFacts>()({
  id: 'deal',
  module: 'deals',
  version: 1,
  title: '成果交易洽谈',
  basis: ['促进科技成果转化法 第十六条、第十八条', '民法典 第八百四十三条至第八百八十七条'],
  planItems: ['task-2'],
  dealing: true,
  form: 'intent',
  // A researcher reads along and writes messages; only who may bind the unit proposes and agrees.
  parts: {
    seller: { title: '成果方', hold: ['tto', 'firm', 'leader', 'serviceBody'], within: 'org' },
    buyer: { title: '需求方', hold: ['firm', 'tto', 'leader', 'serviceBody'], within: 'party' },
    approver: { title: '成果方审批人', hold: ['leader'], within: 'org' },
  },
  guards: {
    isSeller: (facts, { orgId }) => (orgId === facts.sellerOrgId ? undefined : '这一步由成果方办理。'),
    isBuyer: (facts, { orgId }) => (orgId === facts.buyerOrgId ? undefined : '这一步由需求方办理。'),
    buyerIsKnown: ({ buyerIsHidden }) =>
      buyerIsHidden ? '需求方还没有公开身份，公开后才能同意条款和签约。' : undefined,
    buyerIsHidden: ({ buyerIsHidden }) => (buyerIsHidden ? undefined : '需求方的身份已经公开。'),
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    achievementIsPublished: ({ achievementIsPublished }) =>
      achievementIsPublished ? undefined : '该成果已下架，不能继续办理。',
    achievementIsFree: ({ reserved, terms }) =>
      reserved && (reserved.exclusive || leavesNoRoom(terms?.mode ?? ''))
        ? `这项成果正在${reserved.by}，结束以前不能同意与它相冲突的条款。`
        : undefined,
    isNotWon: ({ isWon }) =>
      isWon
        ? '这是竞得后的签约，条款已经公告。文本有误的，请重新生成；不能签约的，由转让方在挂牌或场外交易页登记。'
        : undefined,
    termsAreFromOtherSide: ({ terms }, { orgId }) => {
      if (!terms) return '还没有条款，请先提出条款。'
      return terms.proposedByOrgId === orgId ? '条款是贵方提出的，等待对方同意。' : undefined
    },
    termsAreTheLatest: ({ terms }, { input }) => {
      const seen = (input as { termsVersion?: number } | undefined)?.termsVersion
      return seen === undefined || seen === terms?.version
        ? undefined
        : '对方刚刚修改了条款，请看过最新版本再同意。'
    },
    openLicenceAllows: ({ openLicence }, { input }) =>
      openLicenceFault(openLicence, (input as { mode?: string } | undefined)?.mode),
    openLicenceAllowsTerms: ({ openLicence, terms }) => openLicenceFault(openLicence, terms?.mode),
    // A sign, never a judgement: whoever it points at says how it is (trust.md A7).
    relationIsDeclared: (facts, { input, orgId }) => {
      const said = input as { related?: string; relatedNote?: string } | undefined
      const signs = facts.signs[orgId === facts.sellerOrgId ? 'seller' : 'buyer']
      if (said === undefined || signs === '') return undefined
      if (said.related === undefined)
        return `${signs}。请申报与对方是否有关联关系（持股、任职、近亲属、雇佣）后再同意。`
      if (said.relatedNote !== undefined) return undefined
      return said.related === '有关联关系'
        ? '请说明关联关系。'
        : `${signs}。没有关联关系的，请说明为什么不是。`
    },
    sellerKindIsSettled: ({ sellerKindIsSettled }) =>
      sellerKindIsSettled
        ? undefined
        : '成果方的单位性质尚未核定，不能确定协议定价是否须先公示（促进科技成果转化法第十八条）；请成果方先完成单位核验。',
    needsPricing: (facts) =>
      pricingDuty(facts) === undefined ? '成果方没有须先公示或备案的定价程序，可以直接签约。' : undefined,
    needsNoPricing: pricingDuty,
    sellerIsStateFounded: ({ sellerIsStateFounded }) =>
      sellerIsStateFounded ? undefined : '成果方不是国家设立的研究开发机构或高等院校，无须公示。',
    sellerIsStateOwned: ({ sellerIsStateOwned }) =>
      sellerIsStateOwned ? undefined : '成果方不是国有企业，没有国资备案。',
    priceIsSound: ({ price }, { input }) =>
      input === undefined ? undefined : priceFault(input as Price, price),
    decidedByToday: ({ price }, { input }) => decisionFault(input, price.today),
    filingIsSound: ({ price }, { input }) =>
      input === undefined ? undefined : filingFault(input as Filing, price),
  },
  start: 'intent',
  otherStarts: ['offered', 'contracting', 'trial'],
  states: {
    intent: { title: '意向待回复', due: answerTerm },
    offered: { title: '方案待答复', due: answerTerm },
    negotiating: {
      title: '洽谈中',
      due: {
        term: { rule: 'deal.idle.workingDays', unit: 'workingDays' },
        performs: 'stall',
        remindRule: 'deal.idleReminder.days',
        remindSays: '《{title}》洽谈近来没有进展，{on} 届满即自动结束；仍在谈的请留言或点“仍在洽谈”。',
        onReturn: 'restart',
      },
    },
    pricing: { title: '待定价' },
    priceProposed: { title: '价格待审批' },
    noticing: {
      title: '价格公示中',
      due: {
        term: { rule: 'notice.agreedPrice.days', unit: 'noticeDays' },
        performs: 'clearPrice',
        onReturn: 'restart',
      },
      notice: {
        title: '拟交易价格公示',
        audience: 'unit',
        audienceRule: 'notice.agreedPrice.audience',
        objections: {
          identity: 'any',
          answeredBy: 'org',
          answer: { rule: 'notice.objection.workingDays', unit: 'workingDays' },
          apartFrom: ['proposePrice'],
        },
        passes: ['reopen'],
      },
    },
    trial: { title: '试用中', rests: true },
    contracting: { title: '签约中' },
    signed: { title: '已签约', end: 'granted' },
    ended: { title: '已结束', end: 'withdrawn' },
  },
  actions: {
    accept: {
      title: '同意洽谈',
      by: 'seller',
      from: 'intent',
      to: 'negotiating',
      when: ['isSeller', 'orgIsVerified', 'achievementIsPublished'],
    },
    decline: {
      title: '婉拒意向',
      by: 'seller',
      from: 'intent',
      to: 'ended',
      input: endForm,
      offeredWhen: ['isSeller'],
    },
    acceptOffer: {
      title: '接受方案，开始洽谈',
      by: 'buyer',
      from: 'offered',
      to: 'negotiating',
      offeredWhen: ['isBuyer', 'buyerIsKnown'],
      when: ['orgIsVerified', 'achievementIsPublished'],
    },
    acceptOfferOpenly: {
      title: '接受方案并公开身份',
      by: 'buyer',
      from: 'offered',
      to: 'negotiating',
      input: discloseForm,
      offeredWhen: ['isBuyer', 'buyerIsHidden'],
      when: ['orgIsVerified', 'achievementIsPublished'],
      confirm:
        '接受方案就是同意对方看到贵单位的名称和经办人，公开后不能收回；不想公开的，可以婉拒或先不答复。',
    },
    declineOffer: {
      title: '婉拒方案',
      by: 'buyer',
      from: 'offered',
      to: 'ended',
      input: endForm,
      offeredWhen: ['isBuyer'],
    },
    propose: {
      title: '提出条款',
      by: TALKS,
      from: 'negotiating',
      to: 'negotiating',
      input: termsForm,
      when: ['orgIsVerified', 'achievementIsPublished', 'openLicenceAllows'],
    },
    agree: {
      title: '同意条款，进入签约',
      by: TALKS,
      from: 'negotiating',
      to: 'contracting',
      input: agreeForm,
      offeredWhen: ['needsNoPricing'],
      when: AGREEING,
      confirm: '同意后双方按这一版条款签订合同，条款不能再单方修改。',
    },
    agreeToPricing: {
      title: '同意条款，转入定价程序',
      by: TALKS,
      from: 'negotiating',
      to: 'pricing',
      input: agreeForm,
      offeredWhen: ['needsPricing'],
      when: AGREEING,
      confirm:
        '成果方是国家设立的研究开发机构、高等院校或国有企业：价格经审批、公示或备案以后才能签约，条款在此之前不能再单方修改。',
    },
    proposePrice: {
      title: '拟定交易价格',
      by: 'seller',
      from: 'pricing',
      to: 'priceProposed',
      input: priceForm,
      offeredWhen: ['isSeller', 'sellerIsStateFounded'],
      when: ['orgIsVerified', 'achievementIsPublished', 'priceIsSound'],
    },
    recordFiling: {
      title: '录入国资意见和评估备案',
      by: 'seller',
      from: 'pricing',
      to: 'priceProposed',
      input: filingForm,
      offeredWhen: ['isSeller', 'sellerIsStateOwned'],
      when: ['orgIsVerified', 'achievementIsPublished', 'filingIsSound'],
    },
    approvePrice: {
      title: '同意，开始公示',
      by: 'approver',
      from: 'priceProposed',
      to: 'noticing',
      input: approvalForm,
      apartFrom: ['proposePrice'],
      offeredWhen: ['isSeller', 'sellerIsStateFounded'],
      when: ['achievementIsPublished', 'decidedByToday'],
      confirm: '公示随即在本单位开始，期满没有异议的，次日进入签约。',
    },
    approveFiling: {
      title: '核对无误，进入签约',
      by: 'approver',
      from: 'priceProposed',
      to: 'contracting',
      input: approvalForm,
      apartFrom: ['recordFiling'],
      offeredWhen: ['isSeller', 'sellerIsStateOwned'],
      when: ['achievementIsPublished', 'decidedByToday'],
    },
    returnPrice: {
      title: '退回重拟',
      by: 'approver',
      from: 'priceProposed',
      to: 'pricing',
      input: returnForm,
      offeredWhen: ['isSeller'],
    },
    clearPrice: { title: '公示期满，进入签约', by: 'clock', from: 'noticing', to: 'contracting' },
    stillTalking: { title: '仍在洽谈', by: TALKS, from: 'negotiating', to: 'negotiating' },
    reopen: {
      title: '退回洽谈',
      by: TALKS,
      from: ['pricing', 'priceProposed', 'noticing', 'contracting'],
      to: 'negotiating',
      input: endForm.pick({ explanation: true }),
      when: ['isNotWon'],
      confirm: '退回后须重新商定条款；正在进行的公示随之撤回，未生效的合同文本作废。',
    },
    convertTrial: { title: '试用转正', by: 'event', from: 'trial', to: 'contracting' },
    endTrial: { title: '试用结束，未转正', by: 'event', from: ['trial', 'contracting'], to: 'ended' },
    endAward: { title: '竞得后没有签约', by: 'event', from: 'contracting', to: 'ended' },
    sign: { title: '合同生效', by: 'event', from: 'contracting', to: 'signed' },
    end: {
      title: '结束洽谈',
      by: TALKS,
      from: ['intent', 'offered', 'negotiating', 'pricing', 'priceProposed', 'noticing', 'contracting'],
      to: 'ended',
      input: endForm,
      when: ['isNotWon'],
      confirm: '结束后不能恢复；如要继续，需重新提出意向。',
    },
    lapse: { title: '逾期未答复，自动结束', by: 'clock', from: ['intent', 'offered'], to: 'ended' },
    stall: { title: '长期无进展，自动结束', by: 'clock', from: 'negotiating', to: 'ended' },
  },
})
