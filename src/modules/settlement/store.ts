import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { After } from '#platform/http/paging.ts'
import type { RefundCause, Schedule } from './forms.ts'

export interface SettlementRow {
  id: string
  public_id: string
  contract_id: string | null
  deal_id: string | null
  code: string
  title: string
  seller_org_id: string
  buyer_org_id: string
  signed_on: string
  version: number
  agreed_version: number | null
  sample: boolean
  opened_at: string
}

export interface ScheduleRow {
  settlement_id: string
  version: number
  data: Schedule
  org_id: string | null
  person_id: string | null
  at: string
  journal_id: string
}

interface WordRow {
  settlement_id: string
  version: number
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

export interface InvoiceRow {
  id: string
  settlement_id: string
  seller_org_id: string
  number: string
  issued_on: string
  fen: number
  red: boolean
  person_id: string
  at: string
  journal_id: string
}

export interface RoyaltyRow {
  id: string
  settlement_id: string
  from_on: string
  until_on: string
  base_fen: number
  rate_bp: number
  fen: number
  due_on: string
  corrects: string | null
  note: string | null
  person_id: string
  at: string
  journal_id: string
}

export interface ReceiptRow {
  id: string
  settlement_id: string
  kind: '收款' | '退款' | '冲正'
  fen: number
  on_day: string
  number: string
  payer: string
  payer_account: string | null
  /** Where it came to, or from where it went back; null for what was recorded before that was kept. */
  own_account: string | null
  royalty_id: string | null
  line_id: string | null
  reverses: string | null
  reason: string | null
  /** Why money went back; null for a refund of before that was asked, and for what is none. */
  cause: RefundCause | null
  /** The item of that version of the schedule whose money went back. */
  line_version: number | null
  line_n: number | null
  person_id: string
  at: string
  journal_id: string
}

/** A receipt as it stands in the ledger. */
export interface MoneyRow extends ReceiptRow {
  transfer_id: string
  state: 'pending' | 'posted' | 'voided' | 'reversed'
  /** Who recorded it by hand, or imported the statement it is a line of. */
  recorded_by: string
  confirmed_by: string
  confirmed_at: string
  counts: boolean
}

/** An item of the agreed schedule, or a royalty report, with what is still open of it. */
export interface DueRow {
  settlement_id: string
  royalty_id: string | null
  n: number
  title: string
  due_on: string | null
  fen: number
  paid_fen: number
  open_fen: number
  /** The contract has ended: nothing is open any more. */
  ended: boolean
}

interface Tables {
  'settlement.settlement': SettlementRow
  'settlement.schedule': Omit<ScheduleRow, 'data'> & { data: unknown }
  'settlement.schedule_word': WordRow
  'settlement.invoice': InvoiceRow
  'settlement.royalty': RoyaltyRow
  'settlement.receipt': ReceiptRow
  'settlement.money': MoneyRow
  'settlement.due': DueRow
}

const tables = (tx: Tx) => tx.as<Tables>('settlement')

export async function insertSettlement(tx: Tx, row: SettlementRow): Promise<void> {
  await tables(tx).insertInto('settlement.settlement').values(row).execute()
}

export async function findSettlement(
  tx: Tx,
  by: { readonly id: string } | { readonly contractId: string },
): Promise<SettlementRow | undefined> {
  const all = tables(tx).selectFrom('settlement.settlement').selectAll()
  if ('id' in by) return all.where('id', '=', by.id).executeTakeFirst()
  return all.where('contract_id', '=', by.contractId).executeTakeFirst()
}

export async function updateSettlement(
  tx: Tx,
  id: string,
  to: { readonly version: number } | { readonly agreed_version: number },
): Promise<void> {
  await tables(tx).updateTable('settlement.settlement').set(to).where('id', '=', id).execute()
}

export interface SettlementQuery {
  /** Party whose they are; null: of all. */
  readonly orgId: string | null
  readonly q: string
}

/** Of an organisation on either side (null: of all), as a condition on `s`. */
export const parties = (orgId: string | null) =>
  sql<boolean>`(${orgId}::uuid is null or s.seller_org_id = ${orgId}::uuid or s.buyer_org_id = ${orgId}::uuid)`
const likeOf = (q: string) => (q === '' ? null : `%${q.replace(/[\\%_]/g, '\\$&')}%`)

export interface SettlementItem extends SettlementRow {
  readonly due_fen: number
  readonly open_fen: number
  readonly got_fen: number
}

/** Settlements with what is due, open and received, newest first. */
export async function settlementsOf(
  tx: Tx,
  { orgId, q }: SettlementQuery,
  limit: number,
  after: After | undefined,
): Promise<SettlementItem[]> {
  const [at, id] = after ?? [null, null]
  const { rows } = await sql<SettlementItem>`
    select s.*,
      coalesce((select sum(d.fen) from settlement.due d where d.settlement_id = s.id), 0)::bigint as due_fen,
      coalesce((select sum(d.open_fen) from settlement.due d where d.settlement_id = s.id), 0)::bigint as open_fen,
      coalesce((select sum(case m.kind when '收款' then m.fen else -m.fen end) from settlement.money m
        where m.settlement_id = s.id and m.counts), 0)::bigint as got_fen
    from settlement.settlement s
    where ${parties(orgId)} and (${likeOf(q)}::text is null or s.title ilike ${likeOf(q)} or s.code ilike ${likeOf(q)})
      and (${at}::timestamptz is null or (s.opened_at, s.id) < (${at}::timestamptz, ${id}::uuid))
    order by s.opened_at desc, s.id desc limit ${limit}`.execute(tables(tx))
  return rows
}

export async function countSettlements(tx: Tx, { orgId, q }: SettlementQuery): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from settlement.settlement s
    where ${parties(orgId)} and (${likeOf(q)}::text is null or s.title ilike ${likeOf(q)} or s.code ilike ${likeOf(q)})`.execute(
    tables(tx),
  )
  return rows[0]?.n ?? 0
}

export async function insertSchedule(tx: Tx, row: ScheduleRow): Promise<void> {
  const values = { ...row, data: JSON.stringify(row.data) }
  await tables(tx).insertInto('settlement.schedule').values(values).execute()
}

/** Versions of a schedule, newest first. */
export async function schedulesOf(tx: Tx, settlementId: string): Promise<ScheduleRow[]> {
  const rows = await tables(tx)
    .selectFrom('settlement.schedule')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, data: row.data as Schedule }))
}

export async function insertWord(tx: Tx, row: WordRow): Promise<void> {
  await tables(tx).insertInto('settlement.schedule_word').values(row).execute()
}

export async function wordsOf(tx: Tx, settlementId: string, version: number): Promise<WordRow[]> {
  return tables(tx)
    .selectFrom('settlement.schedule_word')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .where('version', '=', version)
    .execute()
}

/** False when the seller has an invoice of this number already. */
export async function insertInvoice(tx: Tx, row: InvoiceRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(tx)
    .insertInto('settlement.invoice')
    .values(row)
    .onConflict((conflict) => conflict.columns(['seller_org_id', 'number']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows !== 0n
}

export async function invoicesOf(tx: Tx, settlementId: string): Promise<InvoiceRow[]> {
  return tables(tx)
    .selectFrom('settlement.invoice')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .orderBy('issued_on')
    .orderBy('id')
    .execute()
}

export async function insertRoyalty(tx: Tx, row: RoyaltyRow): Promise<void> {
  await tables(tx).insertInto('settlement.royalty').values(row).execute()
}

/** Royalty reports of a settlement, those that were corrected too, oldest period first. */
export async function royaltiesOf(tx: Tx, settlementId: string): Promise<RoyaltyRow[]> {
  return tables(tx)
    .selectFrom('settlement.royalty')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .orderBy('from_on')
    .orderBy('at')
    .execute()
}

export async function insertReceipt(tx: Tx, row: ReceiptRow): Promise<void> {
  await tables(tx).insertInto('settlement.receipt').values(row).execute()
}

export async function findMoney(tx: Tx, id: string): Promise<MoneyRow | undefined> {
  return tables(tx).selectFrom('settlement.money').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Receipts, refunds and reversals of a settlement, oldest first. */
export async function moneyOf(tx: Tx, settlementId: string): Promise<MoneyRow[]> {
  return tables(tx)
    .selectFrom('settlement.money')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .orderBy('on_day')
    .orderBy('at')
    .orderBy('id')
    .execute()
}

/** A receipt with this number that stands or waits: the same money is not recorded twice. */
export async function moneyNumbered(
  tx: Tx,
  settlementId: string,
  number: string,
): Promise<MoneyRow | undefined> {
  return tables(tx)
    .selectFrom('settlement.money')
    .selectAll()
    .where('settlement_id', '=', settlementId)
    .where('number', '=', number)
    .where('kind', '<>', '冲正')
    .where('state', 'in', ['pending', 'posted'])
    .executeTakeFirst()
}

export async function duesOf(tx: Tx, settlementIds: readonly string[]): Promise<DueRow[]> {
  if (settlementIds.length === 0) return []
  return tables(tx)
    .selectFrom('settlement.due')
    .selectAll()
    .where('settlement_id', 'in', [...settlementIds])
    .orderBy('due_on')
    .orderBy('n')
    .execute()
}
