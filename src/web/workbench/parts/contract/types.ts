/** What GET /contracts/{id} answers. */
export interface ContractView {
  readonly id: string
  readonly publicId: string
  readonly purpose: 'contract' | 'nda' | 'trial' | 'supplement'
  readonly dossierId: string
  readonly dealId: string
  readonly title: string
  readonly side: 'seller' | 'buyer' | null
  readonly state: string
  readonly stateTitle: string
  readonly version: number
  readonly concludedAt: string | null
  readonly pages: number | null
  readonly documents: readonly TextVersion[]
  readonly electronicClause: string
  readonly mixedSays: string
  readonly signingWays: readonly {
    readonly way: Way
    readonly title: string
    readonly says: string
    /** Why this way cannot be chosen here. */
    readonly missing?: string
  }[]
  readonly signatories: readonly Signatory[]
  readonly consents: readonly { readonly org: string; readonly person: string; readonly at: string }[]
  readonly confirmations: readonly Confirmation[]
  readonly papers: readonly Paper[]
  readonly requests: readonly {
    readonly id: string
    readonly state: 'asked' | 'open' | 'signed' | 'declined' | 'failed'
    readonly address: string | null
    readonly fault: string | null
    readonly person: string
    readonly provider: string
  }[]
  readonly law: Law
  readonly rejection: { readonly org: string; readonly person: string; readonly reason: string } | null
  readonly sheet: string | null
}

export type Way = 'a' | 'b' | 'c'

export interface TextVersion {
  readonly version: number
  readonly source: 'generated' | 'own'
  readonly sha256: string
  /** Names this text to the second factor that confirms it. */
  readonly matter: string
  readonly at: string
  readonly link: string
  readonly docx: { readonly sha256: string; readonly link: string } | null
  readonly cover: string | null
  readonly chinese: string | null
  readonly points: Readonly<Record<string, string>> | null
  readonly findings: readonly {
    readonly rule: string
    readonly level: 'serious' | 'look'
    readonly at: string
    readonly says: string
    readonly basis: string
  }[]
}

export interface Signatory {
  readonly id: string
  readonly key: string
  readonly role: string
  readonly name: string
  readonly mine: boolean
  readonly isPerson: boolean
  readonly consented: boolean
  readonly way: Way | null
  /** What still stands between them and their signature; null once they signed. */
  readonly waits: string | null
}

export interface Confirmation {
  readonly org: string
  readonly person: string
  readonly capacity: string
  readonly way: Way
  readonly factor: string | null
  readonly evidence: {
    readonly sealText?: string
    readonly differs?: boolean
    readonly reason?: string
    readonly phone?: string
    readonly issuer?: string
    readonly serial?: string
    readonly isFake?: boolean
  }
  readonly signedOn: string
  readonly at: string
}

export interface Paper {
  readonly id: string
  readonly file: string
  readonly sheets: number
  readonly by: string
  readonly org: string
  readonly mine: boolean
  readonly at: string
  readonly reading: {
    readonly fault: string | null
    readonly pictures: readonly string[]
    readonly marks: readonly { readonly sheet: number; readonly page: number | null }[]
  } | null
  readonly findings: {
    readonly sheets: number
    readonly foreign: readonly number[]
    readonly notRead: readonly number[]
    readonly unread: readonly number[]
    readonly missing: boolean
    readonly complete: boolean
  } | null
  readonly open: readonly { readonly id: string; readonly role: string; readonly name: string }[]
  readonly checks: readonly {
    readonly accepted: boolean
    readonly name: string | null
    readonly sealText: string | null
    readonly differs: boolean
    readonly reason: string
    readonly by: string
    readonly org: string
    readonly at: string
  }[]
  readonly sentBack: string | null
}

export interface Law {
  readonly ban: string | null
  readonly isAbroad: boolean
  readonly rights: readonly {
    readonly key: string
    readonly kind: 'priority' | 'consent' | 'note'
    readonly holder: string
    readonly basis: string
    readonly says: string
    readonly required: boolean
    readonly settled: boolean
    readonly why: string
    readonly choices: readonly string[]
  }[]
  readonly answers: readonly {
    readonly rightKey: string
    readonly holders: string
    readonly offeredOn: string
    readonly answer: string
    readonly note: string
    readonly file: string | null
    readonly by: string
    readonly at: string
  }[]
  readonly needs: readonly {
    readonly kind: string
    readonly title: string
    readonly basis: string
    readonly says: string
    readonly recorded: boolean
  }[]
  readonly approvals: readonly {
    readonly kind: string
    readonly number: string
    readonly issuedBy: string
    readonly approvedOn: string
    readonly file: string
    readonly by: string
  }[]
}
