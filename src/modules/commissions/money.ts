import { v7 } from 'uuid'
import type { z } from 'zod'
import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { yuanText } from '#platform/forms/money.ts'
import { accountsIn, hold, openAccount, openBook, release, settle } from '#platform/ledger/ledger.ts'
import { Refusal } from '#platform/refusal.ts'
import { signedIn } from '#platform/signing/sign.ts'
import { keepPayTerm, standing } from './dues.ts'
import type { paymentForm, returnForm } from './forms.ts'
import { faulty, otherThan, reachedCommission, tell } from './hands.ts'
import { dayFault } from './rules.ts'
import * as store from './store.ts'

/** Money as the form tells it, and which way it went. */
interface Paid extends Pick<store.PaymentRow, 'kind' | 'fen' | 'number' | 'reason'> {
  readonly onDay: string
  readonly ownAccount?: string
  readonly brokerAccount?: string
}

/** The payer says that commission was paid; counts once the broker confirms that it came. */
export async function recordPayment(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof paymentForm> & { readonly id: string },
  now: Instant,
) {
  const row = await reachedCommission(tx, actor, input.id)
  if (actor.orgId !== row.payer_org_id) throw new Refusal('conflict', '付款由支付佣金的单位登记。')
  mustBePayable(row)
  const { openFen } = await standing(tx, row)
  if (input.fen > openFen)
    throw faulty('fen', `现在应付未付的是 ${yuanText(openFen)}，登记的金额不能更多；多付的请经纪机构退回。`)
  await openAccounts(tx, row, input, now)
  const id = await held(tx, actor, row, { ...input, kind: '付款', reason: null }, now)
  await tell(tx, row, [row.broker_org_id], '《{name}》登记支付佣金 {amount}，请核对到账后确认。', {
    amount: yuanText(input.fen),
  })
  return { id }
}

/** The broker gives back what was paid too much; counts once the payer confirms that it came. */
export async function recordReturn(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof returnForm> & { readonly id: string },
  now: Instant,
) {
  const row = await reachedCommission(tx, actor, input.id)
  if (actor.orgId !== row.broker_org_id) throw new Refusal('conflict', '退回由经纪机构登记。')
  if ((await accountsIn(tx, row.id)).length === 0)
    throw new Refusal('conflict', '还没有支付过佣金，没有可以退回的。')
  const id = await held(tx, actor, row, { ...input, kind: '退回' }, now)
  await tell(tx, row, [row.payer_org_id], '《{name}》登记退回佣金 {amount}，请核对到账后确认。', {
    amount: yuanText(input.fen),
  })
  return { id }
}

/** The side the money went to says that it came. */
export async function confirmPayment(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly paymentId: string },
  now: Instant,
) {
  const { row, payment } = await othersPayment(tx, actor, input)
  await settle(tx, actor, { id: v7(), pendingId: payment.id }, now)
  await keepPayTerm(tx, row, now)
  await tell(tx, row, [otherThan(row, actor.orgId)], '《{name}》的一笔佣金 {amount} 已确认收到。', {
    amount: yuanText(payment.fen),
  })
  return {}
}

/** The side it should have gone to says that it did not come, with the reason; who recorded it may take it back so. */
export async function rejectPayment(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly paymentId: string; readonly reason: string },
  now: Instant,
) {
  const row = await reachedCommission(tx, actor, input.id)
  const payment = await paymentIn(tx, row, input.paymentId)
  about(tx, row, payment)
  await release(tx, actor, { id: v7(), pendingId: payment.id, reason: input.reason }, now)
  await keepPayTerm(tx, row, now)
  await tell(tx, row, [otherThan(row, actor.orgId)], '《{name}》的一笔佣金 {amount} 已作废：{reason}', {
    amount: yuanText(payment.fen),
    reason: input.reason,
  })
  return {}
}

function mustBePayable({ state }: store.CommissionRow): void {
  if (state === 'disputed') throw new Refusal('conflict', '佣金正在处理争议，处理以前暂缓支付。')
  if (state !== 'claimed') throw new Refusal('conflict', '佣金还没有成立，不用支付。')
}

async function othersPayment(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly paymentId: string },
) {
  const row = await reachedCommission(tx, actor, input.id)
  const payment = await paymentIn(tx, row, input.paymentId)
  if (payment.org_id === actor.orgId) throw new Refusal('conflict', '本单位登记的，由收到款的另一方确认。')
  about(tx, row, payment)
  return { row, payment }
}

async function paymentIn(tx: CommandTx, row: store.CommissionRow, id: string): Promise<store.MoneyRow> {
  const found = (await store.moneyOf(tx, row.id)).find((one) => one.id === id)
  if (!found) throw new Refusal('absent', '没有找到这笔登记。')
  return found
}

/** The book of a commission: from the payer's account outside to the broker's; of later payments the row names them. */
async function openAccounts(
  tx: CommandTx,
  row: store.CommissionRow,
  { ownAccount, brokerAccount }: Pick<z.infer<typeof paymentForm>, 'ownAccount' | 'brokerAccount'>,
  now: Instant,
): Promise<void> {
  if ((await accountsIn(tx, row.id)).length > 0) return
  const { id } = row
  await openBook(tx, { id, kind: 'commission', unit: 'fen', subjectId: id }, now)
  const open = (kind: string, holderId: string, outside: string, floor: number | null) =>
    openAccount(tx, { id: v7(), bookId: id, kind, holderId, outside, floor }, now)
  await open('payer', row.payer_org_id, ownAccount, null)
  // No more can be given back than came.
  await open('broker', row.broker_org_id, brokerAccount, 0)
}

async function held(
  tx: CommandTx,
  actor: Actor,
  row: store.CommissionRow,
  { kind, fen, number, reason, onDay, ownAccount, brokerAccount }: Paid,
  now: Instant,
): Promise<string> {
  const fault = dayFault(onDay, { contractOn: row.contract_on ?? '', today: tx.today })
  if (fault !== undefined) throw faulty('onDay', fault)
  const money = await store.moneyOf(tx, row.id)
  if (money.some((one) => one.number === number && one.state !== 'voided'))
    throw faulty('number', '这个流水号已经登记过，请核对。')
  const accounts = await accountsIn(tx, row.id)
  const accountOf = (kind: string) => accounts.find((one) => one.kind === kind)?.id ?? ''
  const [from, to] = kind === '付款' ? ['payer', 'broker'] : ['broker', 'payer']
  const id = v7()
  const transfer = {
    id,
    bookId: row.id,
    kind: `佣金${kind}`,
    entries: [
      { accountId: accountOf(from ?? ''), amount: -fen },
      { accountId: accountOf(to ?? ''), amount: fen },
    ],
    onDay,
    receipt: number,
    ...(reason !== null && { reason }),
  }
  await hold(tx, actor, transfer, now)
  const { personId, orgId } = signedIn(actor)
  await store.insertPayment(tx, {
    kind,
    fen,
    on_day: onDay,
    number,
    own_account: ownAccount ?? null,
    broker_account: brokerAccount ?? null,
    reason,
    id,
    commission_id: row.id,
    person_id: personId,
    org_id: orgId,
    at: now,
    journal_id: tx.journalId,
  })
  await keepPayTerm(tx, row, now)
  about(tx, row, { kind, fen })
  return id
}

function about(tx: CommandTx, row: store.CommissionRow, { kind, fen }: Pick<Paid, 'kind' | 'fen'>): void {
  tx.about('commission', row.id, { title: row.title, kind, amount: yuanText(fen) })
}
