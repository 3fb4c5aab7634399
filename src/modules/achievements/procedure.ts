import { defineProcedure } from '#platform/procedure/procedure.ts'
import {
  listingGuards,
  outcomeForm,
  reasonForm,
  revisionProcedure,
  type ListingFacts,
} from '#platform/records/procedure.ts'
import { secrecyReviewForm } from './forms.ts'

const BASIS = ['《促进科技成果转化法》第十六条', '城市实施方案：创建科技成果交易服务超市']
const PLAN = ['task-2', 'list-task-2']
/** Who acts for a unit that publishes: offices and people of a university or institute, staff of a firm (P6). */
export const OWNERS = ['tto', 'researcher', 'researchOffice', 'secretary', 'firm', 'serviceBody'] as const

/**
 * State table of domain/achievements.md. 洽谈, 定价, 公示, 签约 are states of each deal, since many intents may coexist;
 * the listing only learns the outcome (`convert`).
 */
export const achievementListing = defineProcedure<ListingFacts>()({
  id: 'achievement-listing',
  module: 'achievements',
  version: 1,
  title: '科技成果发布',
  basis: BASIS,
  planItems: PLAN,
  parts: {
    owner: { title: '成果完成单位', hold: OWNERS, within: 'org' },
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
    published: {
      title: '已发布',
      rests: true,
      due: {
        term: { rule: 'listing.validity.months', unit: 'months' },
        performs: 'expire',
        remindRule: 'listing.reminder.days',
        onReturn: 'restart',
      },
    },
    rejected: { title: '不予发布', end: 'refused' },
    offShelf: { title: '已下架', end: 'withdrawn' },
    expired: { title: '到期下架', end: 'lapsed' },
    converted: { title: '已转化', end: 'granted' },
  },
  actions: {
    submit: {
      title: '提交审核',
      by: 'owner',
      from: 'draft',
      to: 'reviewing',
      input: secrecyReviewForm,
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
    heartbeat: { title: '确认仍然有效', by: 'owner', from: 'published', to: 'published' },
    withdraw: {
      title: '下架',
      by: 'owner',
      from: 'published',
      to: 'offShelf',
      input: outcomeForm,
      when: ['settled'],
      confirm: '下架后公众看不到这项成果，可以随时重新上架（须重新审核）。',
    },
    expire: { title: '到期下架', by: 'clock', from: 'published', to: 'expired' },
    relist: { title: '重新起草', by: 'owner', from: ['rejected', 'offShelf', 'expired'], to: 'draft' },
    convert: { title: '合同已确认', by: 'event', from: 'published', to: 'converted' },
    attest: {
      title: '导入核验并发布',
      by: 'event',
      from: ['draft', 'reviewing', 'published', 'offShelf', 'expired'],
      to: 'published',
    },
  },
})

export const achievementRevision = revisionProcedure({
  id: 'achievement-revision',
  module: 'achievements',
  title: '科技成果修改',
  basis: BASIS,
  planItems: PLAN,
  owners: OWNERS,
  submit: secrecyReviewForm,
})
