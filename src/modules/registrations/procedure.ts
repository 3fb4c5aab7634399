import { defineProcedure, type GuardContext } from '#platform/procedure/procedure.ts'
import { ballotForm, correctionForm, expertForm, refuseForm, registerForm, submitForm } from './forms.ts'

/** What the guards of an application look at. */
export interface RegistrationFacts {
  /** First thing that is missing or would be refused, as a sentence; undefined when there is none. */
  readonly fault: string | undefined
  readonly techFen: number
  readonly largeFen: number
  /** A correction was asked for before: it is asked once, completely. */
  readonly askedBefore: boolean
  /** The pack names the competent unit a registration office, so that its letter is the certificate (P26). */
  readonly isOffice: boolean
}

export const BASIS = [
  '民法典 第八百四十三条',
  '技术合同认定登记管理办法（2026 年印发，条文待核对）',
  '技术合同认定登记规则（征求意见稿）',
] as const
export const PLAN_ITEMS = ['task-2'] as const

/** 15 working days now; 30 days under the rule of 2000: by the rule in force on the day of acceptance. */
export const LIMIT = {
  rule: 'contract.limitWd',
  unit: 'workingDays',
  before: { rule: 'contract.old.limitDays', unit: 'days' },
} as const

export const REMIND = 'contract.remind.days'

export const parts = {
  seller: {
    title: '申请人',
    hold: ['tto', 'firm', 'leader', 'serviceBody', 'researchOffice'],
    within: 'org',
  },
  acceptor: { title: '受理人', hold: ['officer'], within: 'unit' },
  reviewer: { title: '审查人', hold: ['officer', 'decider'], within: 'unit' },
} as const

const guards = {
  orgIsVerified: (_f: RegistrationFacts, { orgVerified }: GuardContext) =>
    orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
  isSound: ({ fault }: RegistrationFacts) => fault,
  notAskedBefore: ({ askedBefore }: RegistrationFacts) =>
    askedBefore ? '补正只能一次性告知，已经通知过补正；请按现有材料认定，或者不予登记。' : undefined,
  isSmall: ({ techFen, largeFen }: RegistrationFacts) =>
    techFen < largeFen ? undefined : '技术交易额达到大额标准，请先送专家评审。',
  isLargeOrDisputed: ({ techFen, largeFen }: RegistrationFacts, { input }: GuardContext) =>
    input === undefined ||
    techFen >= largeFen ||
    (input as { readonly because?: string }).because === '认定有争议'
      ? undefined
      : '技术交易额没有达到大额标准；认定有争议的，请选“认定有争议”。',
  hasCertificate: ({ isOffice }: RegistrationFacts, { input }: GuardContext) =>
    input === undefined || isOffice || (input as { readonly fileId?: string }).fileId !== undefined
      ? undefined
      : '登记证明出自全国技术合同登记系统，请上传系统出具的证明。',
  panelPasses: (_f: RegistrationFacts, { standings: { panel } }: GuardContext) => {
    if (panel?.decided !== true) return '专家评审还没有结束。'
    return panel.passes ? undefined : '专家评审没有通过，请作出不予登记的决定。'
  },
}

/** 技术合同认定登记, from draft to number (domain/contracts.md, state machine). */
export const registrationProcedure = defineProcedure<RegistrationFacts>()({
  id: 'contract-registration',
  module: 'registrations',
  version: 1,
  title: '技术合同认定登记',
  basis: BASIS,
  planItems: PLAN_ITEMS,
  form: 'contract-registration',
  parts,
  guards,
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    submitted: { title: '待受理' },
    correction: {
      title: '待补正',
      due: {
        term: { rule: 'contract.correction.workingDays', unit: 'workingDays' },
        performs: 'lapse',
        remindRule: REMIND,
        remindSays: '《{title}》的补正期限是 {on}，逾期视为撤回申请。',
        onReturn: 'restart',
      },
    },
    reviewing: {
      title: '已受理，认定审查中',
      due: {
        term: LIMIT,
        remindRule: REMIND,
        remindSays: '《{title}》的认定登记期限是 {on}。',
        remindsUnit: true,
        // A corrected application is accepted on the day of its correction: the clock begins anew.
        onReturn: 'restart',
      },
    },
    expertReview: {
      title: '专家评审',
      due: {
        term: { rule: 'contract.largeLimitWd', unit: 'workingDays' },
        remindRule: REMIND,
        remindSays: '《{title}》的专家评审期限是 {on}。',
        remindsUnit: true,
        onReturn: 'resume',
      },
      panel: {
        title: '技术合同认定专家组',
        seatsRule: 'contract.panel.seats',
        composition: [{ types: ['技术'], shareRule: 'experts.technicalShare' }],
        apartFrom: ['accept'],
        ballot: ballotForm,
        decision: { by: 'majority' },
      },
    },
    registered: { title: '已登记', end: 'granted' },
    refused: { title: '不予登记', end: 'refused' },
    lapsed: { title: '逾期未补正', end: 'lapsed' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    submit: {
      title: '提交申请',
      by: 'seller',
      from: 'draft',
      to: 'submitted',
      input: submitForm,
      when: ['orgIsVerified', 'isSound'],
      confirm: '提交后由登记机构审查，审查期间不能修改。',
    },
    discard: { title: '删除草稿', by: 'seller', from: 'draft', to: 'withdrawn' },
    accept: {
      title: '受理',
      by: 'acceptor',
      from: 'submitted',
      to: 'reviewing',
      letter: 'acceptance',
      confirm: '受理后开始计算办理期限；受理的人不能再作认定。',
    },
    askCorrection: {
      title: '一次性告知补正',
      by: 'acceptor',
      from: ['submitted', 'reviewing'],
      to: 'correction',
      input: correctionForm,
      when: ['notAskedBefore'],
      letter: 'correction',
      confirm: '补正只能通知一次，请把全部需要补正的内容列全。',
    },
    correct: {
      title: '提交补正',
      by: 'seller',
      from: 'correction',
      to: 'reviewing',
      input: submitForm,
      when: ['orgIsVerified', 'isSound'],
      letter: 'acceptance',
      confirm: '补正材料提交之日为受理之日，办理期限从头计算。',
    },
    lapse: { title: '逾期未补正', by: 'clock', from: 'correction', to: 'lapsed' },
    toExperts: {
      title: '送专家评审',
      by: 'reviewer',
      from: 'reviewing',
      to: 'expertReview',
      input: expertForm,
      when: ['isLargeOrDisputed'],
      apartFrom: ['accept', 'askCorrection'],
    },
    register: {
      title: '准予登记',
      by: 'reviewer',
      from: 'reviewing',
      to: 'registered',
      input: registerForm,
      when: ['isSound', 'isSmall', 'hasCertificate'],
      apartFrom: ['accept', 'askCorrection'],
      letter: 'registered',
      confirm: '登记编号登记后不能再改，请照登记系统核对。',
    },
    registerReviewed: {
      title: '评审通过，准予登记',
      by: 'reviewer',
      from: 'expertReview',
      to: 'registered',
      input: registerForm,
      when: ['isSound', 'panelPasses', 'hasCertificate'],
      apartFrom: ['accept', 'askCorrection'],
      letter: 'registered',
      confirm: '登记编号登记后不能再改，请照登记系统核对。',
    },
    refuse: {
      title: '不予登记',
      by: 'reviewer',
      from: ['submitted', 'reviewing', 'expertReview'],
      to: 'refused',
      input: refuseForm,
      apartFrom: ['accept', 'askCorrection'],
      letter: 'refusal',
      confirm: '不予登记须说明理由，并告知救济途径；申请单位会收到书面决定。',
    },
    withdraw: {
      title: '撤回申请',
      by: 'seller',
      from: ['submitted', 'correction', 'reviewing', 'expertReview'],
      to: 'withdrawn',
    },
  },
})
