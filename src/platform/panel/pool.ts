import type { Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { DossierRow } from '../procedure/store.ts'
import type { ConflictKind } from './forms.ts'
import type { Dealings } from './store-matter.ts'

/** What a panel judges, as far as an expert may be too near to it; what the module tells, and the dossier itself. */
export interface PanelMatter {
  /** Applicants, their affiliates and partners. */
  readonly orgs: readonly { readonly id?: string; readonly name: string }[]
  /** Members, advisers, those who decide for the applicant. */
  readonly people: readonly { readonly id?: string; readonly name: string; readonly unit?: string }[]
}

/** A line of what experts read. */
export interface Material {
  readonly label: string
  readonly value: string
}

/** What a module tells of the matter of a dossier that a panel judges. */
export interface PanelSource {
  readonly matter?: (tx: Tx, dossier: DossierRow) => Promise<PanelMatter>
  /** The field of what is judged: one of those experts are known by. */
  readonly field?: (tx: Tx, dossier: DossierRow) => Promise<string | undefined>
  readonly material?: (tx: Tx, dossier: DossierRow) => Promise<readonly Material[]>
}

/** What the pool is asked: everything conflicts are computed from. */
export interface PoolQuestion {
  readonly today: Day
  readonly matter: PanelMatter
  /** Handed in under the same procedure and not decided: items that compete with this one. */
  readonly competing: PanelMatter
  /** With whom the applicant and its partners have contracts on the platform, or had in the years that count. */
  readonly dealings: Dealings
  /** Who took part in the decision that is now under review. */
  readonly decidedBy: ReadonlySet<string>
  readonly excluded: readonly { readonly name: string; readonly unit: string }[]
}

/** An active expert of the pool as the draw sees it. */
export interface PoolExpert {
  readonly expertId: string
  readonly personId: string
  /** Number in the pool, which the expert knows. */
  readonly code: string
  /** Equal for experts of one unit. */
  readonly unitKey: string
  /** Organisations the expert is a member of, or was in the years that count. */
  readonly orgIds: readonly string[]
  readonly type: string
  readonly fields: readonly string[]
  readonly isLocal: boolean
  /** The first conflict found; undefined when there is none. */
  readonly conflict?: ConflictKind
}

/** The pool of experts, provided by one module. */
export interface PoolPort {
  /** Every expert who may serve today, with the conflicts computed. */
  readonly active: (tx: Tx, question: PoolQuestion) => Promise<readonly PoolExpert[]>
  /** Why experts who were frozen into a pool may not serve today, with the day. */
  readonly gone: (tx: Tx, expertIds: readonly string[], today: Day) => Promise<ReadonlyMap<string, string>>
  /** Whether somebody in the pool, or on the way into it, goes by this name at this unit. */
  readonly knows: (tx: Tx, person: { readonly name: string; readonly unit: string }) => Promise<boolean>
  /** Name, unit and title of experts, for panels whose names may be told. */
  readonly named: (
    tx: Tx,
    expertIds: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly name: string; readonly unit: string; readonly title: string }>>
}
