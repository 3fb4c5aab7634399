import { defineProcedure } from '#platform/procedure/procedure.ts'
import { confirmForm, insistForm, objectForm } from './forms.ts'

export interface IntroductionFacts {
  readonly introducedOrgIds: readonly string[]
  readonly confirmedOrgIds: readonly string[]
  /** One side's word and the other's silence make an introduction (ruleset). */
  readonly silenceCounts: boolean
}

const answerTerm = {
  term: { rule: 'introduction.answer.workingDays', unit: 'workingDays' },
  remindRule: 'introduction.answerReminder.days',
  remindSays: '引荐“{title}”等待答复，{on} 届满；请确认或提出异议。',
  onReturn: 'restart',
} as const

const CONFIRMING = ['isIntroduced', 'orgIsVerified', 'notYetConfirmed'] as const

/**
 * A broker introduces two organisations; both confirm, or one confirms and the other does not object in time (where
 * the ruleset says that silence counts). From then on the introduction is protected for a time.
 */
export const introductionProcedure = defineProcedure<IntroductionFacts>()({
  id: 'introduction',
  module: 'introductions',
  version: 1,
  title: '技术经纪引荐',
  basis: ['民法典 第九百六十一条至第九百六十六条', '促进科技成果转化法 第三十条'],
  planItems: ['task-2'],
  form: 'introduction',
  parts: {
    broker: { title: '技术经纪人', hold: ['broker', 'serviceBody'], within: 'org' },
    introduced: { title: '被引荐单位', hold: ['tto', 'firm', 'leader', 'serviceBody'], within: 'party' },
  },
  guards: {
    isIntroduced: ({ introducedOrgIds }, { orgId }) =>
      introducedOrgIds.includes(orgId ?? '') ? undefined : '这一步由被引荐的单位办理。',
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    notYetConfirmed: ({ confirmedOrgIds }, { orgId }) =>
      confirmedOrgIds.includes(orgId ?? '') ? '贵方已经确认，等待对方答复。' : undefined,
    silenceCounts: ({ silenceCounts }) => (silenceCounts ? undefined : '现行规则要求双方都确认。'),
    silenceDoesNotCount: ({ silenceCounts }) => (silenceCounts ? '现行规则不要求双方都确认。' : undefined),
  },
  start: 'proposed',
  states: {
    proposed: { title: '待双方答复', due: { ...answerTerm, performs: 'lapse' } },
    confirmedByOne: { title: '一方已确认', due: { ...answerTerm, performs: 'confirmBySilence' } },
    awaitingBoth: { title: '一方已确认，待另一方', due: { ...answerTerm, performs: 'lapse' } },
    protected: {
      title: '保护期内',
      rests: true,
      due: {
        term: { rule: 'introduction.protection.months', unit: 'months' },
        performs: 'expire',
        remindRule: 'introduction.protectionReminder.days',
        remindSays: '引荐“{title}”的保护期到 {on} 为止。',
        onReturn: 'restart',
      },
    },
    objected: { title: '有异议', due: { ...answerTerm, performs: 'letStand' } },
    disputed: { title: '有争议', end: 'refused' },
    refused: { title: '引荐不成立', end: 'refused' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
    lapsed: { title: '逾期未答复', end: 'lapsed' },
    expired: { title: '保护期已满', end: 'lapsed' },
  },
  actions: {
    confirm: {
      title: '确认被引荐',
      by: 'introduced',
      from: 'proposed',
      to: 'confirmedByOne',
      input: confirmForm,
      offeredWhen: ['silenceCounts'],
      when: CONFIRMING,
    },
    confirmAlone: {
      title: '确认被引荐',
      by: 'introduced',
      from: 'proposed',
      to: 'awaitingBoth',
      input: confirmForm,
      offeredWhen: ['silenceDoesNotCount'],
      when: CONFIRMING,
    },
    confirmToo: {
      title: '确认被引荐',
      by: 'introduced',
      from: ['confirmedByOne', 'awaitingBoth'],
      to: 'protected',
      input: confirmForm,
      when: CONFIRMING,
    },
    object: {
      title: '早已相识，提出异议',
      by: 'introduced',
      from: ['proposed', 'confirmedByOne', 'awaitingBoth'],
      to: 'objected',
      input: objectForm,
      when: ['isIntroduced', 'notYetConfirmed'],
    },
    acceptObjection: { title: '接受异议', by: 'broker', from: 'objected', to: 'refused' },
    insist: {
      title: '不接受异议',
      by: 'broker',
      from: 'objected',
      to: 'disputed',
      input: insistForm,
      confirm: '引荐记为有争议，不受保护；双方的说法和证据留存，日后可据以主张。',
    },
    withdraw: {
      title: '撤回引荐',
      by: 'broker',
      from: ['proposed', 'confirmedByOne', 'awaitingBoth', 'objected'],
      to: 'withdrawn',
      confirm: '撤回后不受保护。',
    },
    confirmBySilence: {
      title: '逾期未异议，引荐成立',
      by: 'clock',
      from: 'confirmedByOne',
      to: 'protected',
    },
    lapse: { title: '逾期未答复', by: 'clock', from: ['proposed', 'awaitingBoth'], to: 'lapsed' },
    letStand: { title: '经纪人未答复，异议成立', by: 'clock', from: 'objected', to: 'refused' },
    expire: { title: '保护期满', by: 'clock', from: 'protected', to: 'expired' },
  },
})
