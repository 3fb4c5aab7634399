import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Change } from './rules.ts'

export interface PartnerRow {
  readonly id: string
  readonly code: string
  readonly org_id: string
  readonly name: string
  readonly contact: string
  readonly link: string | null
  readonly sends: 'full' | 'changes'
  readonly headers: string | null
  readonly changed_by: string | null
  readonly changed_at: string
}

export interface ExchangeRow {
  readonly id: string
  readonly partner_id: string
  readonly direction: 'in' | 'out'
  readonly kind: string | null
  readonly batch_id: string | null
  readonly counts: Readonly<Record<string, number>>
  readonly note: string
  readonly person_id: string | null
  readonly at: string
}

/** What a partner was told of one record of ours. */
export interface SentRow {
  readonly exchange_id: string
  readonly partner_id: string
  readonly kind: string
  readonly record_id: string
  readonly change: Change
  readonly hash: string
  readonly row: SentRecord
}

/** A record of ours as it went out. */
export interface SentRecord {
  readonly code: string
  readonly name: string
  readonly owner: string
  readonly publicId: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Exchanges listed with a partner. */
const EXCHANGES_SHOWN = 50

const db = (tx: Tx) => tx.as('partners')

export async function partnersByName(tx: Tx): Promise<PartnerRow[]> {
  const { rows } = await sql<PartnerRow>`select * from partners.partner order by name limit 200`.execute(
    db(tx),
  )
  return rows
}

export async function findPartner(tx: Tx, id: string): Promise<PartnerRow | undefined> {
  const { rows } = await sql<PartnerRow>`select * from partners.partner where id = ${id}`.execute(db(tx))
  return rows[0]
}

/** The partner whose records this organisation stands for. */
export async function partnerOfOrg(tx: Tx, orgId: string): Promise<PartnerRow | undefined> {
  const { rows } = await sql<PartnerRow>`select * from partners.partner where org_id = ${orgId}`.execute(
    db(tx),
  )
  return rows[0]
}

export async function partnerNamed(tx: Tx, name: string): Promise<PartnerRow | undefined> {
  const { rows } = await sql<PartnerRow>`select * from partners.partner where name = ${name}`.execute(db(tx))
  return rows[0]
}

/** Another partner with this code or organisation. */
export async function twinOf(tx: Tx, row: Pick<PartnerRow, 'id' | 'code' | 'org_id'>) {
  const { rows } = await sql<PartnerRow>`select * from partners.partner
    where (code = ${row.code} or org_id = ${row.org_id}) and id <> ${row.id} limit 1`.execute(db(tx))
  return rows[0]
}

export async function keepPartner(tx: Tx, row: PartnerRow): Promise<void> {
  await sql`insert into partners.partner (id, code, org_id, name, contact, link, sends, headers, changed_by, changed_at)
    values (${row.id}, ${row.code}, ${row.org_id}, ${row.name}, ${row.contact}, ${row.link}, ${row.sends},
      ${row.headers}, ${row.changed_by}, ${row.changed_at})
    on conflict (id) do update set code = excluded.code, name = excluded.name, contact = excluded.contact,
      link = excluded.link, sends = excluded.sends, headers = excluded.headers, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at`.execute(db(tx))
}

export async function insertExchange(tx: Tx, row: ExchangeRow): Promise<void> {
  await sql`insert into partners.exchange (id, partner_id, direction, kind, batch_id, counts, note, person_id, at)
    values (${row.id}, ${row.partner_id}, ${row.direction}, ${row.kind}, ${row.batch_id},
      ${JSON.stringify(row.counts)}::jsonb, ${row.note}, ${row.person_id}, ${row.at})`.execute(db(tx))
}

export async function exchangesOf(tx: Tx, partnerId: string): Promise<ExchangeRow[]> {
  const { rows } = await sql<ExchangeRow>`select * from partners.exchange where partner_id = ${partnerId}
    order by at desc, id desc limit ${EXCHANGES_SHOWN}`.execute(db(tx))
  return rows
}

export async function findExchange(tx: Tx, id: string): Promise<ExchangeRow | undefined> {
  const { rows } = await sql<ExchangeRow>`select * from partners.exchange where id = ${id}`.execute(db(tx))
  return rows[0]
}

/** The last thing a partner was told of each record of a kind. */
export async function lastSent(
  tx: Tx,
  partnerId: string,
  kind: string,
): Promise<ReadonlyMap<string, SentRow>> {
  const { rows } = await sql<SentRow>`select distinct on (record_id) * from partners.sent
    where partner_id = ${partnerId} and kind = ${kind} order by record_id, exchange_id desc`.execute(db(tx))
  return new Map(rows.map((row) => [row.record_id, row]))
}

export async function insertSent(tx: Tx, rows: readonly SentRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into partners.sent (exchange_id, partner_id, kind, record_id, change, hash, row)
    select exchange_id, partner_id, kind, record_id, change, hash, row
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(exchange_id uuid, partner_id uuid, kind text,
      record_id uuid, change text, hash text, row jsonb)`.execute(db(tx))
}

/** The records of one file that went out. */
export async function sentIn(tx: Tx, exchangeId: string, kind: string): Promise<SentRow[]> {
  const { rows } = await sql<SentRow>`select * from partners.sent
    where exchange_id = ${exchangeId} and kind = ${kind} order by record_id`.execute(db(tx))
  return rows
}
