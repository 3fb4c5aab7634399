import { endingForm } from '#platform/records/forms.ts'
import { declarationForm, listingProcedure, revisionProcedure } from '#platform/records/procedure.ts'

/** Who asks for technology in the own name of a unit. */
export const PRINCIPAL_DEMANDERS = ['firm', 'researcher', 'tto', 'researchOffice', 'serviceBody'] as const
/** Who writes for a unit that looks for technology; a secretary's text is confirmed by one of the others (P6). */
export const DEMANDERS = [...PRINCIPAL_DEMANDERS, 'secretary'] as const

/** How a need was met, and why it is not looked for any more. */
const SOLVED = ['已在平台成交', '平台外成交', '自行解决'] as const
const CLOSED = ['不再需要', '技术过时', '重复', '信息有误', '其他'] as const

const spec = {
  kind: 'demand',
  module: 'exchange',
  title: '技术需求',
  basis: ['城市实施方案：打通科技成果供需信息渠道'],
  planItems: ['task-2', 'list-task-2'],
  owners: DEMANDERS,
  submit: declarationForm,
} as const

/** Demand: draft → reviewing → published → matching → solved, closed or expired (domain/achievements.md). */
export const demandListing = listingProcedure({
  ...spec,
  ownerTitle: '需求单位',
  validityRule: 'demand.validity.months',
  words: { heartbeat: '确认仍然需要', expire: '到期', expired: '已到期' },
  outcomes: [...SOLVED, ...CLOSED],
  live: { matching: '对接中' },
  shelf: 'closed',
  ends: {
    solved: { title: '已解决', end: 'granted' },
    closed: { title: '已关闭', end: 'withdrawn' },
  },
  actions: {
    heartbeatMatching: { title: '确认仍在对接', by: 'owner', from: 'matching', to: 'matching' },
    match: { title: '开始对接', by: 'event', from: 'published', to: 'matching' },
    solve: {
      title: '已解决',
      by: 'owner',
      from: ['published', 'matching'],
      to: 'solved',
      input: endingForm(SOLVED),
      when: ['settled'],
    },
    close: {
      title: '关闭需求',
      by: 'owner',
      from: ['published', 'matching'],
      to: 'closed',
      input: endingForm(CLOSED),
      when: ['settled'],
      confirm: '关闭后公众看不到这项需求，可以随时重新起草（须重新审核）。',
    },
  },
})

export const demandRevision = revisionProcedure(spec)
