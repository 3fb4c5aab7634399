import { v7 } from 'uuid'
import { listedAchievement, raiseMaturity } from '#modules/achievements/index.ts'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { shareFile } from '#platform/files/files.ts'
import { Refusal } from '#platform/refusal.ts'
import {
  changeRaise,
  findRaise,
  insertRaise,
  raisesOf,
  type RaiseRow,
  type ShownBooking,
} from './store-booking.ts'

/** Proposals one page shows. */
const RAISES_MAX = 200

/** An accepted report that raises the maturity is put to the achievement's owner, who alone may say so in public. */
export async function proposeRaise(tx: CommandTx, row: ShownBooking, now: Instant): Promise<void> {
  const { report } = row
  if (row.achievement_id === null || report === null || report.trlAfter <= report.trlBefore) return
  const achievement = await listedAchievement(tx, row.achievement_id)
  // It was taken back since: there is nobody to ask.
  if (!achievement || (achievement.form.trl ?? 0) >= report.trlAfter) return
  await shareFile(tx, report.fileId, [achievement.ownerOrgId], now)
  await insertRaise(tx, {
    id: v7(),
    booking_id: row.id,
    achievement_id: achievement.id,
    achievement_name: achievement.name,
    owner_org_id: achievement.ownerOrgId,
    trl_before: report.trlBefore,
    trl_after: report.trlAfter,
    file_id: report.fileId,
    state: 'proposed',
    reason: null,
    proposed_at: now,
    decided_at: null,
    decided_by: null,
  })
  await tx.emit('message.org', {
    orgId: achievement.ownerOrgId,
    template: '中试报告提出把成果《{name}》的成熟度提高到 {after} 级，请核对报告后确认。',
    params: { name: achievement.name, after: report.trlAfter },
    link: '/app/pilot-raises',
  })
}

async function openRaise(tx: CommandTx, actor: Actor, id: string): Promise<RaiseRow> {
  const row = await findRaise(tx, id)
  mustReach(actor, { orgId: row?.owner_org_id ?? null })
  if (!row) throw new Error('mustReach lets no absent record pass')
  if (row.state !== 'proposed') throw new Refusal('conflict', '这项提议已经处理过了。')
  return row
}

/** The owner confirms: the achievement gets a version with the new maturity and the report as its evidence. */
export async function confirmRaise(
  tx: CommandTx,
  actor: Actor,
  { id }: { readonly id: string },
  now: Instant,
) {
  const row = await openRaise(tx, actor, id)
  const { trl_after: after, file_id: fileId } = row
  const before = await raiseMaturity(tx, actor, row.achievement_id, { trl: after, fileId }, now)
  await changeRaise(tx, id, { state: 'confirmed', decided_at: now, decided_by: actor.personId })
  tx.about('achievement', row.achievement_id, {
    title: row.achievement_name,
    before: before ?? '未填',
    after,
  })
  return { id }
}

export async function declineRaise(
  tx: CommandTx,
  actor: Actor,
  { id, reason }: { readonly id: string; readonly reason: string },
  now: Instant,
) {
  const row = await openRaise(tx, actor, id)
  await changeRaise(tx, id, { state: 'declined', reason, decided_at: now, decided_by: actor.personId })
  tx.about('achievement', row.achievement_id, { title: row.achievement_name })
  return { id }
}

const STATES = { proposed: '待确认', confirmed: '已确认', declined: '未采纳' } as const

/** What reports propose for the achievements of the actor's organisation. */
export async function listRaises(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const rows = actor.orgId === null ? [] : await raisesOf(tx, actor.orgId, RAISES_MAX)
  return {
    items: rows.map((row) => ({
      id: row.id,
      achievementId: row.achievement_id,
      achievement: row.achievement_name,
      before: row.trl_before,
      after: row.trl_after,
      fileId: row.file_id,
      state: row.state,
      stateTitle: STATES[row.state],
      proposedAt: row.proposed_at,
      reason: row.reason,
    })),
    total: rows.length,
    next: null,
  }
}
