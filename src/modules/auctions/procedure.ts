import { defineProcedure } from '#platform/procedure/procedure.ts'
import { approveForm, reasonForm } from './forms.ts'

/** What the guards of a lot look at. */
export interface LotFacts {
  readonly achievementIsPublished: boolean
  /** A contract that is in its way is under way. */
  readonly hasContractInTheWay: boolean
  /** Last day of the notice if it began today; null while its year is not loaded. */
  readonly lastNoticeDay: string | null
  readonly startsOn: string
  /** Every seat of sealed bids has a key; true where bids are open. */
  readonly custodiansAreReady: boolean
  /** The term of the opening is over. */
  readonly openingIsOverdue: boolean
  /** The term to sign the contract is over. */
  readonly contractIsOverdue: boolean
  readonly hasStarted: boolean
}

/**
 * 挂牌 and 网络竞价 as one procedure (促进科技成果转化法 18; practice.md P24): announced for its working days, then one
 * bidder takes it at its offer, several bid. Bidding itself is a plain module (design.md 6); its end moves the dossier.
 */
export const lotProcedure = defineProcedure<LotFacts>()({
  id: 'lot',
  module: 'auctions',
  version: 1,
  title: '挂牌竞价',
  basis: ['促进科技成果转化法 第十八条', '民法典 第一百四十三条', '网络司法拍卖规定（参照，本身不适用）'],
  planItems: ['task-2'],
  form: 'lot',
  parts: {
    owner: { title: '转让方', hold: ['tto', 'firm', 'leader', 'serviceBody'], within: 'org' },
    approver: { title: '转让方审批人', hold: ['leader'], within: 'org' },
  },
  guards: {
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    achievementIsPublished: ({ achievementIsPublished }) =>
      achievementIsPublished ? undefined : '该成果已下架，不能再挂牌。',
    isFree: ({ hasContractInTheWay }) =>
      hasContractInTheWay ? '这项成果有与它相冲突的合同正在定价或签约，请先签订或结束那次洽谈。' : undefined,
    custodiansAreReady: ({ custodiansAreReady }) =>
      custodiansAreReady ? undefined : '密封报价的保管人还没有到齐并生成密钥，请先完成。',
    openingIsOverdue: ({ openingIsOverdue }) =>
      openingIsOverdue ? undefined : '开标期限未满，保管人还可以来开标。',
    contractIsOverdue: ({ contractIsOverdue }) =>
      contractIsOverdue ? undefined : '签约期限未满，受让方还可以签约。',
    hasNotStarted: ({ hasStarted }) =>
      hasStarted ? '竞价已经开始，不能撤回；没有成交的由系统登记流标。' : undefined,
    startsAfterNotice: ({ lastNoticeDay, startsOn }) => {
      if (lastNoticeDay === null) return '公告期要用到尚未公布的放假安排，暂时不能确定竞价开始的日子。'
      return startsOn > lastNoticeDay
        ? undefined
        : `竞价应在公告期满以后开始：今天开始公告的，公告到 ${lastNoticeDay} 为止；请退回修改时间。`
    },
  },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    proposed: { title: '待审批' },
    announcing: {
      title: '挂牌公告中',
      rests: true,
      due: {
        term: { rule: 'listing.announcement.workingDays', unit: 'noticeWorkingDays' },
        performs: 'openBidding',
        onReturn: 'restart',
      },
    },
    bidding: { title: '公告期满，竞价', rests: true },
    opening: {
      title: '已截止，待开标',
      due: {
        term: { rule: 'auction.sealed.opening.workingDays', unit: 'workingDays' },
        remindRule: 'auction.contractReminder.days',
        remindSays: '《{title}》的密封报价请在 {on} 前开标。',
        onReturn: 'resume',
      },
    },
    awarded: {
      title: '已落槌，待签约',
      due: {
        term: { rule: 'auction.contract.workingDays', unit: 'workingDays' },
        remindRule: 'auction.contractReminder.days',
        remindSays: '《{title}》已成交，请在 {on} 前签订合同。',
        onReturn: 'resume',
      },
    },
    concluded: { title: '已成交', end: 'granted' },
    unsold: { title: '流标', end: 'lapsed' },
    defaulted: { title: '成交后反悔', end: 'lapsed' },
    unsigned: { title: '转让方未签约', end: 'lapsed' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    propose: {
      title: '提交审批',
      by: 'owner',
      from: 'draft',
      to: 'proposed',
      when: ['orgIsVerified', 'achievementIsPublished', 'isFree'],
    },
    sendBack: { title: '退回修改', by: 'approver', from: 'proposed', to: 'draft', input: reasonForm },
    approve: {
      title: '同意，开始公告',
      by: 'approver',
      from: 'proposed',
      to: 'announcing',
      input: approveForm,
      apartFrom: ['propose'],
      when: ['orgIsVerified', 'achievementIsPublished', 'isFree', 'custodiansAreReady', 'startsAfterNotice'],
      confirm: '公告随即公开；底价、时间和条款公告后不能再改，要改的只能撤回重新挂牌。',
    },
    withdraw: {
      title: '撤回挂牌',
      by: 'owner',
      from: ['draft', 'proposed', 'announcing', 'bidding'],
      to: 'withdrawn',
      input: reasonForm,
      when: ['hasNotStarted'],
      confirm: '撤回后竞价不再进行，已交的保证金须退还；撤回的理由公开。',
    },
    openBidding: { title: '公告期满', by: 'clock', from: 'announcing', to: 'bidding' },
    beginOpening: { title: '报价截止', by: 'event', from: 'bidding', to: 'opening' },
    award: { title: '落槌', by: 'event', from: ['bidding', 'opening'], to: 'awarded' },
    fail: { title: '流标', by: 'event', from: ['bidding', 'opening'], to: 'unsold' },
    abandonOpening: {
      title: '无法开标，登记流标',
      by: 'owner',
      from: 'opening',
      to: 'unsold',
      input: reasonForm,
      when: ['openingIsOverdue'],
      confirm: '登记后密封的报价不再打开，可以重新挂牌。',
    },
    conclude: { title: '合同签订', by: 'event', from: 'awarded', to: 'concluded' },
    declareDefault: {
      title: '受让方反悔，登记未成交',
      by: 'owner',
      from: 'awarded',
      to: 'defaulted',
      input: reasonForm,
      when: ['contractIsOverdue'],
      apartFrom: ['propose'],
      confirm: '登记后这次竞价没有成交，可以重新挂牌；保证金按公告处理。',
    },
    failToSell: {
      title: '转让方不能签约，登记未成交',
      by: 'owner',
      from: 'awarded',
      to: 'unsigned',
      input: reasonForm,
      confirm: '登记后这次竞价没有成交，保证金全部退还；受让方可以依法要求承担责任。',
    },
  },
})
