import { addDays, dayKind, dayOf, weekday, type Calendar, type Day } from '../calendar/calendar.ts'
import { dayNumber } from '../calendar/day.ts'
import type { BookingRules } from '../forms/booking.ts'
import type { Instant } from '../command/command.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Shanghai is UTC+8 all year. */
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS

/** A piece of time [from, until). */
export interface Span {
  readonly from: Instant
  readonly until: Instant
}

/** The span as the database writes it, whatever zone it was given in. */
export function writtenSpan({ from, until }: Span): Span {
  return { from: new Date(Date.parse(from)).toISOString(), until: new Date(Date.parse(until)).toISOString() }
}

/** Why a slot cannot be booked: taken, not open, begun, nearer than asked, further than one may book. */
export type SlotState = 'free' | 'busy' | 'blocked' | 'past' | 'soon' | 'far'

/** A slot of the calendar as everybody may see it. */
export interface ShownSlot extends Span {
  readonly state: SlotState
}

/** A booking in force, as far as the calendar cares. */
export interface Taken {
  readonly from_at: Instant
  readonly until_at: Instant
  readonly kind: 'use' | 'block'
}

/** The instant of a minute of a day in Shanghai. */
export function instantAt(day: Day, minute: number): Instant {
  return new Date(dayNumber(day) * DAY_MS - SHANGHAI_OFFSET_MS + minute * MINUTE_MS).toISOString()
}

/** Whether the thing is open on a day at all. A day of a year whose calendar is not loaded counts by its weekday (P1). */
export function isOpenOn(rules: BookingRules, day: Day, calendar: Calendar): boolean {
  if (!rules.openDays.includes(weekday(day))) return false
  return !(rules.closedOnRestDays && dayKind(calendar, day) === 'rest')
}

/** The slots of a day in order; none when it is closed. */
export function slotsOf(rules: BookingRules, day: Day, calendar: Calendar): Span[] {
  if (!isOpenOn(rules, day, calendar)) return []
  const { fromMinute, untilMinute, slotMinutes } = rules
  const many = Math.floor((untilMinute - fromMinute) / slotMinutes)
  return Array.from({ length: many }, (_, i) => ({
    from: instantAt(day, fromMinute + i * slotMinutes),
    until: instantAt(day, fromMinute + (i + 1) * slotMinutes),
  }))
}

export interface CalendarQuery {
  readonly rules: BookingRules
  readonly calendar: Calendar
  readonly now: Instant
  /** Days ahead that may be booked; a ruleset number. */
  readonly horizonDays: number
}

/** The slots of some days with what can be done with each: free or busy, never whose. */
export function shownSlots(
  query: CalendarQuery,
  days: readonly Day[],
  taken: readonly Taken[],
): { readonly day: Day; readonly slots: ShownSlot[] }[] {
  return days.map((day) => ({
    day,
    slots: slotsOf(query.rules, day, query.calendar).map((slot) => ({
      ...slot,
      state: stateOf(query, slot, taken),
    })),
  }))
}

function stateOf(query: CalendarQuery, slot: Span, taken: readonly Taken[]): SlotState {
  const inside = taken.filter(
    ({ from_at, until_at }) =>
      Date.parse(from_at) < Date.parse(slot.until) && Date.parse(slot.from) < Date.parse(until_at),
  )
  if (inside.some(({ kind }) => kind === 'block')) return 'blocked'
  if (mostAtOnce(inside, slot) >= query.rules.capacity) return 'busy'
  if (spanFault(query, slot) === undefined) return 'free'
  const ahead = Date.parse(slot.from) - Date.parse(query.now)
  if (ahead <= 0) return 'past'
  return ahead < query.rules.leadHours * HOUR_MS ? 'soon' : 'far'
}

/** How many of the bookings stand at one instant of the span at most; a block leaves room for nobody. */
export function mostAtOnce(taken: readonly Taken[], span: Span): number {
  const [start, end] = [Date.parse(span.from), Date.parse(span.until)]
  const inside = taken.filter(
    ({ from_at, until_at }) => Date.parse(from_at) < end && Date.parse(until_at) > start,
  )
  if (inside.some(({ kind }) => kind === 'block')) return Infinity
  // The number changes upwards only where a booking begins, so it is greatest at one of the beginnings.
  const beginnings = inside.map(({ from_at }) => Math.max(start, Date.parse(from_at)))
  const at = (instant: number) =>
    inside.filter((one) => Date.parse(one.from_at) <= instant && instant < Date.parse(one.until_at)).length
  return beginnings.reduce((most, instant) => Math.max(most, at(instant)), 0)
}

/** Why a span may not be booked by these rules, as a sentence; undefined when it may, if it is free. */
export function spanFault(query: CalendarQuery, span: Span): string | undefined {
  const { rules, calendar, now, horizonDays } = query
  const [from, until] = [Date.parse(span.from), Date.parse(span.until)]
  if (!(until > from)) return '预约的结束时间应晚于开始时间。'
  const day = dayOf(span.from)
  const slots = slotsOf(rules, day, calendar)
  const first = slots.findIndex((slot) => Date.parse(slot.from) === from)
  const last = slots.findIndex((slot) => Date.parse(slot.until) === until)
  if (slots.length === 0) return `${day} 不开放，请另选日期。`
  if (first < 0 || last < first) return '请按日历上的时段预约：开始和结束都应在同一天开放的格子上。'
  if (last - first + 1 > rules.slotsMost) return `一次最多预约 ${rules.slotsMost} 格，请分次预约。`
  if (from <= Date.parse(now)) return '这个时段已经开始或过去，请另选时间。'
  if (from - Date.parse(now) < rules.leadHours * HOUR_MS)
    return `须至少提前 ${rules.leadHours} 小时预约，请另选时间。`
  if (day > addDays(dayOf(now), horizonDays)) return `最多可以预约 ${horizonDays} 天以内的时段，请另选日期。`
  return undefined
}

/** Whether a booking is cancelled too late to be free of blame. */
export function isLateCancel(rules: Pick<BookingRules, 'cancelHours'>, from: Instant, now: Instant): boolean {
  return Date.parse(from) - Date.parse(now) < rules.cancelHours * HOUR_MS
}

export function minutesOf(span: Span): number {
  return Math.round((Date.parse(span.until) - Date.parse(span.from)) / MINUTE_MS)
}

/** `2026-12-01 09:00–11:00` in Shanghai; the day is repeated when the span ends on another. */
export function spanText(span: Span): string {
  const [start, end] = [wall(span.from), wall(span.until)]
  const [endDay, endTime] = end.split(' ')
  return start.startsWith(endDay ?? '') ? `${start}–${endTime ?? ''}` : `${start}–${end}`
}

function wall(instant: Instant): string {
  return new Date(Date.parse(instant) + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}
