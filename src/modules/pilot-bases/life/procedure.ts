import { defineProcedure } from '#platform/procedure/procedure.ts'
import {
  assessmentSheet,
  changeRefusalForm,
  correctionPlanForm,
  hearingForm,
  noticeOfGroundsForm,
  opinionForm,
  reportForm,
  revokeForm,
  siteForm,
  statementForm,
  uncorrectedForm,
} from '../forms.ts'
import { BASIS, PLAN_ITEMS, RESTS_ON, RECOGNISED, within } from '../procedure.ts'
import type { Grade } from '../rules.ts'

/** What the guards of a matter of a recognised base look at. */
export interface MatterFacts {
  /** Grade of the scores entered; undefined before. */
  readonly grade: Grade | undefined
  /** The assessment before this one ended 不合格. */
  readonly failedBefore: boolean
  readonly material: boolean
  readonly sitePeopleMin: number
  readonly siteMatches: boolean
  /** Of a change of body: why it cannot be so today. */
  readonly bodyFault: string | undefined
  /** Every part at most its weight; the sentence of the first that is not. */
  readonly scoreFault: (input: unknown) => string | undefined
}

const parts = {
  base: { title: '基地建设单位', hold: ['firm', 'tto', 'researchOffice', 'leader'], within: 'org' },
  city: { title: '市级经办人', hold: ['officer'], within: 'unit' },
  decider: { title: '决定人', hold: ['decider'], within: 'unit' },
} as const

/** 年度考核: reported by the base, scored by the bureau, graded in hundredths. */
export const assessmentProcedure = defineProcedure<MatterFacts>()({
  id: 'pilot-base-assessment',
  module: 'pilot-bases',
  version: 1,
  title: '中试基地年度考核',
  basis: BASIS,
  form: 'pilot-base-report',
  restsOn: RESTS_ON,
  planItems: PLAN_ITEMS,
  follows: RECOGNISED,
  parts,
  guards: {
    scoresFit: ({ scoreFault }, { input }) => (input === undefined ? undefined : scoreFault(input)),
    graded: ({ grade }) => (grade === undefined ? '还没有考核评分；自评分不作为考核得分。' : undefined),
    passes: ({ grade }) => (grade === '不合格' ? '考核得分低于合格线。' : undefined),
    fails: ({ grade }) => (grade === '不合格' ? undefined : '考核得分达到合格线。'),
    first: ({ failedBefore }) => (failedBefore ? '上一年度已经不合格，应转入撤销。' : undefined),
    second: ({ failedBefore }) => (failedBefore ? undefined : '第一次不合格，应责令整改。'),
  },
  start: 'reporting',
  states: {
    reporting: { title: '待报送考核材料', dated: ['missReport'] },
    scoring: { title: '评分', due: within('pilotbase.scoring.workingDays') },
    confirming: { title: '待审定等次', due: within('pilotbase.decision.workingDays') },
    correcting: {
      title: '整改中',
      due: {
        term: { rule: 'pilotbase.rectification.months', unit: 'months' },
        performs: 'failCorrection',
        remindRule: 'pilotbase.remindLong.days',
        remindSays: '《{title}》的整改期限是 {on}，请在届满前提交整改情况。',
        onReturn: 'restart',
      },
    },
    verifying: { title: '核查整改', due: within('pilotbase.change.check.workingDays') },
    passed: { title: '考核通过', end: 'granted' },
    corrected: { title: '不合格，已完成整改', end: 'granted' },
    failed: { title: '不合格，转入撤销', end: 'refused' },
    missed: { title: '未报送，转入撤销', end: 'lapsed' },
    ended: { title: '认定已撤销，考核终止', end: 'lapsed' },
  },
  actions: {
    report: { title: '报送考核材料', by: 'base', from: 'reporting', to: 'scoring', input: reportForm },
    missReport: { title: '逾期未报送', by: 'clock', from: 'reporting', to: 'missed' },
    score: {
      title: '填写考核评分表',
      by: 'city',
      from: 'scoring',
      to: 'confirming',
      input: assessmentSheet,
      when: ['scoresFit'],
      letter: 'assessment',
    },
    confirm: {
      title: '审定等次',
      by: 'decider',
      from: 'confirming',
      to: 'passed',
      offeredWhen: ['passes'],
      when: ['graded'],
      apartFrom: ['score'],
    },
    orderCorrection: {
      title: '责令整改',
      by: 'decider',
      from: 'confirming',
      to: 'correcting',
      offeredWhen: ['fails', 'first'],
      when: ['graded'],
      apartFrom: ['score'],
      letter: 'rectification',
      confirm: '基地会收到整改通知；整改期满未完成的转入撤销。',
    },
    failAgain: {
      title: '连续不合格，转入撤销',
      by: 'decider',
      from: 'confirming',
      to: 'failed',
      offeredWhen: ['fails', 'second'],
      when: ['graded'],
      apartFrom: ['score'],
    },
    sayCorrected: {
      title: '提交整改情况',
      by: 'base',
      from: 'correcting',
      to: 'verifying',
      input: correctionPlanForm,
    },
    acceptCorrection: {
      title: '整改合格',
      by: 'city',
      from: 'verifying',
      to: 'corrected',
      input: opinionForm,
    },
    refuseCorrection: {
      title: '整改不到位，转入撤销',
      by: 'decider',
      from: 'verifying',
      to: 'failed',
      input: uncorrectedForm,
    },
    failCorrection: { title: '整改期满未完成', by: 'clock', from: 'correcting', to: 'failed' },
    baseRevoked: {
      title: '认定已撤销',
      by: 'event',
      from: ['reporting', 'scoring', 'confirming', 'correcting', 'verifying'],
      to: 'ended',
    },
  },
})

/** 撤销: told beforehand with facts and grounds, heard, then decided (行政许可法 and 行政处罚法 by analogy). */
export const revocationProcedure = defineProcedure<MatterFacts>()({
  id: 'pilot-base-revocation',
  module: 'pilot-bases',
  version: 1,
  title: '撤销中试基地认定',
  basis: BASIS,
  form: 'pilot-base-revocation',
  restsOn: RESTS_ON,
  planItems: PLAN_ITEMS,
  follows: [...RECOGNISED, 'pilot-base-assessment'],
  parts,
  guards: {},
  start: 'preparing',
  states: {
    preparing: { title: '拟撤销' },
    told: {
      title: '已告知，待陈述申辩',
      due: {
        term: { rule: 'pilotbase.statement.workingDays', unit: 'workingDays' },
        performs: 'noStatement',
        onReturn: 'restart',
      },
    },
    hearing: { title: '待听证' },
    deciding: { title: '待决定', due: within('pilotbase.decision.workingDays') },
    revoked: { title: '已撤销', end: 'granted' },
    kept: { title: '不予撤销', end: 'refused' },
  },
  actions: {
    tell: {
      title: '事先告知',
      by: 'city',
      from: 'preparing',
      to: 'told',
      input: noticeOfGroundsForm,
      letter: 'grounds',
      confirm: '基地会收到告知，并可在期限内陈述、申辩或要求听证。',
    },
    state: { title: '陈述和申辩', by: 'base', from: 'told', to: 'deciding', input: statementForm },
    askHearing: { title: '要求听证', by: 'base', from: 'told', to: 'hearing', input: statementForm },
    noStatement: { title: '期满未陈述', by: 'clock', from: 'told', to: 'deciding' },
    hear: { title: '记录听证', by: 'city', from: 'hearing', to: 'deciding', input: hearingForm },
    revoke: {
      title: '决定撤销',
      by: 'decider',
      from: 'deciding',
      to: 'revoked',
      input: revokeForm,
      apartFrom: ['tell', 'hear'],
      letter: 'revocation',
      confirm: '撤销后在公开名录中公布，期限内不得再次申报。',
    },
    keep: {
      title: '不予撤销',
      by: 'decider',
      from: ['preparing', 'deciding'],
      to: 'kept',
      input: opinionForm,
    },
  },
})

/** 变更报告: a name is noted, a new site or body is looked at again. */
export const changeProcedure = defineProcedure<MatterFacts>()({
  id: 'pilot-base-change',
  module: 'pilot-bases',
  version: 1,
  title: '中试基地变更报告',
  basis: BASIS,
  form: 'pilot-base-change',
  restsOn: RESTS_ON,
  planItems: PLAN_ITEMS,
  follows: RECOGNISED,
  parts,
  guards: {
    isMaterial: ({ material }) => (material ? undefined : '只变更名称的不用现场核查。'),
    isNominal: ({ material }) => (material ? '场地或建设主体变更须现场核查。' : undefined),
    siteByEnough: ({ sitePeopleMin }, { input }) => {
      const visitors = (input as { readonly visitors?: readonly unknown[] } | undefined)?.visitors
      return visitors === undefined || visitors.length >= sitePeopleMin
        ? undefined
        : `现场核查至少 ${sitePeopleMin} 人，请补记考察人员。`
    },
    siteMatches: ({ siteMatches }) => (siteMatches ? undefined : '现场与报告内容不一致。'),
    bodyIsRight: ({ bodyFault }) => bodyFault,
  },
  start: 'checking',
  states: {
    checking: {
      title: '待核查',
      due: within('pilotbase.change.check.workingDays'),
    },
    siteCheck: { title: '现场核查' },
    deciding: { title: '待决定', due: within('pilotbase.decision.workingDays') },
    recorded: { title: '已变更', end: 'granted' },
    refused: { title: '不予变更', end: 'refused' },
    ended: { title: '认定已撤销，变更终止', end: 'lapsed' },
  },
  actions: {
    record: {
      title: '登记变更',
      by: 'city',
      from: 'checking',
      to: 'recorded',
      offeredWhen: ['isNominal'],
    },
    visit: {
      title: '转现场核查',
      by: 'city',
      from: 'checking',
      to: 'siteCheck',
      offeredWhen: ['isMaterial'],
    },
    recordSite: {
      title: '记录现场核查',
      by: 'city',
      from: 'siteCheck',
      to: 'deciding',
      input: siteForm,
      when: ['siteByEnough'],
    },
    approve: {
      title: '同意变更',
      by: 'decider',
      from: 'deciding',
      to: 'recorded',
      when: ['siteMatches', 'bodyIsRight'],
      apartFrom: ['recordSite'],
    },
    refuse: {
      title: '不予变更',
      by: 'decider',
      from: ['checking', 'deciding'],
      to: 'refused',
      input: changeRefusalForm,
      letter: 'refusal',
    },
    baseRevoked: {
      title: '认定已撤销',
      by: 'event',
      from: ['checking', 'siteCheck', 'deciding'],
      to: 'ended',
    },
  },
})
