import { v7 } from 'uuid'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { Refusal } from '../refusal.ts'
import { mostAtOnce } from './slots.ts'

export interface BookingRow {
  id: string
  resource_kind: string
  resource_id: string
  from_at: string
  until_at: string
  org_id: string | null
  person_id: string | null
  /** A block is the owner's own: maintenance, in which nobody else books. */
  kind: 'use' | 'block'
  purpose: string
  booked_at: string
  cancelled_at: string | null
}

interface BookingTables {
  'platform.booking': BookingRow
}

const tables = (tx: Tx) => tx.as<BookingTables>('platform')

/** A slot [from, until): its last instant belongs to whoever comes next. */
export interface Slot {
  readonly resourceId: string
  readonly from: Instant
  readonly until: Instant
}

export interface NewBooking extends Slot {
  readonly resourceKind: string
  readonly orgId: string | null
  readonly personId: string | null
  readonly kind?: BookingRow['kind']
  readonly purpose: string
  /** How many may use the resource at once; default 1. A block takes all of it. */
  readonly capacity?: number
  /** A booking that does not count against this one: its own earlier slot, when it is moved. */
  readonly except?: string
}

/** Bookings looked at to see whether one more finds room; a line of 50 places booked by the half hour has fewer in a year of days. */
const LOOKED_AT_MAX = 5_000
/** Longest slot taken: a year; longer ones are a slip in the date. */
const SLOT_MAX_MS = 366 * 86_400_000

/** The name under which commands on one resource run one after another: `queue: (input) => bookingQueue(input.resourceId)`. */
export function bookingQueue(resourceId: string): string {
  return `booking:${resourceId}`
}

/** Whether two half-open slots of one resource share an instant. */
export function overlap(a: Slot, b: Slot): boolean {
  return (
    a.resourceId === b.resourceId &&
    Date.parse(a.from) < Date.parse(b.until) &&
    Date.parse(b.from) < Date.parse(a.until)
  )
}

/**
 * Books a slot, or refuses because it overlaps another one, or as many as the resource takes at once. The command around it is SERIALIZABLE: of two that read
 * the resource as free and both write, the database lets one through; the queue only spares the retries.
 */
export async function book(tx: CommandTx, wanted: NewBooking, now: Instant): Promise<BookingRow> {
  const length = Date.parse(wanted.until) - Date.parse(wanted.from)
  // NaN fails both comparisons: an instant that cannot be read is no slot either.
  if (!(length > 0)) throw new Refusal('invalid', '预约的结束时间应晚于开始时间。')
  if (length > SLOT_MAX_MS) throw new Refusal('invalid', '一次预约不能超过一年，请核对日期。')
  const taken = (await bookingsOf(tx, wanted, LOOKED_AT_MAX)).filter(({ id }) => id !== wanted.except)
  const room = wanted.kind === 'block' ? 1 : (wanted.capacity ?? 1)
  if (mostAtOnce(taken, wanted) >= room) throw new Refusal('conflict', '这个时段已被预约，请另选时间。')
  const row: BookingRow = {
    id: v7(),
    resource_kind: wanted.resourceKind,
    resource_id: wanted.resourceId,
    from_at: wanted.from,
    until_at: wanted.until,
    org_id: wanted.orgId,
    person_id: wanted.personId,
    kind: wanted.kind ?? 'use',
    purpose: wanted.purpose,
    booked_at: now,
    cancelled_at: null,
  }
  await tables(tx).insertInto('platform.booking').values(row).execute()
  return row
}

/** Frees the slot; false when the booking is not there or was cancelled before. Who may cancel is the module's to ask. */
export async function cancelBooking(tx: CommandTx, id: string, now: Instant): Promise<boolean> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('platform.booking')
    .set({ cancelled_at: now })
    .where('id', '=', id)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function findBooking(tx: Tx, id: string): Promise<BookingRow | undefined> {
  return tables(tx).selectFrom('platform.booking').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Bookings in force that share an instant with the slot, earliest first. */
export async function bookingsOf(tx: Tx, slot: Slot, limit: number): Promise<BookingRow[]> {
  return tables(tx)
    .selectFrom('platform.booking')
    .selectAll()
    .where('resource_id', '=', slot.resourceId)
    .where('cancelled_at', 'is', null)
    .where('from_at', '<', slot.until)
    .where('until_at', '>', slot.from)
    .orderBy('from_at')
    .limit(limit)
    .execute()
}
