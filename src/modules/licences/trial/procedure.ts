import { defineProcedure } from '#platform/procedure/procedure.ts'
import {
  endForm,
  paymentForm,
  receiveForm,
  refuseForm,
  stoppedForm,
  terminateForm,
  waiveForm,
} from './forms.ts'

/** What the guards of a trial look at. */
export interface TrialFacts {
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  readonly achievementIsPublished: boolean
  /** What the payment shown leaves: the whole price with it, a part, or none shown. */
  readonly shown: 'whole' | 'part' | 'more' | null
  /** What is due and not confirmed, in words; null when nothing is. */
  readonly owes: string | null
}

const BOTH = ['owner', 'user'] as const
const sides = ['tto', 'firm', 'leader', 'serviceBody'] as const
const reminds = (rule: string, says: string) => ({ remindRule: rule, remindSays: says })

/**
 * 先用后付: a trial that is applied for, agreed in writing, metered, and then becomes a licence that is paid, or
 * lapses and is stopped. Every path reaches an end, by the clock where nobody acts.
 */
export const trialProcedure = defineProcedure<TrialFacts>()({
  id: 'licence-trial',
  module: 'licences',
  version: 1,
  title: '先用后付试用',
  basis: ['民法典 第八百六十二条至第八百七十七条', '促进科技成果转化法 第十六条、第十八条'],
  planItems: ['task-2'],
  dealing: true,
  form: 'licence-try',
  parts: {
    owner: { title: '许可方', hold: sides, within: 'party' },
    user: { title: '试用方', hold: sides, within: 'party' },
  },
  guards: {
    isOwner: ({ sellerOrgId }, { orgId }) => (orgId === sellerOrgId ? undefined : '这一步由许可方办理。'),
    isUser: ({ buyerOrgId }, { orgId }) => (orgId === buyerOrgId ? undefined : '这一步由试用方办理。'),
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    achievementIsPublished: ({ achievementIsPublished }) =>
      achievementIsPublished ? undefined : '该成果已下架，不能继续办理。',
    paymentIsWhole: ({ shown }) =>
      shown === 'part' ? '这笔款只是一部分，请选确认收到部分的那一项。' : undefined,
    paymentIsPart: ({ shown }) =>
      shown === 'part' ? undefined : '这笔款付清了应付的金额，请选确认全部收到的那一项。',
    owesNothing: ({ owes }) =>
      owes === null ? undefined : '还有试用费没有结清，请选“确认已停止使用，试用费待结”。',
    owesFee: ({ owes }) => (owes === null ? '没有应付的试用费，请选“确认已停止使用”。' : undefined),
  },
  start: 'applied',
  states: {
    applied: {
      title: '待许可方答复',
      due: {
        term: { rule: 'licence.trialAnswer.workingDays', unit: 'workingDays' },
        performs: 'lapseApplication',
        ...reminds('licence.trialReminder.days', '《{title}》的试用申请还没有答复，{on} 届满即自动结束。'),
        onReturn: 'restart',
      },
    },
    signing: {
      title: '待签试用协议',
      due: {
        term: { rule: 'licence.trialSigning.workingDays', unit: 'workingDays' },
        performs: 'lapseSigning',
        ...reminds('licence.trialReminder.days', '《{title}》的试用协议还没有签完，{on} 届满即自动结束。'),
        onReturn: 'restart',
      },
    },
    delivering: {
      title: '待交付签收',
      due: {
        term: { rule: 'licence.trialDelivery.workingDays', unit: 'workingDays' },
        performs: 'lapseDelivery',
        ...reminds('licence.trialReminder.days', '《{title}》的试用资料还没有签收，{on} 届满即自动结束。'),
        onReturn: 'restart',
      },
    },
    running: { title: '试用中', rests: true },
    deciding: { title: '试用期满，待答复' },
    converting: {
      title: '转正签约中',
      due: {
        term: { rule: 'licence.trialContract.workingDays', unit: 'workingDays' },
        performs: 'lapseContract',
        ...reminds('licence.trialReminder.days', '《{title}》的许可合同还没有签完，{on} 届满即试用失效。'),
        onReturn: 'restart',
      },
    },
    // A signed contract is not ended by a clock: from here on a term only shows as late.
    awaitingPayment: {
      title: '待付款',
      due: {
        term: { rule: 'licence.payment.workingDays', unit: 'workingDays' },
        ...reminds('licence.trialReminder.days', '《{title}》的使用费应在 {on} 前支付并上传凭证。'),
        onReturn: 'resume',
      },
    },
    paymentShown: {
      title: '待确认收款',
      due: {
        term: { rule: 'licence.paymentAnswer.workingDays', unit: 'workingDays' },
        ...reminds('licence.paymentReminder.days', '《{title}》的付款凭证等待确认，请在 {on} 前答复。'),
        onReturn: 'restart',
      },
    },
    converted: { title: '已转正，款已付清', end: 'granted' },
    stopping: {
      title: '已失效，待确认停用',
      due: {
        term: { rule: 'licence.trialStop.days', unit: 'days' },
        performs: 'leaveUnconfirmed',
        ...reminds('licence.trialReminder.days', '《{title}》试用已失效，请在 {on} 前确认停止使用。'),
        onReturn: 'restart',
      },
    },
    // The fee of the trial itself is owed although there is no licence; as with the price, being late ends nothing.
    feeDue: {
      title: '已停用，待付试用费',
      due: {
        term: { rule: 'licence.payment.workingDays', unit: 'workingDays' },
        ...reminds('licence.trialReminder.days', '《{title}》的试用费应在 {on} 前支付并上传凭证。'),
        onReturn: 'resume',
      },
    },
    feeShown: {
      title: '已停用，待确认试用费',
      due: {
        term: { rule: 'licence.paymentAnswer.workingDays', unit: 'workingDays' },
        ...reminds('licence.paymentReminder.days', '《{title}》试用费的凭证等待确认，请在 {on} 前答复。'),
        onReturn: 'restart',
      },
    },
    lapsed: { title: '已失效，已停用', end: 'lapsed' },
    waived: { title: '已失效，试用费不再收取', end: 'lapsed' },
    unconfirmed: { title: '已失效，未确认停用', end: 'lapsed' },
    declined: { title: '许可方未同意', end: 'refused' },
    abandoned: { title: '未开始即结束', end: 'withdrawn' },
  },
  actions: {
    accept: {
      title: '同意试用',
      by: 'owner',
      from: 'applied',
      to: 'signing',
      offeredWhen: ['isOwner'],
      when: ['orgIsVerified', 'achievementIsPublished'],
    },
    decline: {
      title: '不同意试用',
      by: 'owner',
      from: 'applied',
      to: 'declined',
      input: endForm,
      offeredWhen: ['isOwner'],
    },
    withdraw: {
      title: '撤回申请',
      by: 'user',
      from: 'applied',
      to: 'abandoned',
      input: endForm,
      offeredWhen: ['isUser'],
    },
    makeAgreement: {
      title: '重新生成试用协议',
      by: BOTH,
      from: 'signing',
      to: 'signing',
      when: ['orgIsVerified', 'achievementIsPublished'],
      confirm: '原来的试用协议文本作废，双方须重新签署。',
    },
    agreementSigned: { title: '试用协议成立', by: 'event', from: 'signing', to: 'delivering' },
    receive: {
      title: '签收资料，开始试用',
      by: 'user',
      from: 'delivering',
      to: 'running',
      input: receiveForm,
      offeredWhen: ['isUser'],
      when: ['orgIsVerified'],
    },
    cancel: {
      title: '不再试用',
      by: BOTH,
      from: ['signing', 'delivering'],
      to: 'abandoned',
      input: endForm,
      confirm: '试用还没有开始，结束后不能恢复。',
    },
    convert: {
      title: '转正，签订许可合同',
      by: 'user',
      from: ['running', 'deciding'],
      to: 'converting',
      offeredWhen: ['isUser'],
      // The agreement gives the right to convert, whatever became of the listing since.
      when: ['orgIsVerified'],
      confirm: '按公布的条件转为正式许可：使用费按下面的读数计算，合同文本随即生成，由双方签订。',
    },
    stop: {
      title: '不转正，结束试用',
      by: 'user',
      from: ['running', 'deciding'],
      to: 'stopping',
      input: endForm,
      offeredWhen: ['isUser'],
      confirm: '试用失效，应当停止使用并返还或销毁资料。',
    },
    terminate: {
      title: '提前终止试用',
      by: 'owner',
      from: 'running',
      to: 'stopping',
      input: terminateForm,
      offeredWhen: ['isOwner'],
      confirm: '只有对方违约或双方约定的情形才能提前终止；终止错了要承担违约责任。',
    },
    giveUp: {
      title: '不签合同，放弃转正',
      by: BOTH,
      from: 'converting',
      to: 'stopping',
      input: endForm,
      confirm: '未签的许可合同作废，试用失效，应当停止使用。',
    },
    contractSigned: { title: '许可合同成立', by: 'event', from: 'converting', to: 'awaitingPayment' },
    pay: {
      title: '上传付款凭证',
      by: 'user',
      from: 'awaitingPayment',
      to: 'paymentShown',
      input: paymentForm,
      offeredWhen: ['isUser'],
    },
    confirmPayment: {
      title: '确认收款',
      by: 'owner',
      from: 'paymentShown',
      to: 'converted',
      offeredWhen: ['isOwner'],
      when: ['paymentIsWhole'],
      confirm: '确认这笔款已经到账；确认后使用费记为付清，不能撤回。',
    },
    confirmPart: {
      title: '确认收到部分款项',
      by: 'owner',
      from: 'paymentShown',
      to: 'awaitingPayment',
      offeredWhen: ['isOwner', 'paymentIsPart'],
    },
    refusePayment: {
      title: '没有收到，不确认',
      by: 'owner',
      from: 'paymentShown',
      to: 'awaitingPayment',
      input: refuseForm,
      offeredWhen: ['isOwner'],
    },
    confirmStopped: {
      title: '确认已停止使用',
      by: 'user',
      from: 'stopping',
      to: 'lapsed',
      input: stoppedForm,
      offeredWhen: ['isUser', 'owesNothing'],
    },
    confirmStoppedOwing: {
      title: '确认已停止使用，试用费待结',
      by: 'user',
      from: 'stopping',
      to: 'feeDue',
      input: stoppedForm,
      offeredWhen: ['isUser', 'owesFee'],
    },
    payFee: {
      title: '上传试用费付款凭证',
      by: 'user',
      from: 'feeDue',
      to: 'feeShown',
      input: paymentForm,
      offeredWhen: ['isUser'],
    },
    confirmFee: {
      title: '确认收到试用费',
      by: 'owner',
      from: 'feeShown',
      to: 'lapsed',
      offeredWhen: ['isOwner'],
      when: ['paymentIsWhole'],
      confirm: '确认这笔款已经到账；确认后试用费记为付清，不能撤回。',
    },
    confirmFeePart: {
      title: '确认收到部分试用费',
      by: 'owner',
      from: 'feeShown',
      to: 'feeDue',
      offeredWhen: ['isOwner', 'paymentIsPart'],
    },
    refuseFee: {
      title: '没有收到试用费，不确认',
      by: 'owner',
      from: 'feeShown',
      to: 'feeDue',
      input: refuseForm,
      offeredWhen: ['isOwner'],
    },
    waiveFee: {
      title: '不再收取试用费',
      by: 'owner',
      from: 'feeDue',
      to: 'waived',
      input: waiveForm,
      offeredWhen: ['isOwner'],
      confirm: '放弃尚未付的试用费，这次试用就此了结，不能恢复。',
    },
    finish: { title: '试用期满', by: 'clock', from: 'running', to: 'deciding', onFixedDay: true },
    lapse: { title: '逾期未答复，试用失效', by: 'clock', from: 'deciding', to: 'stopping', onFixedDay: true },
    lapseApplication: { title: '逾期未答复，自动结束', by: 'clock', from: 'applied', to: 'abandoned' },
    lapseSigning: { title: '协议逾期未签，自动结束', by: 'clock', from: 'signing', to: 'abandoned' },
    lapseDelivery: { title: '资料逾期未签收，自动结束', by: 'clock', from: 'delivering', to: 'abandoned' },
    lapseContract: { title: '合同逾期未签，试用失效', by: 'clock', from: 'converting', to: 'stopping' },
    leaveUnconfirmed: { title: '逾期未确认停用', by: 'clock', from: 'stopping', to: 'unconfirmed' },
  },
})
