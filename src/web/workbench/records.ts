import { dayText } from './helpers/format.ts'
import { shortReading } from './helpers/money.ts'
import type { FieldFault, Row } from './types.ts'

/** A column of the own list besides name, number and state. */
export interface RecordColumn {
  readonly title: string
  readonly draw: (item: MarketRecord) => string
  readonly width?: number
  readonly amount?: boolean
}

/** What differs between the kinds of record for the pages they share. */
export interface RecordKind {
  /** Kind of the subject of dossiers and journal entries. */
  readonly kind: string
  /** Address in the workbench and in the API. */
  readonly path: string
  readonly title: string
  /** What it is matched with; kinds of the directories are not matched. */
  readonly other?: string
  /** Heading of the own list: 我的成果, 本单位的仪器. */
  readonly mine: string
  /** Button and first step: 登记成果, 发布需求. */
  readonly add: string
  readonly hint: string
  /** A person's own profile: written by that person only, not brought by files of one's own. */
  readonly personal?: boolean
  readonly columns: readonly RecordColumn[]
  readonly form: string
  readonly draftForm: string
  readonly procedure: string
  readonly lead: string
  /** States of the own list's filter. */
  readonly stateTitles: Readonly<Record<string, string>>
}

const validity: RecordColumn = {
  title: '有效期至',
  draw: (item) => dayText(item.validUntil),
  width: 120,
}
const field: RecordColumn = { title: '领域', draw: (item) => item.techField ?? '待补充', width: 140 }

function price(title: string): RecordColumn {
  return { title, draw: priceOf, amount: true, width: 140 }
}

function priceOf(item: MarketRecord): string {
  const fen = item.priceFen ?? item.budgetMaxFen
  if (typeof fen === 'number') return shortReading(fen)
  return item.negotiable === true ? '面议' : '—'
}

export const achievements: RecordKind = {
  kind: 'achievement',
  path: 'achievements',
  title: '成果',
  other: '需求',
  mine: '我的成果',
  add: '登记成果',
  hint: '可以逐项登记，也可以用现成的表格批量导入。',
  columns: [field, price('意向价格'), validity],
  form: 'achievement',
  draftForm: 'achievement-draft',
  procedure: 'achievement-listing',
  lead: '登记、发布和更新本单位的成果。信息有效期满前会提醒您确认仍然有效。',
  stateTitles: {
    draft: '草稿',
    reviewing: '审核中',
    published: '已发布',
    checking: '权利到期，待核对',
    rejected: '不予发布',
    offShelf: '已下架',
    expired: '到期下架，待说明去向',
    unexplained: '到期下架，去向未说明',
    converted: '已转化',
  },
}

export const demands: RecordKind = {
  kind: 'demand',
  path: 'demands',
  title: '需求',
  other: '成果',
  mine: '我的需求',
  add: '发布需求',
  hint: '用一句话说清要解决的问题，马上就能看到匹配的成果。',
  columns: [field, price('预算上限'), validity],
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
    expired: '已到期，待说明去向',
    unexplained: '已到期，去向未说明',
  },
}

/** A record as own lists, the own page and the public page carry it; what is missing is not told there. */
export interface MarketRecord {
  readonly id: string
  readonly publicId: string
  readonly code: string
  /** The code others know it by, where the owner hides. */
  readonly shownCode?: string | null
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
