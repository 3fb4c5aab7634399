import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { receiptsOfContract } from '#modules/settlement/index.ts'
import { partiesOf, tell } from './hands.ts'
import { standingOf, stepsOf, type Reward } from './rules.ts'
import * as store from './store.ts'

export const rewardOf = (row: store.CommissionRow): Reward => ({
  bp: row.bp,
  capFen: row.cap_fen,
  fen: row.fen,
})

/** Settled, nothing more becomes due, but what a refund takes back is still made good. */
const FOLLOWS: readonly string[] = ['claimed', 'settled']

/** A receipt of the contract was posted or taken back: what is due of its commissions is written; harmless otherwise. */
export async function followMoney(
  tx: CommandTx,
  _actor: Actor,
  { contractId }: { readonly contractId: string },
  now: Instant,
) {
  const rows = await store.commissionsOf(tx, { contractId })
  for (const row of rows.filter(({ state }) => FOLLOWS.includes(state))) await writeDues(tx, row, now)
  tx.about('commission', rows[0]?.id ?? null, { title: rows[0]?.title ?? '' })
  return {}
}

/** Writes what changed of what is due, as receipts and decision stand now. */
export async function writeDues(tx: CommandTx, row: store.CommissionRow, now: Instant): Promise<void> {
  if (row.contract_id === null) throw new Error(`commission ${row.id} has no contract`)
  const written = await store.duesOf(tx, row.id)
  const receipts = await receiptsOfContract(tx, row.contract_id)
  const steps = stepsOf(rewardOf(row), row.granted_bp, receipts, written.map(store.stepOf), tx.today)
  const change = steps.reduce((sum, { fen }) => sum + fen, 0)
  if (row.state === 'settled' && change >= 0) return
  await store.insertDues(
    tx,
    steps.map((step, i) => ({
      id: v7(),
      commission_id: row.id,
      n: written.length + i + 1,
      receipt_id: step.receiptId,
      on_day: step.onDay,
      received_fen: step.receivedFen,
      fen: step.fen,
      granted_bp: step.grantedBp,
      at: now,
      journal_id: tx.journalId,
    })),
  )
  if (change > 0)
    await tell(tx, row, partiesOf(row), '《{name}》的合同到账，应付佣金 {amount}。', told(change))
  if (change < 0) await tell(tx, row, partiesOf(row), '《{name}》的应付佣金减少 {amount}。', told(-change))
}

const told = (fen: number) => ({ amount: yuanText(fen) })

/** What is due, paid and open of a commission as it stands. */
export async function standing(tx: Tx, row: store.CommissionRow) {
  const dues = await store.duesOf(tx, row.id)
  const money = await store.moneyOf(tx, row.id)
  const sum = (state: store.MoneyRow['state'], kind: store.MoneyRow['kind']) =>
    money.filter((one) => one.state === state && one.kind === kind).reduce((total, { fen }) => total + fen, 0)
  const dueFen = dues.reduce((total, { fen }) => total + fen, 0)
  const paidFen = sum('posted', '付款') - sum('posted', '退回')
  const pendingFen = sum('pending', '付款')
  return {
    ...standingOf(dueFen, paidFen, pendingFen),
    pendingFen,
    isPending: money.some(({ state }) => state === 'pending'),
  }
}
