/** What a reply says the viewer may do next. */
export interface Next {
  readonly name: string
  readonly title: string
  readonly allowed: boolean
  readonly reason: string
}

export interface SettlementItem {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly contractId: string | null
  readonly seller: string
  readonly buyer: string
  readonly signedOn: string
  readonly version: number
  readonly agreedVersion: number | null
}

export interface ListedSettlement extends SettlementItem {
  readonly side: string
  readonly dueFen: number
  readonly openFen: number
  readonly gotFen: number
}

export interface Schedule {
  readonly items: readonly {
    readonly kind: string
    readonly title: string
    readonly dueOn?: string
    readonly fen: number
  }[]
  readonly royaltyBase?: string
  readonly royaltySteps?: readonly { readonly year: number; readonly rateBp: number }[]
  readonly royaltyFromOn?: string
  readonly royaltyMonths?: number
  readonly royaltyEvery?: string
  readonly royaltyDueDays?: number
  readonly payTo?: string
}

export interface Due {
  readonly key: string
  readonly title: string
  readonly dueOn: string | null
  readonly fen: number
  readonly openFen: number
  readonly state: string
  readonly next: readonly Next[]
}

export interface Royalty {
  readonly id: string
  /** Which period of the schedule; null for a report of other days. */
  readonly title: string | null
  readonly fromOn: string
  readonly untilOn: string
  readonly baseFen: number
  readonly rateBp: number
  readonly fen: number
  readonly dueOn: string
  readonly note: string | null
}

export interface Money {
  readonly id: string
  readonly kind: string
  readonly fen: number
  readonly onDay: string
  readonly number: string
  readonly payer: string
  readonly reason: string | null
  /** Where it came to; of the own side only. */
  readonly ownAccount: string | null
  /** What it says it is for. */
  readonly line: string | null
  /** Why money went back. */
  readonly cause: string | null
  readonly isImported: boolean
  readonly state: string
  readonly stateTitle: string
  readonly recordedBy: string | null
  readonly confirmedBy: string | null
  readonly next: readonly Next[]
}

export interface Settlement extends SettlementItem {
  readonly isSeller: boolean
  readonly ending: { readonly how: string; readonly endedOn: string; readonly reason: string } | null
  readonly schedule: Schedule | null
  readonly agreed: Schedule | null
  readonly confirmedBy: readonly string[]
  readonly dues: readonly Due[]
  readonly unreported: readonly {
    readonly fromOn: string
    readonly untilOn: string
    readonly title: string
  }[]
  readonly royalties: readonly Royalty[]
  readonly invoices: readonly {
    readonly id: string
    readonly number: string
    readonly issuedOn: string
    readonly fen: number
    readonly red: boolean
  }[]
  readonly money: readonly Money[]
  readonly receivedFen: number
  readonly next: readonly Next[]
}

export interface BankLine {
  readonly id: string
  readonly ref: string
  readonly onDay: string
  readonly fen: number
  readonly payer: string
  readonly purpose: string
  readonly importedBy: string
  readonly aside: string | null
  readonly settlement: { readonly id: string; readonly title: string } | null
  readonly suggestions: readonly {
    readonly settlementId: string
    readonly title: string
    readonly royaltyId: string | null
    readonly score: number
    readonly reasons: readonly string[]
  }[]
  readonly next: readonly Next[]
}

export interface Arrear {
  readonly id: string
  readonly settlementId: string
  readonly contract: string
  readonly title: string
  readonly seller: string
  readonly buyer: string
  readonly dueOn: string
  readonly openFen: number
  readonly lateDays: number
}
