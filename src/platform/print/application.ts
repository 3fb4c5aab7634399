import type { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { DossierRow } from '../procedure/store.ts'

/** The form an application fills in, and what one filled in; nothing where paper may not show it. */
export interface Application {
  readonly form: z.ZodObject
  readonly values: (tx: Tx, dossier: DossierRow) => Promise<object | undefined>
}
