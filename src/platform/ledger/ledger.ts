import type { Actor } from '../access/access.ts'
import type { CommandTx, Day, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { yuanText } from '../forms/money.ts'
import { Refusal } from '../refusal.ts'
import { entriesFault, negated, type Entry, type Standing, type Unit } from './rules.ts'
import * as store from './store.ts'

/**
 * Double entry over rows that are never changed (docs/decisions/0071-ledger.md). Money never rests here (practice.md
 * P25): an account stands for one outside, a posting for a receipt outside. Identifiers are made by the caller, so that
 * the same transfer is never written twice. A command on an account with a floor waits in the queue `account:ID`.
 */
export type LedgerTx = Tx & Pick<CommandTx, 'journalId'>

export interface NewBook {
  readonly id: string
  readonly kind: string
  readonly unit: Unit
  readonly subjectId: string
}

export interface NewAccount {
  readonly id: string
  readonly bookId: string
  readonly kind: string
  readonly holderId: string
  /** Name and number of the account outside; null only for what is no money. */
  readonly outside: string | null
  /** Least free balance; null: it may go below nothing, as what somebody pays from does. */
  readonly floor: number | null
}

export interface Transfer {
  readonly id: string
  readonly bookId: string
  readonly kind: string
  readonly entries: readonly Entry[]
  readonly onDay: Day
  /** Number of the receipt outside; a posting of money must have one. */
  readonly receipt: string | null
  readonly reason?: string
  /** The posted transfer this one takes back. */
  readonly reverses?: string
}

export async function openBook(tx: LedgerTx, book: NewBook, now: Instant): Promise<void> {
  const { id, kind, unit, subjectId } = book
  await store.insertBook(tx, {
    id,
    kind,
    unit,
    subject_id: subjectId,
    opened_at: now,
    journal_id: tx.journalId,
  })
}

export async function openAccount(tx: LedgerTx, account: NewAccount, now: Instant): Promise<void> {
  const book = await bookOf(tx, account.bookId)
  await store.insertAccount(tx, {
    id: account.id,
    book_id: book.id,
    unit: book.unit,
    kind: account.kind,
    holder_id: account.holderId,
    outside: account.outside,
    floor: account.floor,
    opened_at: now,
    journal_id: tx.journalId,
  })
  const { id, floor } = account
  if (floor !== null) await store.insertBalance(tx, { account_id: id, floor, posted: 0, outgoing: 0 })
}

/** Writes a transfer that counts at once. */
export async function post(tx: LedgerTx, actor: Actor, transfer: Transfer, now: Instant): Promise<void> {
  await write(tx, actor, transfer, 'posted', now)
}

/** Writes a transfer that waits to be posted or voided; what it takes from an account is no longer free. */
export async function hold(tx: LedgerTx, actor: Actor, transfer: Transfer, now: Instant): Promise<void> {
  await write(tx, actor, transfer, 'pending', now)
}

/** Posts a pending transfer as a new row; receipt and day are those of the pending one unless given. */
export async function settle(
  tx: LedgerTx,
  actor: Actor,
  by: { readonly id: string; readonly pendingId: string; readonly receipt?: string; readonly onDay?: Day },
  now: Instant,
): Promise<void> {
  const pending = await pendingOf(tx, by.pendingId)
  if (pending.reverses !== null) await mustStand(tx, pending.reverses)
  const row = {
    ...pending,
    id: by.id,
    state: 'posted' as const,
    resolves: pending.id,
    receipt: by.receipt ?? pending.receipt,
    on_day: by.onDay ?? pending.on_day,
    ...written(tx, actor, now),
  }
  const entries = await store.entriesOf(tx, pending.id)
  await insert(tx, row, entries)
  await moveBalances(tx, entries, (amount) => ({ posted: amount, outgoing: -held(amount) }))
}

/** Voids a pending transfer: what it held is free again. */
export async function release(
  tx: LedgerTx,
  actor: Actor,
  by: { readonly id: string; readonly pendingId: string; readonly reason: string },
  now: Instant,
): Promise<void> {
  const pending = await pendingOf(tx, by.pendingId)
  const row = {
    ...pending,
    id: by.id,
    state: 'voided' as const,
    resolves: pending.id,
    reason: by.reason,
    ...written(tx, actor, now),
  }
  await insert(tx, row, [])
  const entries = await store.entriesOf(tx, pending.id)
  await moveBalances(tx, entries, (amount) => ({ posted: 0, outgoing: -held(amount) }))
}

/** The transfer that takes back a posted one, whole, once: to be posted at once or held. */
export async function reversalOf(
  tx: LedgerTx,
  by: {
    readonly id: string
    readonly transferId: string
    readonly receipt: string | null
    readonly reason: string
    readonly onDay: Day
  },
): Promise<Transfer> {
  const found = await store.findTransfer(tx, by.transferId)
  if (found?.state !== 'posted') throw new Refusal('conflict', '只有已经入账的才能冲正。')
  if (found.reverses !== null) throw new Refusal('conflict', '冲正本身不能再冲正；请重新登记。')
  await mustStand(tx, found.id)
  const { id, receipt, reason, onDay } = by
  const entries = negated(await store.entriesOf(tx, found.id))
  return { id, bookId: found.book_id, kind: found.kind, entries, onDay, receipt, reason, reverses: found.id }
}

async function mustStand(tx: LedgerTx, transferId: string): Promise<void> {
  if (await store.successorOf(tx, { reverses: transferId }))
    throw new Refusal('conflict', '这一笔已经冲正过。')
}

/** What stands on each account of a book, by kind of account and holder, of what counts on a day (null: of all). */
export async function bookOn(
  tx: Tx,
  bookId: string,
  day: Day | null,
): Promise<readonly (store.AccountRow & { readonly standing: Standing })[]> {
  const accounts = await store.accountsOfBook(tx, bookId)
  const standings = await store.standingsOf(
    tx,
    accounts.map(({ id }) => id),
    day,
  )
  return accounts.flatMap((account) => {
    const standing = standings.get(account.id)
    return standing ? [{ ...account, standing }] : []
  })
}

/** Accounts of a book, for commands: what stands on them is not read. */
export function accountsIn(tx: Tx, bookId: string): Promise<store.AccountRow[]> {
  return store.accountsOfBook(tx, bookId)
}

async function bookOf(tx: Tx, id: string): Promise<store.BookRow> {
  const book = await store.findBook(tx, id)
  if (!book) throw new Error(`no ledger book ${id}`)
  return book
}

async function pendingOf(tx: Tx, id: string): Promise<store.TransferRow> {
  const found = await store.findTransfer(tx, id)
  if (found?.state !== 'pending') throw new Refusal('absent', '没有找到这笔待入账的登记。')
  if (await store.successorOf(tx, { resolves: id }))
    throw new Refusal('conflict', '这笔登记已经入账或者作废，请刷新后查看。')
  return found
}

function written(tx: LedgerTx, { personId }: Actor, now: Instant) {
  return { at: now, person_id: personId, journal_id: tx.journalId }
}

async function write(
  tx: LedgerTx,
  actor: Actor,
  transfer: Transfer,
  state: 'pending' | 'posted',
  now: Instant,
): Promise<void> {
  const { id, bookId, kind, entries, onDay, receipt, reason = null, reverses = null } = transfer
  const book = await bookOf(tx, bookId)
  const accounts = await store.accountsOf(
    tx,
    entries.map(({ accountId }) => accountId),
  )
  const known = accounts.map((account) => ({ id: account.id, bookId: account.book_id }))
  const fault = entriesFault(book, entries, known)
  if (fault !== undefined) throw new Error(`transfer ${id}: ${fault}`)
  await mustKeepFloors(tx, book.unit, entries)
  const row = {
    id,
    book_id: bookId,
    unit: book.unit,
    kind,
    state,
    resolves: null,
    reverses,
    on_day: onDay,
    receipt,
    reason,
  }
  await insert(tx, { ...row, ...written(tx, actor, now) }, entries)
  await moveBalances(tx, entries, (amount) =>
    state === 'posted' ? { posted: amount, outgoing: 0 } : { posted: 0, outgoing: held(amount) },
  )
}

/** What a pending entry holds of an account. */
function held(amount: number): number {
  return amount < 0 ? -amount : 0
}

async function moveBalances(
  tx: Tx,
  entries: readonly Entry[],
  by: (amount: number) => Omit<store.BalanceMove, 'accountId'>,
): Promise<void> {
  await store.moveBalances(
    tx,
    entries.map(({ accountId, amount }) => ({ accountId, ...by(amount) })),
  )
}

async function insert(tx: LedgerTx, row: store.TransferRow, entries: readonly Entry[]): Promise<void> {
  if (row.state === 'posted' && row.unit === 'fen' && row.receipt === null)
    throw new Refusal('invalid', '入账必须写明银行流水号或者其他凭证号（平台不经手资金）。')
  if (!(await store.insertTransfer(tx, row, entries)))
    throw new Refusal('conflict', '这一笔已经登记过，请刷新后查看。')
}

async function mustKeepFloors(tx: Tx, unit: Unit, entries: readonly Entry[]): Promise<void> {
  const taken = entries.filter(({ amount }) => amount < 0)
  const balances = await store.balancesOf(
    tx,
    taken.map(({ accountId }) => accountId),
  )
  for (const { account_id: id, floor, posted, outgoing } of balances) {
    const amount = taken.find(({ accountId }) => accountId === id)?.amount ?? 0
    const free = posted - outgoing - floor
    if (free + amount >= 0) continue
    throw new Refusal('conflict', '账上可用的只有 {free}，不够 {asked}；请核对金额，或先登记收款。', {
      free: inWords(unit, free),
      asked: inWords(unit, -amount),
    })
  }
}

function inWords(unit: Unit, amount: number): string {
  return unit === 'fen' ? yuanText(amount) : `${(amount / 100).toFixed(2)}%`
}
