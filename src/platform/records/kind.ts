import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { WithSource } from '../forms/outside.ts'
import type { DossierRow } from '../procedure/store.ts'
import type { FieldFault } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { RecordStore } from './store.ts'
import type { OwnerVeil } from './veil.ts'

/** Fields every listed record has, whatever its kind. */
export interface ListedForm extends WithSource {
  readonly code?: string
  readonly name?: string
  readonly secrecy?: string
}

/** What a module says about a kind of listed record; drafting, review, versions and import are the same for all. */
export interface RecordKind<Form extends ListedForm = ListedForm> {
  /** Subject kind in journal, dossier and index: `achievement`. */
  readonly kind: string
  /** 成果, 需求. */
  readonly title: string
  readonly module: string
  /** Codes given by the platform: `CG-2026-000001`. */
  readonly codePrefix: string
  readonly store: RecordStore<Form>
  /** States in which another record of the owner may not bear the same name. */
  readonly liveStates: readonly string[]
  /** State of a record that was just published. */
  readonly publishedState: string
  /** Ruleset key of the months a listing counts. */
  readonly validityRule: string
  /** Page of the workbench that shows a record. */
  readonly link: (id: string) => string
  readonly faults: (form: Form, rules: Ruleset, today: string) => FieldFault[]
  readonly gaps: (form: Form, rules: Ruleset, today: string) => FieldFault[]
  readonly warnings: (tx: Tx, id: string, form: Form, today: string) => Promise<FieldFault[]>
  /** Asked when a version is handed in, against the rest of the database; refuses. */
  readonly submitting?: (
    tx: CommandTx,
    actor: Actor,
    record: { readonly id: string; readonly form: Form },
    dossier: DossierRow,
    now: Instant,
  ) => Promise<void>
  /** Field with the day on which the owner says the listing ends, if earlier than the term. */
  readonly lastDayField: string
  /** Says that the record is a person's own profile (`store.isPersonal`): its title without the person's name. */
  readonly headName?: (code: string) => string
  /** Fields the public statistics read: what to count by, and whether the owner is hidden (then not even counted by). */
  readonly statistics?: { readonly field?: string; readonly hidden?: string }
  /** Last day of the first right named by the form to end, today or later; the owner must act when it has ended. */
  readonly rightEnding?: (form: Form, rules: Ruleset, today: string) => string | undefined
  /** Set where a record may hide its owner. */
  readonly veil?: OwnerVeil<Form>
  /** Faults that only who the owner is can tell; asked when the record is saved, submitted or imported, never stored. */
  readonly ownerFaults?: (tx: Tx, ownerOrgId: string, form: Form) => Promise<FieldFault[]>
  /** Identifier of a new record; default a UUIDv7 of the moment. */
  readonly newId?: (now: Instant) => string
  /** Why the owner may not take the record off the shelf now; undefined when it may. */
  readonly held?: (tx: Tx, id: string) => Promise<string | undefined>
  /** Rows kept besides the versions, for these records' latest forms. */
  readonly saved?: (tx: Tx, records: readonly { readonly id: string; readonly form: Form }[]) => Promise<void>
}

/** What head, versions, dossiers and journal call a record: its name, or of a profile a title that names nobody (P18). */
export function headName<Form extends ListedForm>(kind: RecordKind<Form>, form: Form): string {
  return kind.headName ? kind.headName(form.code ?? '') : (form.name ?? '')
}

/** What the public statistics know of a form. */
export function statisticsOf<Form extends ListedForm>(
  kind: RecordKind<Form>,
  form: Form,
): { readonly field: string | null; readonly hidden: boolean } {
  const values = form as Readonly<Record<string, unknown>>
  const { field = '', hidden = '' } = kind.statistics ?? {}
  const value = values[field]
  return { field: typeof value === 'string' ? value : null, hidden: values[hidden] === true }
}

/** The day the owner has set for the end of the listing. */
export function ownLastDay<Form extends ListedForm>(kind: RecordKind<Form>, form: Form): string | undefined {
  const day: unknown = (form as Readonly<Record<string, unknown>>)[kind.lastDayField]
  return typeof day === 'string' ? day : undefined
}

/** Queue of the number series of a kind (design.md 5): commands that take numbers run one after another. */
export function seriesQueue(kind: string): string {
  return `series:${kind}-code`
}
