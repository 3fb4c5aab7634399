import type { Row, StoredFile } from '../../types.ts'

interface Said {
  readonly by: string
  readonly org: string
  readonly mine: boolean
  readonly at: string
}

export interface Meeting {
  readonly id: string
  readonly dossierId: string
  readonly topic: string
  readonly way: string
  readonly place: string
  readonly state: string
  readonly stateTitle: string
  readonly org: string
  readonly by: string
  readonly mine: boolean
  readonly at: string
  readonly slots: readonly { readonly n: number; readonly startsAt: string; readonly endsAt: string }[]
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly ics: string | null
  readonly minutes: readonly (Said & { readonly version: number; readonly body: string })[]
}

/** GET /deals/{id}: everything of one negotiation. */
export interface Deal {
  readonly id: string
  readonly dossierId: string
  readonly achievementId: string
  readonly demandId: string | null
  readonly name: string
  readonly seller: { readonly orgId: string; readonly name: string }
  readonly buyer: { readonly orgId: string | null; readonly name: string }
  readonly side: 'seller' | 'buyer' | null
  readonly sellerIsStateFounded: boolean
  readonly state: string
  readonly stateTitle: string
  readonly agreedTermsVersion: number | null
  readonly may: Readonly<Record<'talk' | 'meet' | 'negotiate' | 'signTexts' | 'askForHelp', boolean>>
  readonly waiting: {
    readonly for: 'seller' | 'buyer' | 'both' | 'nobody'
    readonly sentence: string
    /** What the clock does when the term passes. */
    readonly lapse: string | null
  }
  readonly identity: {
    readonly hidden: boolean
    readonly mayDisclose: boolean
    readonly disclosedAt: string | null
  }
  readonly introduction: {
    readonly id: string
    readonly broker: string
    readonly protectedUntil: string | null
    readonly counts: boolean
    readonly sellerAllows: boolean
    readonly buyerAllows: boolean
  } | null
  readonly messages: readonly (Said & {
    readonly id: string
    readonly body: string
    readonly files: readonly StoredFile[]
  })[]
  readonly terms: readonly (Said & { readonly version: number; readonly data: Row })[]
  /** What the next proposal starts from. */
  readonly proposal: Row
  /** What the seller proposed its price with; null for the other side and before any. */
  readonly price: { readonly kind: 'notice' | 'filing'; readonly data: Row; readonly at: string } | null
  readonly points: readonly (Said & {
    readonly id: string
    readonly field: string | null
    readonly body: string
    readonly answer: (Said & { readonly body: string }) | null
  })[]
  readonly agreements: readonly (Said & {
    readonly version: number
    readonly related: string | null
    readonly relatedNote: string | null
  })[]
  readonly meetings: readonly Meeting[]
  readonly ending: {
    readonly reason: string
    readonly explanation: string
    readonly by: string
    readonly at: string
  } | null
}

export interface RoomItem {
  readonly id: string
  readonly title: string
  readonly isText: boolean
  readonly size: number
  readonly version: number
  readonly sha256: string
  readonly at: string
  readonly level: 'nda' | 'each'
  readonly levelTitle: string
  readonly modeTitle: string
  readonly mode: string
}

export interface Room {
  readonly nda: { readonly signedOn: string; readonly contractId: string } | null
  readonly mayKeep: boolean
  readonly mayGrant: boolean
  readonly mayWithdraw: boolean
  readonly own: readonly (RoomItem & {
    readonly scope: string
    readonly withdrawnAt: string | null
    readonly shut: string | null
    readonly isAsked: boolean
    readonly isGranted: boolean
  })[]
  readonly foreignCount: number
  readonly foreign: readonly (RoomItem & {
    readonly shut: string | null
    readonly asked: boolean
    readonly mayAsk: boolean
  })[]
}

export interface Opening {
  readonly id: string
  readonly receiptNo: string
  readonly title: string
  readonly version: number
  readonly sha256: string
  readonly modeTitle: string
  readonly owner: string
  readonly org: string
  readonly by: string
  readonly at: string
  readonly leaf: string | null
}
