import type { Badge } from '../income/types.ts'
import type { StoredFile } from '../../types.ts'

export interface CommissionItem {
  readonly id: string
  readonly publicId: string
  readonly title: string
  readonly broker: string
  readonly payer: string
  readonly side: 'broker' | 'payer' | null
  readonly terms: string
  readonly state: string
  readonly stateTitle: string
  readonly contractTitle: string | null
  readonly madeAt: string
  readonly dueFen: number
  readonly paidFen: number
}

export interface Act {
  readonly name: string
  readonly title: string
}

export interface Payment {
  readonly id: string
  readonly kind: string
  readonly fen: number
  readonly onDay: string
  readonly number: string
  readonly accounts: { readonly from: string; readonly to: string } | null
  readonly reason: string | null
  readonly stateTitle: string
  readonly next: readonly Act[]
}

export interface Dispute {
  readonly id: string
  readonly dossierId: string
  readonly by: string
  readonly grounds: string
  readonly stateTitle: string
  readonly outcome: string | null
  readonly words: readonly {
    readonly kind: 'open' | 'answer' | 'decide'
    readonly by: string
    readonly text: string
    readonly at: string
    readonly files: readonly StoredFile[]
  }[]
}

export interface RecordEntry {
  readonly at: string
  readonly what: string
  readonly who: string
  readonly link: string | null
  readonly leaf: string | null
  readonly sha256?: string
}

export interface Commission extends Omit<CommissionItem, 'dueFen' | 'paidFen'> {
  readonly dossierId: string | null
  readonly introductionId: string
  readonly by: string
  readonly other: string
  readonly note: string
  readonly otherPaysToo: boolean
  readonly contractOn: string | null
  readonly arose: 'event' | 'raised' | null
  readonly grantedBp: number
  readonly standing: {
    readonly dueFen: number
    readonly paidFen: number
    readonly openFen: number
    readonly overFen: number
    readonly pendingFen: number
  }
  readonly dues: readonly {
    readonly n: number
    readonly onDay: string
    /** Null where the viewer need not know what the contract received. */
    readonly receivedFen: number | null
    readonly fen: number
    readonly byDecision: boolean
  }[]
  readonly money: readonly Payment[]
  readonly disputes: readonly Dispute[]
  readonly record: { readonly entries: readonly RecordEntry[]; readonly findings: readonly string[] }
  readonly badges: readonly Badge[]
  readonly next: readonly Act[]
}
