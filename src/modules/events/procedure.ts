import { defineProcedure } from '#platform/procedure/procedure.ts'
import { cancelForm } from './forms.ts'

export interface EventFacts {
  /** A government unit, or a service body the competent unit designated. */
  readonly mayOrganise: boolean
}

/** An event from draft to the day after; guests' data go when their time is over. */
export const eventProcedure = defineProcedure<EventFacts>()({
  id: 'event',
  module: 'events',
  version: 1,
  title: '对接活动',
  basis: ['城市实施方案：打通科技成果供需信息渠道', '个人信息保护法 第十九条、第四十七条'],
  planItems: ['task-2'],
  form: 'event',
  parts: {
    organiser: { title: '主办单位', hold: ['officer', 'serviceBody'], within: 'org' },
  },
  guards: {
    mayOrganise: ({ mayOrganise }) =>
      mayOrganise ? undefined : '服务机构举办活动须经主管单位指定，请先联系主管单位。',
  },
  start: 'draft',
  states: {
    draft: { title: '草稿' },
    published: { title: '已发布', rests: true },
    finished: {
      title: '已结束',
      rests: true,
      due: {
        term: { rule: 'event.guestKeep.days', unit: 'days' },
        performs: 'forgetGuests',
        onReturn: 'restart',
      },
    },
    archived: { title: '已归档', end: 'granted' },
    cancelled: { title: '已取消', end: 'withdrawn' },
  },
  actions: {
    publish: {
      title: '发布活动',
      by: 'organiser',
      from: 'draft',
      to: 'published',
      when: ['mayOrganise'],
    },
    discard: { title: '删除草稿', by: 'organiser', from: 'draft', to: 'cancelled' },
    cancel: {
      title: '取消活动',
      by: 'organiser',
      from: 'published',
      to: 'cancelled',
      input: cancelForm,
      confirm: '取消后不能恢复，报名和受邀的单位会收到通知。',
    },
    finish: {
      title: '结束活动',
      by: 'organiser',
      from: 'published',
      to: 'finished',
      confirm: '结束后不再签到；见过面的双方会收到消息，请他们答复是否继续洽谈。',
    },
    finishByClock: {
      title: '活动日已过，自动结束',
      by: 'clock',
      from: 'published',
      to: 'finished',
      onFixedDay: true,
    },
    forgetGuests: { title: '到期删除来宾信息', by: 'clock', from: 'finished', to: 'archived' },
  },
})
