import { defineProcedure } from '#platform/procedure/procedure.ts'
import { approveForm } from '../forms.ts'
import { reasonForm } from './forms.ts'

/** What the guards of a sale outside look at. */
export interface OutsideFacts {
  readonly achievementIsPublished: boolean
  /** A contract that is in its way is under way. */
  readonly hasContractInTheWay: boolean
  /** Of the result that stands; null before there is one. */
  readonly outcome: '成交' | '未成交' | null
  /** The term to sign the contract is over. */
  readonly contractIsOverdue: boolean
}

/**
 * 场外交易: a price made at an exchange outside (促进科技成果转化法 18; practice.md P24, P29). The platform makes the file
 * for the exchange; what comes back is entered by one person and confirmed by another, and goes on to the contract.
 */
export const outsideProcedure = defineProcedure<OutsideFacts>()({
  id: 'outside-sale',
  module: 'auctions',
  version: 1,
  title: '场外交易',
  basis: ['促进科技成果转化法 第十八条', '企业国有资产交易监督管理办法（国有企业转让适用）'],
  planItems: ['task-2'],
  form: 'outside-sale',
  parts: {
    owner: { title: '转让方', hold: ['tto', 'firm', 'leader', 'serviceBody'], within: 'org' },
    approver: { title: '转让方审批人', hold: ['leader'], within: 'org' },
    checker: {
      title: '转让方核对人',
      hold: ['tto', 'firm', 'leader', 'finance', 'serviceBody'],
      within: 'org',
    },
  },
  guards: {
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    achievementIsPublished: ({ achievementIsPublished }) =>
      achievementIsPublished ? undefined : '该成果已下架，不能再交易。',
    isFree: ({ hasContractInTheWay }) =>
      hasContractInTheWay ? '这项成果有与它相冲突的合同正在定价或签约，请先签订或结束那次洽谈。' : undefined,
    isSold: ({ outcome }) => (outcome === '成交' ? undefined : '录入的结果是未成交。'),
    contractIsOverdue: ({ contractIsOverdue }) =>
      contractIsOverdue ? undefined : '签约期限未满，受让方还可以签约。',
    isUnsold: ({ outcome }) => (outcome === '未成交' ? undefined : '录入的结果是成交。'),
  },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    proposed: { title: '待审批' },
    outside: {
      title: '场外交易中',
      rests: true,
      due: {
        term: { rule: 'auction.outside.result.workingDays', unit: 'workingDays' },
        remindRule: 'auction.outside.resultReminder.days',
        remindSays:
          '《{title}》在外部交易机构交易，请向机构了解进展，{on} 前录入结果；还没有结束的不必办理。',
        onReturn: 'restart',
      },
    },
    resulted: { title: '结果待核对' },
    awarded: {
      title: '已成交，待签约',
      due: {
        term: { rule: 'auction.contract.workingDays', unit: 'workingDays' },
        remindRule: 'auction.contractReminder.days',
        remindSays: '《{title}》已成交，请在 {on} 前签订合同。',
        onReturn: 'resume',
      },
    },
    concluded: { title: '已签约', end: 'granted' },
    unsold: { title: '未成交', end: 'lapsed' },
    defaulted: { title: '成交后反悔', end: 'lapsed' },
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
      title: '同意场外交易',
      by: 'approver',
      from: 'proposed',
      to: 'outside',
      input: approveForm,
      apartFrom: ['propose'],
      when: ['orgIsVerified', 'achievementIsPublished', 'isFree'],
      confirm: '底价和条款随即固定，交易机构按平台生成的文件公告；要改的只能撤回重新报批。',
    },
    withdraw: {
      title: '撤回场外交易',
      by: 'owner',
      from: ['draft', 'proposed', 'outside'],
      to: 'withdrawn',
      input: reasonForm,
      confirm: '撤回前请先通知交易机构停止公告；撤回后不能再录入结果。',
    },
    enter: { title: '录入结果', by: 'event', from: 'outside', to: 'resulted' },
    returnResult: {
      title: '结果有误，退回',
      by: 'checker',
      from: 'resulted',
      to: 'outside',
      input: reasonForm,
    },
    confirmAward: {
      title: '核对无误，确认成交',
      by: 'checker',
      from: 'resulted',
      to: 'awarded',
      apartFrom: ['enter'],
      offeredWhen: ['isSold'],
      confirm: '请对照交易凭证核对受让方、成交价和日期；确认后受让方进入签约。',
    },
    confirmUnsold: {
      title: '核对无误，确认未成交',
      by: 'checker',
      from: 'resulted',
      to: 'unsold',
      apartFrom: ['enter'],
      offeredWhen: ['isUnsold'],
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
      confirm: '登记后这次交易没有成交，可以重新交易；保证金由交易机构按公告处理。',
    },
    failToSell: {
      title: '转让方不能签约，登记未成交',
      by: 'owner',
      from: 'awarded',
      to: 'unsold',
      input: reasonForm,
      confirm: '登记后这次交易没有成交，请通知交易机构退还保证金；受让方可以依法要求承担责任。',
    },
  },
})
