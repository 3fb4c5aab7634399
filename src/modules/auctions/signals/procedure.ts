import { defineProcedure } from '#platform/procedure/procedure.ts'
import { clearForm, reportForm, warnForm } from './forms.ts'

/** Nothing but part and state decides. */
export type BidSignalFacts = Readonly<Record<string, never>>

/**
 * 竞买线索核查: a person looks into signals that bidders of a lot act together (trust.md A1). It changes nothing of the
 * lot: a bid is never refused and an award never moved by it; what the law says of collusion is for the authority.
 */
export const bidSignalProcedure = defineProcedure<BidSignalFacts>()({
  id: 'bid-signal',
  module: 'auctions',
  version: 1,
  title: '竞买线索核查',
  basis: ['招标投标法实施条例 第三十四条、第三十九条、第四十条（参照，竞价不是招标，本身不适用）'],
  planItems: ['task-2'],
  parts: {
    reviewer: { title: '主管单位核查人', hold: ['officer'], within: 'unit' },
    decider: { title: '主管单位负责人', hold: ['decider'], within: 'unit' },
  },
  guards: {},
  start: 'found',
  states: {
    found: {
      title: '待核查',
      due: {
        term: { rule: 'auction.signal.review.workingDays', unit: 'workingDays' },
        remindRule: 'auction.signal.reviewReminder.days',
        remindSays: '《{title}》应在 {on} 前核查。',
        remindsUnit: true,
        onReturn: 'resume',
      },
    },
    confirming: { title: '待负责人决定移送' },
    cleared: { title: '未发现问题', end: 'granted' },
    warned: { title: '已提醒', end: 'granted' },
    reported: { title: '已移送', end: 'granted' },
  },
  actions: {
    clear: { title: '未发现问题', by: 'reviewer', from: 'found', to: 'cleared', input: clearForm },
    warn: {
      title: '提醒竞买人',
      by: 'reviewer',
      from: 'found',
      to: 'warned',
      input: warnForm,
      confirm: '有线索的各家都会收到提醒；竞价的结果不因此改变。',
    },
    proposeReport: {
      title: '建议移送',
      by: 'reviewer',
      from: 'found',
      to: 'confirming',
      input: reportForm,
    },
    report: {
      title: '同意移送',
      by: 'decider',
      from: 'confirming',
      to: 'reported',
      apartFrom: ['proposeReport'],
      confirm: '移送在平台以外办理；竞价的结果不因此改变。',
    },
    returnReport: { title: '退回再核查', by: 'decider', from: 'confirming', to: 'found', input: clearForm },
  },
})
