import { defineProcedure } from '#platform/procedure/procedure.ts'
import { checkForm, expertForm, reasonForm, removalForm } from './forms.ts'

export interface AdmissionFacts {
  readonly isSelf: (personId: string | null) => boolean
  readonly isSenior: boolean
  /** The term of the membership still runs. */
  readonly isValid: boolean
  /** How often the expert did not come to a panel, and how often ends the membership. */
  readonly absences: number
  readonly absencesMax: number
}

/** An expert from application or recommendation to the pool, through renewal, to the end (domain/experts.md). */
export const admission = defineProcedure<AdmissionFacts>()({
  id: 'expert-admission',
  module: 'experts',
  version: 1,
  title: '专家入库',
  basis: [
    '科学技术活动违规行为调查处理规定（科学技术部令第24号）',
    '专家入库标准由本市科技主管部门制定，规则未确认的见规则表',
  ],
  planItems: [],
  form: 'pool-expert',
  parts: {
    self: {
      title: '专家本人',
      hold: ['expert', 'researcher', 'firm', 'serviceBody', 'tto', 'broker', 'legal', 'finance'],
      within: 'own',
    },
    officer: { title: '经办人', hold: ['officer'], within: 'unit' },
    decider: { title: '局领导', hold: ['decider'], within: 'unit' },
  },
  guards: {
    isSenior: ({ isSenior }, { input }) => {
      const equal = (input as { readonly equal?: boolean } | undefined)?.equal
      return isSenior || input === undefined || equal === true
        ? undefined
        : '没有高级职称；认定为同等水平的，请勾选并写明依据。'
    },
    isSelf: ({ isSelf }, { personId }) => (isSelf(personId) ? undefined : '请由专家本人办理。'),
    isValid: ({ isValid }) =>
      isValid ? undefined : '专家资格已经到期，不能维持在库；请同意续期，或不予续期。',
    enoughAbsences: ({ absences, absencesMax }, { input }) => {
      const ground = (input as { readonly ground?: string } | undefined)?.ground
      return ground !== '三次无故缺席' || absences >= absencesMax
        ? undefined
        : `记录的无故缺席是 ${absences} 次，满 ${absencesMax} 次才能以此移出。`
    },
  },
  start: 'draft',
  otherStarts: ['active'],
  states: {
    draft: { title: '待本人填写' },
    checking: { title: '待审核', due: within('experts.check.workingDays') },
    correcting: { title: '待补正' },
    notice: {
      title: '公示中',
      due: {
        term: { rule: 'experts.notice.workingDays', unit: 'noticeWorkingDays' },
        performs: 'admit',
        onReturn: 'restart',
      },
      notice: {
        title: '拟入库专家公示',
        audience: 'public',
        objections: {
          identity: 'named',
          answer: { rule: 'notice.objection.workingDays', unit: 'workingDays' },
        },
        passes: ['returnToCheck'],
      },
    },
    active: {
      title: '在库',
      rests: true,
    },
    renewal: { title: '续期审核', due: within('experts.check.workingDays') },
    suspended: { title: '已暂停', rests: true },
    expired: { title: '已到期', rests: true },
    removed: { title: '已移出', end: 'refused' },
    refused: { title: '未入库', end: 'refused' },
    left: { title: '已退出', end: 'withdrawn' },
  },
  actions: {
    submit: {
      title: '提交入库申请',
      by: 'self',
      from: ['draft', 'correcting'],
      to: 'checking',
      input: expertForm,
      when: ['isSelf'],
    },
    askCorrection: {
      title: '退回补正',
      by: 'officer',
      from: 'checking',
      to: 'correcting',
      input: reasonForm,
    },
    accept: {
      title: '审核通过并公示',
      by: 'officer',
      from: 'checking',
      to: 'notice',
      input: checkForm,
      when: ['isSenior'],
    },
    refuse: {
      title: '不予入库',
      by: 'officer',
      from: ['checking', 'notice'],
      to: 'refused',
      input: reasonForm,
      letter: 'refusal',
    },
    returnToCheck: { title: '退回审核', by: 'officer', from: 'notice', to: 'checking', input: reasonForm },
    admit: { title: '公示期满入库', by: 'clock', from: 'notice', to: 'active' },
    renew: {
      title: '申请续期',
      by: 'self',
      from: ['active', 'expired'],
      to: 'renewal',
      input: expertForm,
      when: ['isSelf'],
    },
    renewed: {
      title: '同意续期',
      by: 'officer',
      from: 'renewal',
      to: 'active',
      input: checkForm,
      when: ['isSenior'],
    },
    keep: {
      title: '不同意变更，维持在库',
      by: 'officer',
      from: 'renewal',
      to: 'active',
      input: reasonForm,
      when: ['isValid'],
    },
    notRenewed: {
      title: '不予续期',
      by: 'officer',
      from: 'renewal',
      to: 'refused',
      input: reasonForm,
      letter: 'notRenewed',
    },
    suspend: {
      title: '暂停',
      by: 'officer',
      from: ['active', 'renewal', 'expired'],
      to: 'suspended',
      input: reasonForm,
      confirm: '调查期间暂停，不参加抽取。',
    },
    resume: { title: '恢复', by: 'officer', from: 'suspended', to: 'active', input: reasonForm },
    remove: {
      title: '移出专家库',
      by: 'decider',
      from: ['active', 'renewal', 'suspended', 'expired'],
      to: 'removed',
      input: removalForm,
      letter: 'removal',
      when: ['enoughAbsences'],
      apartFrom: ['suspend'],
      confirm: '移出后不能恢复。',
    },
    leave: {
      title: '退出专家库',
      by: 'self',
      from: ['draft', 'correcting', 'active', 'expired'],
      to: 'left',
      when: ['isSelf'],
      confirm: '退出后再参加需要重新申请。',
    },
    forget: {
      title: '本人注销账号',
      by: 'event',
      from: ['draft', 'checking', 'correcting', 'notice', 'active', 'renewal', 'suspended', 'expired'],
      to: 'left',
    },
    expire: { title: '资格到期', by: 'clock', from: 'active', to: 'expired', onFixedDay: true },
  },
})

function within(rule: string) {
  return { term: { rule, unit: 'workingDays' }, onReturn: 'resume' } as const
}
