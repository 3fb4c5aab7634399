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

/** An attempt at an achievement, here or outside. */
export interface Attempt {
  readonly id: string
  readonly kind: 'lot' | 'outside'
  readonly publicId: string
  readonly stateTitle: string
  readonly floorFen: number
  readonly priceFen: number | null
  readonly madeAt: string
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
