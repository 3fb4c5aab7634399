import { defineProcedure } from '#platform/procedure/procedure.ts'
import { BASIS, BROKERS, PAYERS, PLAN_ITEMS } from '../agreement/procedure.ts'
import { answerForm, decideForm, reasonForm } from '../forms.ts'

/** What the guards of a dispute look at. */
export interface DisputeFacts {
  readonly openedByOrgId: string
  /** Who had a hand in the introduction, the agreement or the claim. */
  readonly hands: readonly string[]
  /** The broker's organisation and both of the introduced. */
  readonly sideOrgIds: readonly string[]
}

const parties = [...BROKERS, ...PAYERS.filter((role) => role !== 'serviceBody')] as const

/** 佣金争议: one side opens it, the other answers, the market's office decides from the record. */
export const disputeProcedure = defineProcedure<DisputeFacts>()({
  id: 'commission-dispute',
  module: 'commissions',
  version: 1,
  title: '经纪佣金争议处理',
  basis: BASIS,
  planItems: PLAN_ITEMS,
  form: 'commission-dispute',
  follows: ['commission'],
  dealing: true,
  parts: {
    opener: { title: '提出争议的一方', hold: parties, within: 'org' },
    other: { title: '另一方', hold: parties, within: 'party' },
    officer: { title: '办理人', hold: ['officer', 'decider'], within: 'unit' },
  },
  guards: {
    isOther: ({ openedByOrgId }, { orgId }) =>
      orgId === openedByOrgId ? '争议由贵单位提出，等待对方答复。' : undefined,
    apart: ({ hands, sideOrgIds }, { personId, orgId }) => {
      if (orgId !== null && sideOrgIds.includes(orgId)) return '贵单位是争议的一方，不能作出处理。'
      return personId !== null && hands.includes(personId)
        ? '您经手过这次引荐、佣金约定或者前一次处理，不能处理这次争议，请由其他人办理。'
        : undefined
    },
    partGiven: (_facts, { input }) => {
      const given = input as { readonly outcome?: string; readonly partBp?: number } | undefined
      return given?.outcome === 'part' && given.partBp === undefined
        ? '部分成立的，请填按约定佣金的多少支付。'
        : undefined
    },
  },
  start: 'answering',
  states: {
    answering: {
      title: '待对方答复',
      due: {
        term: { rule: 'commission.dispute.answerWorkingDays', unit: 'workingDays' },
        performs: 'closeAnswering',
        remindRule: 'commission.remind.days',
        remindSays: '佣金争议《{title}》等待答复，{on} 届满；逾期按现有记录处理。',
        onReturn: 'restart',
      },
    },
    deciding: {
      title: '待处理',
      due: {
        term: { rule: 'commission.dispute.decisionWorkingDays', unit: 'workingDays' },
        remindRule: 'commission.remind.days',
        remindSays: '佣金争议《{title}》的处理期限是 {on}。',
        remindsUnit: true,
        onReturn: 'restart',
      },
    },
    decided: { title: '已处理', end: 'granted' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    answer: {
      title: '答复',
      by: 'other',
      from: 'answering',
      to: 'deciding',
      input: answerForm,
      when: ['isOther'],
    },
    closeAnswering: { title: '逾期未答复', by: 'clock', from: 'answering', to: 'deciding' },
    decide: {
      title: '作出处理',
      by: 'officer',
      from: 'deciding',
      to: 'decided',
      input: decideForm,
      when: ['apart', 'partGiven'],
      letter: 'decision',
      confirm: '处理意见书会发给双方；应付的佣金随即按处理意见重新计算。',
    },
    withdraw: {
      title: '撤回争议',
      by: 'opener',
      from: ['answering', 'deciding'],
      to: 'withdrawn',
      input: reasonForm,
    },
  },
})
