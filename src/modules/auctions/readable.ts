import { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import { Refusal } from '#platform/refusal.ts'
import { custodiansOf } from './sealed/store.ts'
import * as store from './store.ts'

/** Only the owner, and who keeps its keys, reads a lot that was never announced. */
export async function readableLot(tx: Tx, actor: Actor, key: string): Promise<store.LotRow> {
  const short = readPublicId(key)
  const lot = z.uuid().safeParse(key).success
    ? await store.findLot(tx, { id: key })
    : short === undefined
      ? undefined
      : await store.findLot(tx, { publicId: short })
  const isShown = lot !== undefined && store.isShown(lot)
  const isNear = lot !== undefined && (lot.org_id === actor.orgId || (await keepsKey(tx, lot, actor)))
  if (!lot || !(isShown || isNear)) throw new Refusal('absent', '没有找到这次挂牌，或它已撤回。')
  return lot
}

async function keepsKey(tx: Tx, lot: store.LotRow, actor: Actor): Promise<boolean> {
  if (lot.form.manner !== '密封报价' || actor.orgId === null) return false
  return (await custodiansOf(tx, lot.id)).some(
    (one) => (one.current || one.appointed) && one.org_id === actor.orgId,
  )
}
