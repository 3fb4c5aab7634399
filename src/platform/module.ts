import type { z } from 'zod'
import type { Permissions } from './access/access.ts'
import type { BulkKind } from './bulk/kind.ts'
import type { Route } from './command/command.ts'
import type { Tick } from './clock/ticks.ts'
import type { Database, Tx } from './db/database.ts'
import type { Embeddings } from './embeddings/embeddings.ts'
import type { Forget } from './identity/forget.ts'
import type { DigestSource } from './message/digest.ts'
import type { Consumer } from './outbox/outbox.ts'
import type { Pack } from './pack/pack.ts'
import type { PoolPort } from './panel/pool.ts'
import type { Binding } from './procedure/perform.ts'
import type { SearchSource } from './search/source.ts'
import type { SigningSubject } from './signing/subject.ts'

/** A query that must return no row, run by tests and by `keqiao invariants` on a live system. */
export interface Invariant {
  readonly name: string
  readonly rows: (tx: Tx) => Promise<readonly unknown[]>
}

/** Stages a listing passes after it was listed, in order (features.md 1: the whole funnel in public). */
export type FunnelStage = 'asked' | 'met' | 'trial' | 'signed' | 'paid'

/**
 * A view `(achievement_id, demand_id, deal_id, stage, at)`, published to the role of module `funnel`: a row a deal and
 * stage, with the instant it was reached. `stages` are those it can ever hold, so that a stage nobody holds yet says so.
 */
export interface StageView {
  readonly view: string
  readonly stages: readonly FunnelStage[]
}

/** A view `(reason, at)`, published to the role of module `funnel`: why somebody said no. */
export interface ReasonView {
  readonly view: string
  /** What the reasons are of, in words. */
  readonly title: string
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

/**
 * A command of this module that follows what another module emitted to the outbox: performed by the clock's actor
 * through the bus, once for each row. It must bear being too late, and then change nothing.
 */
export interface Follow {
  readonly topic: string
  /** Journal name of a write route that the clock may use. */
  readonly performs: string
  readonly input: (payload: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
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
  /** Records whose texts are signed; the ground tells them of signatures past their procedures. */
  readonly signs?: readonly SigningSubject[]
  /** The pool that panels are drawn from; one module of the city provides it. */
  readonly pool?: PoolPort
  readonly consumers?: (parts: ModuleParts) => readonly Consumer[]
  readonly background?: (parts: ModuleParts) => readonly Background[]
  /** What the clock performs at an instant. */
  readonly ticks?: readonly Tick[]
  readonly follows?: readonly Follow[]
  /** Kinds of file the module imports and exports. */
  readonly bulk?: readonly BulkKind[]
  /** Forms by id, served as JSON Schema at /api/v1/forms/{id}. */
  readonly forms?: Readonly<Record<string, z.ZodObject>>
  readonly search?: readonly SearchSource[]
  readonly invariants?: readonly Invariant[]
  /** Facts the public statistics of the market are counted from. */
  readonly stages?: readonly StageView[]
  readonly reasons?: readonly ReasonView[]
  /** What the module has for people in their daily digest. */
  readonly digest?: readonly DigestSource[]
  /** Called when a person's data is erased (practice.md P18). */
  readonly forgets?: readonly Forget[]
}
