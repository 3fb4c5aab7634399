import { addDays, weekday, workingDaysLeft, type Calendar } from '../calendar/calendar.ts'
import type { Actor } from '../access/access.ts'
import type { Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { bindingOf, type Binding } from '../procedure/perform.ts'
import { Refusal } from '../refusal.ts'
import type { Represented, WorkSeat } from './seats.ts'
import { waitingLetters } from '../letters/waiting.ts'
import { actsOn, slotsOf, type WorkAct } from './slots.ts'
import {
  workCounts,
  workPage,
  type DueBucket,
  type Handled,
  type WorkAsked,
  type WorkCount,
  type WorkDay,
  type WorkPlace,
  type WorkRow,
  type WorkSlots,
} from './store.ts'

export interface WorkItem {
  readonly dossierId: string
  readonly visit: number
  readonly procedure: string
  readonly procedureTitle: string
  readonly title: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly state: string
  readonly stateTitle: string
  readonly enteredAt: string
  readonly dueOn: string | null
  readonly nominalOn: string | null
  readonly provisional: boolean
  readonly workingDaysLeft: number | null
  readonly late: boolean
  readonly actions: readonly WorkAct[]
  /** Who of the organisation deals with it at this visit 经办人. */
  readonly handler: { readonly personId: string; readonly name: string; readonly isMe: boolean } | null
  /** For whom the viewer would act; null in own name. */
  readonly as: Represented | null
}

/** What a work list is read with: the law of the day and who asks. */
export interface WorkView {
  readonly bindings: readonly Binding[]
  readonly seats: readonly WorkSeat[]
  readonly calendar: Calendar
  readonly today: Day
}

export interface WorkPage {
  readonly items: readonly WorkItem[]
  readonly total: number
  readonly next: string | null
}

/** No list carries more at once; the rest is a page away. */
export const WORK_LIMIT = 200

/**
 * The work list 待办: open dossiers in a state from which a part of a seat can act, and those whose letters wait for it,
 * the earliest term, so the late, first.
 */
export async function workList(
  tx: Tx,
  view: WorkView,
  asked: WorkAsked = {},
  page: { readonly cursor?: string | undefined; readonly limit: number } = { limit: WORK_LIMIT },
): Promise<WorkPage> {
  const rows = await workPage(tx, await slotsFor(tx, view), whoAsks(view), dayOfWork(view.today), asked, {
    after: placeOf(page.cursor),
    limit: page.limit + 1,
  })
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => itemOf(view, row)),
    total: rows[0]?.total ?? 0,
    next: rows.length > page.limit && last ? `${last.sort_key}_${last.entered_at}_${last.id}` : null,
  }
}

/** What filters offer and the menu counts. */
export interface WorkSummary {
  readonly total: number
  readonly due: Readonly<Record<DueBucket, number>>
  readonly handled: Readonly<Record<Handled, number>>
  readonly procedures: readonly { readonly id: string; readonly title: string; readonly count: number }[]
  readonly states: readonly {
    readonly procedure: string
    readonly state: string
    readonly title: string
    readonly count: number
  }[]
  readonly units: readonly { readonly id: string; readonly name: string; readonly count: number }[]
}

export async function workSummary(tx: Tx, view: WorkView): Promise<WorkSummary> {
  const procedures = view.bindings.map(({ procedure }) => procedure)
  const counts = await workCounts(tx, await slotsFor(tx, view), whoAsks(view), dayOfWork(view.today))
  const of = (test: (count: WorkCount) => boolean) => counts.filter(test).reduce((sum, { n }) => sum + n, 0)
  const due = (bucket: DueBucket) => of((count) => count.due === bucket)
  const handled = (how: Handled) => of((count) => count.handled === how)
  return {
    total: of(() => true),
    due: {
      late: due('late'),
      today: due('today'),
      week: due('week'),
      later: due('later'),
      provisional: due('provisional'),
      none: due('none'),
    },
    handled: { mine: handled('mine'), free: handled('free'), others: handled('others') },
    procedures: procedures
      .map(({ id, title }) => ({ id, title, count: of(({ procedure }) => procedure === id) }))
      .filter(({ count }) => count > 0),
    states: procedures.flatMap(({ id, states }) =>
      Object.entries(states)
        .map(([state, { title }]) => ({
          procedure: id,
          state,
          title,
          count: of((count) => count.procedure === id && count.state === state),
        }))
        .filter(({ count }) => count > 0),
    ),
    units: [...new Map(counts.map((count) => [count.unit_id, count.unit_name])).entries()].flatMap(
      ([id, name]) =>
        id === null || name === null ? [] : { id, name, count: of(({ unit_id }) => unit_id === id) },
    ),
  }
}

/** The work list of somebody as they are, without what was lent: for the digest and for tests of procedures. */
export function ownWork(actor: Actor, view: Omit<WorkView, 'seats'>): WorkView {
  return { ...view, seats: [{ actor, as: null }] }
}

async function slotsFor(tx: Tx, { bindings, seats, today }: WorkView): Promise<WorkSlots> {
  const procedures = bindings.map(({ procedure }) => procedure)
  const actors = seats.map(({ actor }) => actor)
  return {
    procedures: procedures.map(({ id }) => id),
    slots: slotsOf(procedures, seats),
    letters: await waitingLetters(tx, actors, today),
  }
}

function whoAsks({ seats }: WorkView): string | null {
  return seats[0]?.actor.personId ?? null
}

/** The week ends with its Sunday. */
function dayOfWork(today: Day): WorkDay {
  return { today, weekEnd: addDays(today, (7 - weekday(today)) % 7) }
}

function placeOf(cursor: string | undefined): WorkPlace | null {
  if (cursor === undefined || cursor === '') return null
  const [, key, enteredAt, id] = CURSOR.exec(cursor) ?? []
  if (key === undefined || enteredAt === undefined || id === undefined || Number.isNaN(Date.parse(enteredAt)))
    throw new Refusal('badRequest', '翻页标记无效，请从第一页重新开始。')
  return { key, enteredAt, id }
}

const CURSOR =
  /^(\d{4}-\d{2}-\d{2}|infinity)_([0-9TZ:.+-]{20,32})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Letters that wait, each on its own page. */
function lettersOf({ letters }: WorkRow): WorkAct[] {
  return (letters ?? []).map(({ id, title }) => ({
    name: 'letter',
    title: `文书${title}`,
    many: false,
    link: `/letters/${id}`,
  }))
}

function itemOf({ bindings, seats, calendar, today }: WorkView, row: WorkRow): WorkItem {
  const binding = bindings.find(({ procedure }) => procedure.id === row.procedure)
  const seat = seats[row.seat]
  if (!binding || !seat) throw new Error(`${row.procedure} is on a work list and is not registered`)
  const { procedure } = bindingOf(binding, row)
  return {
    dossierId: row.id,
    visit: row.visit,
    procedure: procedure.id,
    procedureTitle: procedure.title,
    title: row.title,
    subject: { kind: row.subject_kind, id: row.subject_id },
    state: row.state,
    stateTitle: procedure.states[row.state]?.title ?? row.state,
    enteredAt: row.entered_at,
    dueOn: row.due_on,
    nominalOn: row.nominal_on,
    provisional: row.provisional ?? false,
    workingDaysLeft: row.due_on === null ? null : (workingDaysLeft(calendar, today, row.due_on) ?? null),
    late: row.due_on !== null && row.due_on < today,
    actions: [...lettersOf(row), ...(row.closed_at === null ? actsOn(procedure, row, seat.actor) : [])],
    handler:
      row.handler_id === null
        ? null
        : {
            personId: row.handler_id,
            name: row.handler_name ?? '',
            isMe: row.handler_id === seat.actor.personId,
          },
    as: seat.as,
  }
}
