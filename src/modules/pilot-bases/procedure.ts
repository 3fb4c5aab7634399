import { defineProcedure, type GuardContext } from '#platform/procedure/procedure.ts'
import { panel, reviewAgain } from './review/procedure.ts'
import {
  certificateForm,
  correctionForm,
  declineForm,
  formalForm,
  leaseForm,
  meetingForm,
  recommendForm,
  refusalForm,
  siteForm,
  submitForm,
} from './forms.ts'
import { opinionsFault } from './rules.ts'

/** What the guards of an application look at. */
export interface ApplicationFacts {
  /** First fault of the form, as a sentence; undefined when there is none. */
  readonly fault: string | undefined
  /** Conditions of a confirmed rule that are not met. */
  readonly unmetLaw: string | undefined
  /** Conditions of an unconfirmed rule that are not met. */
  readonly unmet: string | undefined
  /** Until when the organisation may not apply; undefined when it may. */
  readonly barredUntil: string | undefined
  readonly hasBase: boolean
  /** Somebody named full-time stands in another base's application too. */
  readonly twice: string | undefined
  /** An accident found in review that the form does not declare, with the ways left, as a sentence. */
  readonly hiddenAccident: string | undefined
  /** Of a rented site: the last day of its lease. */
  readonly leaseUntil: string | undefined
  /** Last day of the certificate, were it given today. */
  readonly certificateUntil: string
  /** Formal check asked for completion before: it is asked once. */
  readonly askedBefore: boolean
  readonly sitePeopleMin: number
  readonly siteMatches: boolean
  /** Of a renewal: why it may not be handed in today. */
  readonly outsideWindow: string | undefined
}

/** Clauses named by the ground of all pilot-base procedures; the pack says which policy of the city that is. */
export const BASIS = [
  '城市实施方案：创建科技成果转化中试基地',
  '科技成果中试基地认定管理办法（第四条以后待核对原文）',
] as const
/** The city's own rule, in its list of policies. */
export const RESTS_ON = ['policy-issued-2'] as const
export const PLAN_ITEMS = ['task-6'] as const

/** What everything after a recognition follows. */
export const RECOGNISED = ['pilot-base-recognition', 'pilot-base-registration'] as const

const REMIND = 'pilotbase.remind.days'

/** A term of the unit in working days, which nobody is struck by when it passes; the unit is reminded before. */
export function within(rule: string) {
  return {
    term: { rule, unit: 'workingDays' },
    remindRule: REMIND,
    remindSays: '《{title}》的办理期限是 {on}。',
    remindsUnit: true,
    onReturn: 'resume',
  } as const
}

export const correcting = {
  term: { rule: 'pilotbase.correction.workingDays', unit: 'workingDays' },
  performs: 'lapse',
  remindRule: REMIND,
  remindSays: '《{title}》的补正期限是 {on}，逾期视为撤回申报。',
  onReturn: 'restart',
} as const

export const guards = {
  orgIsVerified: (_facts: ApplicationFacts, { orgVerified }: GuardContext) =>
    orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
  notBarred: ({ barredUntil }: ApplicationFacts) =>
    barredUntil === undefined ? undefined : `申报单位的认定曾被撤销，${barredUntil} 起才可以再次申报。`,
  hasNoBase: ({ hasBase }: ApplicationFacts) =>
    hasBase ? '申报单位已有有效的中试基地；续期请在到期前办理续期申请。' : undefined,
  formIsSound: ({ fault }: ApplicationFacts) => fault,
  lawIsMet: ({ unmetLaw }: ApplicationFacts) =>
    unmetLaw === undefined ? undefined : `未达到条件：${unmetLaw}。`,
  unmetIsExplained: ({ unmet }: ApplicationFacts, { input }: GuardContext) =>
    unmet === undefined ||
    input === undefined ||
    (input as { readonly explanation?: string }).explanation !== undefined
      ? undefined
      : `这些条件没有达到：${unmet}。规则尚未确认，请写明情况，由审核单位判断。`,
  nobodyTwice: ({ twice }: ApplicationFacts) => twice,
  inWindow: ({ outsideWindow }: ApplicationFacts) => outsideWindow,
  nothingHidden: ({ hiddenAccident }: ApplicationFacts) => hiddenAccident,
  notAskedBefore: ({ askedBefore }: ApplicationFacts) =>
    askedBefore ? '补正只能一次性告知，已经要求过补正；请按现有材料作出决定。' : undefined,
  siteByEnough: ({ sitePeopleMin }: ApplicationFacts, { input }: GuardContext) => {
    const visitors = (input as { readonly visitors?: readonly unknown[] } | undefined)?.visitors
    return visitors === undefined || visitors.length >= sitePeopleMin
      ? undefined
      : `现场考察至少 ${sitePeopleMin} 人，请补记考察人员。`
  },
  siteMatches: ({ siteMatches }: ApplicationFacts) =>
    siteMatches ? undefined : '现场与申报内容不一致，不能拟认定。',
  // Handed in with enough of a lease; the review may have taken part of it.
  leaseLasts: ({ leaseUntil, certificateUntil }: ApplicationFacts) =>
    leaseUntil === undefined || leaseUntil >= certificateUntil
      ? undefined
      : `场地租赁 ${leaseUntil} 到期，早于证书有效期届满日 ${certificateUntil}；请申报单位先“补交续租合同”。`,
  leaseEnds: ({ leaseUntil, certificateUntil }: ApplicationFacts) =>
    leaseUntil !== undefined && leaseUntil < certificateUntil
      ? undefined
      : '租赁期限够到证书有效期届满，不用补交续租合同。',
  extensionLasts: ({ certificateUntil }: ApplicationFacts, { input }: GuardContext) => {
    const until = (input as { readonly leaseUntil?: string } | undefined)?.leaseUntil
    return until === undefined || until >= certificateUntil
      ? undefined
      : `续租到 ${until}，仍早于证书有效期届满日 ${certificateUntil}，请续租到这一天或更晚。`
  },
}
/** The applicant brings the renewed lease while the certificate waits for it. */
export const extendLease = {
  title: '补交续租合同',
  by: 'applicant',
  input: leaseForm,
  offeredWhen: ['leaseEnds'],
  when: ['extensionLasts'],
} as const

/** Notice, panel and consent as the state's facets stand. */
const facetGuards = {
  consentIsComplete: (_f: ApplicationFacts, { standings }: GuardContext) => opinionsFault(standings.consent),
  panelPasses: (_f: ApplicationFacts, { standings: { panel: found } }: GuardContext) => {
    if (found?.decided !== true) return '专家评审还没有结束；自评分不作为评审得分。'
    return found.passes ? undefined : '专家评审没有达到通过线。'
  },
  panelFails: (_f: ApplicationFacts, { standings: { panel: found } }: GuardContext) => {
    if (found?.decided !== true) return '专家评审还没有结束；自评分不作为评审得分。'
    return found.passes ? '专家评审已经通过。' : undefined
  },
  noOpenObjection: (_f: ApplicationFacts, { standings }: GuardContext) =>
    (standings.notice?.openObjections ?? 0) === 0 ? undefined : '还有异议没有答复。',
  noneUpheld: (_f: ApplicationFacts, { standings }: GuardContext) =>
    (standings.notice?.upheld ?? 0) === 0 ? undefined : '有异议成立，不能认定。',
  someUpheld: (_f: ApplicationFacts, { standings }: GuardContext) =>
    (standings.notice?.upheld ?? 0) > 0 ? undefined : '没有成立的异议。',
}
export const parts = {
  applicant: { title: '申报单位', hold: ['firm', 'tto', 'researchOffice', 'leader'], within: 'org' },
  county: { title: '县级审核人', hold: ['officer'], within: 'unit' },
  city: { title: '市级经办人', hold: ['officer'], within: 'unit' },
  decider: { title: '决定人', hold: ['decider'], within: 'unit' },
} as const

export const SUBMITTING = [
  'orgIsVerified',
  'notBarred',
  'formIsSound',
  'nobodyTwice',
  'lawIsMet',
  'unmetIsExplained',
] as const

/** From application to plate (domain/pilotbase.md): the county forwards, the city decides. */
export const recognitionProcedure = defineProcedure<ApplicationFacts>()({
  id: 'pilot-base-recognition',
  module: 'pilot-bases',
  version: 1,
  title: '科技成果中试基地认定',
  basis: BASIS,
  form: 'pilot-base-application',
  restsOn: RESTS_ON,
  planItems: PLAN_ITEMS,
  overall: {
    term: { rule: 'pilotbase.overall.workingDays', unit: 'workingDays' },
    from: 'countyReview',
    stopsIn: ['countyCorrection', 'formalCorrection', 'opinion', 'expertReview', 'notice'],
  },
  parts,
  guards: { ...guards, ...facetGuards },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    countyReview: { title: '县级审核', step: 'county', due: within('pilotbase.countyReview.workingDays') },
    countyCorrection: { title: '待补正（县级）', step: 'county', due: correcting },
    formalCheck: { title: '形式审查', due: within('pilotbase.formalCheck.workingDays') },
    formalCorrection: { title: '待补正（市级）', due: correcting },
    opinion: {
      title: '征求部门意见',
      due: within('pilotbase.answer.workingDays'),
      consent: {
        title: '部门意见',
        step: 'opinion',
        answer: { rule: 'pilotbase.answer.workingDays', unit: 'workingDays' },
        remindRule: REMIND,
      },
    },
    expertReview: { title: '专家评审', panel },
    siteCheck: { title: '现场考察' },
    meeting: { title: '局务会审议' },
    notice: {
      title: '公示',
      notice: {
        title: '拟认定中试基地公示',
        audience: 'public',
        objections: {
          identity: 'named',
          answer: { rule: 'pilotbase.objection.answer.workingDays', unit: 'workingDays' },
          apartFrom: ['recordSite'],
        },
        passes: ['reviewAgain'],
      },
      due: {
        term: { rule: 'pilotbase.notice.workingDays', unit: 'noticeWorkingDays' },
        performs: 'closeNotice',
        onReturn: 'restart',
      },
    },
    issuing: { title: '待发证', due: within('pilotbase.decision.workingDays') },
    recognised: { title: '已认定', end: 'granted' },
    refused: { title: '不予认定', end: 'refused' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
    lapsed: { title: '逾期未补正', end: 'lapsed' },
  },
  actions: {
    submit: {
      title: '提交申报',
      by: 'applicant',
      from: 'draft',
      to: 'countyReview',
      input: submitForm,
      when: [...SUBMITTING, 'hasNoBase'],
      confirm: '提交后由县级审核单位审核，审核期间不能修改。',
    },
    discard: { title: '删除草稿', by: 'applicant', from: 'draft', to: 'withdrawn' },
    forward: {
      title: '推荐上报',
      by: 'county',
      from: 'countyReview',
      to: 'formalCheck',
      input: recommendForm,
      when: ['nothingHidden'],
      letter: 'recommendation',
    },
    askCounty: {
      title: '退回补正',
      by: 'county',
      from: 'countyReview',
      to: 'countyCorrection',
      input: correctionForm,
      when: ['notAskedBefore'],
      letter: 'correction',
    },
    correctCounty: {
      title: '提交补正',
      by: 'applicant',
      from: 'countyCorrection',
      to: 'countyReview',
      input: submitForm,
      when: [...SUBMITTING],
    },
    decline: {
      title: '不予推荐',
      by: 'county',
      from: 'countyReview',
      to: 'refused',
      input: declineForm,
      letter: 'declined',
      confirm: '不予推荐须说明理由；申报单位会收到决定。',
    },
    pass: {
      title: '通过形式审查，征求意见',
      by: 'city',
      from: 'formalCheck',
      to: 'opinion',
      input: formalForm,
      when: ['nothingHidden'],
    },
    askFormal: {
      title: '一次性告知补正',
      by: 'city',
      from: 'formalCheck',
      to: 'formalCorrection',
      input: correctionForm,
      when: ['notAskedBefore'],
      letter: 'correction',
    },
    correctFormal: {
      title: '提交补正',
      by: 'applicant',
      from: 'formalCorrection',
      to: 'formalCheck',
      input: submitForm,
      when: [...SUBMITTING],
    },
    convene: {
      title: '组织专家评审',
      by: 'city',
      from: 'opinion',
      to: 'expertReview',
      when: ['consentIsComplete'],
    },
    passPanel: {
      title: '评审通过，现场考察',
      by: 'city',
      from: 'expertReview',
      to: 'siteCheck',
      when: ['panelPasses'],
    },
    failPanel: {
      title: '评审未通过，不予认定',
      by: 'decider',
      from: 'expertReview',
      to: 'refused',
      input: refusalForm,
      when: ['panelFails'],
      letter: 'refusal',
    },
    reviewAgain,
    recordSite: {
      title: '记录现场考察',
      by: 'city',
      from: 'siteCheck',
      to: 'meeting',
      input: siteForm,
      when: ['siteByEnough'],
      letter: 'siteSheet',
    },
    resolve: {
      title: '会议同意，公示',
      by: 'decider',
      from: 'meeting',
      to: 'notice',
      input: meetingForm,
      when: ['siteMatches', 'nothingHidden', 'notBarred', 'hasNoBase'],
      apartFrom: ['recordSite'],
    },
    closeNotice: {
      title: '公示期满',
      by: 'clock',
      from: 'notice',
      to: 'issuing',
      when: ['noOpenObjection', 'noneUpheld'],
    },
    overturn: {
      title: '异议成立，不予认定',
      by: 'decider',
      from: 'notice',
      to: 'refused',
      input: refusalForm,
      when: ['noOpenObjection', 'someUpheld'],
      letter: 'refusal',
    },
    recognise: {
      title: '认定并发证',
      by: 'decider',
      from: 'issuing',
      to: 'recognised',
      input: certificateForm,
      when: ['nothingHidden', 'leaseLasts', 'notBarred', 'hasNoBase'],
      letter: 'recognition',
      confirm: '发证后在公开名录中公布，证书编号和牌匾编号不能再改。',
    },
    extendLease: { ...extendLease, from: 'issuing', to: 'issuing' },
    refuse: {
      title: '不予认定',
      by: 'decider',
      from: ['formalCheck', 'opinion', 'siteCheck', 'meeting', 'notice', 'issuing'],
      to: 'refused',
      input: refusalForm,
      letter: 'refusal',
      confirm: '不予认定须说明理由，并告知救济途径；申报单位会收到决定。',
    },
    withdraw: {
      title: '撤回申报',
      by: 'applicant',
      from: ['countyReview', 'countyCorrection', 'formalCheck', 'formalCorrection', 'opinion'],
      to: 'withdrawn',
    },
    lapse: {
      title: '逾期未补正',
      by: 'clock',
      from: ['countyCorrection', 'formalCorrection'],
      to: 'lapsed',
    },
  },
})
