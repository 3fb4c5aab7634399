import { mustReach, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { moveLot } from './commands.ts'
import { moveSale } from './outside/commands.ts'
import { findSale } from './outside/store.ts'
import { findLot } from './store.ts'

/** A contract was signed: the lot or the sale outside it came of is concluded, and its achievement no longer reserved. */
export async function followContract(
  tx: CommandTx,
  actor: Actor,
  { dealId, purpose }: { readonly dealId: string; readonly purpose: string },
  now: Instant,
): Promise<{ readonly moved: boolean }> {
  mustReach(actor, { orgId: null })
  const lot = await findLot(tx, { dealId })
  const sale = lot ? undefined : await findSale(tx, { dealId })
  const won = lot ?? sale
  tx.about(sale ? 'outside-sale' : 'lot', won?.id ?? null, { title: won?.achievement_name ?? '' })
  if (purpose !== 'contract' || won?.state !== 'awarded') return { moved: false }
  if (lot) await moveLot(tx, lot, 'conclude', actor, now)
  if (sale) await moveSale(tx, sale, 'conclude', actor, now)
  return { moved: true }
}
