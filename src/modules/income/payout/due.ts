import type { Tx } from '#platform/db/database.ts'
import { receiptsOfContract, type ContractReceipt } from '#modules/settlement/index.ts'
import * as store from '../store.ts'
import { ownedOf, type Owned, type Step } from './ownership.ts'

export interface Source extends Owned {
  readonly kind: store.PayoutRow['source']
  readonly key: string
  readonly receivedOn: string
  readonly grossFen: number
}

/** What of each receipt of a plan's contract is not divided yet: negative where money was paid back. */
export async function dueOf(tx: Tx, plan: store.PlanRow): Promise<Source[]> {
  if (plan.contract_id === null) return []
  const receipts = await receiptsOfContract(tx, plan.contract_id)
  const divided = await store.dividedReceipts(tx, { orgId: plan.org_id, contractId: plan.contract_id })
  const before = new Map(divided.map((one) => [one.source_key, one]))
  const came = receipts
    .filter(({ id, fen }) => fen !== (before.get(id)?.gross_fen ?? 0))
    .map(async (one): Promise<Source> => {
      const { partFen, unitBp } = await ownedOf(tx, plan, stepsOf(one))
      const { gross_fen: grossFen, part_fen: oldPartFen } = before.get(one.id) ?? {
        gross_fen: 0,
        part_fen: 0,
      }
      return {
        kind: 'receipt',
        key: one.id,
        receivedOn: one.receivedOn,
        grossFen: one.fen - grossFen,
        partFen: partFen - oldPartFen,
        unitBp,
      }
    })
  const standing = new Set(receipts.map(({ id }) => id))
  // What was taken back since goes back as it was divided.
  const gone = divided
    .filter((one) => one.gross_fen !== 0 && !standing.has(one.source_key))
    .map((one): Source => ({
      kind: 'receipt',
      key: one.source_key,
      receivedOn: one.received_on,
      grossFen: -one.gross_fen,
      partFen: -one.part_fen,
      unitBp: one.unit_bp,
    }))
  return [...(await Promise.all(came)), ...gone].toSorted((a, b) =>
    `${a.receivedOn} ${a.key}` < `${b.receivedOn} ${b.key}` ? -1 : 1,
  )
}

/** A receipt by the ownership of its day, a refund by that of the days of the receipts it gives back. */
function stepsOf({ receivedOn, fen, givesBack }: ContractReceipt): Step[] {
  return (
    givesBack?.map((part) => ({ on: part.receivedOn, fromFen: part.fromFen, toFen: part.toFen })) ?? [
      { on: receivedOn, fromFen: 0, toFen: fen },
    ]
  )
}
