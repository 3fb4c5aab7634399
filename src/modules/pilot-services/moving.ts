import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import { cancelBooking } from '#platform/booking/booking.ts'
import { spanText, writtenSpan } from '#platform/booking/slots.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { bookingRulesOf } from '#platform/forms/booking.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import type { moveForm } from './forms.ts'
import { holdSlot } from './slot.ts'
import { changeBooking, type BookingRow, type ShownBooking } from './store-booking.ts'
import { services } from './store.ts'
import { rowOf, tell, tellOther } from './telling.ts'

type Move = z.infer<typeof moveForm>

/** Holds the other time beside the one there is; the two may overlap, since only one of them will stay. */
async function holdOther(tx: CommandTx, row: ShownBooking, input: Move, actor: Actor, now: Instant) {
  const line = await services.find(tx, row.service_id)
  const rules = line && bookingRulesOf(line.data)
  if (!line || !rules) throw new Refusal('conflict', '这条产线现在不接受预约，不能改期。')
  const span = writtenSpan(input)
  const { orgId, personId } = actor
  const hold = { service: line, rules, span, orgId, personId, except: row.slot_id }
  return { slot: await holdSlot(tx, hold, now), span }
}

/** Before anything is agreed the client moves the request, and the base answers anew. */
export async function reschedule(
  tx: CommandTx,
  dossier: DossierRow,
  input: Move,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const row = await rowOf(tx, dossier)
  const { slot, span } = await holdOther(tx, row, input, actor, now)
  await cancelBooking(tx, row.slot_id, now)
  await changeBooking(tx, row.id, { slot_id: slot.id, from_at: span.from, until_at: span.until })
  await tell(tx, dossier, 'base', '客户把《{name}》的预约改到 {when}，请重新答复：{reason}', {
    reason: input.reason,
  })
}

/** After the contract one side asks, and both times are held until the other answers. */
export async function askMove(
  tx: CommandTx,
  dossier: DossierRow,
  input: Move,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const row = await rowOf(tx, dossier)
  const { slot, span } = await holdOther(tx, row, input, actor, now)
  await changeBooking(tx, row.id, {
    move_slot_id: slot.id,
    move_from: span.from,
    move_until: span.until,
    move_reason: input.reason,
    move_by: actor.orgId,
  })
  const to = spanText(span)
  await tellOther(tx, dossier, actor, '对方提出把《{name}》（{when}）改到 {to}，请答复：{reason}', {
    to,
    reason: input.reason,
  })
}

const unmoved = {
  move_slot_id: null,
  move_from: null,
  move_until: null,
  move_reason: null,
  move_by: null,
} satisfies Partial<BookingRow>

export async function agreeMove(
  tx: CommandTx,
  dossier: DossierRow,
  _input: unknown,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const row = await rowOf(tx, dossier)
  const { move_slot_id: slotId, move_from: from, move_until: until } = row
  if (slotId === null || from === null || until === null) throw new Error(`${row.id} asks for no other time`)
  await cancelBooking(tx, row.slot_id, now)
  await changeBooking(tx, row.id, { ...unmoved, slot_id: slotId, from_at: from, until_at: until })
  await tellOther(tx, dossier, actor, '《{name}》已改到 {when}。')
}

/** The first time stays; the other one is free again. */
export async function dropMove(tx: CommandTx, row: ShownBooking, now: Instant): Promise<void> {
  if (row.move_slot_id !== null) await cancelBooking(tx, row.move_slot_id, now)
  await changeBooking(tx, row.id, unmoved)
}
