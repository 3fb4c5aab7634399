import { z } from 'zod'
import { prose } from '#platform/forms/text.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import {
  listingGuards,
  reasonForm,
  revisionProcedure,
  type ListingFacts,
} from '#platform/records/procedure.ts'
import { declarationForm } from './forms.ts'

const BASIS = ['城市实施方案：打通科技成果供需信息渠道']
const PLAN = ['task-2', 'list-task-2']
/** Who acts for a unit that looks for technology. */
export const DEMANDERS = ['firm', 'researcher', 'tto', 'researchOffice', 'serviceBody'] as const

const solvedForm = z.object({
  way: z.enum(['平台成果', '平台外成果', '自行解决']).meta({ title: '怎样解决的', widget: 'select' }),
  reason: prose(500).meta({ title: '说明', widget: 'textarea' }),
})

/** Demand: draft → reviewing → published → matching → solved, closed or expired (domain/achievements.md). */
export const demandListing = defineProcedure<ListingFacts>()({
  id: 'demand-listing',
  module: 'exchange',
  version: 1,
  title: '技术需求发布',
  basis: BASIS,
  planItems: PLAN,
  parts: {
    owner: { title: '需求单位', hold: DEMANDERS, within: 'org' },
    reviewer: { title: '审核人', hold: ['officer'], within: 'unit' },
  },
  guards: listingGuards,
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    reviewing: {
      title: '审核中',
      due: { term: { rule: 'review.limitWd', unit: 'workingDays' }, onReturn: 'resume' },
    },
    published: { title: '已发布', rests: true, due: validity() },
    matching: { title: '对接中', rests: true, due: validity() },
    rejected: { title: '不予发布', end: 'refused' },
    solved: { title: '已解决', end: 'granted' },
    closed: { title: '已关闭', end: 'withdrawn' },
    expired: { title: '已到期', end: 'lapsed' },
  },
  actions: {
    submit: {
      title: '提交审核',
      by: 'owner',
      from: 'draft',
      to: 'reviewing',
      input: declarationForm,
      when: ['verified', 'complete'],
    },
    recall: { title: '撤回提交', by: 'owner', from: 'reviewing', to: 'draft' },
    approve: {
      title: '审核通过',
      by: 'reviewer',
      from: 'reviewing',
      to: 'published',
      when: ['reviewed'],
      apartFrom: ['submit'],
    },
    return: {
      title: '退回补充',
      by: 'reviewer',
      from: 'reviewing',
      to: 'draft',
      input: reasonForm,
      apartFrom: ['submit'],
    },
    reject: {
      title: '不予发布',
      by: 'reviewer',
      from: 'reviewing',
      to: 'rejected',
      input: reasonForm,
      apartFrom: ['submit'],
      confirm: '不予发布后单位须重新起草才能再次提交；可以补正的请选“退回补充”。',
    },
    heartbeat: { title: '确认仍然需要', by: 'owner', from: 'published', to: 'published' },
    heartbeatMatching: { title: '确认仍在对接', by: 'owner', from: 'matching', to: 'matching' },
    match: { title: '开始对接', by: 'event', from: 'published', to: 'matching' },
    solve: {
      title: '已解决',
      by: 'owner',
      from: ['published', 'matching'],
      to: 'solved',
      input: solvedForm,
      when: ['settled'],
    },
    close: {
      title: '关闭需求',
      by: 'owner',
      from: ['published', 'matching'],
      to: 'closed',
      input: reasonForm,
      when: ['settled'],
      confirm: '关闭后公众看不到这项需求，可以随时重新起草（须重新审核）。',
    },
    expire: { title: '到期', by: 'clock', from: ['published', 'matching'], to: 'expired' },
    relist: { title: '重新起草', by: 'owner', from: ['rejected', 'closed', 'expired'], to: 'draft' },
    attest: {
      title: '导入核验并发布',
      by: 'event',
      from: ['draft', 'reviewing', 'published', 'matching', 'closed', 'expired'],
      to: 'published',
    },
  },
})

export const demandRevision = revisionProcedure({
  id: 'demand-revision',
  module: 'exchange',
  title: '技术需求修改',
  basis: BASIS,
  planItems: PLAN,
  owners: DEMANDERS,
  submit: declarationForm,
})

function validity() {
  return {
    term: { rule: 'demand.validity.months', unit: 'months' },
    performs: 'expire',
    remindRule: 'listing.reminder.days',
    onReturn: 'restart',
  } as const
}
