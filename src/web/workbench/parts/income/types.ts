export interface PlanItem {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly mode: 'TRANSFER' | 'LICENSE' | 'EQUITY' | 'SELF_IMPLEMENT'
  readonly modeTitle: string
  readonly state: string
  readonly stateTitle: string
  readonly madeAt: string
}

export interface Word {
  readonly kind: 'agree' | 'dispute' | 'settle'
  readonly reason: string
  readonly at: string
}

export interface Badge {
  readonly key: string
  readonly text: string
  readonly title: string
  readonly statusText: string
}

export interface PlanMember {
  readonly key: string
  readonly name: string
  readonly post: string
  readonly main: boolean
  readonly weightBp: number
  readonly hasAccount: boolean
  readonly word: Word | null
}

export interface Share {
  readonly key: string
  readonly name: string
  readonly fen: number
  readonly paid: { readonly on: string; readonly voucher: string; readonly account: string } | null
  readonly held: string | null
  readonly mayPay: boolean
}

export interface Payout {
  readonly id: string
  readonly dossierId: string
  readonly source: 'receipt' | 'profit' | 'equity'
  readonly receivedOn: string
  readonly grossFen: number
  readonly unitBp: number
  readonly partFen: number
  readonly costs: readonly { readonly kind: string; readonly fen: number; readonly voucher: string }[]
  readonly isFixed: boolean
  readonly netFen: number
  readonly poolFen: number
  readonly clause: string
  readonly state: string
  readonly stateTitle: string
  readonly relief: { readonly until: string; readonly says: string } | null
  readonly shares: readonly Share[]
}

/** What GET /income/plans/{id} answers. */
export interface PlanView extends PlanItem {
  readonly dossierId: string
  readonly unit: string
  readonly contractId: string | null
  readonly dealId: string | null
  readonly achievementId: string
  readonly version: number
  readonly form: Readonly<Record<string, unknown>> & { readonly teamRateBp: number }
  readonly clause: string
  readonly ruleSource: string
  readonly floorBp: number
  readonly ownership: { readonly unitBp: number; readonly teamBp: number }
  readonly faults: readonly { readonly field: string; readonly message: string }[]
  readonly badges: readonly Badge[]
  readonly members: readonly PlanMember[]
  readonly may: {
    readonly edit: boolean
    readonly ownedDay: boolean
    readonly paper: boolean
    readonly settle: boolean
    readonly profit: boolean
    readonly equity: boolean
    readonly statements: boolean
  }
  readonly payouts: readonly Payout[]
  /** Receipts that are others' to divide, and why. */
  readonly undivided: readonly { readonly key: string; readonly says: string; readonly receivedOn: string }[]
  /** Days whose share the unit corrected, with the reason. */
  readonly ownedDays: readonly { readonly key: string; readonly says: string }[]
}

export interface OwnPlan extends PlanItem {
  readonly unit: string
  readonly weightBp: number
  readonly teamRateBp: number
  readonly clause: string
  readonly word: Word | null
  readonly maySay: boolean
  readonly member: string
  readonly shares: readonly {
    readonly payoutId: string
    readonly receivedOn: string
    readonly netFen: number
    readonly poolFen: number
    readonly fen: number
    readonly clause: string
    readonly stateTitle: string
    readonly paid: { readonly on: string; readonly voucher: string } | null
    readonly held: string | null
    readonly reliefSays: string | null
  }[]
}

export interface Tried {
  readonly faults: readonly { readonly field: string; readonly message: string }[]
  readonly netFen: number
  readonly poolFen: number
  readonly unitFen: number
  readonly clause: string
  readonly floorBp: number
  readonly badges: readonly Badge[]
  readonly members: readonly { readonly name: string; readonly fen: number }[]
}

export const WORDS = { agree: '同意', dispute: '有异议', settle: '异议已处理' } as const
