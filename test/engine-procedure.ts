import { z } from 'zod'
import { routesOf } from '#platform/command/command.ts'
import type { ModuleDef } from '#platform/module.ts'
import { openDossier, type Binding } from '#platform/procedure/perform.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'

/** A second procedure with every facet the engine bears by itself: nothing under src/platform knows of it. */
export const recognition = defineProcedure<object>()({
  id: 'test-recognition',
  module: 'platform',
  version: 1,
  title: '试办认定',
  basis: ['测试'],
  planItems: [],
  overall: {
    term: { rule: 'help.answer.workingDays', unit: 'workingDays' },
    from: 'county',
    stopsIn: ['correcting'],
  },
  parts: {
    applicant: { title: '申请单位', hold: ['firm'], within: 'org' },
    reviewer: { title: '审核人', hold: ['officer'], within: 'unit' },
  },
  guards: {
    opinionsIn: (_facts, { standings }) =>
      standings.consent?.complete === true ? undefined : '会签意见还没有全部到齐。',
    nobodyDissents: (_facts, { standings }) =>
      standings.consent?.dissents === 0 ? undefined : '有单位不同意，请先协商。',
  },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    county: { title: '县级审核', step: 'county' },
    correcting: { title: '待补正', step: 'county' },
    opinions: {
      title: '会签',
      step: 'city',
      consent: {
        title: '有关单位意见',
        step: 'opinion',
        answer: { rule: 'help.answer.workingDays', unit: 'workingDays' },
        remindRule: 'income.remind.days',
        silence: { means: 'noOpinion', basis: '测试规定：逾期未复视为无意见' },
      },
    },
    city: { title: '市级审核', step: 'city' },
    granted: { title: '已认定', end: 'granted' },
    refused: { title: '不予认定', end: 'refused' },
  },
  actions: {
    submit: { title: '提交', by: 'applicant', from: ['draft', 'correcting'], to: 'county' },
    return: { title: '退回补正', by: 'reviewer', from: 'county', to: 'correcting' },
    forward: { title: '报送', by: 'reviewer', from: 'county', to: 'opinions' },
    close: { title: '汇总意见', by: 'reviewer', from: 'opinions', to: 'city', when: ['opinionsIn'] },
    again: { title: '重新征求意见', by: 'reviewer', from: 'city', to: 'opinions' },
    grant: { title: '认定', by: 'reviewer', from: 'city', to: 'granted' },
    refuse: { title: '不予认定', by: 'reviewer', from: ['county', 'city'], to: 'refused' },
    grantAtOnce: {
      title: '无异议认定',
      by: 'reviewer',
      from: 'opinions',
      to: 'granted',
      when: ['opinionsIn', 'nobodyDissents'],
    },
  },
})

export const recognitionBinding: Binding = {
  procedure: recognition,
  facts: async () => ({}),
  effects: {},
  entered: async () => {},
}

/** A yearly review follows a recognition. */
export const review = defineProcedure<object>()({
  id: 'test-review',
  module: 'platform',
  version: 1,
  title: '试办年检',
  basis: ['测试'],
  planItems: [],
  follows: ['test-recognition'],
  parts: { reviewer: { title: '审核人', hold: ['officer'], within: 'unit' } },
  guards: {},
  start: 'reviewing',
  states: { reviewing: { title: '年检中' }, done: { title: '已年检', end: 'granted' } },
  actions: { pass: { title: '通过', by: 'reviewer', from: 'reviewing', to: 'done' } },
})

export const reviewBinding: Binding = { ...recognitionBinding, procedure: review }

const { write } = routesOf('platform')
const open = (binding: Binding) =>
  write({
    method: 'POST',
    path: `/test/${binding.procedure.id}`,
    permission: `${binding.procedure.id}.open`,
    journal: `${binding.procedure.id}.open`,
    says: '{actor}建立办件',
    input: z.object({ orgId: z.uuid(), subjectId: z.uuid(), follows: z.uuid().optional() }),
    gate: { none: '测试' },
    verb: async (tx, actor, { orgId, subjectId, follows }, now) => {
      const opening = { title: '一件事', subject: { kind: 'test', id: subjectId }, orgId }
      const row = await openDossier(tx, binding, { ...opening, ...(follows && { follows }) }, actor, now)
      return { dossierId: row.id }
    },
  })

export const recognitionModule: ModuleDef = {
  name: 'platform',
  uses: [],
  permissions: {
    'test-recognition.open': { firm: 'any' },
    'test-review.open': { firm: 'any', officer: 'any' },
  },
  routes: [open(recognitionBinding), open(reviewBinding)],
  bindings: [recognitionBinding, reviewBinding],
}
