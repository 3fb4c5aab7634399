import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { v7 } from 'uuid'
import { z } from 'zod'
import {
  book,
  bookingQueue,
  bookingsOf,
  cancelBooking,
  findBooking,
  overlap,
  type Slot,
} from '#platform/booking/booking.ts'
import { routesOf, type WriteRoute } from '#platform/command/command.ts'
import { Refusal } from '#platform/refusal.ts'
import { member, testCommands, type TestCommands } from '#test/commands.ts'

const permissions = { 'seat.book': { firm: 'any' } } as const
const firm = member('示例企业', v7(), ['firm'])
const { write } = routesOf('platform')
const HOUR = 3_600_000
const START = Date.parse('2026-12-01T00:00:00.000Z')
const hour = (n: number) => new Date(START + n * HOUR).toISOString()

const input = z.object({ resourceId: z.uuid(), from: z.string(), until: z.string() })
const bookingRoute = (journal: string, queued: boolean): WriteRoute =>
  write({
    method: 'POST',
    path: `/${journal}`,
    permission: 'seat.book',
    journal,
    says: '{actor}预约',
    input,
    gate: { none: '测试' },
    ...(queued && { queue: (slot: Slot) => bookingQueue(slot.resourceId) }),
    verb: async (tx, actor, slot, now) => {
      const { orgId, personId } = actor
      return book(tx, { ...slot, resourceKind: 'seat', orgId, personId, purpose: '测试' }, now)
    },
  })
const queued = bookingRoute('seat.book', true)
const bare = bookingRoute('seat.book-unqueued', false)
const cancel = write({
  method: 'POST',
  path: '/cancel',
  permission: 'seat.book',
  journal: 'seat.cancel',
  says: '{actor}取消',
  input: z.object({ id: z.uuid() }),
  gate: { none: '测试' },
  verb: async (tx, _actor, { id }, now) => ({ freed: await cancelBooking(tx, id, now) }),
})

describe('slot booking (half-open, no overlap)', () => {
  let city: TestCommands
  before(async () => {
    city = await testCommands(permissions, 16)
  })
  after(() => city.test.drop())

  const all = (resourceId: string) =>
    city.test.db.read('platform', (tx) =>
      bookingsOf(tx, { resourceId, from: hour(-9_000), until: hour(9_000) }, 1000),
    )
  /** Runs all at once; answers how many won. Losers must have been refused in words. */
  const race = async (route: WriteRoute, slots: readonly Slot[]) => {
    const settled = await Promise.allSettled(slots.map((slot) => city.run(route, firm, slot)))
    for (const result of settled) {
      if (result.status === 'rejected') assert.ok(result.reason instanceof Refusal, String(result.reason))
    }
    return settled.filter((result) => result.status === 'fulfilled').length
  }
  const assertNoOverlap = async (resourceId: string) => {
    const rows = (await all(resourceId)).map((row) => ({
      resourceId,
      from: row.from_at,
      until: row.until_at,
    }))
    for (const [i, a] of rows.entries())
      for (const b of rows.slice(i + 1))
        assert.equal(overlap(a, b), false, `${a.from}–${a.until} and ${b.from}–${b.until}`)
    return rows.length
  }

  it('gives each of five slots to exactly one of fifty that want them at once', async () => {
    const resourceId = v7()
    const slots = Array.from({ length: 50 }, (_, i) => ({
      resourceId,
      from: hour(i % 5),
      until: hour((i % 5) + 1),
    }))
    assert.equal(await race(queued, slots), 5, 'adjacent slots are all won')
    assert.equal(await assertNoOverlap(resourceId), 5)
  })

  it('keeps overlap out also without the queue: SERIALIZABLE alone is right', async () => {
    const resourceId = v7()
    const slots = Array.from({ length: 50 }, (_, i) => ({
      resourceId,
      from: hour(i % 3),
      until: hour((i % 3) + 2),
    }))
    const won = await race(bare, slots)
    assert.ok(won >= 1)
    assert.equal(await assertNoOverlap(resourceId), won)
  })

  it('never lets two bookings of a resource overlap, whatever is asked in whatever order', async () => {
    const slot = fc.record({ start: fc.integer({ min: 0, max: 40 }), length: fc.integer({ min: 1, max: 8 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(slot, { minLength: 2, maxLength: 12 }), async (asked) => {
        const resourceId = v7()
        const slots = asked.map(({ start, length }) => ({
          resourceId,
          from: hour(start),
          until: hour(start + length),
        }))
        const kept: Slot[] = []
        for (const each of slots) {
          const isFree = !kept.some((other) => overlap(each, other))
          const outcome = await city.run(queued, firm, each).then(
            () => true,
            (error: unknown) => {
              assert.ok(error instanceof Refusal)
              return false
            },
          )
          assert.equal(outcome, isFree, 'booked exactly when free')
          if (isFree) kept.push(each)
        }
        assert.equal(await assertNoOverlap(resourceId), kept.length)
      }),
      { numRuns: 15 },
    )
  })

  it('frees a cancelled slot once, keeps other resources apart, and refuses what is no slot', async () => {
    const resourceId = v7()
    const slot = { resourceId, from: hour(0), until: hour(1) }
    const { result } = await city.run<{ id: string }>(queued, firm, slot)
    await assert.rejects(city.run(queued, firm, slot), /已被预约/)
    await city.run(queued, firm, { ...slot, resourceId: v7() })
    const freed = await city.run<{ freed: boolean }>(cancel, firm, { id: result.id })
    assert.equal(freed.result.freed, true)
    const again = await city.run<{ freed: boolean }>(cancel, firm, { id: result.id })
    assert.equal(again.result.freed, false)
    await city.run(queued, firm, slot)
    const row = await city.test.db.read('platform', (tx) => findBooking(tx, result.id))
    assert.notEqual(row?.cancelled_at, null)
    await assert.rejects(city.run(queued, firm, { ...slot, until: hour(0) }), /晚于开始/)
    await assert.rejects(city.run(queued, firm, { ...slot, until: 'morgen' }), /晚于开始/)
    await assert.rejects(city.run(queued, firm, { ...slot, until: hour(24 * 400) }), /一年/)
  })
})
