import { addDays, dayOf } from '../calendar/calendar.ts'
import { loadCalendar } from '../calendar/store.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { BookingRules } from '../forms/booking.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { bookingsOf, type BookingRow } from './booking.ts'
import { freeBusyIcs } from './ics.ts'
import { instantAt, shownSlots, type ShownSlot } from './slots.ts'

/** Bookings and blocks one calendar shows at most; a month of half hours has fewer. */
const SHOWN_MAX = 2_000

/** What is booked by the slot: an instrument, a pilot line. */
export interface Bookable {
  readonly id: string
  readonly name: string
  readonly public_id: string
}

export interface CalendarWindow {
  readonly from?: string | undefined
  readonly days: number
}

/** When a thing is free, for everybody: never who has it. */
export interface FreeBusyDays {
  readonly name: string
  readonly publicId: string
  readonly rules: BookingRules
  /** Days ahead that may be booked. */
  readonly horizonDays: number
  readonly days: readonly { readonly day: string; readonly slots: readonly ShownSlot[] }[]
}

/** The same with the bookings themselves, for whoever keeps the thing. */
export interface CalendarFrame extends FreeBusyDays {
  readonly taken: readonly BookingRow[]
}

export async function calendarFrame(
  tx: Tx,
  thing: Bookable,
  rules: BookingRules,
  query: CalendarWindow,
  now: Instant,
): Promise<CalendarFrame> {
  const today = dayOf(now)
  const first = query.from ?? today
  const days = Array.from({ length: query.days }, (_, i) => addDays(first, i))
  const window = { from: instantAt(first, 0), until: instantAt(addDays(first, query.days), 0) }
  const taken = await bookingsOf(tx, { resourceId: thing.id, ...window }, SHOWN_MAX)
  const horizonDays = (await loadRuleset(tx)).number('booking.horizon.days', today)
  const calendar = await loadCalendar(tx)
  return {
    name: thing.name,
    publicId: thing.public_id,
    rules,
    horizonDays,
    days: shownSlots({ rules, calendar, now, horizonDays }, days, taken),
    taken,
  }
}

/** Free and busy days for everybody: the frame without the bookings. */
export async function freeBusyDays(
  tx: Tx,
  thing: Bookable,
  rules: BookingRules,
  query: CalendarWindow,
  now: Instant,
): Promise<FreeBusyDays> {
  const { taken: _whose, ...shown } = await calendarFrame(tx, thing, rules, query, now)
  return shown
}

/** The same as a calendar file, without a word about anybody; busy where no place is left. */
export async function freeBusyDaysFile(
  tx: Tx,
  thing: Bookable & { readonly kind: string },
  rules: BookingRules,
  days: number,
  now: Instant,
): Promise<string> {
  const found = await calendarFrame(tx, thing, rules, { days }, now)
  const first = found.days[0]?.day ?? dayOf(now)
  const window = { from: instantAt(first, 0), until: instantAt(addDays(first, days), 0) }
  const full = found.days.flatMap(({ slots }) =>
    slots.filter(({ state }) => state === 'busy' || state === 'blocked'),
  )
  const busy =
    rules.capacity > 1
      ? full.map(({ from, until }) => ({ from, until }))
      : found.taken.map((row) => ({ from: row.from_at, until: row.until_at }))
  return freeBusyIcs(`${thing.kind}-${thing.public_id}@keqiao`, window, busy, now)
}
