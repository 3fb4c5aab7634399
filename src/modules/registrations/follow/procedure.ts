import { defineProcedure, type GuardContext } from '#platform/procedure/procedure.ts'
import { answerForm, upholdForm } from '../forms.ts'
import { BASIS, LIMIT, parts, PLAN_ITEMS, REMIND } from '../procedure.ts'

/** What the guards of a matter that follows a registration look at. */
export interface MatterFacts {
  /** Why the registration no longer takes it. */
  readonly over: string | undefined
  /** Who registered, or accepted the objected registration. */
  readonly decidedBy: readonly string[]
  /** Whose request it is: the applicant's, another party's, or the office's own. */
  readonly askedBy: string
}

const FOLLOWS = ['contract-registration'] as const

const due = {
  term: LIMIT,
  remindRule: REMIND,
  remindSays: '《{title}》的办理期限是 {on}。',
  remindsUnit: true,
  onReturn: 'resume',
} as const

const guards = {
  stillStands: ({ over }: MatterFacts) => over,
  isOwnRequest: ({ askedBy }: MatterFacts, { orgId }: GuardContext) =>
    orgId === askedBy ? undefined : '这件事不是贵单位提出的，不能撤回。',
  decidedByOthers: ({ decidedBy }: MatterFacts, { personId }: GuardContext) =>
    personId !== null && decidedBy.includes(personId)
      ? '您经办过这件登记，不能再办理对它的异议，请由其他人办理。'
      : undefined,
}

const shared = {
  module: 'registrations',
  version: 1,
  basis: BASIS,
  planItems: PLAN_ITEMS,
  follows: FOLLOWS,
} as const

const withdraw = {
  title: '撤回',
  by: 'seller',
  from: 'submitted',
  to: 'withdrawn',
  offeredWhen: ['isOwnRequest'],
} as const

/** 变更登记: the amount becomes known, the parties agree on something else. */
export const changeProcedure = defineProcedure<MatterFacts>()({
  ...shared,
  id: 'contract-registration-change',
  title: '技术合同登记变更',
  form: 'contract-registration-change',
  parts,
  guards,
  start: 'submitted',
  states: {
    submitted: { title: '变更审查中', due },
    recorded: { title: '已变更', end: 'granted' },
    refused: { title: '不予变更', end: 'refused' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    record: {
      title: '准予变更',
      by: 'reviewer',
      from: 'submitted',
      to: 'recorded',
      when: ['stillStands'],
      letter: 'changed',
    },
    refuse: {
      title: '不予变更',
      by: 'reviewer',
      from: 'submitted',
      to: 'refused',
      input: answerForm,
      letter: 'refusal',
    },
    withdraw,
  },
})

/** 注销登记: the contract ended, was revoked or never performed; the office too may begin it. */
export const cancellationProcedure = defineProcedure<MatterFacts>()({
  ...shared,
  id: 'contract-registration-cancellation',
  title: '技术合同登记注销',
  form: 'contract-registration-cancellation',
  parts,
  guards,
  start: 'submitted',
  states: {
    submitted: { title: '注销审查中', due },
    cancelled: { title: '已注销', end: 'granted' },
    refused: { title: '不予注销', end: 'refused' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    cancel: {
      title: '注销登记',
      by: 'reviewer',
      from: 'submitted',
      to: 'cancelled',
      input: answerForm,
      when: ['stillStands'],
      letter: 'cancelled',
      confirm: '注销后登记编号保留并标明已注销，不能恢复。',
    },
    refuse: {
      title: '不予注销',
      by: 'reviewer',
      from: 'submitted',
      to: 'refused',
      input: answerForm,
      letter: 'refusal',
    },
    withdraw,
  },
})

/** 异议 by a party of the contract: decided by somebody who had no hand in the registration. */
export const objectionProcedure = defineProcedure<MatterFacts>()({
  ...shared,
  id: 'contract-registration-objection',
  title: '技术合同登记异议',
  form: 'contract-registration-objection',
  parts: { ...parts, seller: { ...parts.seller, title: '异议人' } },
  guards,
  start: 'submitted',
  states: {
    submitted: { title: '异议审查中', due },
    upheld: { title: '异议成立', end: 'granted' },
    rejected: { title: '异议不成立', end: 'refused' },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
  },
  actions: {
    uphold: {
      title: '异议成立',
      by: 'reviewer',
      from: 'submitted',
      to: 'upheld',
      input: upholdForm,
      when: ['stillStands', 'decidedByOthers'],
      letter: 'upheld',
    },
    reject: {
      title: '异议不成立',
      by: 'reviewer',
      from: 'submitted',
      to: 'rejected',
      input: answerForm,
      when: ['decidedByOthers'],
      letter: 'refusal',
    },
    withdraw,
  },
})
