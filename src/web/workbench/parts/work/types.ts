import type { JsonSchema } from '../../helpers/schema.ts'
import type { WorkItem } from '../../types.ts'

export interface WorkPage {
  readonly items: readonly WorkItem[]
  readonly total: number
  readonly next: string | null
}

export type DueBucket = 'late' | 'today' | 'week' | 'later' | 'provisional' | 'none'
export type Handled = 'mine' | 'free' | 'others'

export interface WorkSummary {
  readonly total: number
  readonly due: Readonly<Record<DueBucket, number>>
  readonly handled: Readonly<Record<Handled, number>>
  readonly procedures: readonly { readonly id: string; readonly title: string; readonly count: number }[]
  readonly states: readonly {
    readonly procedure: string
    readonly state: string
    readonly title: string
    readonly count: number
  }[]
  readonly units: readonly { readonly id: string; readonly name: string; readonly count: number }[]
}

export interface PastItem {
  readonly dossierId: string
  readonly procedureTitle: string
  readonly title: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly stateTitle: string
  readonly closed: boolean
  readonly acted: string
  readonly at: string
  readonly forName: string | null
}

export interface PreviewItem {
  readonly dossierId: string
  readonly visit: number
  readonly title: string
  readonly from: string
  readonly to: string
  readonly allowed: boolean
  readonly reason: string | null
}

export interface Preview {
  readonly action: string
  readonly title: string
  readonly confirm: string | null
  readonly form: JsonSchema
  readonly items: readonly PreviewItem[]
}

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly query: Readonly<Record<string, string>>
}

/** What may stand in the address of a work list. */
export const ASKED = ['q', 'procedure', 'state', 'unit', 'due', 'handled'] as const

export const DUE_TITLES: Readonly<Record<DueBucket, string>> = {
  late: '已超期',
  today: '今天到期',
  week: '本周到期',
  later: '本周以后',
  provisional: '暂定（节假日未公布）',
  none: '无时限',
}

export const HANDLED_TITLES: Readonly<Record<Handled, string>> = {
  mine: '由我经办',
  free: '无人认领',
  others: '同事经办',
}
