import type { StoredFile } from '../../types.ts'

/** Posted terms as anybody may read them. */
export interface Offer {
  readonly id: string
  readonly publicId: string
  readonly kind: 'posted' | 'open' | 'trial'
  readonly kindTitle: string
  readonly mode: string
  readonly achievementId: string
  readonly achievementPublicId: string
  readonly name: string
  readonly owner: string
  readonly state: string
  readonly stateTitle: string
  readonly price: string
  readonly rows: readonly (readonly [string, string])[]
  readonly placesLeft: number | null
  readonly validUntil: string
  readonly announcedUntil: string | null
  readonly priceRoute: string
  readonly priceReason: string
  /** The rule the route rests on is not confirmed. */
  readonly priceIsUnconfirmed: boolean
  readonly madeAt: string
  readonly sample: boolean
}

export interface OfferView extends Offer {
  readonly dossierId: string | null
  readonly isOwner: boolean
  readonly withdrawal: {
    readonly reason: string
    readonly number: string | null
    readonly announcedOn: string | null
    readonly at: string
  } | null
  readonly takes: readonly {
    readonly org: string
    readonly dealId: string
    readonly contractId: string | null
    readonly at: string
    readonly state: string
  }[]
  readonly next: readonly {
    readonly name: 'take' | 'try'
    readonly title: string
    readonly allowed: boolean
    readonly reason?: string
  }[]
}

export interface TrialRow {
  readonly id: string
  readonly publicId: string
  readonly dossierId: string
  readonly offerId: string
  readonly dealId: string
  readonly name: string
  readonly seller: string
  readonly buyer: string
  readonly side: 'seller' | 'buyer' | null
  readonly state: string
  readonly stateTitle: string
  readonly appliedAt: string
  readonly beganAt: string | null
  readonly endsOn: string | null
  readonly answerBy: string | null
}

export interface Reading {
  readonly id: string
  readonly fromOn: string
  readonly toOn: string
  readonly quantity: string
  readonly note: string
  readonly file: StoredFile | null
  readonly by: string
  readonly at: string
  readonly word: 'confirm' | 'dispute' | 'replace' | null
  readonly wordTitle: string
  readonly answer: { readonly note: string; readonly by: string; readonly at: string } | null
  readonly mayAnswer: boolean
  readonly mayDispute: boolean
  readonly mayCorrect: boolean
}

export interface Payment {
  readonly id: string
  readonly amountFen: number
  readonly paidOn: string
  readonly payer: string
  readonly account: string
  readonly file: StoredFile | null
  readonly by: string
  readonly at: string
  readonly wordTitle: string
  readonly answer: { readonly reason: string; readonly by: string; readonly at: string } | null
}

interface Text {
  readonly contractId: string
  readonly signedOn: string
}

export interface Trial extends TrialRow {
  readonly purpose: string
  readonly unit: string
  readonly rows: readonly (readonly [string, string])[]
  readonly readings: readonly Reading[]
  readonly meter: { readonly quantity: string; readonly priceFen: number; readonly disputed: number }
  readonly mayRecord: boolean
  readonly payments: readonly Payment[]
  readonly dueFen: number | null
  readonly confirmedFen: number
  readonly agreement: Text | null
  readonly contract: Text | null
  readonly ending: {
    readonly by: 'seller' | 'buyer' | 'clock'
    readonly reason: string
    readonly note: string
    readonly at: string
  } | null
}
