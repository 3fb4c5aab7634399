import type { z } from 'zod'
import type { Tx } from '../db/database.ts'
import type { SearchDoc } from './index.ts'

/** How a module feeds the public index: the outbox names changed records, `load` answers what is public of them. */
export interface SearchSource {
  readonly kind: string
  /** The public page that lists the kind; a kind without one cannot be subscribed to. */
  readonly list?: { readonly title: string; readonly path: string }
  /** Facets a reader may filter by, each with the values it takes; numbers also take a range. */
  readonly filters?: z.ZodObject
  /** Documents for those ids that are public now; an id left out is removed from the index. */
  readonly load: (tx: Tx, ids: readonly string[]) => Promise<readonly SearchDoc[]>
  /** Ids of all public records (of one owner, when given) after `after` in id order, for `reindex`. */
  readonly ids: (
    tx: Tx,
    after: string | null,
    limit: number,
    ownerOrgId?: string,
  ) => Promise<readonly string[]>
}
