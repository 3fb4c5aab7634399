import type { Row } from '../../types.ts'
import type { Attempt } from './outside.ts'

export interface LotItem {
  readonly id: string
  readonly publicId: string
  readonly name: string
  readonly owner: string
  readonly mode: string
  readonly manner: '网络竞价' | '密封报价'
  readonly state: string
  readonly stateTitle: string
  readonly floorFen: number
  readonly startsAt: string
  readonly closesAt: string
  readonly closedAt: string | null
  readonly awardFen: number | null
}

export interface Applicant {
  readonly id: string
  readonly org: string
  readonly alias: string
  readonly at: string
  readonly depositFileId: string
  readonly depositAccount: string
  readonly priorityBasis: string | null
  readonly priorityFileId: string | null
  readonly related: string | null
  readonly relatedNote: string | null
  readonly word: { readonly admitted: boolean; readonly priority: boolean; readonly reason: string } | null
  /** Latest instant for giving the deposit back; null while it is held or once it is gone. */
  readonly returnBy: string | null
  readonly deposit: { readonly kept: boolean; readonly receipt: string; readonly at: string } | null
  readonly mine: boolean
}

/** GET /lots/{id}. */
export interface LotView extends LotItem {
  readonly dossierId: string | null
  readonly achievementPublicId: string | null
  /** Signs of a relation to the seller that the winner has to answer first. */
  readonly asksRelation: string | null
  readonly isOwner: boolean
  readonly form: Row & { readonly stepFen?: number; readonly depositFen: number }
  readonly rules: {
    readonly windowSeconds: number
    readonly extendSeconds: number
    readonly outageSeconds: number
    readonly outageLookbackSeconds: number
  }
  /** Null before it may be told. */
  readonly admitted: number | null
  readonly withdrawnReason: string | null
  readonly winner: string | null
  readonly contractId: string | null
  readonly chain: readonly Attempt[]
  /** Null where bids are open. */
  readonly sealed: SealedView | null
  readonly applicants: readonly Applicant[]
  readonly next: readonly {
    readonly name: 'rehearse' | 'outside' | 'apply' | 'bid' | 'accept'
    readonly title: string
    readonly allowed: boolean
    readonly reason?: string
  }[]
}

export interface SealedView {
  /** How many keep a key. */
  readonly seats: number
  /** How many of them open. */
  readonly threshold: number
  readonly custodians: readonly {
    readonly id: string
    readonly seat: number
    readonly org: string
    /** Public key; null until the seat is accepted. */
    readonly recipient: string | null
    readonly replaced: number
    readonly reason: string
    readonly came: boolean
    /** The unit that was named instead and has not accepted yet. */
    readonly waitsFor: string | null
    readonly canAccept: boolean
  }[]
  readonly envelopes: readonly {
    readonly id: string
    readonly alias: string
    readonly n: number
    readonly at: string
    readonly digest: string
    readonly counts: boolean
    readonly amountFen: number | null
    readonly fault: string | null
  }[]
  readonly canAppoint: boolean
  /** What the own browser needs to seal the next envelope. */
  readonly bid: { readonly alias: string; readonly n: number; readonly isOpen: boolean } | null
  /** Boxes only the viewer's key file opens. */
  readonly boxes: readonly { readonly bid: string; readonly box: string; readonly recipient: string }[]
}

export interface Bid {
  readonly n: number
  readonly alias: string
  readonly amountFen: number
  readonly at: string
  readonly auto: boolean
}

/** GET /lots/{id}/live. */
export interface Live {
  readonly now: string
  readonly state: string
  readonly startsAt: string
  readonly closesAt: string
  readonly closedAt: string | null
  /** False where the announcement keeps the price in until the end. */
  readonly isShown: boolean
  readonly priceFen: number | null
  readonly count: number
  readonly bids: readonly Bid[]
  readonly me: { readonly alias: string; readonly leads: boolean; readonly leastFen: number } | null
}

/** What any rehearsal of a lot answers: who would win, what each would be told, and the record that would be public. */
export interface Rehearsed {
  readonly winner: string | null
  readonly priceFen: number | null
  readonly letters: readonly { readonly who: string; readonly text: string }[]
  readonly record: unknown
}

/** POST /lots/{id}/rehearsal. */
export interface Rehearsal extends Rehearsed {
  readonly steps: readonly {
    readonly kind: 'order' | 'bid' | 'outage' | 'refused'
    readonly at: string
    readonly alias: string | null
    readonly amountFen: number | null
    readonly auto: boolean
    readonly closesAt: string
    readonly moved: boolean
  }[]
  readonly endsAt: string
  readonly closesAt: string
}
