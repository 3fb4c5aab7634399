import { baseOf } from '#modules/pilot-bases/index.ts'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { spanText } from '#platform/booking/slots.ts'
import type { CommandTx } from '#platform/command/command.ts'
import { passDossier } from '#platform/procedure/store.ts'
import { OPEN } from './procedure.ts'
import { bookingsOfLines, changeBooking } from './store-booking.ts'
import { passLines } from './store.ts'
import { spanOf } from './telling.ts'

/**
 * The lines of a base go with it to its new body, and with them what was asked of it and not signed yet. A contract
 * stays with who signed it: only its parties can change that (民法典 555).
 */
export async function passServices(
  tx: CommandTx,
  actor: Actor,
  { from, to }: { readonly from: string; readonly to: string },
) {
  reachedByQuery(actor)
  // Given again, or too late: whoever has no base in force takes over nothing.
  if (!(await baseOf(tx, to, tx.today))) return { lines: 0, bookings: 0 }
  const lines = await passLines(tx, from, to)
  for (const { id, dossier_id: dossier, revision_id: revision } of lines) {
    for (const one of [dossier, revision])
      if (one !== null) await passDossier(tx, 'pilot-services', one, { from, to })
    await tx.emit('record.changed', { kind: 'pilot-service', id })
  }
  const names = new Map(lines.map(({ id, name }) => [id, name]))
  const asked = await bookingsOfLines(tx, [...names.keys()], OPEN)
  const bookings = asked.filter((row) => row.client_org_id !== to)
  for (const row of bookings) {
    await passDossier(tx, 'pilot-services', row.dossier_id, { from, to })
    await changeBooking(tx, row.id, { base_org_id: to })
    await tx.emit('message.org', {
      orgId: row.client_org_id,
      template: '《{name}》（{when}）所在基地的建设主体已变更，预约由新的单位继续办理。',
      params: { name: names.get(row.service_id) ?? '', when: spanText(spanOf(row)) },
      link: `/app/pilot-bookings/${row.id}`,
    })
  }
  return { lines: lines.length, bookings: bookings.length }
}
