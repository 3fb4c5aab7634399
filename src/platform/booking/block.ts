import type { z } from 'zod'
import type { Actor } from '../access/access.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import { minuteOf } from '../forms/booking.ts'
import { Refusal } from '../refusal.ts'
import { book, bookingsOf, cancelBooking, findBooking } from './booking.ts'
import type { blockForm } from './forms.ts'
import { instantAt, spanText, type Span } from './slots.ts'

/** The owner keeps time back; what is booked in it has to be cleared first, so that nobody is sent away unasked. */
export async function blockTime(
  tx: CommandTx,
  actor: Actor,
  thing: { readonly kind: string; readonly id: string },
  input: z.infer<typeof blockForm>,
  now: Instant,
): Promise<{ readonly id: string; readonly span: Span }> {
  const span = {
    from: instantAt(input.firstDay, minuteOf(input.fromTime)),
    until: instantAt(input.lastDay, minuteOf(input.untilTime)),
  }
  const [taken] = await bookingsOf(tx, { resourceId: thing.id, ...span }, 1)
  if (taken)
    throw new Refusal(
      'conflict',
      '这段时间里已有预约或停用（{when} 起），请先与预约单位协商取消，再登记停用。',
      { when: spanText({ from: taken.from_at, until: taken.until_at }) },
    )
  const { orgId, personId } = actor
  const block = await book(
    tx,
    {
      ...span,
      resourceKind: thing.kind,
      resourceId: thing.id,
      orgId,
      personId,
      kind: 'block',
      purpose: input.reason,
    },
    now,
  )
  return { id: block.id, span }
}

/** Ends a block of the thing, so that the time can be booked again. */
export async function liftBlock(
  tx: CommandTx,
  thingId: string,
  blockId: string,
  now: Instant,
): Promise<Span> {
  const block = await findBooking(tx, blockId)
  if (block?.kind !== 'block' || block.resource_id !== thingId)
    throw new Refusal('absent', '没有找到这段停用，或它已经取消。')
  if (!(await cancelBooking(tx, blockId, now))) throw new Refusal('conflict', '这段停用已经取消。')
  return { from: block.from_at, until: block.until_at }
}
