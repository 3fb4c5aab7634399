import { z } from 'zod'
import type { Role, Scope } from '../access/access.ts'
import { panelFaults } from '../panel/rules.ts'
import type { ConsentDef, NoticeDef, PanelDef, Standings } from './facet.ts'

/** A limit whose number is a ruleset row: never a number in code (design.md 1.3). */
export interface Term {
  readonly rule: string
  readonly unit: 'workingDays' | 'days' | 'months' | 'noticeDays' | 'noticeWorkingDays'
  /** What held on days before the first row of the rule: a term of a repealed law, in its own unit. */
  readonly before?: { readonly rule: string; readonly unit: Term['unit'] }
}

export interface DueDef<Action extends string = string> {
  readonly term: Term
  /** The action the clock performs the day after the last day; none: the dossier only shows as late. */
  readonly performs?: Action
  /** What is performed stands for the word of who said nothing, and the basis for that (practice.md P31). */
  readonly silence?: { readonly basis: string }
  /** Days before the last day on which owner and parties are reminded; a ruleset key, several for several reminders. */
  readonly remindRule?: string | readonly string[]
  /** Page of the workbench a reminder leads to; without it the dossier's. */
  readonly remindLink?: string
  /** What the reminder says, with {title} and {on}; without it, whether the record is still valid. */
  readonly remindSays?: string
  /** The competent unit is reminded instead: it is the one that must act. */
  readonly remindsUnit?: true
  /** Whether coming back after a correction starts the term anew or goes on with what was left. */
  readonly onReturn: 'restart' | 'resume'
}

export interface StateDef<Action extends string = string> {
  readonly title: string
  /** Part of the procedure another unit may be competent for (practice.md P4): rows of the pack with this step. */
  readonly step?: string
  readonly due?: DueDef<Action>
  /** Facets; see facet.ts. */
  readonly notice?: NoticeDef<Action>
  readonly panel?: PanelDef
  readonly consent?: ConsentDef
  /** What the clock performs after days that the record itself names (an owner's own last day, the end of a right). */
  readonly dated?: readonly Action[]
  /** Nobody is waited for here (a published listing): the state is on no work list, though actions leave it. */
  readonly rests?: boolean
  readonly end?: 'granted' | 'refused' | 'lapsed' | 'withdrawn'
}

/** The basis by which the clock's act stood for the word of who said nothing (P31); undefined where it did not. */
export function silenceBasis(
  { states }: Pick<Procedure, 'states'>,
  entry: { readonly action: string; readonly from_state: string },
): string | undefined {
  const due = states[entry.from_state]?.due
  return due?.performs === entry.action ? due.silence?.basis : undefined
}

/** Who a part of the procedure is: holders of these roles whose relation to the dossier is this. */
export interface PartDef {
  readonly title: string
  readonly hold: readonly Role[]
  /** org: of the dossier's organisation; party: of a party; unit: of the competent unit (P4); own: who opened it. */
  readonly within: Scope
}

/** What every guard may look at besides the facts of the module. */
export interface GuardContext {
  readonly personId: string | null
  readonly orgId: string | null
  readonly orgVerified: boolean
  /** The action's input, already parsed by its schema; undefined while only asking whether the button shows. */
  readonly input: unknown
  /** How notice, panel and consent of the state stand at this visit. */
  readonly standings: Standings
}

/** Returns nothing when the action may go ahead, or the reason it may not, as a sentence for the person. */
export type Guard<F> = (facts: F, context: GuardContext) => string | undefined

export interface ActionDef<
  State extends string = string,
  Part extends string = string,
  GuardName extends string = string,
  Action extends string = string,
> {
  readonly title: string
  /** `clock`: when a term ends. `event`: performed by the module inside another command, never by a route. */
  readonly by: Part | readonly Part[] | 'clock' | 'event'
  readonly from: State | readonly State[]
  readonly to: State
  readonly input?: z.ZodObject
  readonly when?: readonly GuardName[]
  /** Guards that decide whether the action exists for this dossier at all: not offered, and refused, when one fails. */
  readonly offeredWhen?: readonly GuardName[]
  /** Separation: refused to whoever last performed one of these actions (domain/README convention 5). */
  readonly apartFrom?: readonly Action[]
  /** Of the clock: on a day the module sets (`performAfter`), not by a term of the state. */
  readonly onFixedDay?: true
  /** The kind of letter it drafts, one of the binding's `letters`. */
  readonly letter?: string
  /** Asked before harm; shown by the dialog as its warning. */
  readonly confirm?: string
}

export interface Procedure<
  State extends string = string,
  Action extends string = string,
  Part extends string = string,
  GuardName extends string = string,
  // eslint-disable-next-line typescript/no-explicit-any -- facts differ per procedure; the registry holds all of them
  F = any,
> {
  readonly id: string
  readonly module: string
  /** A dossier keeps the version it was opened under; older versions stay registered. */
  readonly version: number
  readonly title: string
  readonly basis: readonly string[]
  /** Laws and policies it rests on, as ids of the pack; one that is dead opens no real dossier (practice.md P3). */
  readonly restsOn?: readonly string[]
  /** Items of the plan this procedure serves, as ids of the city pack (`task-2`); for docs/plan-coverage.md. */
  readonly planItems: readonly string[]
  /** Id of the form that is filled in to begin, one of the modules' `forms`; for the citizen's guide. */
  readonly form?: string
  /** How long the whole may take, from the first entry of a state; days in the states named do not count. */
  readonly overall?: {
    readonly term: Term
    readonly from: NoInfer<State>
    readonly stopsIn: readonly NoInfer<State>[]
    /** Of those, after which it begins anew (a correction that counts as a new application); none: it goes on. */
    readonly restartsAfter?: readonly NoInfer<State>[]
  }
  /** A dossier is a dealing between its parties: who is near to one of them does not judge the other (domain/experts.md H5). */
  readonly dealing?: true
  /** Procedures one of whose dossiers it must follow: an appeal, a change, a revocation, a yearly review. */
  readonly follows?: readonly string[]
  readonly parts: Readonly<Record<Part, PartDef>>
  readonly guards: Readonly<Record<GuardName, Guard<F>>>
  readonly start: NoInfer<State>
  /** Further states a dossier may be opened in, named by `Opening.start` (a deal begun by an offer). */
  readonly otherStarts?: readonly NoInfer<State>[]
  readonly states: Readonly<Record<State, StateDef<NoInfer<Action>>>>
  readonly actions: Readonly<
    Record<Action, ActionDef<NoInfer<State>, NoInfer<Part>, NoInfer<GuardName>, NoInfer<Action>>>
  >
}

/** Declares a procedure; `defineProcedure<Facts>()({...})`, so that facts are named and the rest is inferred. */
export function defineProcedure<F>() {
  return <
    const State extends string,
    const Action extends string,
    const Part extends string,
    const GuardName extends string,
  >(
    definition: Procedure<State, Action, Part, GuardName, F>,
  ): Procedure<State, Action, Part, GuardName, F> => {
    const faults = faultsOf(definition)
    if (faults.length > 0) throw new Error(`${definition.id}: ${faults.join('; ')}`)
    return definition
  }
}

export type ActionsOf<P> = P extends Procedure<string, infer Action, string, string> ? Action : never

/** Faults the type system cannot see. An empty list means the procedure is sound. */
export function faultsOf(procedure: Procedure): string[] {
  const actions = Object.entries(procedure.actions)
  const reached = new Set<string>(startsOf(procedure))
  for (const name of reached) {
    for (const [, action] of actions) if (leaves(action, name)) reached.add(action.to)
  }
  const faults = Object.entries(procedure.states).flatMap(([name, state]) => {
    const exits = actions.filter(([, action]) => leaves(action, name))
    const found: string[] = []
    if (!reached.has(name)) found.push(`state ${name} is never reached`)
    if (state.end && exits.some(([, action]) => action.by === 'clock'))
      found.push(`end state ${name} has a clock exit`)
    if (!state.end && exits.length === 0) found.push(`state ${name} has no exit`)
    if (state.due?.silence && state.due.performs === undefined)
      found.push(`silence in ${name} performs nothing`)
    found.push(...noticeFaults(name, state, procedure))
    if (state.panel) found.push(...panelFaults(state.panel).map((fault) => `the panel of ${name} ${fault}`))
    for (const performs of timedActions(state)) {
      const onDue = procedure.actions[performs]
      if (!onDue || !leaves(onDue, name)) found.push(`due action ${performs} of ${name} does not leave it`)
      if (onDue && onDue.by !== 'clock') found.push(`due action ${performs} of ${name} is not the clock's`)
    }
    return found
  })
  for (const [name, action] of actions) {
    if (action.by !== 'clock' || action.onFixedDay === true) continue
    const timed = Object.values(procedure.states).some((state) => timedActions(state).includes(name))
    if (!timed) faults.push(`clock action ${name} belongs to no term`)
  }
  return faults
}

/** A notice must close by the clock after a term of notices, begin anew when it is entered again, and stand alone. */
function noticeFaults(
  name: string,
  { notice, due, panel, consent }: StateDef,
  procedure: Procedure,
): string[] {
  if (!notice) return []
  const faults: string[] = []
  if (due?.performs === undefined) faults.push(`the notice of ${name} never closes`)
  if (due && !due.term.unit.startsWith('notice')) faults.push(`the term of ${name} is not one of a notice`)
  if (due && due.onReturn !== 'restart') faults.push(`the notice of ${name} must restart`)
  if (panel || consent) faults.push(`${name} is a notice and waits for others`)
  for (const passes of notice.passes ?? []) {
    const action = procedure.actions[passes]
    if (!action || !leaves(action, name))
      faults.push(`${passes} passes the notice of ${name} but does not leave it`)
    if (passes === due?.performs) faults.push(`${passes} closes the notice of ${name} and must wait`)
  }
  for (const apart of notice.objections.apartFrom ?? []) {
    if (!procedure.actions[apart]) faults.push(`the notice of ${name} names ${apart}, which is no action`)
  }
  return faults
}

/** What the clock performs in a state. */
function timedActions(state: StateDef): readonly string[] {
  return [...(state.due?.performs === undefined ? [] : [state.due.performs]), ...(state.dated ?? [])]
}

/** States a dossier of the procedure may be opened in, the usual one first. */
export function startsOf(procedure: Procedure): readonly string[] {
  return [procedure.start, ...(procedure.otherStarts ?? [])]
}

export function leaves(action: ActionDef, state: string): boolean {
  return typeof action.from === 'string' ? action.from === state : action.from.includes(state)
}

/** The parts that may perform the action; none for those of the clock and of events. */
export function partsOf(action: ActionDef): readonly string[] {
  if (action.by === 'clock' || action.by === 'event') return []
  return typeof action.by === 'string' ? [action.by] : action.by
}

/** The input schema of an action; an action without one takes an empty object. */
export function inputOf(action: ActionDef): z.ZodObject {
  return action.input ?? z.object({})
}

/** Permission name of an action of a procedure: rows of the access matrix, derived and never written. */
export function permissionOf(procedure: Procedure, action: string): string {
  return `${procedure.id}.${action}`
}
