import { ballotForm, reviewAgainForm } from '../forms.ts'

/** 专家评审: documents, 100 points in five parts; the self-score is no part of it. */
export const panel = {
  title: '中试基地评审专家组',
  seatsRule: 'pilotbase.panel.seats',
  composition: [
    { types: ['技术'], shareRule: 'experts.technicalShare', inField: true },
    { types: ['财务'], atLeastRule: 'experts.financeSeats' },
  ],
  apartFrom: ['pass'],
  ballot: ballotForm,
  mostRule: 'pilotbase.score.parts',
  decision: { by: 'mean', passRule: 'pilotbase.panel.passPoints' },
} as const

/** A conflict or a breach found when the review is over: another panel judges, without anybody who sat in the first. */
export const reviewAgain = {
  title: '退回重新评审',
  by: 'decider',
  from: ['siteCheck', 'meeting', 'notice', 'issuing'],
  to: 'expertReview',
  input: reviewAgainForm,
  when: ['noOpenObjection'],
  confirm: '原评审结论不再作为依据；另行抽取专家，原组员不再参加。',
} as const
