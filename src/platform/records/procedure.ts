import { z } from 'zod'
import type { Role } from '../access/access.ts'
import { prose } from '../forms/text.ts'
import { endingForm, outcomeForm, type Outcome } from './forms.ts'
import {
  defineProcedure,
  type ActionDef,
  type Guard,
  type PartDef,
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
  /** Why the owner may not take it off the shelf now. */
  readonly held: string | undefined
}

/** Guards shared by every listing procedure. */
export const listingGuards = {
  verified: (facts) => (facts.ownerVerified ? undefined : '本单位尚未通过核验，请先在“单位”页提交核验'),
  complete: (facts) =>
    facts.open.length === 0 ? undefined : `还有 ${facts.open.length} 处需要更正或补充，请按清单补齐后再提交`,
  reviewed: (facts) => (facts.isReviewed ? undefined : '没有保密审查记录，请退回补充'),
  settled: (facts) => (facts.isRevising ? '还有一份修改没有办完，请先办完或放弃修改' : undefined),
  free: ({ held }) => held,
} satisfies Record<string, Guard<ListingFacts>>

export const reasonForm = z.object({
  reason: prose(500).meta({ title: '原因', widget: 'textarea', help: '对方会看到这段话，请写明怎样改' }),
})

/** A firm has no 保密审查 office: the person who submits declares it, and the declaration is kept. */
export const declarationForm = z.object({
  declaresOpen: z
    .boolean()
    .refine((yes) => yes, '请确认公开的内容不涉及国家秘密和他人的商业秘密，否则不能提交。')
    .meta({ title: '公开的内容不涉及国家秘密和他人的商业秘密', widget: 'switch', group: '保密与披露' }),
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
  /** The record is a person's own profile: only that person acts for it. */
  readonly personal?: boolean
}

type BaseState = 'draft' | 'reviewing' | 'published' | 'checking' | 'rejected' | 'expired' | 'unexplained'
type BaseAction =
  | 'submit'
  | 'recall'
  | 'approve'
  | 'return'
  | 'reject'
  | 'heartbeat'
  | 'rightEnds'
  | 'rightSettled'
  | 'lapse'
  | 'expire'
  | 'explain'
  | 'silence'
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
  /** What the owner may answer when asked what came of a lapsed listing. */
  readonly outcomes?: readonly [Outcome, ...Outcome[]]
  /** The record names rights that end on a day: the owner must then revise it or take it down. */
  readonly hasRights?: true
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

/** Where a public record waits for its owner because a right it names has ended. */
export const CHECKING = 'checking'
/** Page of the workbench on which owners confirm listings and say what came of those that lapsed. */
const CONFIRM_PAGE = '/app/listings'

/**
 * The listing of a kind of record: draft → reviewing → published → expired, or taken down by the owner. The reviewer
 * is another person than the submitter. A published record expires unless the owner confirms it (heartbeat); who let
 * one expire is asked what came of it, and silence is written down as such.
 */
export function listingProcedure<
  const State extends string,
  const Action extends string,
  const Live extends string = never,
>(spec: ListingSpec<State, Live, Action>): Procedure {
  const live = Object.entries<string>(spec.live ?? {})
  const resting = ['published', ...live.map(([state]) => state)]
  const isPublic = spec.hasRights ? [...resting, CHECKING] : resting
  return defineProcedure<ListingFacts>()<string, string, string, ListingGuard>({
    id: `${spec.kind}-listing`,
    module: spec.module,
    version: 1,
    title: `${spec.title}发布`,
    basis: spec.basis,
    planItems: spec.planItems,
    form: spec.kind,
    parts: partsOf(spec.ownerTitle, spec),
    guards: listingGuards,
    start: 'draft',
    states: statesOf(spec),
    actions: {
      ...reviewActions(spec.submit),
      heartbeat: { title: spec.words.heartbeat, by: 'owner', from: 'published', to: 'published' },
      ...spec.actions,
      ...(spec.personal ? profileActions(spec.shelf) : {}),
      ...(spec.hasRights && rightActions(spec.shelf)),
      expire: { title: spec.words.expire, by: 'clock', from: isPublic, to: 'expired' },
      ...afterwards(spec),
      relist: {
        title: '重新起草',
        by: 'owner',
        from: ['rejected', spec.shelf, 'expired', 'unexplained'],
        to: 'draft',
      },
      attest: {
        title: '导入核验并发布',
        by: 'event',
        from: ['draft', 'reviewing', ...isPublic, spec.shelf, 'expired', 'unexplained'],
        to: 'published',
      },
      delist: { title: '来源平台已下架', by: 'event', from: isPublic, to: spec.shelf },
    },
  })
}

/** States of a listing; each public one ends by its term unless the owner confirms it. */
function statesOf(spec: {
  readonly validityRule: string
  readonly hasRights?: true
  readonly live?: Readonly<Record<string, string>>
  readonly ends: Readonly<Record<string, StateDef>>
  readonly words: { readonly expired: string }
}): Readonly<Record<string, StateDef>> {
  const due = {
    term: { rule: spec.validityRule, unit: 'months' },
    performs: 'expire',
    remindRule: ['listing.reminder.days', 'listing.reminder.last.days'],
    remindLink: CONFIRM_PAGE,
    onReturn: 'restart',
  } as const
  const live = Object.entries<string>(spec.live ?? {})
  return {
    draft: { title: '草稿' },
    reviewing: REVIEWING,
    published: {
      title: '已发布',
      rests: true,
      due,
      dated: spec.hasRights ? ['expire', 'rightEnds'] : ['expire'],
    },
    ...Object.fromEntries(
      live.map(([state, title]) => [state, { title, rests: true, due, dated: ['expire'] }]),
    ),
    ...(spec.hasRights && { [CHECKING]: RIGHT_ENDED }),
    rejected: { title: '不予发布', end: 'refused' },
    ...spec.ends,
    expired: { title: `${spec.words.expired}，待说明去向`, due: ANSWER_DUE },
    unexplained: { title: `${spec.words.expired}，去向未说明`, end: 'lapsed' },
  }
}

/** Until when the owner of a lapsed listing is asked what came of it. */
const ANSWER_DUE = {
  term: { rule: 'listing.outcome.days', unit: 'days' },
  performs: 'silence',
  onReturn: 'restart',
} as const

function afterwards(spec: { readonly outcomes?: readonly [Outcome, ...Outcome[]]; readonly shelf: string }) {
  return {
    explain: {
      title: '说明去向',
      by: 'owner',
      from: ['expired', 'unexplained'],
      to: spec.shelf,
      input: spec.outcomes ? endingForm(spec.outcomes) : outcomeForm,
    },
    silence: { title: '逾期未说明去向', by: 'clock', from: 'expired', to: 'unexplained' },
  } as const
}

/** A right the record names has ended: it stays public for a short while, and its owner must act. */
const RIGHT_ENDED = {
  title: '权利到期，待核对',
  due: {
    term: { rule: 'listing.rightCheck.days', unit: 'days' },
    performs: 'lapse',
    onReturn: 'restart',
  },
} as const

function rightActions(shelf: string) {
  return {
    rightEnds: { title: '所列权利到期', by: 'clock', from: 'published', to: CHECKING },
    rightSettled: { title: '修改后恢复', by: 'event', from: CHECKING, to: 'published' },
    lapse: { title: '权利到期未处理，下架', by: 'clock', from: CHECKING, to: shelf },
  } as const
}

/** A record under review, of a listing or a revision. */
const REVIEWING = {
  title: '审核中',
  due: { term: { rule: 'review.limitWd', unit: 'workingDays' }, onReturn: 'resume' },
} as const

function partsOf(
  ownerTitle: string,
  { owners, personal }: RecordProcedureSpec,
): Readonly<Record<string, PartDef>> {
  return {
    owner: { title: ownerTitle, hold: owners, within: personal ? 'own' : 'org' },
    reviewer: { title: '审核人', hold: ['officer'], within: 'unit' },
    ...(personal && { unit: { title: '所在单位', hold: ['orgAdmin'], within: 'org' } }),
  }
}

/** How a person's profile ends besides its term: consent is withdrawn at any time, without a reason (PIPL 15). */
function profileActions(shelf: string) {
  return {
    withdraw: {
      title: '撤回同意并下架',
      by: 'owner',
      from: 'published',
      to: shelf,
      confirm: '撤回后公开页面和检索结果随即撤下；以后可以重新起草（须重新审核）。',
    },
    release: {
      title: '已不在本单位，下架',
      by: 'unit',
      from: 'published',
      to: shelf,
      input: reasonForm,
    },
    forget: { title: '本人注销账号', by: 'event', from: ['draft', 'reviewing', 'published'], to: shelf },
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
  return defineProcedure<ListingFacts>()<string, string, string, ListingGuard>({
    id: `${spec.kind}-revision`,
    module: spec.module,
    version: 1,
    title: `${spec.title}修改`,
    basis: spec.basis,
    planItems: spec.planItems,
    form: spec.kind,
    parts: partsOf(spec.personal ? '本人' : '发布单位', spec),
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
      ...(spec.personal && {
        end: { title: '随资料撤下终止', by: 'event', from: ['draft', 'reviewing'], to: 'dropped' },
      }),
    },
  })
}
