import { decisionFault } from '#platform/forms/decision.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import { approveForm, reasonForm } from '../plan/forms.ts'
import { APPROVERS, BASIS, OFFICES, PLAN_ITEMS } from '../plan/procedure.ts'
import { costsForm } from './forms.ts'

/** What the guards of a payout look at. */
export interface PayoutFacts {
  /** What would be divided today, given the costs entered. */
  readonly poolFen: number
  /** Somebody was paid already. */
  readonly paid: boolean
  /** The receipt says another amount by now. */
  readonly changed: string | undefined
  readonly members: readonly string[]
  /** Who entered the profit or the shares; null for a receipt, which comes by itself. */
  readonly openedBy: string | null
  readonly today: string
}

/**
 * 收益分配: one receipt, year of profit or formation of shares, divided by the plan in force. Finance enters the direct
 * costs, somebody else approves, the unit's own people read it for the days of 国科发政〔2018〕103号, then each is paid.
 */
export const payoutProcedure = defineProcedure<PayoutFacts>()({
  id: 'income-payout',
  module: 'income',
  version: 1,
  title: '收益分配',
  basis: [...BASIS, '科技人员取得职务科技成果转化现金奖励信息公示办法（国科发政〔2018〕103号）'],
  planItems: PLAN_ITEMS,
  follows: ['income-plan'],
  parts: {
    finance: { title: '财务', hold: ['finance', 'firm'], within: 'org' },
    office: { title: '成果转化办', hold: OFFICES, within: 'org' },
    approver: { title: '审批人', hold: APPROVERS, within: 'org' },
  },
  guards: {
    unchanged: ({ changed }) => changed,
    hasPool: ({ poolFen }) => (poolFen > 0 ? undefined : '扣除直接费用后没有可以分配的净收入。'),
    hasNoPool: ({ poolFen }) => (poolFen > 0 ? '有可以分配的净收入，应当分配。' : undefined),
    unpaid: ({ paid }) => (paid ? '已经有成员领取，不能撤销；请按原方案发完。' : undefined),
    decidedByToday: ({ today }, { input }) => decisionFault(input, today),
    apartFromOpener: ({ openedBy }, { personId }) =>
      openedBy !== null && openedBy === personId ? '登记的人不能审批，请由本单位其他负责人审批。' : undefined,
    apartFromMembers: ({ members }, { personId }) =>
      personId !== null && members.includes(personId)
        ? '您参与这次分配，不能审批，请由本单位其他负责人审批。'
        : undefined,
  },
  start: 'costing',
  otherStarts: ['checking'],
  states: {
    costing: {
      title: '待登记直接费用',
      due: { term: { rule: 'income.costs.workingDays', unit: 'workingDays' }, onReturn: 'restart' },
    },
    checking: {
      title: '待审批',
      due: { term: { rule: 'income.approval.workingDays', unit: 'workingDays' }, onReturn: 'restart' },
    },
    noticing: {
      title: '公示中',
      due: {
        term: { rule: 'notice.cashReward.workingDays', unit: 'noticeWorkingDays' },
        performs: 'clear',
        onReturn: 'restart',
      },
      notice: {
        title: '职务科技成果转化奖励公示',
        audience: 'unit',
        objections: {
          identity: 'any',
          answeredBy: 'org',
          answer: { rule: 'notice.objection.workingDays', unit: 'workingDays' },
          apartFrom: ['enterCosts'],
        },
        passes: ['cancel'],
      },
    },
    payable: { title: '待发放' },
    paid: { title: '已发放', end: 'granted' },
    empty: { title: '没有可分配的净收入', end: 'granted' },
    cancelled: { title: '已撤销', end: 'withdrawn' },
  },
  actions: {
    enterCosts: {
      title: '登记直接费用',
      by: 'finance',
      from: 'costing',
      to: 'checking',
      input: costsForm,
      when: ['unchanged'],
    },
    approve: {
      title: '同意，开始公示',
      by: 'approver',
      from: 'checking',
      to: 'noticing',
      input: approveForm,
      offeredWhen: ['hasPool'],
      when: ['unchanged', 'decidedByToday', 'apartFromOpener', 'apartFromMembers'],
      apartFrom: ['enterCosts'],
      confirm: '公示随即在本单位开始，期满没有未答复的异议才可以发放。',
    },
    noteEmpty: {
      title: '没有可分配的净收入，结清',
      by: 'approver',
      from: 'checking',
      to: 'empty',
      offeredWhen: ['hasNoPool'],
      when: ['unchanged'],
      apartFrom: ['enterCosts'],
    },
    sendBack: {
      title: '退回重新登记费用',
      by: 'approver',
      from: 'checking',
      to: 'costing',
      input: reasonForm,
    },
    clear: { title: '公示期满，可以发放', by: 'clock', from: 'noticing', to: 'payable' },
    cancel: {
      title: '撤销这次分配',
      by: 'office',
      from: ['costing', 'checking', 'noticing', 'payable'],
      to: 'cancelled',
      input: reasonForm,
      when: ['unpaid'],
      confirm: '退款、到账更正的才撤销；撤销后按更正的到账重新拟出分配。',
    },
    finish: { title: '发放完毕', by: 'event', from: 'payable', to: 'paid' },
  },
})
