import type { FieldFault, Row } from './types.ts'

/** What differs between achievements and demands for the pages they share. */
export interface RecordKind {
  /** Kind of the subject of dossiers and journal entries. */
  readonly kind: 'achievement' | 'demand'
  /** Address in the workbench and in the API. */
  readonly path: 'achievements' | 'demands'
  readonly title: string
  readonly other: string
  readonly form: string
  readonly draftForm: string
  readonly procedure: string
  readonly lead: string
  /** States of the own list's filter. */
  readonly stateTitles: Readonly<Record<string, string>>
}

export const achievements: RecordKind = {
  kind: 'achievement',
  path: 'achievements',
  title: '成果',
  other: '需求',
  form: 'achievement',
  draftForm: 'achievement-draft',
  procedure: 'achievement-listing',
  lead: '登记、发布和更新本单位的成果。信息有效期满前会提醒您确认仍然有效。',
  stateTitles: {
    draft: '草稿',
    reviewing: '审核中',
    published: '已发布',
    rejected: '不予发布',
    offShelf: '已下架',
    expired: '到期下架',
    converted: '已转化',
  },
}

export const demands: RecordKind = {
  kind: 'demand',
  path: 'demands',
  title: '需求',
  other: '成果',
  form: 'demand',
  draftForm: 'demand-draft',
  procedure: 'demand-listing',
  lead: '一句话就能发布需求；写得越具体，匹配越准。',
  stateTitles: {
    draft: '草稿',
    reviewing: '审核中',
    published: '已发布',
    rejected: '不予发布',
    matching: '对接中',
    solved: '已解决',
    closed: '已关闭',
    expired: '已到期',
  },
}

/** A record as own lists, the own page and the public page carry it; what is missing is not told there. */
export interface MarketRecord {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name?: string
  readonly state?: string
  readonly stateTitle?: string
  readonly version: number
  readonly dossierId?: string | null
  /** Dossier of the change under review, while there is one. */
  readonly revisionId?: string | null
  /** The whole form, for the owner and the reviewing unit. */
  readonly form?: Row
  /** The public part, for everybody else. */
  readonly fields?: Row
  readonly owner?: { readonly name: string }
  readonly techField?: string | null
  readonly priceFen?: number | null
  readonly budgetMaxFen?: number | null
  readonly negotiable?: boolean
  readonly validUntil?: string | null
  readonly sample?: boolean
  /** Of a record that an outside platform lists here and negotiates itself. */
  readonly source?: {
    readonly platform: string
    readonly contact: string
    readonly owner: string
    readonly link?: string
  } | null
  readonly gaps?: readonly FieldFault[]
  readonly faults?: readonly FieldFault[]
  readonly warnings?: readonly FieldFault[]
  readonly versions?: readonly { readonly version: number; readonly name: string; readonly at: string }[]
}

/** The fields that may be read of it. */
export function dataOf(record: MarketRecord): Row {
  return record.form ?? record.fields ?? {}
}

export function nameOf(record: MarketRecord): string {
  const name = dataOf(record)['name']
  return record.name ?? (typeof name === 'string' ? name : record.code)
}
