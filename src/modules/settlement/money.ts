import { v7 } from 'uuid'
import type { z } from 'zod'
import { isSamePerson, type Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { yuanText } from '#platform/forms/money.ts'
import {
  accountsIn,
  hold,
  openAccount,
  openBook,
  release,
  reversalOf,
  settle,
  type Transfer,
} from '#platform/ledger/ledger.ts'
import { Refusal } from '#platform/refusal.ts'
import type { receiptForm } from './forms.ts'
import { faulty, sellersSettlement, signedIn, tellOther } from './hands.ts'
import * as store from './store.ts'

interface Sides {
  readonly payer: string
  readonly payee: string
}

/** What a payment of a contract is written with, before it stands in the ledger. */
export type NewReceipt = Pick<
  store.ReceiptRow,
  | 'kind'
  | 'fen'
  | 'on_day'
  | 'number'
  | 'payer'
  | 'payer_account'
  | 'own_account'
  | 'royalty_id'
  | 'line_id'
  | 'reverses'
  | 'reason'
> & {
  /** Of a refund: why, and the item of the schedule whose money goes back. */
  readonly cause?: store.ReceiptRow['cause']
  readonly line?: { readonly version: number; readonly n: number } | undefined
}

/** Money came by a way no statement shows: waits for a second person. */
export async function recordReceipt(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof receiptForm> & { readonly id: string; readonly royaltyId?: string | undefined },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  const receipt = {
    kind: '收款' as const,
    fen: input.fen,
    on_day: input.onDay,
    number: input.number,
    payer: input.payer,
    payer_account: input.payerAccount ?? null,
    own_account: input.ownAccount,
    royalty_id: await royaltyOf(tx, settlement, input.royaltyId),
    line_id: null,
    reverses: null,
    reason: null,
  }
  return held(tx, actor, settlement, receipt, now)
}

/** A posting was wrong: the whole of it is taken back by new rows once a second person agrees. */
export async function recordReversal(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly receiptId: string; readonly reason: string },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  const wrong = await moneyIn(tx, settlement, input.receiptId)
  const id = v7()
  const number = `冲正 ${wrong.number}`.slice(0, 64)
  const by = { id, transferId: wrong.transfer_id, receipt: number, reason: input.reason, onDay: tx.today }
  await hold(tx, actor, await reversalOf(tx, by), now)
  const { fen, payer, payer_account, own_account, royalty_id } = wrong
  await note(
    tx,
    actor,
    settlement,
    id,
    {
      kind: '冲正',
      fen,
      on_day: tx.today,
      number,
      payer,
      payer_account,
      own_account,
      royalty_id,
      line_id: null,
      reverses: wrong.id,
      reason: input.reason,
    },
    now,
  )
  about(tx, settlement, '冲正', fen)
  return { id }
}

/** The second person's yes: what waited is posted. */
export async function confirmMoney(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly receiptId: string },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  const waiting = await moneyIn(tx, settlement, input.receiptId)
  mustBeAnother(actor, waiting.recorded_by)
  await settle(tx, actor, { id: v7(), pendingId: waiting.id }, now)
  about(tx, settlement, waiting.kind, waiting.fen)
  await tellMoney(tx, actor, settlement, waiting)
  return {}
}

/** The second person's no, with the reason; whoever recorded it may take it back the same way. */
export async function rejectMoney(
  tx: CommandTx,
  actor: Actor,
  input: { readonly id: string; readonly receiptId: string; readonly reason: string },
  now: Instant,
) {
  const settlement = await sellersSettlement(tx, actor, input.id)
  const waiting = await moneyIn(tx, settlement, input.receiptId)
  await release(tx, actor, { id: v7(), pendingId: waiting.id, reason: input.reason }, now)
  about(tx, settlement, waiting.kind, waiting.fen)
  return {}
}

export function mustBeAnother(actor: Actor, personId: string): void {
  if (isSamePerson(actor, { personId, agentFor: null }))
    throw new Refusal('conflict', '登记和确认要由本单位两个人办理，请由另一位同事确认。')
}

/** The other side reads it, and other modules learn of it. */
export async function tellMoney(
  tx: CommandTx,
  actor: Actor,
  settlement: store.SettlementRow,
  { id, kind, fen }: Pick<store.ReceiptRow, 'id' | 'kind' | 'fen'>,
): Promise<void> {
  const says = {
    收款: '《{name}》收到付款 {amount}，已经入账。',
    退款: '《{name}》退款 {amount} 已经入账，请查收。',
    冲正: '《{name}》一笔 {amount} 的入账有误，已经冲正。',
  }[kind]
  await tellOther(tx, settlement, actor, says, { amount: yuanText(fen) })
  await tx.emit('settlement.money', {
    settlementId: settlement.id,
    contractId: settlement.contract_id ?? settlement.id,
    receiptId: id,
  })
}

export async function held(
  tx: CommandTx,
  actor: Actor,
  settlement: store.SettlementRow,
  receipt: NewReceipt,
  now: Instant,
) {
  const transfer = await transferOf(tx, settlement, receipt, now)
  await hold(tx, actor, transfer, now)
  await note(tx, actor, settlement, transfer.id, receipt, now)
  about(tx, settlement, receipt.kind, receipt.fen)
  return { id: transfer.id }
}

/** The transfer a receipt is; opens the book and its two accounts with the first one. */
export async function transferOf(
  tx: CommandTx,
  settlement: store.SettlementRow,
  receipt: NewReceipt,
  now: Instant,
): Promise<Transfer> {
  if (receipt.on_day > tx.today) throw faulty('onDay', '日期还没有到，请核对。')
  if (receipt.on_day < settlement.signed_on)
    throw faulty('onDay', `合同在 ${settlement.signed_on} 签订，收付款不能更早。`)
  if (await store.moneyNumbered(tx, settlement.id, receipt.number))
    throw faulty('number', '这个流水号已经登记过；登记错的请先冲正。')
  const { payer, payee } = await sidesOf(tx, settlement, receipt, now)
  const [from, to] = receipt.kind === '收款' ? [payer, payee] : [payee, payer]
  return {
    id: v7(),
    bookId: settlement.id,
    kind: receipt.kind,
    entries: [
      { accountId: from, amount: -receipt.fen },
      { accountId: to, amount: receipt.fen },
    ],
    onDay: receipt.on_day,
    receipt: receipt.number,
    ...(receipt.reason !== null && { reason: receipt.reason }),
  }
}

async function sidesOf(
  tx: CommandTx,
  settlement: store.SettlementRow,
  receipt: NewReceipt,
  now: Instant,
): Promise<Sides> {
  const accounts = await accountsIn(tx, settlement.id)
  const of = (kind: string) => accounts.find((one) => one.kind === kind)?.id
  const [payer, payee] = [of('payer'), of('payee')]
  if (payer !== undefined && payee !== undefined) return { payer, payee }
  const { id, seller_org_id: sellerId, buyer_org_id: buyerId } = settlement
  const sides = { payer: v7(), payee: v7() }
  await openBook(tx, { id, kind: 'settlement', unit: 'fen', subjectId: id }, now)
  const from = [receipt.payer, receipt.payer_account].filter((part) => part !== null).join(' ')
  const open = (accountId: string, kind: string, holderId: string, outside: string, floor: number | null) =>
    openAccount(tx, { id: accountId, bookId: id, kind, holderId, outside, floor }, now)
  await open(sides.payer, 'payer', buyerId, from, null)
  // No more can be given back than came.
  await open(sides.payee, 'payee', sellerId, receipt.own_account ?? '', 0)
  return sides
}

export async function note(
  tx: CommandTx,
  actor: Actor,
  settlement: store.SettlementRow,
  id: string,
  receipt: NewReceipt,
  now: Instant,
): Promise<void> {
  await store.insertReceipt(tx, {
    id,
    settlement_id: settlement.id,
    kind: receipt.kind,
    fen: receipt.fen,
    on_day: receipt.on_day,
    number: receipt.number,
    payer: receipt.payer,
    payer_account: receipt.payer_account,
    own_account: receipt.own_account,
    royalty_id: receipt.royalty_id,
    line_id: receipt.line_id,
    reverses: receipt.reverses,
    reason: receipt.reason,
    cause: receipt.cause ?? null,
    line_version: receipt.line?.version ?? null,
    line_n: receipt.line?.n ?? null,
    person_id: signedIn(actor).personId,
    at: now,
    journal_id: tx.journalId,
  })
}

export function about(tx: CommandTx, settlement: store.SettlementRow, kind: string, fen: number): void {
  tx.about('settlement', settlement.id, { title: settlement.title, kind, amount: yuanText(fen) })
}

async function moneyIn(
  tx: CommandTx,
  settlement: store.SettlementRow,
  receiptId: string,
): Promise<store.MoneyRow> {
  const found = await store.findMoney(tx, receiptId)
  if (found?.settlement_id !== settlement.id) throw new Refusal('absent', '没有找到这笔收付款。')
  return found
}

/** The royalty report a payment is for; one that was corrected stands for nothing. */
export async function royaltyOf(
  tx: CommandTx,
  settlement: store.SettlementRow,
  royaltyId: string | undefined,
): Promise<string | null> {
  if (royaltyId === undefined) return null
  const all = await store.royaltiesOf(tx, settlement.id)
  if (!all.some(({ id }) => id === royaltyId)) throw faulty('royaltyId', '没有找到这一期提成，请重新选择。')
  if (all.some(({ corrects }) => corrects === royaltyId))
    throw faulty('royaltyId', '这一期提成已经更正，请选择更正后的那一份。')
  return royaltyId
}
