import { decisionFault } from '#platform/forms/decision.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import { approveForm, reasonForm } from './forms.ts'

export const BASIS = [
  '促进科技成果转化法 第四十三条至第四十五条',
  '国务院关于印发实施《促进科技成果转化法》若干规定的通知（国发〔2016〕16号）',
] as const
export const PLAN_ITEMS = ['task-7', 'task-8'] as const

/** Who drafts for the unit, and who decides (practice.md P6). */
export const OFFICES = ['tto', 'researchOffice', 'firm'] as const
export const APPROVERS = ['leader', 'council'] as const

/** What the guards of a plan look at. */
export interface PlanFacts {
  /** The first fault of the plan as it stands, by the rules of today. */
  readonly fault: string | undefined
  /** Members who have said nothing to this version. */
  readonly silent: readonly string[]
  /** People who share in it. */
  readonly members: readonly string[]
  readonly today: string
}

/**
 * 收益分配方案: drafted by the transfer office, said yes or no to by each member, approved by somebody else. In force it
 * divides every receipt; what a member disputes holds only the own share.
 */
export const planProcedure = defineProcedure<PlanFacts>()({
  id: 'income-plan',
  module: 'income',
  version: 1,
  title: '收益分配方案',
  basis: BASIS,
  planItems: PLAN_ITEMS,
  form: 'income-plan',
  parts: {
    office: { title: '成果转化办', hold: OFFICES, within: 'org' },
    approver: { title: '审批人', hold: APPROVERS, within: 'org' },
  },
  guards: {
    sound: ({ fault }) => fault,
    answered: ({ silent }) =>
      silent.length === 0
        ? undefined
        : `还有成员没有确认：${silent.join('、')}；期满仍未确认的，方案照常送审，其份额暂缓发放。`,
    decidedByToday: ({ today }, { input }) => decisionFault(input, today),
    apartFromMembers: ({ members }, { personId }) =>
      personId !== null && members.includes(personId)
        ? '您参与这次分配，不能审批，请由本单位其他负责人审批。'
        : undefined,
  },
  start: 'draft',
  states: {
    draft: { title: '起草' },
    asking: {
      title: '待成员确认',
      due: {
        term: { rule: 'income.consent.workingDays', unit: 'workingDays' },
        performs: 'closeAsking',
        remindRule: 'income.remind.days',
        remindSays: '《{title}》请各成员在 {on} 前确认；未确认的份额暂缓发放。',
        onReturn: 'restart',
      },
    },
    approving: {
      title: '待审批',
      due: { term: { rule: 'income.approval.workingDays', unit: 'workingDays' }, onReturn: 'restart' },
    },
    inForce: { title: '已生效', rests: true },
    ended: { title: '已终止', end: 'granted' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    ask: { title: '请成员确认', by: 'office', from: 'draft', to: 'asking', when: ['sound'] },
    submit: { title: '提交审批', by: 'office', from: 'asking', to: 'approving', when: ['sound', 'answered'] },
    closeAsking: { title: '确认期满，提交审批', by: 'clock', from: 'asking', to: 'approving' },
    revise: {
      title: '修改方案',
      by: 'office',
      from: ['asking', 'approving'],
      to: 'draft',
      confirm: '修改后须由各成员重新确认。',
    },
    approve: {
      title: '同意，方案生效',
      by: 'approver',
      from: 'approving',
      to: 'inForce',
      input: approveForm,
      when: ['sound', 'decidedByToday', 'apartFromMembers'],
      apartFrom: ['ask', 'submit'],
      confirm: '生效后每一笔到账都按这个方案自动拟出分配，经公示后发放。',
    },
    sendBack: {
      title: '退回修改',
      by: 'approver',
      from: 'approving',
      to: 'draft',
      input: reasonForm,
    },
    end: {
      title: '终止方案',
      by: 'approver',
      from: 'inForce',
      to: 'ended',
      input: reasonForm,
      confirm: '终止后新的到账不再按它分配，可以重新起草；已经分配的不变。',
    },
    withdraw: { title: '撤回', by: 'office', from: ['draft', 'asking', 'approving'], to: 'withdrawn' },
  },
})
