import { book } from '#platform/booking/booking.ts'
import { spanFault, type Span } from '#platform/booking/slots.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { BookingRules } from '#platform/forms/booking.ts'
import { Refusal } from '#platform/refusal.ts'

/** Kind of the resource in the ground's bookings. */
export const RESOURCE = 'pilot-service'

export interface Hold {
  readonly service: { readonly id: string }
  readonly rules: BookingRules
  readonly span: Span
  readonly orgId: string | null
  readonly personId: string | null
  /** The booking's own slot, which its new one may overlap. */
  readonly except?: string
}

/** Holds a slot of the line within its rules, or says why not. */
export async function holdSlot(tx: CommandTx, hold: Hold, now: Instant) {
  const { service, rules, span, orgId, personId, except } = hold
  const horizonDays = tx.rules.number('booking.horizon.days', tx.today)
  const message = spanFault({ rules, calendar: tx.calendar, now, horizonDays }, span)
  if (message !== undefined)
    throw new Refusal('invalid', '{message}', { message }, [{ field: 'from', message }])
  const slot = { ...span, resourceKind: RESOURCE, resourceId: service.id, orgId, personId, purpose: '' }
  return book(tx, { ...slot, capacity: rules.capacity, ...(except !== undefined && { except }) }, now)
}
