import type { Actor } from '#platform/access/access.ts'
import { spanText, type Span } from '#platform/booking/slots.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { mustOwnFiles, shareFile } from '#platform/files/files.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { findBookingRow, type ShownBooking } from './store-booking.ts'

export async function rowOf(tx: Tx, dossier: DossierRow): Promise<ShownBooking> {
  const row = await findBookingRow(tx, dossier.subject_id)
  if (!row) throw new Error(`dossier ${dossier.id} is about no booking`)
  return row
}

export function spanOf(row: { readonly from_at: string; readonly until_at: string }): Span {
  return { from: row.from_at, until: row.until_at }
}

/** Tells one side; the request itself is told before its row is there. */
export async function tell(
  tx: CommandTx,
  dossier: DossierRow,
  side: 'client' | 'base',
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  const row = await rowOf(tx, dossier)
  await tx.emit('message.org', {
    orgId: side === 'client' ? row.client_org_id : row.base_org_id,
    template,
    params: { name: row.service, when: spanText(spanOf(row)), ...params },
    link: `/app/pilot-bookings/${row.id}`,
  })
}

/** Tells the side the actor does not stand on. */
export async function tellOther(
  tx: CommandTx,
  dossier: DossierRow,
  actor: Actor,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { client_org_id: client } = await rowOf(tx, dossier)
  await tell(tx, dossier, actor.orgId === client ? 'base' : 'client', template, params)
}

/** A file of one side that the other reads too. */
export async function shared(
  tx: CommandTx,
  actor: Actor,
  row: ShownBooking,
  fileId: string,
  now: Instant,
): Promise<void> {
  await mustOwnFiles(tx, actor, [fileId])
  await shareFile(tx, fileId, [row.client_org_id, row.base_org_id], now)
}
