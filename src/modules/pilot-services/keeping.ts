import { v7 } from 'uuid'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { serviceFigures } from './figures.ts'
import { insertFigures } from './store-figures.ts'

/**
 * Keeps what the bookings say of the assessed year with the report just handed in: the evidence of the assessment, which
 * later bookings and ratings no longer change (domain/pilotbase.md, yearly assessment).
 */
export async function keepFigures(
  tx: CommandTx,
  actor: Actor,
  { dossierId, orgId, year }: { readonly dossierId: string; readonly orgId: string; readonly year: number },
  now: Instant,
) {
  reachedByQuery(actor)
  const figures = await serviceFigures(tx, orgId, `${String(year)}-01-01`, `${String(year)}-12-31`)
  await insertFigures(tx, {
    id: v7(),
    dossier_id: dossierId,
    org_id: orgId,
    figures,
    at: now,
    journal_id: tx.journalId,
  })
  return { runs: figures.runs }
}
