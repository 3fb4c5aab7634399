import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Binding } from './perform.ts'
import type { ActionDef, Term } from './procedure.ts'
import type { DossierRow } from './store.ts'

/**
 * Facets of a state beside its term (design.md 6). What each declares stands here; how it works stands in a folder of
 * its own (`platform/notice`, `platform/panel`, `platform/consent`), joined to the engine by `facets.ts`. Everything a
 * facet keeps is keyed by (dossier, visit): a restarted notice or a second round is a row of its own.
 */

/** A public notice 公示. The state's `due` is its term (noticeDays or noticeWorkingDays) and names who closes it: the clock. */
export interface NoticeDef {
  readonly title: string
  /** Members of the dossier's organisation, everybody, or both (practice.md P13). */
  readonly audience: 'unit' | 'public' | 'both'
  readonly objections: {
    /** Whether an objector must give a real name; an anonymous word is then only a lead. */
    readonly identity: 'named' | 'any'
    /** Within how long the unit answers in writing. */
    readonly answer: Term
  }
}

/** Experts who review 专家组 (domain/experts.md). Numbers are rules. */
export interface PanelDef {
  readonly title: string
  /** Smallest number of seats; always odd. */
  readonly seatsRule: string
  /** Least share (basis points, rule) or number (rule) of seats of these types. */
  readonly composition: readonly {
    readonly types: readonly string[]
    readonly shareRule?: string
    readonly atLeastRule?: string
  }[]
  /** The ballot: scores in hundredths and reasons. Fields marked `score` are summed exactly. */
  readonly ballot: z.ZodObject
  /** Whether members read each other's ballots only after all are in. */
  readonly blind: boolean
  readonly decision:
    | { readonly by: 'mean'; readonly passRule: string }
    | { readonly by: 'majority' }
    | { readonly by: 'shareOfEach'; readonly shareRule: string }
    | { readonly by: 'anyVeto' }
}

/** Units that give an opinion 会签, in the plan's order; who they are is competence rows of the pack with this step. */
export interface ConsentDef {
  readonly title: string
  readonly step: string
  readonly answer: Term
  /** What silence until the end of the term means, and the basis for it (practice.md P31); none: silence is no consent. */
  readonly silence?: { readonly means: 'consent' | 'noOpinion'; readonly basis: string }
}

/** How the facets of the state a dossier is in stand at this visit; guards may ask. */
export interface Standings {
  readonly notice?: {
    readonly open: boolean
    readonly openObjections: number
    readonly upheld: number
  }
  readonly panel?: {
    readonly seats: number
    readonly ballots: number
    readonly decided: boolean
    readonly passes: boolean
    /** Exact mean in hundredths as sum and count; count 0 while there is none. */
    readonly sum: number
    readonly count: number
  }
  readonly consent?: {
    readonly asked: number
    readonly answered: number
    readonly dissents: number
    /** Everybody answered, or the term ended and silence has a meaning. */
    readonly complete: boolean
  }
}

/** Joins one facet to the engine; called inside the command that moves the dossier. */
export interface Facet {
  readonly name: keyof Standings | 'letter' | 'archive'
  /** How it stands in the dossier's state; undefined when the state does not declare it. */
  readonly standing?: (tx: Tx, binding: Binding, dossier: DossierRow) => Promise<Standings>
  /** After a dossier entered a state, and its terms were written. */
  readonly entered?: (
    tx: CommandTx,
    binding: Binding,
    dossier: DossierRow,
    actor: Actor,
    now: Instant,
  ) => Promise<void>
  /** Before a dossier leaves the state of `dossier` by an action. */
  readonly left?: (
    tx: CommandTx,
    binding: Binding,
    dossier: DossierRow,
    action: ActionDef,
    now: Instant,
  ) => Promise<void>
  /** After the effects of an action (letters it drafts). `dossier` has moved. */
  readonly acted?: (
    tx: CommandTx,
    binding: Binding,
    dossier: DossierRow,
    action: { readonly name: string; readonly input: unknown; readonly def: ActionDef },
    actor: Actor,
    now: Instant,
  ) => Promise<void>
}
