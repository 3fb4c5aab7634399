import type { Tx } from '#platform/db/database.ts'
import { receiptsOfContract } from '#modules/settlement/index.ts'
import * as store from '../store.ts'

export interface Source {
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
  const now = new Map(receipts.map(({ id, fen }) => [id, fen]))
  const days = new Map([
    ...divided.map(({ source_key, received_on }) => [source_key, received_on] as const),
    ...receipts.map(({ id, receivedOn }) => [id, receivedOn] as const),
  ])
  const before = new Map(divided.map(({ source_key, gross_fen }) => [source_key, gross_fen]))
  return [...days]
    .map(([key, receivedOn]) => ({
      kind: 'receipt' as const,
      key,
      receivedOn,
      grossFen: (now.get(key) ?? 0) - (before.get(key) ?? 0),
    }))
    .filter(({ grossFen }) => grossFen !== 0)
    .toSorted((a, b) => (`${a.receivedOn} ${a.key}` < `${b.receivedOn} ${b.key}` ? -1 : 1))
}
