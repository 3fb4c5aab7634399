import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { UNSETTLED } from '#platform/identity/kinds.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import type { Procedure } from '#platform/procedure/procedure.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForDeal, achievementMarks } from '#modules/achievements/index.ts'
import { agreedInTheWay, movePostedDeal } from '#modules/deals/index.ts'
import { openSaleOf } from './outside/store.ts'
import { openLotOf } from './store.ts'

/**
 * The published achievement of the actor's organisation and the organisation, where no attempt to sell it is open, here
 * or at an exchange outside: one achievement has one attempt at a time, so that they stand in one chain (practice.md P24).
 */
export async function mustBeForSale(tx: CommandTx, actor: Actor, achievementId: string) {
  const achievement = await achievementForDeal(tx, achievementId)
  mustReach(actor, { orgId: achievement?.ownerOrgId ?? null })
  if (achievement?.state !== 'published') throw new Refusal('absent', '没有找到本单位发布中的这项成果。')
  const seller = await findOrganisation(tx, achievement.ownerOrgId)
  if (!seller) throw new Error(`no organisation ${achievement.ownerOrgId}`)
  if (seller.kind === UNSETTLED)
    throw new Refusal('conflict', '本单位的性质尚未核定，不能确定定价程序；请先完成单位核验。')
  if (await openLotOf(tx, achievement.id))
    throw new Refusal('conflict', '这项成果有一次没有结束的挂牌，请先办结或撤回。')
  if (await openSaleOf(tx, achievement.id))
    throw new Refusal('conflict', '这项成果有一次没有结束的场外交易，请先办结或撤回。')
  return { achievement, seller }
}

/**
 * Keeps the achievement for a lot or a sale outside from its approval until the winner's contract is signed, so that what
 * was announced can be kept: its owner does not take it off the shelf, and nothing that is in its way is signed.
 */
export async function reserve(
  tx: CommandTx,
  { id: procedure, states }: Procedure,
  offered: Offered & { readonly state: string; readonly deal_id: string | null },
  now: Instant,
): Promise<void> {
  const { achievement_id: id, state, deal_id: dealId } = offered
  if (state === 'draft' || state === 'proposed') return
  const by = procedure === 'lot' ? '挂牌竞价' : '场外交易'
  const isOver = states[state]?.end !== undefined
  await achievementMarks.reserved(
    tx,
    id,
    isOver ? null : { by, exclusive: isExclusive(offered), dealId },
    now,
  )
}

interface Offered {
  readonly achievement_id: string
  readonly form: { readonly mode: string }
}

/** What is offered leaves no room for another licence. */
const isExclusive = ({ form }: Offered): boolean => form.mode !== '普通许可'

/** Whether a contract in its way is under way: it would be signed beside the winner's, or refused at its last signature. */
export async function hasContractInTheWay(tx: Tx, offered: Offered): Promise<boolean> {
  return agreedInTheWay(tx, offered.achievement_id, isExclusive(offered))
}

/** An award came to nothing: the winner's deal, where there is one, ends with it. */
export async function endAward(
  tx: CommandTx,
  dealId: string | null | undefined,
  { reason: explanation }: { readonly reason: string },
  actor: Actor,
  now: Instant,
): Promise<void> {
  if (typeof dealId !== 'string') return
  const move = { to: 'endAward', reason: '竞得后没有签约', explanation } as const
  await movePostedDeal(tx, dealId, move, actor, now)
}
