import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { orgNames } from '../identity/names.ts'
import { bindingOf } from '../procedure/perform.ts'
import { findDossier } from '../procedure/store.ts'
import { inclusionOf } from './draw.ts'
import { isAsking, seatActs, type PanelAct } from './next.ts'
import { absent, isServing, pseudonym, type PanelParts } from './on-panel.ts'
import type { Material } from './pool.ts'
import { seatsOf } from './rules.ts'
import * as store from './store.ts'
import * as seats from './store-seats.ts'
import { defOfPanel, labelsOf, readableBallots, SEAT_STATES } from './view.ts'

/** A page of own invitations: nobody is asked more often in years. */
const OWN_MAX = 50

export interface OwnSeatItem {
  readonly id: string
  readonly title: string
  readonly state: seats.SeatState
  readonly stateTitle: string
  readonly invitedAt: Instant
  readonly answerBy: Instant
  /** The expert has something to do there: an answer, a signature, a ballot. */
  readonly waits: boolean
}

/** Invitations and reviews of the signed-in expert. */
export async function ownSeats(tx: Tx, actor: Actor, now: Instant) {
  reachedByQuery(actor)
  if (actor.personId === null) return { items: [], total: 0 }
  const items: OwnSeatItem[] = []
  for (const seat of await seats.seatsOfPerson(tx, actor.personId, OWN_MAX)) {
    if (seat.state === 'passed') continue
    const panel = await store.findPanel(tx, seat.panel_id)
    items.push({
      id: seat.id,
      title: panel?.title ?? '',
      state: seat.state,
      stateTitle: SEAT_STATES[seat.state],
      invitedAt: seat.invited_at,
      answerBy: seat.answer_by,
      waits: panel !== undefined && waitsFor(panel, seat, now),
    })
  }
  return { items, total: items.length }
}

function waitsFor(
  panel: store.PanelRow,
  { state, answer_by: until }: seats.SeatRecord,
  now: Instant,
): boolean {
  if (!isAsking(panel)) return false
  return state === 'invited' ? now <= until : state === 'accepted' || state === 'reviewing'
}

export interface OwnSeatView extends OwnSeatItem {
  readonly panelTitle: string
  readonly applicants: readonly string[]
  readonly meetingOn: string
  readonly meetingPlace: string
  readonly type: string
  readonly material: readonly Material[]
  readonly isChair: boolean
  /** Other members, from the beginning of the meeting. */
  readonly members: readonly {
    readonly seatId: string
    readonly name: string
    readonly unit: string
    readonly type: string
    readonly isChair: boolean
    readonly isMe: boolean
    readonly handedIn: boolean
    readonly softWaits: string | null
    readonly ballot: Readonly<Record<string, unknown>> | null
  }[]
  readonly labels: Readonly<Record<string, string>>
  readonly ballot: Readonly<Record<string, unknown>> | null
  /** SHA-256 of the own ballot as it was locked. */
  readonly digest: string | null
  readonly opinion: string | null
  readonly next: readonly PanelAct[]
}

const SEES_MATTER = new Set<seats.SeatState>([
  'committed',
  'reviewing',
  'submitted',
  'confirmed',
  'paid',
  'evaluated',
])

/** The own seat: what is judged, with whom, and what to do next. */
export async function ownSeatView(
  tx: Tx,
  parts: PanelParts,
  actor: Actor,
  seatId: string,
  now: Instant,
): Promise<OwnSeatView> {
  const seat = await seats.findSeat(tx, seatId)
  mustReach(actor, { personId: seat?.person_id ?? null })
  const panel = seat && (await store.findPanel(tx, seat.panel_id))
  const dossier = panel && (await findDossier(tx, 'platform', panel.dossier_id))
  const newest = panel && parts.bindings.find(({ procedure }) => procedure.id === panel.procedure)
  const [fixed] = panel ? await store.criteriaOf(tx, panel.id) : []
  if (!seat || !panel || !dossier || !newest || !fixed) throw absent()
  const binding = bindingOf(newest, dossier)
  const def = defOfPanel(binding, dossier, panel)
  const all = await seats.seatsOfPanel(tx, panel.id)
  const members = isServing(seat) ? await membersFor(tx, parts, panel, all, seat) : []
  const own = await seats.ballotsOf(tx, [seat.id])
  const wanted = seatsOf(fixed.criteria.rows)
  const allIn = members.length === wanted && members.every(({ handedIn }) => handedIn)
  const softWaits = members.some((member) => member.softWaits !== null)
  const names = await orgNames(tx, [dossier.org_id, ...dossier.party_org_ids])
  return {
    id: seat.id,
    title: panel.title,
    state: seat.state,
    stateTitle: SEAT_STATES[seat.state],
    invitedAt: seat.invited_at,
    answerBy: seat.answer_by,
    waits: waitsFor(panel, seat, now),
    panelTitle: def?.title ?? '专家组',
    // Needed to see whether there is a conflict.
    applicants: [...names.values()],
    meetingOn: fixed.criteria.meetingOn,
    meetingPlace: fixed.criteria.meetingPlace,
    type: seat.type,
    material: SEES_MATTER.has(seat.state) ? ((await binding.panel?.material?.(tx, dossier)) ?? []) : [],
    isChair: panel.chair_seat === seat.id,
    members,
    labels: labelsOf(def),
    ballot: own[0]?.ballot ?? null,
    digest: own[0]?.digest ?? null,
    opinion: isServing(seat) ? panel.opinion : null,
    next: def ? seatActs(panel, seat, { allIn, softWaits, now, ballot: def.ballot }) : [],
  }
}

async function membersFor(
  tx: Tx,
  parts: PanelParts,
  panel: store.PanelRow,
  all: readonly seats.SeatRecord[],
  me: seats.SeatRecord,
): Promise<OwnSeatView['members']> {
  const serving = all.filter(isServing)
  const names = await parts.pool.named(
    tx,
    serving.map(({ expert_id }) => expert_id),
  )
  const ballots = new Map((await readableBallots(tx, panel, all)).map((row) => [row.seat_id, row.ballot]))
  const isChair = panel.chair_seat === me.id
  return serving.map((seat) => ({
    seatId: seat.id,
    name: names.get(seat.expert_id)?.name ?? pseudonym(seat.leaf),
    unit: names.get(seat.expert_id)?.unit ?? '',
    type: seat.type,
    isChair: panel.chair_seat === seat.id,
    isMe: seat.id === me.id,
    handedIn: seat.state !== 'reviewing',
    softWaits: isChair && seat.soft_stays === null ? seat.soft : null,
    ballot: ballots.get(seat.id) ?? null,
  }))
}

/** How an expert shows that the own name stood in the pools that were drawn from (P15). */
export async function ownProofs(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  if (actor.personId === null) return { items: [], total: 0 }
  const rows = await store.poolsOfPerson(tx, actor.personId, OWN_MAX)
  const items = []
  for (const row of rows) {
    const pool = await store.candidatesOf(tx, row.draw_id)
    items.push({
      publicId: row.public_id,
      root: row.root,
      drawnAt: row.drawn_at,
      code: row.code,
      salt: row.salt,
      stratum: row.stratum,
      leaf: row.leaf,
      ...inclusionOf(pool, row.leaf),
    })
  }
  return { items, total: items.length }
}
