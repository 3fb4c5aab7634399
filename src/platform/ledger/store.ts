import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Entry, Standing, Unit } from './rules.ts'

export interface BookRow {
  id: string
  kind: string
  unit: Unit
  subject_id: string
  opened_at: string
  journal_id: string
}

export interface AccountRow {
  id: string
  book_id: string
  unit: Unit
  kind: string
  holder_id: string
  outside: string | null
  floor: number | null
  opened_at: string
  journal_id: string
}

export interface TransferRow {
  id: string
  book_id: string
  unit: Unit
  kind: string
  state: 'pending' | 'posted' | 'voided'
  resolves: string | null
  reverses: string | null
  on_day: string
  receipt: string | null
  reason: string | null
  at: string
  person_id: string | null
  journal_id: string
}

interface EntryRow {
  transfer_id: string
  n: number
  book_id: string
  account_id: string
  amount: number
}

interface BalanceRow {
  account_id: string
  floor: number
  posted: number
  outgoing: number
}

interface Tables {
  'platform.ledger_balance': BalanceRow
  'platform.ledger_book': BookRow
  'platform.ledger_account': AccountRow
  'platform.ledger_transfer': TransferRow
  'platform.ledger_entry': EntryRow
}

const tables = (tx: Tx) => tx.as<Tables>('platform')

export async function insertBook(tx: Tx, row: BookRow): Promise<void> {
  await tables(tx).insertInto('platform.ledger_book').values(row).execute()
}

export async function findBook(tx: Tx, id: string): Promise<BookRow | undefined> {
  return tables(tx).selectFrom('platform.ledger_book').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function insertAccount(tx: Tx, row: AccountRow): Promise<void> {
  await tables(tx).insertInto('platform.ledger_account').values(row).execute()
}

export async function insertBalance(tx: Tx, row: BalanceRow): Promise<void> {
  await tables(tx).insertInto('platform.ledger_balance').values(row).execute()
}

/** Balances of those of the accounts that have a floor. */
export async function balancesOf(tx: Tx, accountIds: readonly string[]): Promise<BalanceRow[]> {
  return tables(tx)
    .selectFrom('platform.ledger_balance')
    .selectAll()
    .where('account_id', 'in', [...accountIds])
    .execute()
}

export interface BalanceMove {
  readonly accountId: string
  readonly posted: number
  readonly outgoing: number
}

/** Moves the balances of those of the accounts that have a floor. */
export async function moveBalances(tx: Tx, moves: readonly BalanceMove[]): Promise<void> {
  await sql`update platform.ledger_balance b set posted = b.posted + m.posted, outgoing = b.outgoing + m.outgoing
    from unnest(${moves.map(({ accountId }) => accountId)}::uuid[], ${moves.map(({ posted }) => posted)}::bigint[],
      ${moves.map(({ outgoing }) => outgoing)}::bigint[]) as m(id, posted, outgoing)
    where b.account_id = m.id`.execute(tx.as('platform'))
}

export async function accountsOf(tx: Tx, ids: readonly string[]): Promise<AccountRow[]> {
  return tables(tx)
    .selectFrom('platform.ledger_account')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
}

export async function accountsOfBook(tx: Tx, bookId: string): Promise<AccountRow[]> {
  return tables(tx)
    .selectFrom('platform.ledger_account')
    .selectAll()
    .where('book_id', '=', bookId)
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
}

export async function findTransfer(tx: Tx, id: string): Promise<TransferRow | undefined> {
  return tables(tx).selectFrom('platform.ledger_transfer').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The transfer that posted, voided or took back this one. */
export async function successorOf(
  tx: Tx,
  by: { readonly resolves: string } | { readonly reverses: string },
): Promise<TransferRow | undefined> {
  const all = tables(tx).selectFrom('platform.ledger_transfer').selectAll()
  if ('resolves' in by) return all.where('resolves', '=', by.resolves).executeTakeFirst()
  return all.where('reverses', '=', by.reverses).where('state', '=', 'posted').executeTakeFirst()
}

export async function entriesOf(tx: Tx, transferId: string): Promise<Entry[]> {
  const rows = await tables(tx)
    .selectFrom('platform.ledger_entry')
    .select(['account_id', 'amount'])
    .where('transfer_id', '=', transferId)
    .orderBy('n')
    .execute()
  return rows.map((row) => ({ accountId: row.account_id, amount: row.amount }))
}

/** False when a transfer of this id stands already. */
export async function insertTransfer(tx: Tx, row: TransferRow, entries: readonly Entry[]): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('platform.ledger_transfer')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) return false
  const rows = entries.map(({ accountId, amount }, i) => ({
    transfer_id: row.id,
    n: i + 1,
    book_id: row.book_id,
    account_id: accountId,
    amount,
  }))
  if (rows.length > 0) await tables(tx).insertInto('platform.ledger_entry').values(rows).execute()
  return true
}

/**
 * What stands on accounts by id, of what counts on `day` (null: of everything). A pending transfer that was posted or
 * voided since is not pending, whatever the day.
 */
export async function standingsOf(
  tx: Tx,
  accountIds: readonly string[],
  day: string | null,
): Promise<ReadonlyMap<string, Standing>> {
  const { rows } = await sql<{ id: string } & Standing>`
    select e.account_id as id,
      coalesce(sum(e.amount) filter (where t.state = 'posted'), 0)::bigint as posted,
      coalesce(sum(e.amount) filter (where t.state = 'pending' and e.amount > 0), 0)::bigint as incoming,
      coalesce(-sum(e.amount) filter (where t.state = 'pending' and e.amount < 0), 0)::bigint as outgoing
    from platform.ledger_entry e join platform.ledger_transfer t on t.id = e.transfer_id
    where e.account_id = any (${[...accountIds]}::uuid[]) and (${day}::date is null or t.on_day <= ${day}::date)
      and (t.state = 'posted' or not exists (select from platform.ledger_transfer r where r.resolves = t.id))
    group by 1`.execute(tx.as('platform'))
  const found = new Map(rows.map(({ id, ...standing }) => [id, standing]))
  return new Map(accountIds.map((id) => [id, found.get(id) ?? { posted: 0, incoming: 0, outgoing: 0 }]))
}
