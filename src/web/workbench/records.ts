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
    negotiating: '洽谈中',
    converted: '已转化',
    withdrawn: '已下架',
    expired: '已到期',
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
    matching: '撮合中',
    solved: '已解决',
    closed: '已关闭',
    withdrawn: '已撤回',
    expired: '已到期',
  },
}

/** A record as lists and details carry it; the fields of its form stand in `data` or beside these. */
export interface MarketRecord {
  readonly id: string
  readonly publicId?: string
  readonly code: string
  readonly name: string
  readonly state: string
  readonly stateTitle?: string
  readonly version?: number
  readonly dossierId?: string | null
  readonly data?: Readonly<Record<string, unknown>>
  readonly validUntil?: string | null
  readonly updatedAt?: string
  readonly gaps?: readonly { readonly field: string; readonly message: string }[]
  readonly faults?: readonly { readonly field: string; readonly message: string }[]
  readonly [field: string]: unknown
}

export function dataOf(record: MarketRecord): Readonly<Record<string, unknown>> {
  return record.data ?? record
}

export function stateTitleOf(kind: RecordKind, record: MarketRecord): string {
  return record.stateTitle ?? kind.stateTitles[record.state] ?? record.state
}
