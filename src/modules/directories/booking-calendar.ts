import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import {
  calendarFrame,
  freeBusyDays,
  freeBusyDaysFile,
  type CalendarWindow,
  type FreeBusyDays,
} from '#platform/booking/calendar.ts'
import { icsOf } from '#platform/booking/ics.ts'
import { instantAt, spanText } from '#platform/booking/slots.ts'
import { addDays, addMonths, dayOf } from '#platform/calendar/calendar.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { instrumentBooking } from './procedure.ts'
import {
  bookingsBySlot,
  findBookingRow,
  listBookings,
  noShowsSince,
  sharedUse,
  useStatistics,
  type ShownBooking,
} from './store-booking.ts'
import { instruments } from './store.ts'

const STATISTICS_MAX = 500
const YEAR_MONTHS = 12

export interface CalendarQuery extends CalendarWindow {
  readonly id: string
}

/** When an instrument is free, for everybody: never who has it. */
export interface FreeBusy extends FreeBusyDays {
  readonly instrumentId: string
}

/** Free and busy slots of a published instrument, by id or public id; undefined when it is not booked here. */
export async function freeBusy(tx: Tx, query: CalendarQuery, now: Instant): Promise<FreeBusy | undefined> {
  const instrument = await instruments.findPublic(tx, query.id)
  const rules = instrument && bookingRulesOf(instrument.data)
  if (!instrument || !rules) return undefined
  return { instrumentId: instrument.id, ...(await freeBusyDays(tx, instrument, rules, query, now)) }
}

/** The same as a calendar file, without a word about anybody. */
export async function freeBusyFile(tx: Tx, query: CalendarQuery, now: Instant): Promise<string | undefined> {
  const instrument = await instruments.findPublic(tx, query.id)
  const rules = instrument && bookingRulesOf(instrument.data)
  if (!instrument || !rules) return undefined
  return freeBusyDaysFile(tx, { ...instrument, kind: 'instrument' }, rules, query.days, now)
}

/** The keeper's calendar: with who, what for and what state, and the blocks with their reasons. */
export async function keeperCalendar(tx: Tx, actor: Actor, query: CalendarQuery, now: Instant) {
  const instrument = await instruments.find(tx, query.id)
  mustReach(actor, { orgId: instrument?.visible ? instrument.owner_org_id : null })
  if (!instrument) throw new Error('mustReach lets no absent record pass')
  const rules = bookingRulesOf(instrument.data)
  if (!rules)
    throw new Refusal('conflict', '这台仪器没有开通预约；请在“修改”里填写开放日、开放时间和每格时长。')
  const { taken, ...shown } = await calendarFrame(tx, instrument, rules, query, now)
  const rows = await bookingsBySlot(
    tx,
    taken.map(({ id }) => id),
  )
  return {
    instrumentId: instrument.id,
    ...shown,
    entries: taken.map((slot) => {
      const row = rows.find(({ slot_id: id }) => id === slot.id)
      return {
        id: slot.id,
        kind: slot.kind,
        from: slot.from_at,
        until: slot.until_at,
        who: row?.user_name ?? null,
        what: row?.purpose ?? slot.purpose,
        bookingId: row?.id ?? null,
        stateTitle: row ? stateTitle(row.state) : '停用',
      }
    }),
  }
}

export function stateTitle(state: string): string {
  return Object.entries(instrumentBooking.states).find(([name]) => name === state)?.[1].title ?? state
}

function itemOf(row: ShownBooking) {
  return {
    id: row.id,
    publicId: row.public_id,
    dossierId: row.dossier_id,
    instrument: { id: row.instrument_id, publicId: row.instrument_public_id, name: row.instrument },
    user: row.user_name,
    keeper: row.keeper_name,
    from: row.from_at,
    until: row.until_at,
    when: spanText({ from: row.from_at, until: row.until_at }),
    state: row.state,
    stateTitle: stateTitle(row.state),
    askedAt: row.asked_at,
  }
}

export interface BookingQuery {
  readonly side: 'user' | 'keeper'
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

/** One booking for its two organisations. */
export async function showBooking(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const row = await partyBooking(tx, actor, id)
  const isKeeper = row.keeper_org_id === actor.orgId
  const year = instantAt(addMonths(dayOf(now), -YEAR_MONTHS), 0)
  return {
    ...itemOf(row),
    side: isKeeper ? 'keeper' : 'user',
    purpose: row.purpose,
    samples: row.samples,
    lateCancel: row.late_cancel,
    usedMinutes: row.used_minutes,
    usedSamples: row.used_samples,
    feeFen: row.fee_fen,
    useNote: row.use_note,
    stars: row.stars,
    comment: row.comment,
    /** How often this organisation did not come in the last year: the keeper decides knowing it. */
    noShows: isKeeper ? await noShowsSince(tx, row.user_org_id, year) : null,
  }
}

async function partyBooking(tx: Tx, actor: Actor, id: string): Promise<ShownBooking> {
  const row = await findBookingRow(tx, id)
  mustReach(actor, { partyOrgIds: row ? [row.user_org_id, row.keeper_org_id] : [] })
  if (!row) throw new Error('mustReach lets no absent record pass')
  return row
}

/** The booking for a calendar program. */
export async function bookingFile(tx: Tx, actor: Actor, id: string, now: Instant) {
  const row = await partyBooking(tx, actor, id)
  const instrument = await instruments.find(tx, row.instrument_id)
  const event = {
    uid: `booking-${row.public_id}@keqiao`,
    from: row.from_at,
    until: row.until_at,
    title: `${row.instrument}（${stateTitle(row.state)}）`,
    place: instrument?.data.location ?? '',
    note: `预约单位：${row.user_name}；管理单位：${row.keeper_name}`,
  }
  return { name: `预约-${row.public_id}.ics`, text: icsOf([event], now) }
}

/** Shared hours between two days: a keeper's own instruments, for the bureau all of them. */
export async function instrumentStatistics(
  tx: Tx,
  actor: Actor,
  query: { readonly from?: string | undefined; readonly until?: string | undefined },
  now: Instant,
) {
  reachedByQuery(actor)
  const today = dayOf(now)
  const from = query.from ?? addMonths(today, -YEAR_MONTHS)
  const until = query.until ?? today
  const isAll = actor.scopes.includes('any')
  if (!isAll && actor.orgId === null) return { from, until, items: [], total: 0 }
  const window = [instantAt(from, 0), instantAt(addDays(until, 1), 0)] as const
  const rows = await useStatistics(tx, isAll ? null : actor.orgId, ...window, STATISTICS_MAX)
  return {
    from,
    until,
    items: rows.map((row) => ({
      id: row.instrument_id,
      name: row.instrument,
      code: row.code,
      keeper: row.keeper,
      asked: row.asked,
      used: row.used,
      minutes: row.minutes,
      samples: row.samples,
      users: row.users,
      noShows: row.no_shows,
      lateCancels: row.late_cancels,
      unrecorded: row.unrecorded,
      // What others pay is the business of the two (P16): the bureau sees hours, not money.
      feeFen: isAll ? null : row.fee_fen,
    })),
    total: rows.length,
  }
}

/** What everybody may know of the use of an instrument in the last year; ratings only once enough have rated (P16). */
export async function publicUse(tx: Tx, id: string, now: Instant) {
  const today = dayOf(now)
  const used = await sharedUse(tx, id, instantAt(addMonths(today, -YEAR_MONTHS), 0))
  const least = (await loadRuleset(tx)).number('statistics.suppressBelow', today)
  return {
    times: used.times,
    minutes: used.minutes,
    stars: used.ratings >= least ? used.stars : null,
    ratings: used.ratings >= least ? used.ratings : null,
  }
}
