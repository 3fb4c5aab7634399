import type { Row } from '../../types.ts'

export interface OutsideItem {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly owner: string
  readonly exchange: string
  readonly mode: string
  readonly state: string
  readonly stateTitle: string
  readonly floorFen: number
  readonly priceFen: number | null
  readonly madeAt: string
}

/** An attempt at an achievement, here or outside; others than its owner read no id of one outside. */
export interface Attempt {
  readonly kind: 'lot' | 'outside'
  readonly id: string | null
  readonly publicId: string | null
  readonly exchange: string | null
  readonly stateTitle: string
  readonly floorFen: number
  readonly priceFen: number | null
  /** Null until it is announced. */
  readonly on: string | null
}

/** GET /outside-sales/{id}. */
export interface OutsideView extends Omit<OutsideItem, 'priceFen'> {
  readonly dossierId: string | null
  readonly isOwner: boolean
  readonly achievementId: string
  readonly form: Row
  readonly returnWorkingDays: number
  readonly contractId: string | null
  /** What stands; null before a result came. */
  readonly result: {
    readonly outcome: '成交' | '未成交'
    readonly winner: string | null
    readonly priceFen: number | null
    readonly bidders: number
    readonly receipt: string | null
    readonly doneOn: string
    readonly certificateFileId: string
    readonly sourceFileId: string | null
  } | null
  readonly chain: readonly Attempt[]
  readonly next: readonly {
    readonly name: 'edit' | 'file' | 'bring' | 'enter' | 'accept' | 'again'
    readonly title: string
  }[]
}
