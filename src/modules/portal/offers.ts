/** Posted terms of a licence in force. */
export interface OfferRecord {
  readonly id: string
  readonly publicId: string
  readonly kind: 'posted' | 'open' | 'trial'
  readonly kindTitle: string
  readonly mode: string
  readonly achievementPublicId: string
  readonly name: string
  readonly owner: string
  readonly state: string
  readonly stateTitle: string
  readonly price: string
  /** Titles and values of all terms. */
  readonly rows: readonly (readonly [string, string])[]
  readonly validUntil: string
  readonly announcedUntil: string | null
  readonly priceReason: string
  /** The rule the route rests on is not confirmed. */
  readonly priceIsUnconfirmed: boolean
  readonly sample: boolean
}

export interface OfferPage {
  readonly items: readonly OfferRecord[]
  readonly next: string | null
}
