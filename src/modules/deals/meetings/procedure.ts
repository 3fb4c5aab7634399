import { defineProcedure } from '#platform/procedure/procedure.ts'
import { acceptForm, minutesForm, reasonForm } from './forms.ts'

export interface MeetingFacts {
  readonly proposedByOrgId: string
  readonly slots: number
  /** Whose minutes wait for the other side's word; null before any. */
  readonly minutesByOrgId: string | null
  readonly dealIsOpen: boolean
}

/** A meeting of the two sides of a deal: times proposed, one chosen, minutes written by one and confirmed by the other. */
export const meetingProcedure = defineProcedure<MeetingFacts>()({
  id: 'deal-meeting',
  module: 'deals',
  version: 1,
  title: '洽谈会面',
  basis: ['城市实施方案：打通科技成果供需信息渠道'],
  planItems: ['task-2'],
  form: 'meeting',
  parts: {
    party: {
      title: '洽谈一方',
      hold: ['tto', 'firm', 'leader', 'serviceBody', 'researcher'],
      within: 'party',
    },
  },
  guards: {
    dealIsOpen: ({ dealIsOpen }) => (dealIsOpen ? undefined : '洽谈已经结束，会面不再办理。'),
    isOther: ({ proposedByOrgId }, { orgId }) =>
      orgId === proposedByOrgId ? '时间是贵方提出的，等待对方选定。' : undefined,
    isProposer: ({ proposedByOrgId }, { orgId }) =>
      orgId === proposedByOrgId ? undefined : '这次会面由对方提出，不能撤回；不便参加的请婉拒。',
    slotExists: ({ slots }, { input }) => {
      const slot = (input as { slot?: number } | undefined)?.slot
      return slot === undefined || slot <= slots ? undefined : '没有这个时间，请从所列时间中选一个。'
    },
    minutesAreFromOther: ({ minutesByOrgId }, { orgId }) =>
      minutesByOrgId === orgId ? '纪要是贵方写的，等待对方确认。' : undefined,
  },
  start: 'proposed',
  states: {
    proposed: { title: '待对方选定时间' },
    agreed: { title: '已约定' },
    minuted: { title: '纪要待确认' },
    held: { title: '已会面', end: 'granted' },
    declined: { title: '已婉拒', end: 'refused' },
    cancelled: { title: '已取消', end: 'withdrawn' },
  },
  actions: {
    accept: {
      title: '选定时间',
      by: 'party',
      from: 'proposed',
      to: 'agreed',
      input: acceptForm,
      when: ['dealIsOpen', 'isOther', 'slotExists'],
    },
    decline: {
      title: '婉拒会面',
      by: 'party',
      from: 'proposed',
      to: 'declined',
      input: reasonForm,
      offeredWhen: ['isOther'],
    },
    withdraw: {
      title: '撤回约见',
      by: 'party',
      from: 'proposed',
      to: 'cancelled',
      offeredWhen: ['isProposer'],
    },
    cancel: {
      title: '取消会面',
      by: 'party',
      from: 'agreed',
      to: 'cancelled',
      input: reasonForm,
      confirm: '取消后需要另约时间。',
    },
    writeMinutes: {
      title: '写会面纪要',
      by: 'party',
      from: ['agreed', 'minuted'],
      to: 'minuted',
      input: minutesForm,
      when: ['dealIsOpen'],
    },
    confirmMinutes: {
      title: '确认纪要',
      by: 'party',
      from: 'minuted',
      to: 'held',
      when: ['dealIsOpen', 'minutesAreFromOther'],
    },
  },
})
