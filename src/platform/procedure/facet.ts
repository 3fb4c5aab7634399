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

export type NoticeAudience = 'unit' | 'public' | 'both'

/** A public notice 公示. The state's `due` is its term (noticeDays or noticeWorkingDays) and names who closes it: the clock. */
export interface NoticeDef<Action extends string = string> {
  readonly title: string
  /** Members of the dossier's organisation, everybody, or both (practice.md P13). */
  readonly audience: NoticeAudience
  /** A rule by which the city sets the audience instead. */
  readonly audienceRule?: string
  readonly objections: {
    /**
     * What makes a word an objection that suspends the notice: real name and contact, or any way to reach the objector.
     * What is less is a lead 线索: kept and read, but nothing waits for it.
     */
    readonly identity: 'named' | 'any'
    /** Who answers: the competent unit, or the dossier's organisation where the notice is its own act (转化法 18). */
    readonly answeredBy?: 'unit' | 'org'
    /** Within how long the unit answers in writing. */
    readonly answer: Term
    /** Who performed one of these actions on the dossier does not answer objections to it. */
    readonly apartFrom?: readonly Action[]
  }
  /**
   * Actions that may leave the notice before its term is over, or with an objection open or upheld (back to review).
   * Those that refuse or withdraw the matter always may; all others, the clock's closing first, wait.
   */
  readonly passes?: readonly Action[]
}

/** One line of a notice; `label` names it within the notice. */
export interface NoticeField {
  readonly label: string
  readonly value: string
  /** Replaced when the notice is over (practice.md P14). */
  readonly personal?: boolean
  /** A change of it begins the notice anew. */
  readonly material?: boolean
}

/** Corrects a line of a running notice in the record it is made from; refuses what the record cannot say. */
export type Amend = (tx: CommandTx, dossier: DossierRow, value: string) => Promise<void>

/** What a notice says; given by the module when the notice begins. */
export interface NoticeContent {
  readonly fields: readonly NoticeField[]
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
    /** Only rows of the field of what is judged count, as the module names it (`PanelSource.field`). */
    readonly inField?: true
  }[]
  /** Who performed one of these actions on the dossier manages it, and neither freezes the pool nor draws. */
  readonly apartFrom?: readonly string[]
  /** The ballot: whole numbers are scores in hundredths of a point, summed exactly; `vote()` of panel/rules.ts a vote. */
  readonly ballot: z.ZodObject
  /** Most points of each score, by its field, as a rule; without it the form's own limits. */
  readonly mostRule?: string
  /** Each compared as an exact fraction. `passRule` is in hundredths of a point. */
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
  /** Days before the last day on which a unit that has not answered is reminded, besides the day after it. */
  readonly remindRule?: string
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
    /** Waited for although their term is over. */
    readonly overdue: number
    /** Everybody answered, or the term ended and silence has a meaning. */
    readonly complete: boolean
  }
}

/** Joins one facet to the engine; called inside the command that moves the dossier. */
export interface Facet {
  readonly name: keyof Standings | 'letter' | 'counter' | 'archive'
  /** How it stands in the dossier's state; undefined when the state does not declare it. */
  readonly standing?: (tx: Tx, binding: Binding, dossier: DossierRow) => Promise<Standings>
  /** Why an action cannot be performed as the facet stands, as a sentence; buttons and server ask the same. */
  readonly holds?: (
    tx: Tx,
    binding: Binding,
    dossier: DossierRow,
    action: string,
  ) => Promise<string | undefined>
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
