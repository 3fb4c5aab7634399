import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { versionOf } from '#platform/records/draft.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementKind } from './kind.ts'
import { store } from './store.ts'

/**
 * Raises the maturity of an achievement as its owner has confirmed it, with the file that proves it: a version of its
 * own, public at once where the record is. Nothing but these two fields changes. Answers the maturity before.
 */
export async function raiseMaturity(
  tx: CommandTx,
  actor: Actor,
  id: string,
  to: { readonly trl: number; readonly fileId: string },
  now: Instant,
): Promise<number | undefined> {
  const record = await store.find(tx, id)
  if (!record?.visible) throw new Refusal('absent', '没有找到这项成果，或它已撤下。')
  // A change under way was written on the version before, and would take the new maturity back.
  if (record.revision_id !== null)
    throw new Refusal('conflict', '这项成果有一份修改没有办完，请先办完或放弃修改，再确认成熟度。')
  if (record.state === 'reviewing')
    throw new Refusal('conflict', '这项成果正在审核，请等审核结束再确认成熟度。')
  const before = record.data.trl
  if ((before ?? 0) >= to.trl)
    throw new Refusal('conflict', '成果的成熟度已是 {before} 级，不低于报告的 {after} 级。', {
      before: before ?? 0,
      after: to.trl,
    })
  const evidence = [...new Set([...(record.data.trlEvidence ?? []), to.fileId])]
  const form = { ...record.data, trl: to.trl, trlEvidence: evidence }
  const version = record.last_version + 1
  const row = versionOf(tx, achievementKind, { id, version, form, actor, at: now, batchId: null })
  await store.insertVersions(tx, [row])
  await store.update(tx, id, {
    version,
    last_version: version,
    ...(record.public_version !== null && { public_version: version }),
    updated_at: now,
  })
  await achievementKind.saved?.(tx, [{ id, form }])
  await tx.emit('record.changed', { kind: 'achievement', id })
  return before
}
