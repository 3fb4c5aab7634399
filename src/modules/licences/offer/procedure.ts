import { defineProcedure } from '#platform/procedure/procedure.ts'
import { withdrawForm } from '../forms.ts'

/** What the guards of a posted offer look at. */
export interface OfferFacts {
  readonly isOpenLicence: boolean
  /** Places nobody holds; null when anybody may come. */
  readonly placesLeft: number | null
  readonly achievementIsPublished: boolean
}

/**
 * 明码标价许可, 专利开放许可 and 先用后付 as posted terms. A state-founded seller's posted price is a listing on the
 * technology market (促进科技成果转化法 18) and is announced first; taking it back works forward only.
 */
export const offerProcedure = defineProcedure<OfferFacts>()({
  id: 'licence-offer',
  module: 'licences',
  version: 1,
  title: '许可条件公布',
  basis: [
    '促进科技成果转化法 第十八条',
    '民法典 第八百六十二条至第八百七十七条',
    '专利法 第五十条至第五十二条',
  ],
  planItems: ['task-2'],
  form: 'licence-offer',
  parts: {
    owner: { title: '许可方', hold: ['tto', 'firm', 'leader', 'serviceBody'], within: 'org' },
  },
  guards: {
    orgIsVerified: (_facts, { orgVerified }) =>
      orgVerified ? undefined : '贵单位尚未通过核验，请先在“单位”页提交核验。',
    achievementIsPublished: ({ achievementIsPublished }) =>
      achievementIsPublished ? undefined : '该成果已下架，不能再许可。',
    isOpen: ({ isOpenLicence }) => (isOpenLicence ? undefined : '这不是专利开放许可。'),
    aPlaceIsFree: ({ placesLeft }) =>
      placesLeft === null || placesLeft > 0 ? undefined : '取得许可的各家仍在签约或已签约，没有空出的名额。',
    withdrawalIsAnnounced: ({ isOpenLicence }, { input }) => {
      const said = input as { number?: string; announcedOn?: string } | undefined
      if (!isOpenLicence || said === undefined) return undefined
      return said.number !== undefined && said.announcedOn !== undefined
        ? undefined
        : '撤回开放许可声明应当书面提出并由国务院专利行政部门公告（专利法第五十条），请填写公告编号和公告日。'
    },
  },
  start: 'posted',
  otherStarts: ['announcing'],
  states: {
    announcing: {
      title: '挂牌公告中',
      rests: true,
      due: {
        term: { rule: 'listing.announcement.workingDays', unit: 'noticeWorkingDays' },
        performs: 'publish',
        onReturn: 'restart',
      },
    },
    posted: { title: '可以取得', rests: true },
    full: { title: '名额已满', rests: true },
    withdrawn: { title: '已撤回', end: 'withdrawn' },
    expired: { title: '已到期', end: 'lapsed' },
  },
  actions: {
    publish: { title: '公告期满，可以取得', by: 'clock', from: 'announcing', to: 'posted' },
    fill: { title: '名额已满', by: 'event', from: 'posted', to: 'full' },
    reopen: {
      title: '重新开放',
      by: 'owner',
      from: 'full',
      to: 'posted',
      when: ['orgIsVerified', 'achievementIsPublished', 'aPlaceIsFree'],
    },
    withdraw: {
      title: '撤回条件',
      by: 'owner',
      from: ['announcing', 'posted', 'full'],
      to: 'withdrawn',
      input: withdrawForm,
      when: ['withdrawalIsAnnounced'],
      confirm: '撤回后不再给予新的许可；此前取得的许可和已经开始的试用不受影响。',
    },
    // The declaration outlives what is posted here: only its own withdrawal lets exclusive licences be given again.
    withdrawDeclaration: {
      title: '登记开放许可声明的撤回',
      by: 'owner',
      from: 'expired',
      to: 'withdrawn',
      input: withdrawForm,
      offeredWhen: ['isOpen'],
      when: ['withdrawalIsAnnounced'],
    },
    expire: { title: '条件到期', by: 'clock', from: ['posted', 'full'], to: 'expired', onFixedDay: true },
  },
})
