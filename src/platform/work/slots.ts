import type { Actor, Role } from '../access/access.ts'
import { handles, isOfGiver, isOfUnit } from '../notice/view.ts'
import { isAsked, isHeldBy, speaksForUnit } from '../procedure/perform.ts'
import type { NoticeDef } from '../procedure/facet.ts'
import { leaves, partsOf, type Procedure } from '../procedure/procedure.ts'
import type { DossierRow } from '../procedure/store.ts'
import type { WorkSeat } from './seats.ts'

/** A state in which one of the parts of a seat can act: what the query looks for. */
export interface WorkSlot {
  readonly seat: number
  readonly procedure: string
  readonly state: string
  readonly within: string
  readonly org: string | null
  readonly person: string | null
}

/**
 * States where an action waits for one of a seat's parts. Ends and resting states (a published listing) are no work.
 * A lent seat has no matters of the person's own: `own` asks for who acts.
 */
export function slotsOf(procedures: readonly Procedure[], seats: readonly WorkSeat[]): WorkSlot[] {
  return [...facetSlots(procedures, seats), ...partSlots(procedures, seats)]
}

/** States in which units are asked for an opinion, or answer objections to a notice: work of those who speak for one. */
function facetSlots(procedures: readonly Procedure[], seats: readonly WorkSeat[]): WorkSlot[] {
  return seats.flatMap(({ actor }, seat) =>
    procedures.flatMap((procedure) =>
      Object.entries(procedure.states)
        .filter(([, { consent, notice }]) =>
          consent === undefined ? notice !== undefined && answers(notice, actor) : speaksForUnit(actor),
        )
        .map(([state, { consent, notice }]) => ({
          seat,
          procedure: procedure.id,
          state,
          within: consent !== undefined ? 'asked' : isByOrg(notice) ? 'objectedOwn' : 'objected',
          org: actor.orgId,
          person: actor.personId,
        })),
    ),
  )
}

function isByOrg(notice: NoticeDef | undefined): boolean {
  return notice?.objections.answeredBy === 'org'
}

function answers(notice: NoticeDef, actor: Actor): boolean {
  return isByOrg(notice) ? isOfGiver(actor) : isOfUnit(actor)
}

function partSlots(procedures: readonly Procedure[], seats: readonly WorkSeat[]): WorkSlot[] {
  return seats.flatMap(({ actor }, seat) =>
    procedures.flatMap((procedure) =>
      Object.entries(procedure.parts)
        .filter(([, part]) => part.hold.some((role: Role) => actor.roles.includes(role)))
        .filter(([, part]) => part.within !== 'own' || actor.agentFor === null)
        .flatMap(([name, part]) =>
          Object.entries(procedure.states)
            .filter(([state, def]) => !def.end && def.rests !== true && waitsFor(procedure, state, name))
            .map(([state]) => ({
              seat,
              procedure: procedure.id,
              state,
              within: part.within,
              org: actor.orgId,
              person: actor.personId,
            })),
        ),
    ),
  )
}

function waitsFor(procedure: Procedure, state: string, part: string): boolean {
  return Object.values(procedure.actions).some(
    (action) => leaves(action, state) && partsOf(action).includes(part),
  )
}

/** An act that waits for somebody; `many`: one of the procedure's own, which may be done to a chosen set. */
export interface WorkAct {
  readonly name: string
  readonly title: string
  readonly many: boolean
  /** Where it is done, when that is not the dossier's own page. */
  readonly link?: string
}

/** What waits for this actor in the dossier's state; `withdrawn`: its notice was, and none followed. */
export function actsOn(
  procedure: Procedure,
  dossier: DossierRow & { readonly withdrawn?: boolean },
  actor: Actor,
): WorkAct[] {
  const state = procedure.states[dossier.state]
  if (!state || state.end || state.rests === true) return []
  const isToAnswer = state.consent !== undefined && isAsked(dossier, actor)
  const opinion = isToAnswer ? [{ name: 'opinion', title: '提出意见', many: false }] : []
  const own = Object.entries(procedure.actions)
    .filter(
      ([, action]) =>
        partsOf(action).length > 0 &&
        leaves(action, dossier.state) &&
        isHeldBy(procedure, action, dossier, actor),
    )
    .map(([name, { title }]) => ({ name, title, many: true }))
  const byOrg = isByOrg(state.notice)
  const isUnits = handles(actor, { by_org: byOrg, unit_id: byOrg ? dossier.org_id : dossier.unit_id })
  const notice = dossier.withdrawn === true ? '重新公示' : '公示与异议'
  const objections = state.notice && isUnits ? [{ name: 'objections', title: notice, many: false }] : []
  // Before the panel has decided the act that follows it cannot be done: what waits is the panel.
  const hasPanel = state.panel !== undefined && isOfUnit(actor) && dossier.unit_id === actor.orgId
  const panel = hasPanel ? [{ name: 'panel', title: '专家组', many: false }] : []
  return [...opinion, ...objections, ...panel, ...own]
}
