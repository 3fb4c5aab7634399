import { baseOf } from '#modules/pilot-bases/index.ts'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import { blockTime, liftBlock } from '#platform/booking/block.ts'
import {
  calendarFrame,
  freeBusyDays,
  freeBusyDaysFile,
  type CalendarWindow,
  type FreeBusyDays,
} from '#platform/booking/calendar.ts'
import type { blockForm } from '#platform/booking/forms.ts'
import { spanText } from '#platform/booking/slots.ts'
import { addMonths, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { Refusal } from '#platform/refusal.ts'
import type { z } from 'zod'
import { serviceFigures } from './figures.ts'
import { figuresKept } from './store-figures.ts'
import { pilotBooking } from './procedure.ts'
import { RESOURCE } from './slot.ts'
import { bookingsBySlot, findBookingRow, listBookings, raiseOf, type ShownBooking } from './store-booking.ts'
import { services } from './store.ts'
import { spanOf } from './telling.ts'

/** What stands in place of a confidential run's name wherever others of the two organisations look. */
const HIDDEN = '保密项目'
const YEAR_MONTHS = 12

export interface CalendarQuery extends CalendarWindow {
  readonly id: string
}

/** When a line is free, for everybody: never who has it. */
export interface FreeBusy extends FreeBusyDays {
  readonly serviceId: string
}

async function bookable(tx: Tx, id: string, now: Instant) {
  const service = await services.findPublic(tx, id)
  const rules = service && bookingRulesOf(service.data)
  if (!service || !rules || !(await baseOf(tx, service.owner_org_id, dayOf(now)))) return undefined
  return { service, rules }
}

/** Free and busy slots of a published line, by id or public id; undefined when it is not booked here. */
export async function freeBusy(tx: Tx, query: CalendarQuery, now: Instant): Promise<FreeBusy | undefined> {
  const found = await bookable(tx, query.id, now)
  if (!found) return undefined
  return { serviceId: found.service.id, ...(await freeBusyDays(tx, found.service, found.rules, query, now)) }
}

/** The same as a calendar file, without a word about anybody. */
export async function freeBusyFile(tx: Tx, query: CalendarQuery, now: Instant): Promise<string | undefined> {
  const found = await bookable(tx, query.id, now)
  if (!found) return undefined
  return freeBusyDaysFile(tx, { ...found.service, kind: RESOURCE }, found.rules, query.days, now)
}

async function ownLine(tx: Tx, actor: Actor, id: string) {
  const service = await services.find(tx, id)
  mustReach(actor, { orgId: service?.visible ? service.owner_org_id : null })
  if (!service) throw new Error('mustReach lets no absent record pass')
  return service
}

/** The base's calendar of a line: with whom and in what state; what a confidential run is about stands on its page. */
export async function baseCalendar(tx: Tx, actor: Actor, query: CalendarQuery, now: Instant) {
  const service = await ownLine(tx, actor, query.id)
  const rules = bookingRulesOf(service.data)
  if (!rules)
    throw new Refusal('conflict', '这条产线没有开通预约；请在“修改”里填写开放日、开放时间和每格时长。')
  const { taken, ...shown } = await calendarFrame(tx, service, rules, query, now)
  const rows = await bookingsBySlot(
    tx,
    taken.map(({ id }) => id),
  )
  return {
    serviceId: service.id,
    ...shown,
    entries: taken.map((slot) => {
      const row = rows.find(({ slot_id: id, move_slot_id: other }) => id === slot.id || other === slot.id)
      // Of a contract of the body before, the line's new owner knows the time and with whom to speak.
      const isOthers = row !== undefined && row.base_org_id !== actor.orgId
      return {
        id: slot.id,
        kind: slot.kind,
        from: slot.from_at,
        until: slot.until_at,
        who: (isOthers ? row.base_name : row?.client_name) ?? null,
        what: row ? (row.confidential || isOthers ? HIDDEN : row.process) : slot.purpose,
        bookingId: isOthers ? null : (row?.id ?? null),
        stateTitle: row ? stateTitle(row.state) : '停用',
      }
    }),
  }
}

export function stateTitle(state: string): string {
  return Object.entries(pilotBooking.states).find(([name]) => name === state)?.[1].title ?? state
}

/** The base keeps time of a line back for maintenance or own use. */
export async function blockLine(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof blockForm> & { readonly id: string },
  now: Instant,
) {
  const service = await ownLine(tx, actor, input.id)
  const { id, span } = await blockTime(tx, actor, { kind: RESOURCE, id: service.id }, input, now)
  tx.about('pilot-service', service.id, { title: service.name, when: spanText(span) })
  return { id }
}

export async function unblockLine(
  tx: CommandTx,
  actor: Actor,
  { id, blockId }: { readonly id: string; readonly blockId: string },
  now: Instant,
) {
  const service = await ownLine(tx, actor, id)
  const span = await liftBlock(tx, service.id, blockId, now)
  tx.about('pilot-service', id, { title: service.name, when: spanText(span) })
  return { id: blockId }
}

function itemOf(row: ShownBooking) {
  return {
    id: row.id,
    publicId: row.public_id,
    dossierId: row.dossier_id,
    service: { id: row.service_id, publicId: row.service_public_id, name: row.service },
    client: row.client_name,
    base: row.base_name,
    what: row.confidential ? HIDDEN : row.process,
    from: row.from_at,
    until: row.until_at,
    when: spanText(spanOf(row)),
    state: row.state,
    stateTitle: stateTitle(row.state),
    askedAt: row.asked_at,
  }
}

export interface BookingQuery {
  readonly side: 'client' | 'base'
  readonly state?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** What the organisation has booked, or what others have booked of it. */
export async function bookingList(tx: Tx, actor: Actor, { cursor, ...query }: BookingQuery) {
  reachedByQuery(actor)
  const { orgId } = actor
  if (orgId === null) return { items: [], next: null }
  const rows = await listBookings(tx, { orgId, after: cursor ?? null, ...query })
  return { items: rows.map(itemOf), next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null }
}

/** One booking for its two organisations, who read all of it. */
export async function showBooking(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const row = await partyBooking(tx, actor, id)
  const raise = await raiseOf(tx, id)
  return {
    ...itemOf(row),
    side: row.base_org_id === actor.orgId ? ('base' as const) : ('client' as const),
    process: row.process,
    material: row.material,
    batch: `${row.batch} ${row.batch_unit}`,
    hazard: row.hazard,
    confidential: row.confidential,
    note: row.note,
    achievementId: row.achievement_id,
    affiliated: row.affiliated,
    opinion: row.opinion,
    feeFen: row.fee_fen,
    covers: row.covers,
    leadDays: row.lead_days,
    contract: row.contract,
    move:
      row.move_from === null || row.move_until === null
        ? null
        : { when: spanText({ from: row.move_from, until: row.move_until }), reason: row.move_reason },
    safety: row.safety,
    report: row.report,
    acceptNote: row.accept_note,
    lateCancel: row.late_cancel,
    stars: row.stars,
    comment: row.comment,
    raise: raise ? { state: raise.state, before: raise.trl_before, after: raise.trl_after } : null,
  }
}

export async function partyBooking(tx: Tx, actor: Actor, id: string): Promise<ShownBooking> {
  const row = await findBookingRow(tx, id)
  mustReach(actor, { partyOrgIds: row ? [row.client_org_id, row.base_org_id] : [] })
  if (!row) throw new Error('mustReach lets no absent record pass')
  return row
}

/** Figures of a base's services: its own organisation's, or for the bureau those of the organisation asked for. */
export async function figuresOf(
  tx: Tx,
  actor: Actor,
  query: {
    readonly from?: string | undefined
    readonly until?: string | undefined
    readonly orgId?: string | undefined
    readonly dossierId?: string | undefined
  },
  now: Instant,
) {
  reachedByQuery(actor)
  const { orgId, dossierId } = query
  const ofAll = actor.scopes.includes('any')
  if (!ofAll && actor.orgId === null) throw new Refusal('forbidden', '请以单位成员的身份查看。')
  const of = ofAll ? (orgId ?? null) : actor.orgId
  const until = query.until ?? dayOf(now)
  const from = query.from ?? addMonths(until, -YEAR_MONTHS)
  const kept = dossierId === undefined ? undefined : await figuresKept(tx, dossierId, of)
  return { ...(await serviceFigures(tx, of, from, until)), kept: kept ?? null }
}
