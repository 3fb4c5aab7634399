import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { addDays, calendarOf, weekday } from '#platform/calendar/calendar.ts'
import { bookingFaults, bookingRulesOf, WEEKDAYS, type BookingForm } from '#platform/forms/booking.ts'
import { freeBusyIcs, icsOf } from './ics.ts'
import {
  instantAt,
  isLateCancel,
  minutesOf,
  mostAtOnce,
  shownSlots,
  slotsOf,
  spanFault,
  spanText,
} from './slots.ts'

const form: BookingForm = {
  bookable: true,
  openDays: [...WEEKDAYS],
  openFrom: '09:00',
  openUntil: '17:30',
  slotMinutes: 60,
}
const calendar = calendarOf([
  {
    year: 2026,
    source: '测试',
    days: [
      { day: '2026-10-01', kind: '放假', festival: '国庆节' },
      { day: '2026-10-10', kind: '上班', festival: '国庆节' },
    ],
  },
])
const rules = (more: BookingForm = {}) => {
  const found = bookingRulesOf({ ...form, ...more })
  assert.ok(found)
  return found
}
const query = (more: BookingForm = {}, now = '2026-09-28T00:00:00.000Z') => ({
  rules: rules(more),
  calendar,
  now,
  horizonDays: 90,
})

describe('places of a resource', () => {
  const at = (hour: number) => instantAt('2026-09-30', hour * 60)
  const taken = (from: number, until: number, kind: 'use' | 'block' = 'use') => ({
    from_at: at(from),
    until_at: at(until),
    kind,
  })
  it('counts who is there at one instant, not who comes in the span; ends are open; a block takes all', () => {
    const span = { from: at(9), until: at(12) }
    const rows: readonly (readonly [rows: ReturnType<typeof taken>[], most: number])[] = [
      [[], 0],
      [[taken(8, 9), taken(12, 13)], 0],
      [[taken(9, 10), taken(10, 12)], 1],
      [[taken(8, 11), taken(10, 13)], 2],
      [[taken(8, 10), taken(9, 11), taken(10, 12)], 2],
      [[taken(11, 12, 'block')], Infinity],
    ]
    for (const [held, most] of rows) assert.equal(mostAtOnce(held, span), most)
  })

  it('never lets more stand at one instant than there are places, whatever is asked in whatever order', () => {
    const slot = fc.record({ start: fc.integer({ min: 0, max: 20 }), length: fc.integer({ min: 1, max: 6 }) })
    fc.assert(
      fc.property(fc.array(slot, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (asked, capacity) => {
        const held: ReturnType<typeof taken>[] = []
        for (const { start, length } of asked) {
          const wanted = taken(start, start + length)
          const span = { from: wanted.from_at, until: wanted.until_at }
          // The oracle looks at every hour.
          const hours = Array.from({ length }, (_, n) => start + n)
          const full = hours.some(
            (hour) =>
              held.filter((one) => one.from_at <= at(hour) && at(hour) < one.until_at).length >= capacity,
          )
          const isFull = mostAtOnce(held, span) >= capacity
          assert.equal(isFull, full)
          if (!isFull) held.push(wanted)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('a slot of the calendar is busy only when no place is left', () => {
    const shown = (capacity: number, held: ReturnType<typeof taken>[]) =>
      shownSlots(query({ capacity }), ['2026-09-30'], held)[0]?.slots[1]?.state
    assert.equal(shown(1, [taken(10, 11)]), 'busy')
    assert.equal(shown(2, [taken(10, 11)]), 'free')
    assert.equal(shown(2, [taken(10, 11), taken(10, 12)]), 'busy')
    assert.equal(shown(2, [taken(10, 11, 'block')]), 'blocked')
  })
})

describe('slots of a calendar', () => {
  it('stand in Shanghai time, half-open, and a rest of the day shorter than a slot is not offered', () => {
    const slots = slotsOf(rules(), '2026-09-30', calendar)
    assert.equal(slots.length, 8)
    assert.deepEqual(slots[0], { from: '2026-09-30T01:00:00.000Z', until: '2026-09-30T02:00:00.000Z' })
    assert.equal(spanText(slots[0] ?? { from: '', until: '' }), '2026-09-30 09:00–10:00')
    assert.equal(minutesOf({ from: slots[0]?.from ?? '', until: slots[7]?.until ?? '' }), 480)
  })

  it('follow the city’s calendar where the keeper says so: holidays closed, worked weekends open', () => {
    const keeps = rules({ closedOnRestDays: true })
    assert.equal(slotsOf(keeps, '2026-10-01', calendar).length, 0)
    assert.equal(slotsOf(rules(), '2026-10-01', calendar).length, 8)
    assert.equal(weekday('2026-10-10'), 6)
    assert.equal(slotsOf(keeps, '2026-10-10', calendar).length, 8)
    assert.equal(slotsOf(keeps, '2026-10-11', calendar).length, 0)
    // Of a year that is not loaded nobody knows the holidays: the weekday counts (P1).
    assert.equal(slotsOf(keeps, '2027-03-01', calendar).length, 8)
  })

  it('never overlap and tile the opening hours, whatever the rules', () => {
    const minute = fc.integer({ min: 0, max: 48 }).map((n) => n * 30)
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.constantFrom(30, 60, 120, 180, 240, 480),
        fc.integer({ min: 0, max: 400 }),
        (a, b, slotMinutes, n) => {
          const own = { ...rules(), fromMinute: Math.min(a, b), untilMinute: Math.max(a, b), slotMinutes }
          const day = addDays('2026-01-05', n)
          const slots = slotsOf(own, day, calendar)
          for (const [i, slot] of slots.entries()) {
            assert.equal(slot.from, instantAt(day, own.fromMinute + i * slotMinutes))
            assert.equal(minutesOf(slot), slotMinutes)
            if (i > 0) assert.equal(slots[i - 1]?.until, slot.from)
          }
          const rest = own.untilMinute - own.fromMinute - slots.length * slotMinutes
          assert.ok(rest >= 0 && rest < slotMinutes)
        },
      ),
    )
  })

  it('are free exactly when a booking of them would be taken', () => {
    const now = '2026-09-30T03:30:00.000Z'
    const asked = query({ leadHours: 2 }, now)
    const taken = [
      { from_at: '2026-09-30T06:00:00.000Z', until_at: '2026-09-30T07:00:00.000Z', kind: 'use' },
      { from_at: '2026-09-30T08:30:00.000Z', until_at: '2026-09-30T08:45:00.000Z', kind: 'block' },
    ] as const
    const [day] = shownSlots(asked, ['2026-09-30'], taken)
    assert.deepEqual(
      day?.slots.map(({ state }) => state),
      ['past', 'past', 'past', 'soon', 'soon', 'busy', 'free', 'blocked'],
    )
    for (const slot of day?.slots ?? [])
      if (slot.state !== 'busy' && slot.state !== 'blocked')
        assert.equal(spanFault(asked, slot) === undefined, slot.state === 'free')
  })

  it('may be taken together within one day only', () => {
    const span = (from: number, until: number) => ({
      from: instantAt('2026-09-30', from * 60),
      until: instantAt('2026-09-30', until * 60),
    })
    assert.equal(spanFault(query(), span(9, 17)), undefined)
    assert.match(spanFault(query({ slotsMost: 7 }), span(9, 17)) ?? '', /一次最多预约 7 格/)
    assert.match(
      spanFault(query(), { from: instantAt('2026-09-30', 960), until: instantAt('2026-10-01', 600) }) ?? '',
      /同一天/,
    )
    assert.match(spanFault(query({ openDays: ['周一'] }), span(9, 10)) ?? '', /不开放/)
  })

  it('are cancelled free of blame up to the hour the keeper has set', () => {
    const from = '2026-09-30T01:00:00.000Z'
    assert.equal(isLateCancel({ cancelHours: 24 }, from, '2026-09-29T01:00:00.000Z'), false)
    assert.equal(isLateCancel({ cancelHours: 24 }, from, '2026-09-29T01:00:00.001Z'), true)
  })

  it('need complete rules', () => {
    assert.equal(bookingRulesOf({ ...form, bookable: false }), undefined)
    assert.deepEqual(bookingFaults({ bookable: false }), [])
    assert.deepEqual(
      bookingFaults({ bookable: true }).map(({ field }) => field),
      ['openDays', 'openFrom', 'openUntil', 'slotMinutes'],
    )
    assert.deepEqual(
      bookingFaults({ ...form, openUntil: '09:30' }).map(({ field }) => field),
      ['openUntil'],
    )
    assert.deepEqual(bookingFaults(form), [])
  })
})

describe('calendar files (RFC 5545)', () => {
  const now = '2026-09-28T00:00:00.000Z'
  const span = { from: '2026-09-30T01:00:00.000Z', until: '2026-09-30T02:00:00.000Z' }

  it('escape text and fold long lines between characters', () => {
    const title = `电镜；样品,甲\\乙 ${'很长的名称'.repeat(20)}`
    const text = icsOf([{ ...span, uid: 'a@b', title, place: '一楼\n左转' }], now)
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75)
    const whole = text.replaceAll('\r\n ', '')
    assert.ok(whole.includes('SUMMARY:电镜；样品\\,甲\\\\乙 '))
    assert.ok(whole.includes('LOCATION:一楼\\n左转'))
    assert.ok(whole.includes('很长的名称'.repeat(20)))
  })

  it('of free and busy name the times and nothing else', () => {
    const text = freeBusyIcs('x@y', span, [span], now)
    assert.match(text, /FREEBUSY;FBTYPE=BUSY:20260930T010000Z\/20260930T020000Z/)
    assert.doesNotMatch(text, /SUMMARY|ATTENDEE|ORGANIZER/)
  })
})
