import { declineForm, rateForm } from '#platform/booking/forms.ts'
import { defineProcedure } from '#platform/procedure/procedure.ts'
import { outcomeForm } from '#platform/records/forms.ts'
import { declarationForm, listingProcedure, revisionProcedure } from '#platform/records/procedure.ts'
import { cancelForm, consentForm, noShowForm, usageForm } from './forms.ts'

const PLAN = {
  basis: ['城市实施方案：创建科技成果交易服务超市'],
  planItems: ['task-2', 'list-task-2'],
} as const
const words = { heartbeat: '确认仍然有效', expire: '到期下架', expired: '到期下架' } as const
const shelf = {
  validityRule: 'directory.validity.months',
  words,
  shelf: 'offShelf',
  ends: { offShelf: { title: '已下架', end: 'withdrawn' } },
} as const

/** An organisation takes its own record down, and says what came of it. */
const withdraw = {
  title: '下架',
  by: 'owner',
  from: 'published',
  to: 'offShelf',
  input: outcomeForm,
  when: ['settled'],
  confirm: '下架后公众看不到这条信息，可以随时重新上架（须重新审核）。',
} as const

/** Who publishes what a unit offers to others: its offices, its staff, a firm, a service body (P6). */
export const PROVIDERS = ['serviceBody', 'tto', 'researchOffice', 'firm'] as const
/** Instruments are also the business of those who keep and use them. */
export const KEEPERS = [
  'tto',
  'researcher',
  'researchOffice',
  'assets',
  'secretary',
  'firm',
  'serviceBody',
] as const

const serviceBody = {
  ...PLAN,
  kind: 'service-body',
  module: 'directories',
  title: '服务机构',
  owners: PROVIDERS,
  submit: declarationForm,
} as const
export const serviceBodyListing = listingProcedure({
  ...serviceBody,
  ...shelf,
  ownerTitle: '服务机构',
  actions: { withdraw },
})
export const serviceBodyRevision = revisionProcedure(serviceBody)

const instrument = {
  ...PLAN,
  basis: [...PLAN.basis, '国家关于科研设施与仪器向社会开放的规定'],
  kind: 'instrument',
  module: 'directories',
  title: '仪器设备',
  owners: KEEPERS,
  submit: declarationForm,
} as const
export const instrumentListing = listingProcedure({
  ...instrument,
  ...shelf,
  ownerTitle: '管理单位',
  actions: { withdraw },
})
export const instrumentRevision = revisionProcedure(instrument)

/** A person publishes a profile by own consent and withdraws it at any time (PIPL 13, 15). */
const profile = {
  ...PLAN,
  basis: [...PLAN.basis, '《个人信息保护法》第十三条、第十五条'],
  module: 'directories',
  submit: consentForm,
  personal: true,
} as const

const broker = { ...profile, kind: 'broker', title: '技术经纪人', owners: ['broker'] } as const
export const brokerListing = listingProcedure({ ...broker, ...shelf, ownerTitle: '本人', actions: {} })
export const brokerRevision = revisionProcedure(broker)

const expert = { ...profile, kind: 'expert', title: '专家', owners: ['expert', 'researcher'] } as const
export const expertListing = listingProcedure({ ...expert, ...shelf, ownerTitle: '本人', actions: {} })
export const expertRevision = revisionProcedure(expert)

/** Who may ask to use an instrument for a verified organisation. */
export const BOOKERS = ['firm', 'researcher', 'tto', 'researchOffice', 'secretary', 'serviceBody'] as const

/** What the guards of a booking look at. */
export interface BookingFacts {
  readonly userVerified: boolean
  readonly hasStarted: boolean
}

/**
 * Booking of an instrument: requested → confirmed → used → rated, with every other way out. The slot is held from the
 * request on, so that of two who want the same hour one wins at once; whatever ends without use frees it.
 */
export const instrumentBooking = defineProcedure<BookingFacts>()({
  id: 'instrument-booking',
  module: 'directories',
  version: 1,
  title: '仪器预约',
  basis: [...PLAN.basis, '国家关于科研设施与仪器向社会开放的规定'],
  planItems: PLAN.planItems,
  form: 'booking',
  parts: {
    user: { title: '预约单位', hold: BOOKERS, within: 'org' },
    keeper: { title: '管理单位', hold: KEEPERS, within: 'party' },
  },
  guards: {
    verified: (facts) => (facts.userVerified ? undefined : '预约单位尚未通过核验'),
    ahead: (facts) => (facts.hasStarted ? '预约的时段已经开始，请按实际情况登记使用或未到' : undefined),
    started: (facts) => (facts.hasStarted ? undefined : '预约的时段还没有开始'),
  },
  start: 'requested',
  states: {
    requested: {
      title: '待确认',
      due: {
        term: { rule: 'booking.answer.workingDays', unit: 'workingDays' },
        performs: 'lapse',
        onReturn: 'restart',
      },
    },
    confirmed: {
      title: '已确认',
      rests: true,
      due: {
        term: { rule: 'booking.horizon.days', unit: 'days' },
        performs: 'conclude',
        onReturn: 'restart',
      },
    },
    concluded: {
      title: '待登记使用',
      due: {
        term: { rule: 'booking.record.workingDays', unit: 'workingDays' },
        performs: 'close',
        onReturn: 'restart',
      },
    },
    used: { title: '已使用', end: 'granted' },
    rated: { title: '已评价', end: 'granted' },
    declined: { title: '未接受', end: 'refused' },
    cancelled: { title: '已取消', end: 'withdrawn' },
    lapsed: { title: '逾期未答复', end: 'lapsed' },
    noShow: { title: '未到', end: 'lapsed' },
    unrecorded: { title: '未登记', end: 'lapsed' },
  },
  actions: {
    confirm: {
      title: '确认预约',
      by: 'keeper',
      from: 'requested',
      to: 'confirmed',
      when: ['verified', 'ahead'],
    },
    accept: { title: '自动确认', by: 'event', from: 'requested', to: 'confirmed' },
    decline: { title: '不接受', by: 'keeper', from: 'requested', to: 'declined', input: declineForm },
    cancel: {
      title: '取消预约',
      by: 'user',
      from: ['requested', 'confirmed'],
      to: 'cancelled',
      input: cancelForm,
      when: ['ahead'],
      confirm: '取消后时段随即释放。晚于仪器规定的免责取消时间的，会记为临近取消。',
    },
    retract: {
      title: '因故不能提供',
      by: 'keeper',
      from: 'confirmed',
      to: 'cancelled',
      input: declineForm,
      when: ['ahead'],
    },
    use: {
      title: '登记使用',
      by: 'keeper',
      from: ['confirmed', 'concluded'],
      to: 'used',
      input: usageForm,
      when: ['started'],
    },
    miss: {
      title: '登记未到',
      by: 'keeper',
      from: ['confirmed', 'concluded'],
      to: 'noShow',
      input: noShowForm,
      when: ['started'],
    },
    rate: { title: '评价', by: 'user', from: 'used', to: 'rated', input: rateForm },
    lapse: { title: '逾期未答复，预约失效', by: 'clock', from: 'requested', to: 'lapsed' },
    conclude: { title: '预约时段结束', by: 'clock', from: 'confirmed', to: 'concluded' },
    close: { title: '逾期未登记，结束', by: 'clock', from: 'concluded', to: 'unrecorded' },
  },
})
