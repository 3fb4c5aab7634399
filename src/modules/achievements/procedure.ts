import { endingForm } from '#platform/records/forms.ts'
import { listingProcedure, revisionProcedure } from '#platform/records/procedure.ts'
import { secrecyReviewForm } from './forms.ts'

/** Who acts for a unit that publishes: offices and people of a university or institute, staff of a firm (P6). */
export const OWNERS = ['tto', 'researcher', 'researchOffice', 'secretary', 'firm', 'serviceBody'] as const

/** What may come of an achievement that leaves the shelf. */
const OUTCOMES = [
  '已在平台成交',
  '平台外成交',
  '自行实施',
  '暂不转化',
  '技术过时',
  '权利失效',
  '重复',
  '信息有误',
  '其他',
] as const

const spec = {
  kind: 'achievement',
  module: 'achievements',
  title: '科技成果',
  basis: ['《促进科技成果转化法》第十六条', '城市实施方案：创建科技成果交易服务超市'],
  planItems: ['task-2', 'list-task-2'],
  owners: OWNERS,
  submit: secrecyReviewForm,
} as const

/** A listing that lapsed while the contract was made is converted all the same: nobody else may take it now. */
export const CONVERTIBLE = ['published', 'checking', 'expired', 'unexplained'] as const

/**
 * State table of domain/achievements.md. 洽谈, 定价, 公示, 签约 are states of each deal, since many intents may coexist;
 * the listing only learns the outcome (`convert`).
 */
export const achievementListing = listingProcedure({
  ...spec,
  ownerTitle: '成果完成单位',
  validityRule: 'listing.validity.months',
  words: { heartbeat: '确认仍然有效', expire: '到期下架', expired: '到期下架' },
  outcomes: OUTCOMES,
  hasRights: true,
  shelf: 'offShelf',
  ends: {
    offShelf: { title: '已下架', end: 'withdrawn' },
    converted: { title: '已转化', end: 'granted' },
  },
  actions: {
    withdraw: {
      title: '下架',
      by: 'owner',
      from: ['published', 'checking'],
      to: 'offShelf',
      input: endingForm(OUTCOMES),
      when: ['settled', 'free'],
      confirm: '下架后公众看不到这项成果，可以随时重新上架（须重新审核）。',
    },
    convert: { title: '合同已确认', by: 'event', from: CONVERTIBLE, to: 'converted' },
  },
})

export const achievementRevision = revisionProcedure(spec)
