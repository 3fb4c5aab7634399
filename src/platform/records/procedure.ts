import { z } from 'zod'
import type { Role } from '../access/access.ts'
import { prose } from '../forms/text.ts'
import {
  defineProcedure,
  type ActionDef,
  type Guard,
  type Procedure,
  type StateDef,
} from '../procedure/procedure.ts'

/** What guards of listing and revision look at. */
export interface ListingFacts {
  readonly ownerVerified: boolean
  /** What is missing or contradicts itself in the latest version. */
  readonly open: readonly string[]
  readonly isReviewed: boolean
  readonly isRevising: boolean
}

/** Guards shared by every listing procedure. */
export const listingGuards = {
  verified: (facts) => (facts.ownerVerified ? undefined : '本单位尚未通过核验，请先在“单位”页提交核验'),
  complete: (facts) =>
    facts.open.length === 0 ? undefined : `还有 ${facts.open.length} 处需要更正或补充，请按清单补齐后再提交`,
  reviewed: (facts) => (facts.isReviewed ? undefined : '没有保密审查记录，请退回补充'),
  settled: (facts) => (facts.isRevising ? '还有一份修改没有办完，请先办完或放弃修改' : undefined),
} satisfies Record<string, Guard<ListingFacts>>

export const reasonForm = z.object({
  reason: prose(500).meta({ title: '原因', widget: 'textarea', help: '对方会看到这段话，请写明怎样改' }),
})

/** Asked when a record leaves the shelf: what came of it, or why nothing did (design.md 1: outcome always recorded). */
export const outcomeForm = z.object({
  outcome: z
    .enum(['已在平台外成交', '转为自行实施', '暂不转化', '信息有误', '其他'])
    .meta({ title: '去向', widget: 'select' }),
  reason: prose(500).meta({ title: '说明', widget: 'textarea' }),
})

/** What the listing of a kind of record and its revision have in common. */
export interface RecordProcedureSpec {
  /** Kind of the record: `achievement` gives `achievement-listing` and `achievement-revision`. */
  readonly kind: string
  readonly module: string
  readonly title: string
  readonly basis: readonly string[]
  readonly planItems: readonly string[]
  readonly owners: readonly Role[]
  readonly submit: z.ZodObject
}

type BaseState = 'draft' | 'reviewing' | 'published' | 'rejected' | 'expired'
type BaseAction =
  | 'submit'
  | 'recall'
  | 'approve'
  | 'return'
  | 'reject'
  | 'heartbeat'
  | 'expire'
  | 'relist'
  | 'attest'
  | 'delist'
type ListingPart = 'owner' | 'reviewer'
type ListingGuard = keyof typeof listingGuards

/** What a kind's listing says besides: the rest is the same for all. */
export interface ListingSpec<
  State extends string,
  Live extends string,
  Action extends string,
> extends RecordProcedureSpec {
  readonly ownerTitle: string
  /** Ruleset key of the months a listing counts. */
  readonly validityRule: string
  readonly words: { readonly heartbeat: string; readonly expire: string; readonly expired: string }
  /** Further states in which the record is public, with their titles. */
  readonly live?: Readonly<Record<Live, string>>
  /** Where the record goes when its owner takes it down; it may be drafted anew from there. */
  readonly shelf: NoInfer<State>
  /** Further ends; none of them is public. */
  readonly ends: Readonly<Record<State, StateDef>>
  readonly actions: Readonly<
    Record<
      Action,
      ActionDef<NoInfer<BaseState | State | Live>, ListingPart, ListingGuard, NoInfer<BaseAction | Action>>
    >
  >
}

/**
 * The listing of a kind of record: draft → reviewing → published → expired, or taken down by the owner. The reviewer
 * is another person than the submitter; a published record expires unless the owner confirms it (heartbeat).
 */
export function listingProcedure<
  const State extends string,
  const Action extends string,
  const Live extends string = never,
>(spec: ListingSpec<State, Live, Action>): Procedure {
  const due = {
    term: { rule: spec.validityRule, unit: 'months' },
    performs: 'expire',
    remindRule: 'listing.reminder.days',
    onReturn: 'restart',
  } as const
  const live = Object.entries<string>(spec.live ?? {})
  const isPublic = ['published', ...live.map(([state]) => state)]
  return defineProcedure<ListingFacts>()<string, string, ListingPart, ListingGuard>({
    id: `${spec.kind}-listing`,
    module: spec.module,
    version: 1,
    title: `${spec.title}发布`,
    basis: spec.basis,
    planItems: spec.planItems,
    parts: partsOf(spec.ownerTitle, spec.owners),
    guards: listingGuards,
    start: 'draft',
    states: {
      draft: { title: '草稿' },
      reviewing: REVIEWING,
      published: { title: '已发布', rests: true, due },
      ...Object.fromEntries(live.map(([state, title]) => [state, { title, rests: true, due }])),
      rejected: { title: '不予发布', end: 'refused' },
      ...spec.ends,
      expired: { title: spec.words.expired, end: 'lapsed' },
    },
    actions: {
      ...reviewActions(spec.submit),
      heartbeat: { title: spec.words.heartbeat, by: 'owner', from: 'published', to: 'published' },
      ...spec.actions,
      expire: { title: spec.words.expire, by: 'clock', from: isPublic, to: 'expired' },
      relist: { title: '重新起草', by: 'owner', from: ['rejected', spec.shelf, 'expired'], to: 'draft' },
      attest: {
        title: '导入核验并发布',
        by: 'event',
        from: ['draft', 'reviewing', ...isPublic, spec.shelf, 'expired'],
        to: 'published',
      },
      delist: { title: '来源平台已下架', by: 'event', from: isPublic, to: spec.shelf },
    },
  })
}

/** A record under review, of a listing or a revision. */
const REVIEWING = {
  title: '审核中',
  due: { term: { rule: 'review.limitWd', unit: 'workingDays' }, onReturn: 'resume' },
} as const

function partsOf(ownerTitle: string, owners: readonly Role[]) {
  return {
    owner: { title: ownerTitle, hold: owners, within: 'org' },
    reviewer: { title: '审核人', hold: ['officer'], within: 'unit' },
  } as const
}

const RETURN = {
  title: '退回补充',
  by: 'reviewer',
  from: 'reviewing',
  to: 'draft',
  input: reasonForm,
  apartFrom: ['submit'],
} as const
const RECALL = { title: '撤回提交', by: 'owner', from: 'reviewing', to: 'draft' } as const

/** From the draft to the reviewer's answer. */
function reviewActions(submit: z.ZodObject) {
  return {
    submit: {
      title: '提交审核',
      by: 'owner',
      from: 'draft',
      to: 'reviewing',
      input: submit,
      when: ['verified', 'complete'],
    },
    recall: RECALL,
    approve: {
      title: '审核通过',
      by: 'reviewer',
      from: 'reviewing',
      to: 'published',
      when: ['reviewed'],
      apartFrom: ['submit'],
    },
    return: RETURN,
    reject: {
      title: '不予发布',
      by: 'reviewer',
      from: 'reviewing',
      to: 'rejected',
      input: reasonForm,
      apartFrom: ['submit'],
      confirm: '不予发布后单位须重新起草才能再次提交；可以补正的请选“退回补充”。',
    },
  } as const
}

/** The procedure a change of a published record goes through, while the version before stays public. */
export function revisionProcedure(spec: RecordProcedureSpec): Procedure {
  return defineProcedure<ListingFacts>()({
    id: `${spec.kind}-revision`,
    module: spec.module,
    version: 1,
    title: `${spec.title}修改`,
    basis: spec.basis,
    planItems: spec.planItems,
    parts: partsOf('发布单位', spec.owners),
    guards: listingGuards,
    start: 'draft',
    states: {
      draft: { title: '修改中' },
      reviewing: REVIEWING,
      accepted: { title: '已更新', end: 'granted' },
      dropped: { title: '已放弃修改', end: 'withdrawn' },
    },
    actions: {
      submit: {
        title: '提交修改',
        by: 'owner',
        from: 'draft',
        to: 'reviewing',
        input: spec.submit,
        when: ['verified', 'complete'],
      },
      recall: RECALL,
      approve: {
        title: '通过',
        by: 'reviewer',
        from: 'reviewing',
        to: 'accepted',
        when: ['reviewed'],
        apartFrom: ['submit'],
      },
      return: RETURN,
      drop: {
        title: '放弃修改',
        by: 'owner',
        from: 'draft',
        to: 'dropped',
        confirm: '放弃后修改稿不再送审，公开的仍是原来的版本。',
      },
      attest: { title: '导入核验', by: 'event', from: ['draft', 'reviewing'], to: 'accepted' },
    },
  })
}
