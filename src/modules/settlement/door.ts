import type { Tx } from '#platform/db/database.ts'
import { givenBack, type GivenBack, type Stood } from './given-back.ts'
import { itemsInOrder } from './rules.ts'
import { clearingOf } from './store-ending.ts'
import * as store from './store.ts'

/** Money that stands on a contract: received, or for a negative amount given back. */
export interface ContractReceipt {
  readonly id: string
  readonly receivedOn: string
  /** Below nothing for a refund. */
  readonly fen: number
  /** The period a royalty was paid for. */
  readonly royaltyPeriod?: { readonly fromOn: string; readonly untilOn: string }
  /** Of a refund: the receipts it gives back. */
  readonly givesBack?: readonly GivenBack[]
}

/**
 * Posted receipts and refunds of a contract, oldest first; one that was taken back is not among them, nor what waits for
 * a second person. `contractId` is that of the contract signed here, or of the settlement of one typed in. A change is
 * told by the outbox as `settlement.money` {contractId, settlementId, receiptId}.
 */
export async function receiptsOfContract(tx: Tx, contractId: string): Promise<readonly ContractReceipt[]> {
  const settlement =
    (await store.findSettlement(tx, { contractId })) ?? (await store.findSettlement(tx, { id: contractId }))
  if (!settlement) return []
  const royalties = new Map((await store.royaltiesOf(tx, settlement.id)).map((row) => [row.id, row]))
  const money = (await store.moneyOf(tx, settlement.id)).filter(({ counts }) => counts)
  const back = await givenBackOf(tx, settlement.id, money)
  return money.map((row) => {
    const royalty = row.royalty_id === null ? undefined : royalties.get(row.royalty_id)
    const givesBack = back.get(row.id)
    return {
      id: row.id,
      receivedOn: row.on_day,
      fen: row.kind === '收款' ? row.fen : -row.fen,
      ...(royalty && { royaltyPeriod: { fromOn: royalty.from_on, untilOn: royalty.until_on } }),
      ...(givesBack && { givesBack }),
    }
  })
}

/** Which receipts the refunds among these give back. */
export async function givenBackOf(
  tx: Tx,
  settlementId: string,
  money: readonly Stood[],
): Promise<ReadonlyMap<string, readonly GivenBack[]>> {
  const clearing = await clearingOf(tx, settlementId)
  const schedules = new Map((await store.schedulesOf(tx, settlementId)).map((one) => [one.version, one.data]))
  return givenBack(money, (version) => ({
    items: itemsInOrder(schedules.get(version) ?? { items: [] }),
    since: clearing && version >= clearing.version ? clearing.at : null,
  }))
}
