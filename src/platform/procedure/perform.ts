import { v7 } from 'uuid'
import { reachedByQuery, reaches, type Actor, type Belonging, type Role } from '../access/access.ts'
import { mustLive } from '../basis/living.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { PanelSource } from '../panel/pool.ts'
import type { LetterMaker } from '../letters/letter.ts'
import type { Application } from '../print/application.ts'
import { Refusal } from '../refusal.ts'
import { competentUnit } from './competence.ts'
import { keptOf, recordEntry } from './entries.ts'
import type { Amend, NoticeContent } from './facet.ts'
import { facets, standingsOf } from './facets.ts'
import { separation } from './separation.ts'
import { leaves, partsOf, startsOf, type ActionDef, type GuardContext, type Procedure } from './procedure.ts'
import {
  closeDeadlines,
  findDossier,
  insertDossier,
  lockDossier,
  moveDossier,
  type DossierRow,
} from './store.ts'
import { openTerms } from './terms.ts'

/** What a module adds to a procedure it declares: facts for the guards, effects of actions, what entering a state changes. */
export interface Binding {
  readonly procedure: Procedure
  /** Read once, before any guard runs. */
  readonly facts: (tx: Tx, dossier: DossierRow) => Promise<unknown>
  readonly effects: Readonly<Record<string, Effect>>
  /** Called after every move, with the state entered and by what; keeps the record's own state and emits its change. */
  readonly entered: (tx: CommandTx, dossier: DossierRow, now: Instant, by: Entering) => Promise<void>
  /** The form an application fills in, and what one filled in: printed empty, with the dossier and into the archive. */
  readonly application?: Application
  /** Makers of the letters its actions name (`ActionDef.letter`). */
  readonly letters?: Readonly<Record<string, LetterMaker>>
  /** What the notice of a state says, when one of its states declares a notice. */
  readonly notice?: (tx: Tx, dossier: DossierRow) => Promise<NoticeContent>
  /** Lines of the notice that may be corrected on it, by label; the others come from the matter and change with it. */
  readonly amends?: Readonly<Record<string, Amend>>
  /** What a panel's experts must not be near to and what they read, beyond the dossier itself. */
  readonly panel?: PanelSource
  /** Earlier versions, for dossiers opened under them (design.md 6). */
  readonly earlier?: readonly Binding[]
}

/** The action that entered a state; `open` when the dossier begins in it. */
export interface Entering {
  readonly action: string
  readonly input: unknown
}

/** The binding of the version a dossier was opened under; a version no longer registered is a bug. */
export function bindingOf(binding: Binding, dossier: DossierRow): Binding {
  const found = [binding, ...(binding.earlier ?? [])].find((b) => b.procedure.version === dossier.version)
  if (!found) throw new Error(`${dossier.procedure} version ${dossier.version} is no longer registered`)
  return found
}

/** Called inside the command, after the dossier has moved. */
export type Effect = (
  tx: CommandTx,
  dossier: DossierRow,
  // oxlint-disable-next-line typescript/no-explicit-any -- each effect names the type of its action's input
  input: any,
  actor: Actor,
  now: Instant,
) => Promise<void>

export interface Opening {
  readonly title: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly orgId: string
  readonly partyOrgIds?: readonly string[]
  readonly follows?: string
  /** Whose own matter it is, which no colleague takes over; null while that person has not come forward. */
  readonly ofPerson?: string | null
  /** One of the procedure's `otherStarts`; else its `start`. */
  readonly start?: string
}

/** Opens a dossier in its start state; the competent unit is the one in force today (P4). */
export async function openDossier(
  tx: CommandTx,
  binding: Binding,
  opening: Opening,
  actor: Actor,
  now: Instant,
): Promise<DossierRow> {
  const { procedure } = binding
  await mustLive(tx, procedure, dayOf(now))
  await mustFollow(tx, procedure, opening)
  const where = { step: stepOf(procedure, opening.start ?? procedure.start), orgId: opening.orgId }
  const unit = await competentUnit(tx, procedure, dayOf(now), where)
  const row = newDossier(procedure, opening, unit, actor, now)
  await insertDossier(tx, procedure.module, row)
  await recordEntry(tx, procedure, row, 'open', '', null, actor, now)
  await openTerms(tx, procedure, row, now)
  await binding.entered(tx, row, now, { action: 'open', input: null })
  for (const { entered } of facets) await entered?.(tx, binding, row, actor, now)
  return row
}

/** A decision about a decision is a dossier that follows the first (design.md 6). */
async function mustFollow(tx: CommandTx, procedure: Procedure, opening: Opening): Promise<void> {
  if (procedure.follows === undefined) return
  const followed =
    opening.follows === undefined ? undefined : await findDossier(tx, procedure.module, opening.follows)
  if (!followed || !procedure.follows.includes(followed.procedure))
    throw new Error(
      `${procedure.id} follows ${procedure.follows.join(' or ')}, not ${followed?.procedure ?? 'nothing'}`,
    )
}

/** A dossier in its start state, which is one of the procedure's. */
export function newDossier(
  procedure: Procedure,
  opening: Opening,
  unitId: string | null,
  actor: Actor,
  now: Instant,
): DossierRow {
  const { ofPerson } = opening
  const state = opening.start ?? procedure.start
  if (!startsOf(procedure).includes(state)) throw new Error(`${procedure.id} does not start in ${state}`)
  return {
    id: v7(),
    procedure: procedure.id,
    version: procedure.version,
    title: opening.title,
    subject_kind: opening.subject.kind,
    subject_id: opening.subject.id,
    org_id: opening.orgId,
    party_org_ids: [...(opening.partyOrgIds ?? [])],
    unit_id: unitId,
    opened_by: ofPerson === undefined ? actor.personId : ofPerson,
    opened_at: now,
    state,
    visit: 1,
    entered_at: now,
    closed_at: null,
    follows: opening.follows ?? null,
    of_person: ofPerson !== undefined,
    step: stepOf(procedure, state),
    asked_org_ids: [],
  }
}

function stepOf(procedure: Procedure, state: string): string | null {
  return procedure.states[state]?.step ?? null
}

export interface Act {
  readonly dossierId: string
  readonly action: string
  /** The visit the person saw; another one means somebody acted in between. Undefined for the clock and effects. */
  readonly visit: number | undefined
  readonly input: unknown
  /** Set by a module that performs an `event` action inside its own command. */
  readonly event?: true
}

/** The only way a dossier moves. Everything happens in the command's transaction or not at all. */
export async function perform(
  tx: CommandTx,
  newest: Binding,
  act: Act,
  actor: Actor,
  now: Instant,
): Promise<DossierRow> {
  const dossier = await lockDossier(tx, newest.procedure.module, act.dossierId)
  reachedByQuery(actor)
  const isSeen = dossier !== undefined && (act.event === true || maySee(newest.procedure, dossier, actor))
  if (!dossier || dossier.procedure !== newest.procedure.id || !isSeen) {
    throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
  }
  const binding = bindingOf(newest, dossier)
  const { procedure } = binding
  const action = procedure.actions[act.action]
  if (!action) throw new Refusal('conflict', '这个办件按原来的程序办理，没有此项操作。')
  if ((action.by === 'event') !== (act.event === true))
    throw new Error(`${act.action} is performed the wrong way`)
  if (act.visit !== undefined && act.visit !== dossier.visit) {
    throw new Refusal('conflict', '这个办件刚刚有了新进展，请刷新后再办理。')
  }
  const reason = await refusalOf(tx, binding, dossier, action, actor, act.input)
  if (reason) throw reason

  const state = procedure.states[action.to]
  if (!state) throw new Error(`${procedure.id} has no state ${action.to}`)
  const moved: DossierRow = {
    ...dossier,
    state: action.to,
    visit: dossier.visit + 1,
    entered_at: now,
    closed_at: state.end ? now : null,
    ...(await seatOf(tx, procedure, dossier, action.to)),
  }
  for (const { left } of facets) await left?.(tx, binding, dossier, action, now)
  await moveDossier(tx, procedure.module, dossier.id, placeOf(moved))
  await recordEntry(tx, procedure, moved, act.action, dossier.state, keptOf(action, act.input), actor, now)
  await closeDeadlines(tx, procedure.module, dossier.id, now)
  await openTerms(tx, procedure, moved, now)
  tx.about(dossier.subject_kind, dossier.subject_id, { title: dossier.title, action: action.title })
  await binding.effects[act.action]?.(tx, moved, act.input, actor, now)
  await binding.entered(tx, moved, now, { action: act.action, input: act.input })
  const acted = { name: act.action, input: act.input, def: action }
  for (const facet of facets) {
    await facet.entered?.(tx, binding, moved, actor, now)
    await facet.acted?.(tx, binding, moved, acted, actor, now)
  }
  await tx.emit('dossier.moved', {
    dossierId: dossier.id,
    action: act.action,
    from: dossier.state,
    to: moved.state,
  })
  return moved
}

/** What moving changes of a dossier's row. */
function placeOf({ state, visit, entered_at, closed_at, step, unit_id, asked_org_ids }: DossierRow) {
  return { state, visit, entered_at, closed_at, step, unit_id, asked_org_ids }
}

/** Step and unit in the state entered: another unit only where the step changes, so that what was handed over stays so. */
async function seatOf(
  tx: CommandTx,
  procedure: Procedure,
  dossier: DossierRow,
  state: string,
): Promise<Pick<DossierRow, 'step' | 'unit_id' | 'asked_org_ids'>> {
  const step = stepOf(procedure, state)
  const { unit_id: former, asked_org_ids: asked } = dossier
  if (step === dossier.step) return { step, unit_id: former, asked_org_ids: asked }
  const unit = await competentUnit(tx, procedure, tx.today, { step, orgId: dossier.org_id })
  // Whoever it was brought to before goes on reading what became of it.
  const had = former !== null && former !== unit && dossier.visit > 1 && !asked.includes(former)
  const reads = had ? [...asked, former] : asked
  return { step, unit_id: unit, asked_org_ids: reads }
}

/** Why this actor may not perform the action now; undefined when they may. Buttons and server ask the same. */
export async function refusalOf(
  tx: Tx,
  binding: Binding,
  dossier: DossierRow,
  action: ActionDef,
  actor: Actor,
  input: unknown,
): Promise<Refusal | undefined> {
  const { procedure } = binding
  if (!leaves(action, dossier.state)) {
    const state = procedure.states[dossier.state]?.title ?? dossier.state
    return new Refusal('conflict', '办件现在是“{state}”，不能{action}。', { state, action: action.title })
  }
  if (!isHeldBy(procedure, action, dossier, actor)) {
    return new Refusal('forbidden', '您不是此事的{parts}，不能{action}。', {
      parts: partsOf(action)
        .map((part) => procedure.parts[part]?.title ?? part)
        .join('或'),
      action: action.title,
    })
  }
  const apart = await separation(tx, procedure, dossier, action, actor)
  if (apart) return apart
  const held = await heldBack(tx, binding, dossier, action)
  if (held) return held
  const guards = [...(action.offeredWhen ?? []), ...(action.when ?? [])]
  if (guards.length === 0) return undefined
  const facts = await binding.facts(tx, dossier)
  const context: GuardContext = {
    personId: actor.personId,
    orgId: actor.orgId,
    orgVerified: actor.orgVerified,
    input,
    standings: await standingsOf(tx, binding, dossier),
  }
  for (const guard of guards) {
    const reason = procedure.guards[guard]?.(facts, context)
    if (reason) return new Refusal('conflict', '不能{action}：{reason}', { action: action.title, reason })
  }
  return undefined
}

async function heldBack(
  tx: Tx,
  binding: Binding,
  dossier: DossierRow,
  action: ActionDef,
): Promise<Refusal | undefined> {
  const found = Object.entries(binding.procedure.actions).find(([, def]) => def === action)
  for (const { holds } of facets) {
    const reason = await holds?.(tx, binding, dossier, found?.[0] ?? '')
    if (reason !== undefined)
      return new Refusal('conflict', '不能{action}：{reason}', { action: action.title, reason })
  }
  return undefined
}

/** Whether the action exists for this dossier (`offeredWhen`). */
export async function isOffered(
  tx: Tx,
  binding: Binding,
  dossier: DossierRow,
  action: ActionDef,
  actor: Actor,
): Promise<boolean> {
  if (!action.offeredWhen?.length) return true
  const facts = await binding.facts(tx, dossier)
  const { personId, orgId, orgVerified } = actor
  const context: GuardContext = {
    personId,
    orgId,
    orgVerified,
    input: undefined,
    standings: await standingsOf(tx, binding, dossier),
  }
  return action.offeredWhen.every((guard) => binding.procedure.guards[guard]?.(facts, context) === undefined)
}

/**
 * Any part of the procedure may see its dossiers, auditors and administrators all of them, the clock too. The
 * competent unit sees one once it was brought to it: what nobody handed in yet is the owner's own (P12).
 */
export function maySee(procedure: Procedure, dossier: DossierRow, actor: Actor): boolean {
  if (actor.kind === 'clock' || actor.roles.includes('auditor') || actor.roles.includes('admin')) return true
  if (isAsked(dossier, actor)) return true
  return Object.entries(procedure.parts).some(
    ([name, part]) =>
      part.hold.some((role) => actor.roles.includes(role)) &&
      reaches({ ...actor, scopes: [part.within] }, belongingOf(dossier)) &&
      (part.within !== 'unit' || dossier.visit > 1 || waitsFor(procedure, dossier.state, name)),
  )
}

/** Whether the actor is on the side that decides: the competent unit, a unit asked, supervisors; not who applied. */
export function isOfAuthority(procedure: Procedure, dossier: DossierRow, actor: Actor): boolean {
  if (actor.roles.includes('auditor') || actor.roles.includes('admin') || isAsked(dossier, actor)) return true
  return Object.values(procedure.parts).some(
    ({ hold, within }) =>
      (within === 'unit' || within === 'any') &&
      hold.some((role) => actor.roles.includes(role)) &&
      reaches({ ...actor, scopes: [within] }, belongingOf(dossier)),
  )
}

/** Whether the actor may give the opinion of the own unit. */
export function speaksForUnit({ roles }: Actor): boolean {
  return roles.some((role) => role === 'unitMember' || role === 'officer' || role === 'decider')
}

/** Whether the actor speaks for a unit that is asked for its opinion. */
export function isAsked(dossier: Pick<DossierRow, 'asked_org_ids'>, actor: Actor): boolean {
  return speaksForUnit(actor) && actor.orgId !== null && dossier.asked_org_ids.includes(actor.orgId)
}

/** Whether the part can act from this state. */
function waitsFor(procedure: Procedure, state: string, part: string): boolean {
  return Object.values(procedure.actions).some(
    (action) => leaves(action, state) && partsOf(action).includes(part),
  )
}

/** Whether the actor is one of the action's parts on this dossier. */
export function isHeldBy(
  procedure: Procedure,
  action: ActionDef,
  dossier: DossierRow,
  actor: Actor,
): boolean {
  if (action.by === 'clock') return actor.kind === 'clock'
  if (action.by === 'event') return true
  return partsOf(action).some((name) => {
    const part = procedure.parts[name]
    if (!part || !part.hold.some((role: Role) => actor.roles.includes(role))) return false
    return reaches({ ...actor, scopes: [part.within] }, belongingOf(dossier))
  })
}

export function belongingOf(dossier: DossierRow): Belonging {
  return {
    orgId: dossier.org_id,
    partyOrgIds: dossier.party_org_ids,
    unitId: dossier.unit_id,
    personId: dossier.opened_by,
    madeBy: dossier.opened_by,
  }
}
