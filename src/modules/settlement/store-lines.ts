import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { After } from '#platform/http/paging.ts'

export interface LineRow {
  id: string
  batch_id: string
  org_id: string
  ref: string
  on_day: string
  fen: number
  own_account: string | null
  at: string
}

/** Who paid by a line and what for: erased from lines that pay no contract. */
interface PayerRow {
  line_id: string
  payer: string
  payer_account: string | null
  purpose: string
}

interface StatementRow {
  batch_id: string
  org_id: string
  person_id: string
  at: string
  journal_id: string
}

interface AsideRow {
  line_id: string
  reason: string
  person_id: string
  at: string
  journal_id: string
}

interface Tables {
  'settlement.bank_line': LineRow
  'settlement.line_payer': PayerRow
  'settlement.statement': StatementRow
  'settlement.line_aside': AsideRow
}

const tables = (tx: Tx) => tx.as<Tables>('settlement')

export async function insertLines(
  tx: Tx,
  rows: readonly LineRow[],
  payers: readonly PayerRow[],
): Promise<void> {
  if (rows.length === 0) return
  await tables(tx)
    .insertInto('settlement.bank_line')
    .values([...rows])
    .execute()
  await tables(tx)
    .insertInto('settlement.line_payer')
    .values([...payers])
    .execute()
}

export async function insertStatement(tx: Tx, row: StatementRow): Promise<void> {
  await tables(tx).insertInto('settlement.statement').values(row).execute()
}

export async function insertAside(tx: Tx, row: AsideRow): Promise<void> {
  await tables(tx).insertInto('settlement.line_aside').values(row).execute()
}

/** Of these bank references those the organisation's statements already hold. */
export async function knownRefs(
  tx: Tx,
  orgId: string,
  refs: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ ref: string }>`
    select l.ref from settlement.bank_line l join settlement.statement s on s.batch_id = l.batch_id
    where l.org_id = ${orgId} and l.ref = any (${[...refs]}::text[])`.execute(tables(tx))
  return new Set(rows.map(({ ref }) => ref))
}

/** Lines of a batch that another statement has brought since they were read. */
export async function takenSince(tx: Tx, batchId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from settlement.bank_line l
    where l.batch_id = ${batchId} and exists (
      select from settlement.bank_line o join settlement.statement s on s.batch_id = o.batch_id
      where o.org_id = l.org_id and o.ref = l.ref and o.batch_id <> l.batch_id)`.execute(tables(tx))
  return rows[0]?.n ?? 0
}

export interface QueuedLine extends LineRow {
  /** Null once who paid was erased. */
  readonly payer: string | null
  readonly payer_account: string | null
  readonly purpose: string | null
  readonly imported_by: string
  readonly aside: string | null
  /** The contract it was taken for, with how it stands there. */
  readonly settlement_id: string | null
  readonly title: string | null
}

export type Box = 'open' | 'done' | 'aside'

/** Lines of an organisation as they stand: a receipt that was taken back leaves its line open again. */
const standing = sql`
  select l.*, p.payer, p.payer_account, p.purpose, s.person_id as imported_by, a.reason as aside, m.settlement_id, t.title
  from settlement.bank_line l join settlement.statement s on s.batch_id = l.batch_id
  left join settlement.line_payer p on p.line_id = l.id
  left join settlement.line_aside a on a.line_id = l.id
  left join settlement.money m on m.line_id = l.id and m.counts
  left join settlement.settlement t on t.id = m.settlement_id`

const boxes = (box: Box) =>
  ({
    open: sql`m.id is null and a.line_id is null`,
    done: sql`m.id is not null`,
    aside: sql`m.id is null and a.line_id is not null`,
  })[box]

export async function linesOf(
  tx: Tx,
  query: { readonly orgId: string; readonly box: Box; readonly q: string },
  limit: number,
  after: After | undefined,
): Promise<QueuedLine[]> {
  const [at, id] = after ?? [null, null]
  const like = query.q === '' ? null : `%${query.q.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<QueuedLine>`${standing}
    where l.org_id = ${query.orgId} and ${boxes(query.box)}
      and (${like}::text is null or p.payer ilike ${like} or p.purpose ilike ${like} or l.ref ilike ${like})
      and (${at}::timestamptz is null or (l.at, l.id) < (${at}::timestamptz, ${id}::uuid))
    order by l.at desc, l.id desc limit ${limit}`.execute(tables(tx))
  return rows
}

export async function countLines(tx: Tx, orgId: string, box: Box): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (${standing} where l.org_id = ${orgId} and ${boxes(box)}) x`.execute(
    tables(tx),
  )
  return rows[0]?.n ?? 0
}

export async function findLine(tx: Tx, id: string): Promise<QueuedLine | undefined> {
  const { rows } = await sql<QueuedLine>`${standing} where l.id = ${id}`.execute(tables(tx))
  return rows[0]
}

/** Lines for an export, in id order. */
export async function exportLines(
  tx: Tx,
  orgId: string | null,
  after: string | null,
  limit: number,
): Promise<QueuedLine[]> {
  const { rows } = await sql<QueuedLine>`${standing}
    where (${orgId}::uuid is null or l.org_id = ${orgId}::uuid) and (${after}::uuid is null or l.id > ${after}::uuid)
    order by l.id limit ${limit}`.execute(tables(tx))
  return rows
}

interface PayerOf extends PayerRow {
  readonly org_id: string
}

const PAYS_NOTHING = sql`not exists (select from settlement.receipt r where r.line_id = p.line_id)`

/** Payers of lines that pay no contract in which one of the marks stands, however it was spaced. */
export async function payersWith(tx: Tx, marks: readonly string[]): Promise<PayerOf[]> {
  const { rows } = await sql<PayerOf>`
    select p.*, l.org_id from settlement.line_payer p join settlement.bank_line l on l.id = p.line_id
    where ${PAYS_NOTHING} and exists (select from unnest(${[...marks]}::text[]) m
      where strpos(regexp_replace(p.payer || ' ' || p.purpose, '[[:space:]-]', '', 'g'), m) > 0)`.execute(
    tables(tx),
  )
  return rows
}

/** Lines that pay no contract and were imported before a day, oldest first, as long as who paid stands with them. */
export async function payersBefore(tx: Tx, day: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.line_id as id from settlement.line_payer p join settlement.bank_line l on l.id = p.line_id
    where ${PAYS_NOTHING} and (l.at at time zone 'Asia/Shanghai')::date < ${day}::date
    order by l.at, l.id limit ${limit}`.execute(tables(tx))
  return rows.map(({ id }) => id)
}

export async function erasePayers(tx: Tx, lineIds: readonly string[]): Promise<number> {
  const done = await tables(tx)
    .deleteFrom('settlement.line_payer')
    .where('line_id', '=', sql<string>`any (${[...lineIds]}::uuid[])`)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}
