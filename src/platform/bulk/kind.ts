import type { z } from 'zod'
import type { Actor, Permissions } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { FieldFault } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'

/** A column of an imported or exported table. Headers are accepted by field name, title or alias. */
export interface BulkColumn {
  readonly field: string
  readonly title: string
  readonly aliases?: readonly string[]
  /**
   * Cell text to the value the form takes; `unit` is what the header says in brackets (万元). Throws CellFault with a
   * sentence when the cell cannot be read.
   */
  readonly read: (cell: string, unit: string | undefined) => unknown
  /** Value to cell text, for export and templates. */
  readonly write: (value: unknown) => string
  /** Unit written behind the title on export. */
  readonly unit?: string
  /** Unit of the cells when the header is the field's own name (priceFen is 分). */
  readonly fieldUnit?: string
  /**
   * What the cells hold where it is not plain text: a `code` keeps its digits as text, `money` takes its unit from the
   * header. Decides the format of the column in templates and exports.
   */
  readonly holds?: 'code' | 'day' | 'money' | 'number'
  /** Words the cell may hold, offered as a drop-down list. */
  readonly choices?: readonly string[]
  /** Several of the choices may stand in a cell. */
  readonly several?: boolean
  /** Value as people outside read it, where `write` gives what only an import understands. */
  readonly show?: (value: unknown) => string
  /** How to fill the cell, for the template. */
  readonly help?: string
  /** What stands in the template's example row. */
  readonly example?: string
}

/** A cell that cannot be read; the message is a sentence that does not repeat the cell. */
export class CellFault extends Error {
  override readonly name = 'CellFault'
}

export interface RowFault {
  /** Row as a spreadsheet counts: the header is row 1. */
  readonly row: number
  readonly column: string
  readonly message: string
}

export type RowOutcome = 'created' | 'updated' | 'unchanged'
export type RowValues = Readonly<Record<string, unknown>>

export interface Batch {
  readonly id: string
  readonly ownerOrgId: string
  /** The officer's attestation of 公开 and 保密审查: the records are listed by the flip. */
  readonly publish: boolean
  /** Example records of the city pack, shown as such everywhere (practice.md P3). */
  readonly sample: boolean
  /** Rows of the file that did not pass the checks and are not in the batch. */
  readonly rejected: number
}

export interface StagedValues {
  readonly row: number
  readonly values: RowValues
}

/** What an apply answers: an outcome for each row without a fault, in order, and the faults. */
export interface Applied {
  readonly outcomes: readonly RowOutcome[]
  readonly faults: readonly RowFault[]
}

type Row = Permissions[string]

/** Rows of the access matrix for one kind of file. */
export interface BulkAccess {
  readonly imports: Row
  readonly exports: Row
}

/** A kind of record that files can carry: `achievements`, `demands`, later experts and others. */
export interface BulkKind {
  readonly kind: string
  readonly title: string
  readonly module: string
  readonly columns: readonly BulkColumn[]
  /** Columns an export has besides: facts of the platform, which an import does not read. */
  readonly exportedOnly: readonly BulkColumn[]
  /** Who imports and exports it, where not everybody who may import and export (`bulk.import`, `bulk.export`). */
  readonly access?: BulkAccess
  /** What comes in is public at once, so that an officer must attest it (practice.md P17). */
  readonly listsAtOnce?: boolean
  /** Only the owner's own members export it, no unit for all (practice.md P16). */
  readonly isPrivate?: boolean
  /** Field that names the row; a file without its column is refused. */
  readonly nameField: string
  /** Field by which a row is known besides its name; `code` where it is not said. */
  readonly codeField?: string
  /** Of a register: the unit that keeps it on a day. Only who imports for every organisation brings or takes a file. */
  readonly keeper?: (tx: Tx, today: string) => Promise<string | null>
  /** Further fields that stand at most once in a file: a certificate is one person's. */
  readonly unique?: readonly string[]
  /** Fields that may be missing in a file but not in what is listed; told in the template. */
  readonly wanted?: readonly string[]
  /** Headers a certain owner's files have besides, to fields. */
  readonly headersOf?: (tx: Tx, ownerName: string) => Promise<Readonly<Record<string, string | null>>>
  /** What makes two rows of a file the same record; without it the code, and the name where there is none. */
  readonly keyOf?: (values: RowValues) => string
  /** Checks one row's values; faults name columns by field. */
  readonly row: z.ZodObject
  /** Contradictions between the cells of a row, by the rules of today. */
  readonly check: (values: RowValues, rules: Ruleset, today: string) => FieldFault[]
  /** What each row would do, and faults found only against the database; used by the dry run and by `apply`. */
  readonly plan: (
    tx: Tx,
    ownerOrgId: string | null,
    publish: boolean,
    rows: readonly StagedValues[],
  ) => Promise<Applied>
  /** Name of the queue its commands wait in, for the number series they take from. */
  readonly queue: string
  /** Applies up to 500 staged rows: creates or updates by (owner, code), invisible until the batch is flipped. */
  readonly apply: (
    tx: CommandTx,
    actor: Actor,
    batch: Batch,
    rows: readonly StagedValues[],
    now: Instant,
  ) => Promise<Applied>
  /** Makes the batch's records visible, in one last command. */
  readonly flip: (tx: CommandTx, actor: Actor, batch: Batch, now: Instant) => Promise<void>
  /** Undoes an unflipped batch. */
  readonly discard: (tx: CommandTx, batch: Batch, now: Instant) => Promise<void>
  /** A page of what may be exported, in id order: of one organisation, or of all when null. */
  readonly export: (
    tx: Tx,
    ownerOrgId: string | null,
    after: string | null,
    limit: number,
  ) => Promise<readonly { readonly id: string; readonly values: RowValues }[]>
}

/** Fields without which a row is refused: the name, and what the kind's row does not take empty. */
export function requiredFields({ columns, nameField, row }: BulkKind): ReadonlySet<string> {
  const shape = row.shape as Readonly<Record<string, z.ZodType>>
  const required = columns.filter(({ field }) => shape[field]?.safeParse(undefined).success === false)
  return new Set([nameField, ...required.map(({ field }) => field)])
}
