import { defineProcedure } from '#platform/procedure/procedure.ts'
import { agreeForm, reasonForm } from '../forms.ts'

export const BASIS = ['民法典 第九百六十一条至第九百六十五条', '促进科技成果转化法 第三十条'] as const
export const PLAN_ITEMS = ['task-2'] as const

/** Who speaks for a broker's organisation, and for one of the introduced. */
export const BROKERS = ['broker', 'serviceBody'] as const
export const PAYERS = ['tto', 'firm', 'leader', 'serviceBody'] as const

/** What the guards of an agreement look at. */
export interface AgreementFacts {
  readonly payerOrgId: string
  /** Why the broker cannot be promised a commission today: certificate, relation to the payer. */
  readonly brokerFault: string | undefined
  /** The contract there is already, which no agreement comes after. */
  readonly late: string | undefined
  /** What is due and not paid, or paid and not confirmed. */
  readonly open: string | undefined
}

const answerTerm = {
  term: { rule: 'commission.answer.workingDays', unit: 'workingDays' },
  remindRule: 'commission.remind.days',
  onReturn: 'restart',
} as const

/**
 * 佣金约定: proposed by the broker, confirmed by who pays. The claim arises by itself when the contract that came of the
 * introduction is signed, or is raised by the broker with a reason; the payer, or a decision, then says whether it stands.
 */
export const commissionProcedure = defineProcedure<AgreementFacts>()({
  id: 'commission',
  module: 'commissions',
  version: 1,
  title: '经纪佣金',
  basis: BASIS,
  planItems: PLAN_ITEMS,
  form: 'commission',
  parts: {
    broker: { title: '技术经纪人', hold: BROKERS, within: 'org' },
    payer: { title: '付款方', hold: PAYERS, within: 'party' },
  },
  guards: {
    isPayer: ({ payerOrgId }, { orgId }) =>
      orgId === payerOrgId ? undefined : '这一步由支付佣金的单位办理。',
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    brokerIsFit: ({ brokerFault }) => brokerFault,
    inTime: ({ late }) => late,
    nothingOpen: ({ open }) => open,
  },
  start: 'proposed',
  states: {
    proposed: {
      title: '待付款方确认',
      due: {
        ...answerTerm,
        performs: 'lapse',
        remindSays: '佣金约定《{title}》等待确认，{on} 届满；不确认的不成立。',
      },
    },
    agreed: { title: '约定生效', rests: true },
    raised: {
      title: '经纪人主张佣金，待付款方答复',
      due: {
        ...answerTerm,
        performs: 'passUnanswered',
        remindSays: '对《{title}》的佣金主张等待答复，{on} 届满。',
      },
    },
    contested: { title: '付款方未认可', rests: true },
    claimed: { title: '佣金成立，按到账应付', rests: true },
    disputed: { title: '争议处理中', rests: true },
    settled: { title: '已结清', end: 'granted' },
    dismissed: { title: '佣金不成立', end: 'refused' },
    refused: { title: '付款方不同意', end: 'refused' },
    lapsed: { title: '逾期未确认', end: 'lapsed' },
    waived: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    confirm: {
      title: '同意佣金约定',
      by: 'payer',
      from: 'proposed',
      to: 'agreed',
      input: agreeForm,
      when: ['isPayer', 'orgIsVerified', 'brokerIsFit', 'inTime'],
      confirm: '同意后，合同签订并到账时按约定支付；没有写在约定里的费用不用支付。',
    },
    refuse: {
      title: '不同意',
      by: 'payer',
      from: 'proposed',
      to: 'refused',
      input: reasonForm,
      when: ['isPayer'],
    },
    lapse: { title: '逾期未确认', by: 'clock', from: 'proposed', to: 'lapsed' },
    arise: { title: '合同签订，佣金成立', by: 'event', from: 'agreed', to: 'claimed' },
    raise: { title: '经纪人主张佣金', by: 'event', from: 'agreed', to: 'raised' },
    accept: {
      title: '认可佣金主张',
      by: 'payer',
      from: 'raised',
      to: 'claimed',
      when: ['isPayer'],
      confirm: '认可后，这份合同已经到账和以后到账的金额都按约定支付佣金。',
    },
    contest: {
      title: '不认可',
      by: 'payer',
      from: 'raised',
      to: 'contested',
      input: reasonForm,
      when: ['isPayer'],
    },
    passUnanswered: { title: '逾期未答复，视为未认可', by: 'clock', from: 'raised', to: 'contested' },
    dispute: { title: '提出争议', by: 'event', from: ['claimed', 'contested'], to: 'disputed' },
    uphold: { title: '争议处理：成立', by: 'event', from: 'disputed', to: 'claimed' },
    dismiss: { title: '争议处理：不成立', by: 'event', from: 'disputed', to: 'dismissed' },
    returnToClaim: { title: '争议撤回，佣金仍成立', by: 'event', from: 'disputed', to: 'claimed' },
    returnToContest: { title: '争议撤回，仍未认可', by: 'event', from: 'disputed', to: 'contested' },
    settle: {
      title: '结清',
      by: 'broker',
      from: 'claimed',
      to: 'settled',
      when: ['nothingOpen'],
      confirm: '结清以后，这份合同再有到账也不再计算佣金。',
    },
    waive: {
      title: '撤回',
      by: 'broker',
      from: ['proposed', 'agreed', 'raised', 'contested'],
      to: 'waived',
      confirm: '撤回后不能再依这份约定主张佣金。',
    },
  },
})
