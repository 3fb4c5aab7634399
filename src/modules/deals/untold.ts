import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { refuseTelling } from '#modules/exchange/index.ts'
import type { DealRow } from './store.ts'

/** What a hidden demander writes tells nobody who it is, not even by a slip of the pen. */
export async function mustNotTell(
  tx: Tx,
  deal: Pick<DealRow, 'buyer_hidden' | 'buyer_org_id'>,
  actor: Actor,
  said: unknown,
): Promise<void> {
  if (deal.buyer_hidden && actor.orgId === deal.buyer_org_id) await refuseTelling(tx, deal.buyer_org_id, said)
}
