import { defineProcedure } from '#platform/procedure/procedure.ts'
import { answerForm, assignForm } from './forms.ts'

/** Nothing but part and state decides. */
export type HelpFacts = Readonly<Record<string, never>>

const due = {
  term: { rule: 'help.answer.workingDays', unit: 'workingDays' },
  remindRule: 'help.answerReminder.days',
  remindSays: '协助请求“{title}”应在 {on} 前答复。',
  remindsUnit: true,
  onReturn: 'resume',
} as const

/** 请平台协助: a question to the competent unit, which answers or hands it to a service body, with a term. */
export const helpProcedure = defineProcedure<HelpFacts>()({
  id: 'help-request',
  module: 'deals',
  version: 1,
  title: '请平台协助',
  basis: ['城市实施方案：创建科技成果交易服务超市'],
  planItems: ['task-2'],
  form: 'help-request',
  parts: {
    asker: {
      title: '提出请求的单位',
      hold: ['tto', 'firm', 'leader', 'serviceBody', 'researcher', 'broker'],
      within: 'org',
    },
    operator: { title: '主管单位经办人', hold: ['officer'], within: 'unit' },
    helper: { title: '受托服务机构', hold: ['serviceBody', 'broker'], within: 'party' },
  },
  guards: {},
  start: 'asked',
  states: {
    asked: { title: '待答复', due },
    assigned: { title: '已交服务机构', due },
    answered: { title: '已答复', end: 'granted' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    assign: {
      title: '交给服务机构',
      by: 'operator',
      from: ['asked', 'assigned'],
      to: 'assigned',
      input: assignForm,
    },
    answer: {
      title: '答复',
      by: ['operator', 'helper'],
      from: ['asked', 'assigned'],
      to: 'answered',
      input: answerForm,
    },
    withdraw: { title: '撤回请求', by: 'asker', from: ['asked', 'assigned'], to: 'withdrawn' },
  },
})
