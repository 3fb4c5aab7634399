import type { z } from 'zod'
import type { Permissions } from './access/access.ts'
import type { BulkKind } from './bulk/kind.ts'
import type { Route } from './command/command.ts'
import type { Database, Tx } from './db/database.ts'
import type { Embeddings } from './embeddings/embeddings.ts'
import type { Forget } from './identity/forget.ts'
import type { Consumer } from './outbox/outbox.ts'
import type { Pack } from './pack/pack.ts'
import type { Binding } from './procedure/perform.ts'
import type { SearchSource } from './search/source.ts'

/** A query that must return no row, run by tests and by `keqiao invariants` on a live system. */
export interface Invariant {
  readonly name: string
  readonly rows: (tx: Tx) => Promise<readonly unknown[]>
}

/** What consumers and background work have: the city as it runs. */
export interface ModuleParts {
  readonly db: Database
  readonly pack: Pack
  /** Undefined unless the operator has set an endpoint. */
  readonly embeddings: Embeddings | undefined
}

/** Work that waits for the outside (an endpoint) and must hold up nothing else; runs beside the outbox of a server. */
export interface Background {
  readonly name: string
  /** Does a part of what waits; answers how much, 0 when there is nothing or it cannot go on. */
  readonly turn: () => Promise<number>
}

/** Everything a module gives to the composition; each part is declared in the module's own files. */
export interface ModuleDef {
  readonly name: string
  /** Modules whose doors it calls; the tidy test holds the real imports against it. */
  readonly uses: readonly string[]
  readonly permissions: Permissions
  readonly routes: readonly Route[]
  /** Routes that only the module's own handlers call (they make tokens or throttle); in the matrix, never mounted. */
  readonly handled?: readonly Route[]
  /** Procedures with their facts and effects. */
  readonly bindings?: readonly Binding[]
  readonly consumers?: (parts: ModuleParts) => readonly Consumer[]
  readonly background?: (parts: ModuleParts) => readonly Background[]
  /** Kinds of file the module imports and exports. */
  readonly bulk?: readonly BulkKind[]
  /** Forms by id, served as JSON Schema at /api/v1/forms/{id}. */
  readonly forms?: Readonly<Record<string, z.ZodObject>>
  readonly search?: readonly SearchSource[]
  readonly invariants?: readonly Invariant[]
  /** Called when a person's data is erased (practice.md P18). */
  readonly forgets?: readonly Forget[]
}
