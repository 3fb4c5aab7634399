import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { addDays, dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import type { DueDef } from '#platform/procedure/procedure.ts'
import { closeDeadlines, findDossier, insertDeadline } from '#platform/procedure/store.ts'
import { dayReminder, termRows } from '#platform/procedure/terms.ts'
import { receiptsOfContract } from '#modules/settlement/index.ts'
import { partiesOf, tell } from './hands.ts'
import { standingOf, stepsOf, unpaidSince, type Reward } from './rules.ts'
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
  await keepPayTerm(tx, row, now)
}

/** How long the payer has from the day commission became due; the clock reminds both, and performs nothing. */
const PAY_TERM: DueDef = {
  term: { rule: 'commission.pay.workingDays', unit: 'workingDays' },
  remindRule: 'commission.remind.days',
  remindSays: '《{title}》还有应付未付的，{on} 届满；付款方付款后请登记，经纪机构请核对到账。',
  onReturn: 'restart',
}
const OVERDUE_SAYS = '《{title}》应付的佣金已过付款期限，还没有登记付清；有争议的请在佣金页提出。'

/** The term to pay runs from the oldest commission that is not covered, and ends when nothing is open. */
export async function keepPayTerm(tx: CommandTx, row: store.CommissionRow, now: Instant): Promise<void> {
  const dossier = await findDossier(tx, 'commissions', row.dossier_id)
  if (dossier?.state !== 'claimed') return
  await closeDeadlines(tx, 'commissions', dossier.id, now)
  const dues = await store.duesOf(tx, row.id)
  const { paidFen, pendingFen } = await standing(tx, row)
  const since = unpaidSince(
    dues.map(({ at, fen }) => ({ dueOn: dayOf(at), fen })),
    paidFen + pendingFen,
  )
  if (since === undefined) return
  const [term, ...reminders] = termRows(tx, PAY_TERM, dossier, since, [])
  if (!term) return
  const overdueOn = addDays(term.nominal_on, 1)
  const overdue = overdueOn > tx.today ? [dayReminder(tx, dossier, overdueOn, OVERDUE_SAYS)] : []
  for (const deadline of [term, ...reminders, ...overdue]) await insertDeadline(tx, 'commissions', deadline)
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
