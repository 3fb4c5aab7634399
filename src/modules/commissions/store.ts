import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { After } from '#platform/http/paging.ts'
import type { GROUNDS, Side } from './forms.ts'
import type { DueStep } from './rules.ts'

export interface CommissionRow {
  id: string
  public_id: string
  dossier_id: string
  introduction_id: string
  broker_org_id: string
  broker_person_id: string
  payer_org_id: string
  other_org_id: string
  payer_side: Side
  title: string
  bp: number | null
  cap_fen: number | null
  fen: number | null
  note: string
  contract_id: string | null
  deal_id: string | null
  contract_title: string | null
  contract_on: string | null
  arose: 'event' | 'raised' | null
  granted_bp: number
  state: string
  made_at: string
  sample: boolean
}

export interface DueRow {
  id: string
  commission_id: string
  n: number
  receipt_id: string | null
  on_day: string
  received_fen: number
  fen: number
  granted_bp: number
  at: string
  journal_id: string
}

export interface PaymentRow {
  id: string
  commission_id: string
  kind: '付款' | '退回'
  fen: number
  on_day: string
  number: string
  /** From and to which account outside; null for money given back, and for what was recorded before that was kept. */
  own_account: string | null
  broker_account: string | null
  reason: string | null
  person_id: string
  org_id: string
  at: string
  journal_id: string
}

/** A payment as it stands in the ledger. */
export interface MoneyRow extends PaymentRow {
  state: 'pending' | 'posted' | 'voided'
  confirmed_by: string | null
  confirmed_at: string | null
  voided_because: string | null
  last_journal_id: string
}

export interface DisputeRow {
  id: string
  dossier_id: string
  commission_id: string
  opened_by_org_id: string
  grounds: keyof typeof GROUNDS
  account: string
  from_state: string
  state: string
  granted_bp: number | null
  made_at: string
}

export interface WordRow {
  id: string
  dispute_id: string
  kind: 'open' | 'answer' | 'decide'
  org_id: string
  person_id: string
  text: string
  at: string
  journal_id: string
}

/** A deal that belongs to an introduction, as far as others may know it. */
export interface BoundDeal {
  deal_id: string
  introduction_id: string
  introduction_counts: boolean
  achievement_name: string
  state: string
  opened_at: string
}

interface Tables {
  'commissions.commission': CommissionRow
  'commissions.due': DueRow
  'commissions.payment': PaymentRow
  'commissions.money': MoneyRow
  'commissions.dispute': DisputeRow
  'commissions.word': WordRow
  'commissions.word_file': { word_id: string; file_id: string }
  'deals.pub_introduced': BoundDeal
}

const tables = (tx: Tx) => tx.as<Tables>('commissions')
/** Rows of one introduction or contract that are looked at; a pair with more has a dispute already. */
const ROWS_MAX = 100

export async function insertCommission(tx: Tx, row: CommissionRow): Promise<void> {
  await tables(tx).insertInto('commissions.commission').values(row).execute()
}

export async function findCommission(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<CommissionRow | undefined> {
  const all = tables(tx).selectFrom('commissions.commission').selectAll()
  return 'id' in by
    ? all.where('id', '=', by.id).executeTakeFirst()
    : all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
}

export async function updateCommission(
  tx: Tx,
  id: string,
  to: Partial<
    Pick<
      CommissionRow,
      'state' | 'contract_id' | 'deal_id' | 'contract_title' | 'contract_on' | 'arose' | 'granted_bp'
    >
  >,
): Promise<void> {
  await tables(tx).updateTable('commissions.commission').set(to).where('id', '=', id).execute()
}

/** Commissions of an introduction or of a contract, earliest first. */
export async function commissionsOf(
  tx: Tx,
  by: { readonly introductionId: string } | { readonly contractId: string },
): Promise<CommissionRow[]> {
  const all = tables(tx).selectFrom('commissions.commission').selectAll()
  const some =
    'contractId' in by
      ? all.where('contract_id', '=', by.contractId)
      : all.where('introduction_id', '=', by.introductionId)
  return some.orderBy('made_at').orderBy('id').limit(ROWS_MAX).execute()
}

export interface CommissionQuery {
  /** Whose they are, on either side; null: of all. */
  readonly orgId: string | null
  readonly state?: string | undefined
  readonly introductionId?: string | undefined
}

export interface CommissionItem extends CommissionRow {
  readonly due_fen: number
  readonly paid_fen: number
}

const matching = ({ orgId, state, introductionId }: CommissionQuery) => sql<boolean>`
  (${orgId}::uuid is null or c.broker_org_id = ${orgId}::uuid or c.payer_org_id = ${orgId}::uuid)
  and (${state ?? null}::text is null or c.state = ${state ?? null})
  and (${introductionId ?? null}::uuid is null or c.introduction_id = ${introductionId ?? null}::uuid)`

/** With what is due and paid, newest first. */
export async function listCommissions(
  tx: Tx,
  query: CommissionQuery,
  limit: number,
  after: After | undefined,
): Promise<CommissionItem[]> {
  const [at, id] = after ?? [null, null]
  const { rows } = await sql<CommissionItem>`
    select c.*, coalesce((select sum(d.fen) from commissions.due d where d.commission_id = c.id), 0)::bigint as due_fen,
      coalesce((select sum(case m.kind when '付款' then m.fen else -m.fen end) from commissions.money m
        where m.commission_id = c.id and m.state = 'posted'), 0)::bigint as paid_fen
    from commissions.commission c
    where ${matching(query)} and (${at}::timestamptz is null or (c.made_at, c.id) < (${at}::timestamptz, ${id}::uuid))
    order by c.made_at desc, c.id desc limit ${limit}`.execute(tables(tx))
  return rows
}

export async function countCommissions(tx: Tx, query: CommissionQuery): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from commissions.commission c where ${matching(query)}`.execute(tables(tx))
  return rows[0]?.n ?? 0
}

export async function insertDues(tx: Tx, rows: readonly DueRow[]): Promise<void> {
  if (rows.length > 0)
    await tables(tx)
      .insertInto('commissions.due')
      .values([...rows])
      .execute()
}

export async function duesOf(tx: Tx, commissionId: string): Promise<DueRow[]> {
  return tables(tx)
    .selectFrom('commissions.due')
    .selectAll()
    .where('commission_id', '=', commissionId)
    .orderBy('n')
    .execute()
}

export const stepOf = (row: DueRow): DueStep => ({
  receiptId: row.receipt_id,
  onDay: row.on_day,
  receivedFen: row.received_fen,
  fen: row.fen,
  grantedBp: row.granted_bp,
})

export async function insertPayment(tx: Tx, row: PaymentRow): Promise<void> {
  await tables(tx).insertInto('commissions.payment').values(row).execute()
}

export async function moneyOf(tx: Tx, commissionId: string): Promise<MoneyRow[]> {
  return tables(tx)
    .selectFrom('commissions.money')
    .selectAll()
    .where('commission_id', '=', commissionId)
    .orderBy('on_day')
    .orderBy('at')
    .execute()
}

export async function insertDispute(tx: Tx, row: DisputeRow): Promise<void> {
  await tables(tx).insertInto('commissions.dispute').values(row).execute()
}

export async function findDispute(tx: Tx, dossierId: string): Promise<DisputeRow | undefined> {
  return tables(tx)
    .selectFrom('commissions.dispute')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .executeTakeFirst()
}

export async function updateDispute(
  tx: Tx,
  id: string,
  to: Partial<Pick<DisputeRow, 'state' | 'granted_bp'>>,
): Promise<void> {
  await tables(tx).updateTable('commissions.dispute').set(to).where('id', '=', id).execute()
}

/** Disputes about a commission, newest first. */
export async function disputesOf(tx: Tx, commissionId: string): Promise<DisputeRow[]> {
  return tables(tx)
    .selectFrom('commissions.dispute')
    .selectAll()
    .where('commission_id', '=', commissionId)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function insertWord(tx: Tx, row: WordRow, fileIds: readonly string[] = []): Promise<void> {
  await tables(tx).insertInto('commissions.word').values(row).execute()
  if (fileIds.length === 0) return
  const files = fileIds.map((id) => ({ word_id: row.id, file_id: id }))
  await tables(tx).insertInto('commissions.word_file').values(files).execute()
}

export async function wordsOf(tx: Tx, disputeIds: readonly string[]): Promise<WordRow[]> {
  if (disputeIds.length === 0) return []
  return tables(tx)
    .selectFrom('commissions.word')
    .selectAll()
    .where('dispute_id', 'in', [...disputeIds])
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function filesOfWords(tx: Tx, wordIds: readonly string[]) {
  if (wordIds.length === 0) return []
  return tables(tx)
    .selectFrom('commissions.word_file')
    .selectAll()
    .where('word_id', 'in', [...wordIds])
    .execute()
}

/** Deals that belong to an introduction, and the introduction one deal belongs to. */
export async function boundDeals(
  tx: Tx,
  by: { readonly introductionId: string } | { readonly dealId: string },
): Promise<BoundDeal[]> {
  const all = tables(tx)
    .selectFrom('deals.pub_introduced')
    .select(['deal_id', 'introduction_id', 'introduction_counts', 'achievement_name', 'state', 'opened_at'])
  const some =
    'dealId' in by
      ? all.where('deal_id', '=', by.dealId)
      : all.where('introduction_id', '=', by.introductionId)
  return some.orderBy('opened_at').limit(ROWS_MAX).execute()
}

/** When the two began to talk here, and about what, earliest first; nothing of a hidden demander. */
export async function talksOf(
  tx: Tx,
  pair: { readonly sellerOrgId: string; readonly buyerOrgId: string },
): Promise<readonly { readonly achievement_id: string; readonly opened_at: string }[]> {
  const { rows } = await sql<{ achievement_id: string; opened_at: string }>`
    select achievement_id, opened_at from deals.pub_pair
    where seller_org_id = ${pair.sellerOrgId} and buyer_org_id = ${pair.buyerOrgId}
    order by opened_at limit ${ROWS_MAX}`.execute(tables(tx))
  return rows
}

/** When one of the two answered the match of a demand and an achievement with interest, earliest first. */
export async function interestsIn(
  tx: Tx,
  match: { readonly demandId: string; readonly achievementId: string; readonly orgIds: readonly string[] },
): Promise<readonly { readonly org_id: string; readonly at: string }[]> {
  const { rows } = await sql<{ org_id: string; at: string }>`
    select org_id, min(at) as at from matching.pub_interest
    where demand_id = ${match.demandId} and achievement_id = ${match.achievementId}
      and org_id = any (${[...match.orgIds]}::uuid[]) group by 1 order by 2`.execute(tables(tx))
  return rows
}

/** Things opened in the data rooms of deals, earliest first: who and when, never what. */
export async function seenIn(
  tx: Tx,
  dealIds: readonly string[],
): Promise<readonly { readonly org_id: string; readonly at: string; readonly journal_id: string }[]> {
  if (dealIds.length === 0) return []
  const { rows } = await sql<{ org_id: string; at: string; journal_id: string }>`
    select org_id, at, journal_id from disclosure.pub_seen
    where deal_id = any (${[...dealIds]}::uuid[]) order by at limit ${ROWS_MAX}`.execute(tables(tx))
  return rows
}
