import type { Tx } from '../db/database.ts'
import type { WithSource } from '../forms/outside.ts'
import type { FieldFault } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { RecordStore } from './store.ts'

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
  /** Field with the day on which the owner says the listing ends, if earlier than the term. */
  readonly lastDayField: string
  /** Rows kept besides the versions, for these records' latest forms. */
  readonly saved?: (tx: Tx, records: readonly { readonly id: string; readonly form: Form }[]) => Promise<void>
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
