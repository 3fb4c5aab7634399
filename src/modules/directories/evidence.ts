import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { useEvidence, type EvidenceRow } from '#platform/evidence-library/library.ts'
import { shareFile } from '#platform/files/files.ts'
import type { DossierRow } from '#platform/procedure/store.ts'

/** The evidence a record refers to: the actor's or the organisation's, in force, and readable by the reviewing unit. */
export async function shownEvidence(
  tx: CommandTx,
  actor: Actor,
  ids: readonly string[],
  dossier: DossierRow,
  now: Instant,
): Promise<readonly EvidenceRow[]> {
  const used = await useEvidence(tx, actor, ids, tx.today)
  const unit = dossier.unit_id
  if (unit !== null) for (const { item } of used) await shareFile(tx, item.file_id, [unit], now)
  return used.map(({ item }) => item)
}
