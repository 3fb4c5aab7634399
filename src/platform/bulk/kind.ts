import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx } from '../command/command.ts'
import type { Tx } from '../db/database.ts'

/** A column of an imported or exported table. Headers are accepted by field name, title or alias. */
export interface BulkColumn {
  readonly field: string
  readonly title: string
  readonly aliases?: readonly string[]
  /** Cell text to the value the form takes; throws Error with a sentence when the cell cannot be read. */
  readonly read: (cell: string) => unknown
  /** Value to cell text, for export and templates. */
  readonly write: (value: unknown) => string
}

export interface RowFault {
  readonly row: number
  readonly column: string
  readonly message: string
}

export type RowOutcome = 'created' | 'updated' | 'unchanged'

/** A kind of record that files can carry: `achievements`, `demands`, later experts and others. */
export interface BulkKind {
  readonly kind: string
  readonly title: string
  readonly module: string
  readonly permission: string
  readonly columns: readonly BulkColumn[]
  /** Checks one row's values; faults name columns by field. */
  readonly row: z.ZodObject
  /**
   * Applies up to 500 staged rows in one command: creates or updates by (owner, code), invisible to the public
   * until the batch is flipped. Faults found only against the database are answered per row.
   */
  readonly apply: (
    tx: CommandTx,
    actor: Actor,
    batch: { readonly id: string; readonly ownerOrgId: string; readonly publish: boolean },
    rows: readonly { readonly row: number; readonly values: Readonly<Record<string, unknown>> }[],
    now: string,
  ) => Promise<{ readonly outcomes: readonly RowOutcome[]; readonly faults: readonly RowFault[] }>
  /** Makes the batch's records visible, in one last command. */
  readonly flip: (tx: CommandTx, actor: Actor, batchId: string, now: string) => Promise<void>
  /** Undoes an unflipped batch. */
  readonly discard: (tx: CommandTx, batchId: string) => Promise<void>
  /** Pages through what the actor may export. */
  readonly export: (tx: Tx, actor: Actor, after: string | null, limit: number) => Promise<readonly Record<string, unknown>[]>
}
