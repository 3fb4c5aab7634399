import { mustReach, reachedByQuery, type Actor } from '../access/access.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { dayOf } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import { formSchema } from '../forms/form.ts'
import { personNames } from '../identity/names.ts'
import { bindingOf, maySee } from '../procedure/perform.ts'
import { findDossier } from '../procedure/store.ts'
import { Refusal } from '../refusal.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { CONFLICTS, exclusionForm, type ConflictKind } from './forms.ts'
import { fieldsOfBallot, meanText, seatsOf, type Decision } from './rules.ts'
import { unitActs, unitSeatActs, type PanelAct } from './next.ts'
import { absent, isHeld, isServing, panelDefOf, pseudonym, type PanelParts } from './on-panel.ts'
import { redrawHindrance } from './redraw.ts'
import * as store from './store.ts'
import * as seats from './store-seats.ts'
import { proposalViews, type ProposalView } from './view-proposals.ts'

export const PANEL_STATES: Readonly<Record<store.PanelRow['state'], string>> = {
  criteria: '确定条件',
  frozen: '名单已冻结，等待公开号码',
  drawn: '已抽取，正在邀请',
  reviewing: '评审中',
  decided: '已有结论',
  closed: '已结束',
}

export const SEAT_STATES: Readonly<Record<seats.SeatState, string>> = {
  invited: '已邀请，等待答复',
  accepted: '已接受，待签承诺',
  refused: '不能参加',
  silent: '未答复',
  recused: '已回避',
  passed: '按规则略过',
  committed: '已签承诺',
  reviewing: '评审中',
  submitted: '已提交',
  confirmed: '已确认',
  paid: '已发咨询费',
  evaluated: '已评价',
  removed: '已更换',
}

export interface SeatView {
  readonly id: string
  /** The name once it may be told to this viewer, else a pseudonym. */
  readonly name: string
  readonly unit: string | null
  readonly title: string | null
  readonly type: string
  readonly round: number
  readonly place: number | null
  readonly state: seats.SeatState
  readonly stateTitle: string
  readonly answerBy: Instant
  readonly isChair: boolean
  readonly conflict: string | null
  readonly reason: string | null
  readonly soft: string | null
  readonly softStays: boolean | null
  readonly ballot: Readonly<Record<string, unknown>> | null
  readonly agrees: boolean | null
  readonly dissent: string | null
  readonly feeFen: number | null
  readonly rating: number | null
  readonly next: readonly PanelAct[]
}

export interface DrawView {
  readonly publicId: string
  readonly round: number
  readonly rows: store.DrawRow['rows']
  readonly counts: readonly number[]
  /** Who fits a row and is no candidate: how many by which reason. */
  readonly leftOut: Readonly<Record<string, number>>
  readonly algorithm: string
  readonly root: string
  readonly seedName: string
  readonly seedAt: Instant
  readonly frozenAt: Instant
  readonly frozenBy: string
  readonly seed: string | null
  readonly seedSource: string | null
  readonly operator: string | null
  readonly witness: string | null
  readonly drawnAt: Instant | null
  readonly reason: string | null
  readonly replacedAt: Instant | null
  readonly replacedReason: string | null
}

export interface PanelView {
  readonly id: string
  readonly dossierId: string
  readonly title: string
  readonly panelTitle: string
  readonly state: store.PanelRow['state']
  readonly stateTitle: string
  readonly criteria: readonly {
    version: number
    at: Instant
    by: string
    criteria: store.CriteriaRow['criteria']
  }[]
  readonly exclusions: readonly { name: string; unit: string; reason: string; at: Instant }[]
  readonly draws: readonly DrawView[]
  readonly seats: readonly SeatView[]
  readonly proposals: readonly ProposalView[]
  /** What happened, with the round in which somebody was asked. */
  readonly events: readonly { at: Instant; who: string | null; round: number | null; words: string }[]
  readonly opinion: string | null
  readonly result: (Decision & { readonly mean: string | null }) | null
  /** Labels of the ballot's fields. */
  readonly labels: Readonly<Record<string, string>>
  readonly next: readonly PanelAct[]
}

/** The panel as the unit that runs it sees it; before the meeting without a name. */
export async function unitPanel(
  tx: Tx,
  parts: PanelParts,
  actor: Actor,
  panelId: string,
  now: Instant,
): Promise<PanelView> {
  const panel = await store.findPanel(tx, panelId)
  mustReach(actor, { unitId: panel?.unit_id ?? null })
  const dossier = panel && (await findDossier(tx, 'platform', panel.dossier_id))
  const newest = panel && parts.bindings.find(({ procedure }) => procedure.id === panel.procedure)
  if (!panel || !dossier || !newest) throw absent()
  const binding = bindingOf(newest, dossier)
  // The state that declared the panel may be left already; its ballot is that of the visit.
  const def = defOfPanel(binding, dossier, panel)
  const all = await seats.seatsOfPanel(tx, panel.id)
  const criteria = await store.criteriaOf(tx, panel.id)
  const draws = await store.drawsOf(tx, panel.id)
  const people = await peopleOf(tx, criteria, draws)
  const isOverdue = all.some(({ state, answer_by }) => state === 'invited' && answer_by < now)
  const redraw = await mayRedraw(tx, panel, draws[0], now)
  const mine = actor.roles.includes('officer') || actor.roles.includes('decider')
  const members = await seatViews(tx, parts, panel, all, draws, mine)
  return {
    id: panel.id,
    dossierId: dossier.id,
    title: panel.title,
    panelTitle: def?.title ?? '专家组',
    state: panel.state,
    stateTitle: PANEL_STATES[panel.state],
    criteria: criteria.map((row) => ({
      version: row.version,
      at: row.at,
      by: people(row.person_id),
      criteria: row.criteria,
    })),
    exclusions: await store.exclusionsOf(tx, panel.id),
    draws: draws.map((row) => drawView(row, people)),
    seats: members,
    events: (await store.eventsOf(tx, panel.id)).map(({ at, leaf, words, draw_id: drawId }) => ({
      at,
      who: leaf === null ? null : pseudonym(leaf),
      round: draws.find(({ id }) => id === drawId)?.round ?? null,
      words,
    })),
    opinion: panel.opinion,
    result: panel.result && { ...panel.result, mean: meanOf(panel.result, def) },
    labels: labelsOf(def),
    proposals: await proposalViews(tx, panel, def && { panel, dossier, def }, members, mine ? actor : null),
    next: mine
      ? unitActs(panel, {
          criteria: criteria.length > 0,
          overdue: isOverdue,
          redraw,
          ready: isReady(criteria, all, now),
        })
      : [],
  }
}

/** The day of the meeting has come, and every seat is somebody's who signed. */
function isReady(
  criteria: readonly store.CriteriaRow[],
  all: readonly seats.SeatRecord[],
  now: Instant,
): boolean {
  const fixed = criteria[0]?.criteria
  const held = all.filter(isHeld)
  return (
    fixed !== undefined &&
    fixed.meetingOn <= dayOf(now) &&
    held.length === seatsOf(fixed.rows) &&
    held.every(({ state }) => state === 'committed')
  )
}

async function mayRedraw(
  tx: Tx,
  panel: store.PanelRow,
  draw: store.DrawRow | undefined,
  now: Instant,
): Promise<boolean> {
  const law = { rules: await loadRuleset(tx), calendar: await loadCalendar(tx), today: dayOf(now) }
  return draw !== undefined && (await redrawHindrance(tx, panel, draw, law, now)) === undefined
}

function meanOf(result: Decision, def: ReturnType<typeof panelDefOf>): string | null {
  return def && fieldsOfBallot(def).scores.length > 0 ? meanText(result.sum, result.count) : null
}

/** What the panel of a dossier was declared by: the state of its visit, which may be left. */
export function defOfPanel(
  binding: Parameters<typeof panelDefOf>[0],
  dossier: { readonly state: string; readonly visit: number },
  panel: { readonly visit: number },
) {
  if (dossier.visit === panel.visit) return panelDefOf(binding, dossier.state)
  const declared = Object.values(binding.procedure.states).flatMap((state) => state.panel ?? [])
  return declared.length === 1 ? declared[0] : undefined
}

export function labelsOf(def: ReturnType<typeof panelDefOf>): Readonly<Record<string, string>> {
  if (!def) return {}
  return Object.fromEntries(
    Object.entries(def.ballot.shape).map(([name, field]) => {
      const title: unknown = (field as { meta: () => { title?: string } | undefined }).meta()?.title
      return [name, typeof title === 'string' ? title : name]
    }),
  )
}

async function peopleOf(
  tx: Tx,
  criteria: readonly store.CriteriaRow[],
  draws: readonly store.DrawRow[],
): Promise<(id: string) => string> {
  const names = await personNames(tx, [
    ...criteria.map(({ person_id }) => person_id),
    ...draws.flatMap(({ frozen_by, operator, witness }) => [frozen_by, operator, witness]),
  ])
  return (id) => names.get(id) ?? '—'
}

function drawView(row: store.DrawRow, people: (id: string) => string): DrawView {
  return {
    publicId: row.public_id,
    round: row.round,
    rows: row.rows,
    counts: row.counts,
    leftOut: Object.fromEntries(Object.entries(row.left_out).map(([why, n]) => [whyText(why), n])),
    algorithm: row.algorithm,
    root: row.root,
    seedName: row.seed_name,
    seedAt: row.seed_at,
    frozenAt: row.frozen_at,
    frozenBy: people(row.frozen_by),
    seed: row.seed,
    seedSource: row.seed_source,
    operator: row.operator === null ? null : people(row.operator),
    witness: row.witness === null ? null : people(row.witness),
    drawnAt: row.drawn_at,
    reason: row.reason,
    replacedAt: row.replaced_at,
    replacedReason: row.replaced_reason,
  }
}

/** Why somebody is no candidate, in words. */
function whyText(why: string): string {
  return why in CONFLICTS ? `${why} ${CONFLICTS[why as ConflictKind]}` : why
}

/** Members by name once the meeting began, everybody else by pseudonym; ballots once all are in. */
async function seatViews(
  tx: Tx,
  parts: PanelParts,
  panel: store.PanelRow,
  all: readonly seats.SeatRecord[],
  draws: readonly store.DrawRow[],
  mine: boolean,
): Promise<SeatView[]> {
  const told = panel.opened_at === null ? [] : all.filter(isServing)
  const names = await parts.pool.named(
    tx,
    told.map(({ expert_id }) => expert_id),
  )
  const ballots = new Map((await readableBallots(tx, panel, all)).map((row) => [row.seat_id, row.ballot]))
  const confirmed = new Map(
    (
      await seats.confirmationsOf(
        tx,
        told.map(({ id }) => id),
        panel.opinion_no,
      )
    ).map((row) => [row.seat_id, row]),
  )
  const rounds = new Map(draws.map(({ id, round }) => [id, round]))
  const places = new Map<string, number>()
  for (const draw of draws)
    for (const { leaf, place } of await store.orderOf(tx, draw)) places.set(`${draw.id} ${leaf}`, place)
  return all.map((seat) => {
    const name = told.includes(seat) ? names.get(seat.expert_id) : undefined
    const open = panel.opened_at !== null
    return {
      id: seat.id,
      name: name?.name ?? pseudonym(seat.leaf),
      unit: name?.unit ?? null,
      title: name?.title ?? null,
      type: seat.type,
      round: rounds.get(seat.draw_id) ?? 0,
      place: places.get(`${seat.draw_id} ${seat.leaf}`) ?? null,
      state: seat.state,
      stateTitle: SEAT_STATES[seat.state],
      answerBy: seat.answer_by,
      isChair: panel.chair_seat === seat.id,
      // An expert's own words could tell who wrote them.
      conflict: seat.conflict,
      reason: open || seat.state === 'passed' || seat.state === 'removed' ? seat.reason : null,
      soft: open ? seat.soft : null,
      softStays: seat.soft_stays,
      ballot: ballots.get(seat.id) ?? null,
      agrees: confirmed.get(seat.id)?.agrees ?? null,
      dissent: confirmed.get(seat.id)?.dissent ?? null,
      feeFen: seat.fee_fen,
      rating: seat.rating,
      next: mine ? unitSeatActs(panel, seat, isHeld(seat)) : [],
    }
  })
}

/** Ballots that count, once every serving member has handed one in. */
export async function readableBallots(
  tx: Tx,
  panel: store.PanelRow,
  all: readonly seats.SeatRecord[],
): Promise<seats.BallotRow[]> {
  const members = all.filter(isServing)
  const [fixed] = await store.criteriaOf(tx, panel.id)
  const wanted = fixed ? fixed.criteria.rows.reduce((sum, row) => sum + row.seats, 0) : 0
  const isComplete =
    members.length === wanted && wanted > 0 && members.every(({ state }) => state !== 'reviewing')
  return isComplete
    ? seats.ballotsOf(
        tx,
        members.map(({ id }) => id),
      )
    : []
}

/** The panels of a dossier, for everybody who may see it: how far they are, and who names experts to leave out. */
export async function panelsOfDossier(tx: Tx, parts: PanelParts, actor: Actor, dossierId: string) {
  const dossier = await findDossier(tx, 'platform', dossierId)
  const newest = dossier && parts.bindings.find(({ procedure }) => procedure.id === dossier.procedure)
  reachedByQuery(actor)
  if (!dossier || !newest || !maySee(newest.procedure, dossier, actor))
    throw new Refusal('absent', '没有找到这个办件，或您无权查看。')
  const isOwner = actor.orgId !== null && actor.orgId === dossier.org_id
  const panels = await store.panelsOf(tx, [dossier.id])
  const items = []
  for (const panel of panels) {
    const exclusions = isOwner ? await store.exclusionsOf(tx, panel.id) : []
    items.push({
      id: panel.id,
      title: panel.title,
      state: panel.state,
      stateTitle: PANEL_STATES[panel.state],
      draws: (await store.drawsOf(tx, panel.id)).map(({ public_id, round }) => ({
        publicId: public_id,
        round,
      })),
      exclusions: exclusions.map(({ name, unit, reason, at }) => ({ name, unit, reason, at })),
      exclude: isOwner && panel.state === 'criteria' ? formSchema(exclusionForm) : null,
      isMine: actor.orgId !== null && actor.orgId === panel.unit_id,
    })
  }
  return { items, total: items.length }
}
