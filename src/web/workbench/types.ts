import type { Term } from './helpers/deadline.ts'
import type { JsonSchema } from './helpers/schema.ts'

/** Shapes of the replies the workbench reads; /api/openapi.json is the full description. */
export interface Me {
  readonly person: { readonly id: string; readonly name: string } | null
  readonly org: {
    readonly id: string
    readonly name: string
    readonly verified: boolean
    readonly kind: string | null
  } | null
  readonly roles: readonly string[]
  readonly may: readonly string[]
  readonly memberships: readonly { readonly id: string; readonly roles: readonly string[] }[]
  /** Acts from the seat of a paper application, from which only that is open. */
  readonly atCounter: boolean
  readonly session: {
    readonly membershipId: string | null
    readonly delegationId: string | null
    /** enrol: strong roles are withheld until a second factor is enrolled. */
    readonly secondFactor: 'none' | 'needed' | 'enrol' | 'done'
  } | null
  readonly instance: {
    readonly kind: 'demo' | 'rehearsal' | 'production'
    readonly city: string
    readonly offsetMs: number
  }
  /** Name of the city's market, for headings. */
  readonly market: string
  /** The server's clock when it answered. */
  readonly now: string
  readonly today: string
}

/** GET /session: the person's places to act from, second factor and open sessions. */
export interface SessionReply {
  readonly seats?: readonly Seat[]
  readonly factor?: { readonly kind: 'totp' | 'sms' } | null
  readonly sessions?: readonly {
    readonly id: string
    readonly openedAt: string
    readonly lastSeenAt: string
    readonly current: boolean
  }[]
}

export interface Seat {
  readonly membershipId: string | null
  readonly delegationId: string | null
  readonly org: { readonly id: string; readonly name: string } | null
  readonly title: string
  readonly roles: readonly string[]
  readonly agentFor: string | null
}

export interface WorkItem extends Term {
  readonly dossierId: string
  readonly procedure: string
  readonly procedureTitle: string
  readonly title: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly state: string
  readonly stateTitle: string
  readonly enteredAt: string
  readonly late: boolean
  readonly visit: number
  readonly actions: readonly {
    readonly name: string
    readonly title: string
    readonly many: boolean
    /** Where it is done, when that is not the dossier's own page. */
    readonly link?: string
  }[]
  readonly handler: { readonly personId: string; readonly name: string; readonly isMe: boolean } | null
  /** For whom one would act (AB角); null in own name. */
  readonly as: {
    readonly delegationId: string
    readonly name: string
    readonly kind: 'deputy' | 'secretary'
    readonly roles: readonly string[]
    readonly until: string
  } | null
}

export interface NextAction {
  readonly name: string
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
  readonly confirm?: string
  readonly form: JsonSchema
}

export interface DossierEntry {
  readonly action: string
  readonly actionTitle: string
  /** By which basis silence stood for a word here. */
  readonly silenceBasis?: string | null
  readonly fromTitle: string
  readonly toTitle: string
  readonly by?: string | null
  readonly actorKind?: string
  readonly at: string
  readonly input: unknown
}

export interface DossierView {
  readonly dossier: {
    readonly id: string
    readonly procedure: string
    readonly title: string
    readonly subject_kind: string
    readonly subject_id: string
    readonly state: string
    readonly visit: number
    readonly entered_at: string
    readonly closed_at: string | null
    readonly org_id: string
    readonly opened_at: string
  }
  readonly procedure: { readonly id: string; readonly title: string; readonly basis: readonly string[] }
  readonly stateTitle: string
  readonly states: readonly {
    readonly name: string
    readonly title: string
    readonly end: string | null
    /** Whether public notice is given in it. */
    readonly notice: boolean
    /** Whether experts review in it. */
    readonly panel: boolean
  }[]
  readonly entries: readonly DossierEntry[]
  readonly next: readonly NextAction[]
  readonly deadlines: readonly (Term & { readonly kind: string })[]
  /** The term of the whole matter; null where the procedure has none. */
  readonly overall: (Term & { readonly stopped: boolean; readonly startsOn: string }) | null
  readonly chain: readonly {
    readonly id: string
    readonly procedureTitle: string
    readonly title: string
    readonly stateTitle: string
    readonly relation: 'followed' | 'follows'
  }[]
}

export interface Receipt {
  readonly leaf: string
  readonly at: string
  readonly keyId: string
  readonly signature: string
}

export interface Reply<R> {
  readonly result: R
  readonly journalId: string
  readonly receipt: Receipt
  readonly repeated: boolean
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly total?: number
  readonly totalIsCapped?: boolean
  readonly next?: string | null
}

export interface FormReply {
  readonly schema: JsonSchema
  readonly prefill?: Readonly<Record<string, Prefill>>
}

/** A value the form starts with, and where it comes from (P34). */
export interface Prefill {
  readonly value: unknown
  /** First day the value holds. */
  readonly from?: string
  readonly unit?: string
  readonly source?: string
  /** Identifier of the file that proves it. */
  readonly proof?: string | null
}

export interface FieldFault {
  readonly field: string
  readonly message: string
}

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly sha256: string
}

/** A record of any kind; pages read the fields they know. */
export type Row = Readonly<Record<string, unknown>>
