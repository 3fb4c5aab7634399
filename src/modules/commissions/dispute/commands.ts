import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { openDossier } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from '#platform/signing/sign.ts'
import { move } from '../agreement/effects.ts'
import { GROUNDS, type disputeForm } from '../forms.ts'
import { otherThan, reachedCommission, tell } from '../hands.ts'
import * as store from '../store.ts'
import { disputeBinding, keepWord } from './effects.ts'

/** One of the two says that the claim does not stand, or that it does and is not paid. */
export async function openDispute(
  tx: CommandTx,
  actor: Actor,
  { id, grounds, account, fileIds }: z.infer<typeof disputeForm> & { readonly id: string },
  now: Instant,
) {
  const row = await reachedCommission(tx, actor, id)
  const { orgId } = signedIn(actor)
  if (row.state === 'disputed') throw new Refusal('conflict', '这份佣金的争议正在处理，请在其中答复。')
  if (row.state !== 'claimed' && row.state !== 'contested')
    throw new Refusal('conflict', '佣金已经主张、双方说法不同的，才能提出争议。')
  await mustBeNew(tx, row, orgId)
  const other = otherThan(row, orgId)
  const disputeId = v7()
  await move(tx, row, 'dispute', {}, actor, now)
  const opening = {
    title: `${row.title} 的佣金争议`,
    subject: { kind: 'commission', id: row.id },
    orgId,
    partyOrgIds: [other],
    follows: row.dossier_id,
  }
  const dossier = await openDossier(tx, disputeBinding, opening, actor, now)
  const dispute: store.DisputeRow = {
    id: disputeId,
    dossier_id: dossier.id,
    commission_id: row.id,
    opened_by_org_id: orgId,
    grounds,
    account,
    from_state: row.state,
    state: dossier.state,
    granted_bp: null,
    made_at: now,
  }
  await store.insertDispute(tx, dispute)
  await keepWord(tx, { dispute, row, dossier }, { kind: 'open', text: account, fileIds }, actor, now)
  await tell(tx, row, [other], '{org}对《{name}》的佣金提出争议（{grounds}），请在期限内答复。', {
    org: actor.orgName ?? '',
    grounds: GROUNDS[grounds],
  })
  tx.about('commission', row.id, { title: row.title })
  return { id: row.id, dossierId: dossier.id }
}

/** A decision stands until money moved after it, and who withdrew once does not begin again: payment waits meanwhile. */
async function mustBeNew(tx: CommandTx, row: store.CommissionRow, orgId: string): Promise<void> {
  const disputes = await store.disputesOf(tx, row.id)
  if (disputes.some((one) => one.state === 'withdrawn' && one.opened_by_org_id === orgId))
    throw new Refusal('conflict', '贵单位已经撤回过争议，不再受理；不能协商的，请依法申请仲裁或者提起诉讼。')
  const words = await store.wordsOf(
    tx,
    disputes.map(({ id }) => id),
  )
  const decided = words.findLast(({ kind }) => kind === 'decide')
  if (!decided) return
  const dues = await store.duesOf(tx, row.id)
  if (!dues.some(({ receipt_id: receipt, at }) => receipt !== null && at > decided.at))
    throw new Refusal('conflict', '这份佣金的争议已经处理过；不接受处理意见的，请依法申请仲裁或者提起诉讼。')
}
