import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Schedule } from './forms.ts'
import { parties, type DueRow, type SettlementRow } from './store.ts'

interface Tables {
  'settlement.reminder': ReminderRow
}

const tables = (tx: Tx) => tx.as<Tables>('settlement')

interface ReminderRow {
  settlement_id: string
  what: string
  due_on: string
  stage: 'soon' | 'late'
  at: string
  journal_id: string
}

export interface ToRemind extends SettlementRow {
  readonly what: string
  readonly due_title: string
  readonly due_on: string
  readonly open_fen: number
  readonly stage: 'soon' | 'late'
}

/** Open items due until `soon`, or overdue on `today`, that nobody was told of at this stage. */
export async function toRemind(tx: Tx, today: string, soon: string, limit: number): Promise<ToRemind[]> {
  const { rows } = await sql<ToRemind>`
    select * from (
      select s.*, coalesce(d.royalty_id::text, 'item ' || d.n) as what, d.title as due_title, d.due_on, d.open_fen,
        case when d.due_on < ${today}::date then 'late' else 'soon' end as stage
      from settlement.due d join settlement.settlement s on s.id = d.settlement_id
      where d.open_fen > 0 and d.due_on <= ${soon}::date) x
    where not exists (select from settlement.reminder r
      where r.settlement_id = x.id and r.what = x.what and r.due_on = x.due_on and r.stage = x.stage)
    order by x.due_on, x.id limit ${limit}`.execute(tables(tx))
  return rows
}

export interface WithRoyalty extends SettlementRow {
  readonly data: Schedule
  readonly reported: readonly { readonly fromOn: string; readonly untilOn: string }[]
}

/** Settlements whose agreed schedule has royalty and whose contract has not ended, with the periods reported. */
export async function withRoyalty(tx: Tx, limit: number): Promise<WithRoyalty[]> {
  const { rows } = await sql<WithRoyalty>`
    select s.*, c.data, coalesce((
      select jsonb_agg(jsonb_build_object('fromOn', y.from_on, 'untilOn', y.until_on)) from settlement.royalty y
      where y.settlement_id = s.id and not exists (select from settlement.royalty o where o.corrects = y.id)), '[]') as reported
    from settlement.settlement s
    join settlement.schedule c on c.settlement_id = s.id and c.version = s.agreed_version
    where c.data ? 'royaltyEvery' and not exists (select from settlement.ending e
      where e.settlement_id = s.id and e.version = s.agreed_version) order by s.opened_at desc, s.id limit ${limit}`.execute(
    tables(tx),
  )
  return rows
}

/** Of a settlement what was told at a stage, by `what`. */
export async function remindedOf(tx: Tx, settlementIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tables(tx)
    .selectFrom('settlement.reminder')
    .select(['settlement_id', 'what'])
    .where('settlement_id', 'in', [...settlementIds])
    .where('stage', '=', 'late')
    .execute()
  return new Set(rows.map((row) => `${row.settlement_id} ${row.what}`))
}

export async function insertReminders(tx: Tx, rows: readonly ReminderRow[]): Promise<void> {
  if (rows.length > 0)
    await tables(tx)
      .insertInto('settlement.reminder')
      .values([...rows])
      .execute()
}

export interface ArrearRow extends DueRow {
  readonly title: string
  readonly contract_title: string
  readonly code: string
  readonly seller_org_id: string
  readonly buyer_org_id: string
}

/** Overdue items of a party (null: of all), longest overdue first. */
export async function arrearsOf(
  tx: Tx,
  orgId: string | null,
  today: string,
  limit: number,
  offset: number,
): Promise<{ rows: ArrearRow[]; total: number; openFen: number }> {
  const overdue = sql`from settlement.due d join settlement.settlement s on s.id = d.settlement_id
    where ${parties(orgId)} and d.open_fen > 0 and d.due_on < ${today}::date`
  const { rows } = await sql<ArrearRow>`
    select d.*, s.title as contract_title, s.code, s.seller_org_id, s.buyer_org_id ${overdue}
    order by d.due_on, d.settlement_id, d.n limit ${limit} offset ${offset}`.execute(tables(tx))
  const { rows: sums } = await sql<{ n: number; fen: number }>`
    select count(*)::int as n, coalesce(sum(d.open_fen), 0)::bigint as fen ${overdue}`.execute(tables(tx))
  return { rows, total: sums[0]?.n ?? 0, openFen: sums[0]?.fen ?? 0 }
}
