import type { Term } from './helpers/deadline.ts'
import type { JsonSchema } from './helpers/schema.ts'

/** Shapes of the replies the workbench reads; /api/openapi.json is the full description. */
export interface Me {
  readonly person: { readonly id: string; readonly name: string } | null
  readonly org: {
    readonly id: string
    readonly name: string
    readonly verified: boolean
    readonly kind: string
  } | null
  readonly roles: readonly string[]
  readonly may: readonly string[]
  readonly instance: {
    readonly kind: 'demo' | 'rehearsal' | 'production'
    readonly city: string
    readonly offsetMs: number
  }
  readonly today: string
  /** Other memberships of this person, for the switcher. */
  readonly memberships?: readonly Membership[]
}

export interface Membership {
  readonly id: string
  readonly orgId: string
  readonly orgName: string
  readonly roles: readonly string[]
  readonly current?: boolean
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
  readonly actions: readonly { readonly name: string; readonly title: string }[]
  readonly link?: string
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
  }
  readonly procedure: { readonly id: string; readonly title: string; readonly basis: readonly string[] }
  readonly stateTitle: string
  readonly states: readonly { readonly name: string; readonly title: string; readonly end: string | null }[]
  readonly entries: readonly DossierEntry[]
  readonly next: readonly NextAction[]
  readonly deadlines: readonly (Term & { readonly kind: string })[]
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
  readonly from?: string
  readonly at?: string
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
