import { z } from 'zod'
import type { Role } from '../access/access.ts'
import { prose } from '../forms/text.ts'
import { defineProcedure, type Guard } from '../procedure/procedure.ts'

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

export interface RevisionSpec {
  readonly id: string
  readonly module: string
  readonly title: string
  readonly basis: readonly string[]
  readonly planItems: readonly string[]
  readonly owners: readonly Role[]
  readonly submit: z.ZodObject
}

/** The procedure a change of a published record goes through, while the version before stays public. */
export function revisionProcedure(spec: RevisionSpec) {
  return defineProcedure<ListingFacts>()({
    id: spec.id,
    module: spec.module,
    version: 1,
    title: spec.title,
    basis: spec.basis,
    planItems: spec.planItems,
    parts: {
      owner: { title: '发布单位', hold: spec.owners, within: 'org' },
      reviewer: { title: '审核人', hold: ['officer'], within: 'unit' },
    },
    guards: listingGuards,
    start: 'draft',
    states: {
      draft: { title: '修改中' },
      reviewing: {
        title: '审核中',
        due: { term: { rule: 'review.limitWd', unit: 'workingDays' }, onReturn: 'resume' },
      },
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
      recall: { title: '撤回提交', by: 'owner', from: 'reviewing', to: 'draft' },
      approve: {
        title: '通过',
        by: 'reviewer',
        from: 'reviewing',
        to: 'accepted',
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
