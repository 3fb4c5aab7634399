import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Told } from './forms.ts'
import type { EnterpriseRow, NewFigure } from './store.ts'

const role = (tx: Tx) => tx.as('enterprises')

export interface StagedRow {
  readonly enterprise_id: string
  readonly is_new: boolean
  readonly data: Told
  readonly name_key: string
  readonly figures: readonly NewFigure[]
  readonly contact: { readonly name: string; readonly phone: string } | null
}

export async function stage(tx: Tx, batchId: string, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return
  const kept = rows.map(({ name_key: key, data, ...row }) => ({ ...row, data: { ...data, nameKey: key } }))
  await sql`insert into enterprises.staged (batch_id, enterprise_id, is_new, data, figures, contact)
    select ${batchId}, enterprise_id, is_new, data, figures, contact
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as x(enterprise_id uuid, is_new boolean, data jsonb,
      figures jsonb, contact jsonb)`.execute(role(tx))
}

export interface FlipTo {
  readonly sample: boolean
  readonly source: string
  readonly on: string
  readonly at: string
  readonly journalId: string
}

/** New records of a batch whose code somebody has registered since they were staged. */
export async function takenSince(tx: Tx, batchId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from enterprises.staged s
    join enterprises.enterprise e on e.credit_code = s.data->>'creditCode' and e.id <> s.enterprise_id
    where s.batch_id = ${batchId}`.execute(role(tx))
  return rows[0]?.n ?? 0
}

/** Everything a batch has staged counts from now on, a statement a table. */
export async function flip(tx: Tx, batchId: string, to: FlipTo): Promise<void> {
  const db = role(tx)
  const staged = sql`enterprises.staged s where s.batch_id = ${batchId}`
  await sql`insert into enterprises.enterprise (id, data, credit_code, name, name_key, sample, source, created_at, updated_at)
    select s.enterprise_id, s.data - 'nameKey', s.data->>'creditCode', s.data->>'name', s.data->>'nameKey', ${to.sample},
      ${to.source}, ${to.at}::timestamptz, ${to.at}::timestamptz
    from ${staged} and s.is_new`.execute(db)
  await sql`update enterprises.enterprise e set data = s.data - 'nameKey', credit_code = s.data->>'creditCode',
      name = s.data->>'name', name_key = s.data->>'nameKey', updated_at = ${to.at}
    from ${staged} and not s.is_new and e.id = s.enterprise_id`.execute(db)
  await sql`insert into enterprises.figure (id, enterprise_id, key, year, value, unit, source, said_on, at, journal_id)
    select f.id, s.enterprise_id, f.key, f.year, f.value, f.unit, f.source, ${to.on}::date, ${to.at}::timestamptz,
      ${to.journalId}::uuid
    from enterprises.staged s cross join lateral jsonb_to_recordset(s.figures) as f(id uuid, key text, year int,
      value bigint, unit text, source text)
    where s.batch_id = ${batchId}`.execute(db)
  await sql`insert into enterprises.contact (enterprise_id, name, phone)
    select s.enterprise_id, s.contact->>'name', s.contact->>'phone' from ${staged} and s.contact is not null
    on conflict (enterprise_id) do update set name = excluded.name, phone = excluded.phone`.execute(db)
  await unstage(tx, batchId)
}

export async function unstage(tx: Tx, batchId: string): Promise<void> {
  await sql`delete from enterprises.staged where batch_id = ${batchId}`.execute(role(tx))
}

/** A page of the register in id order: all of it, or the one record of an organisation. */
export async function exportPage(
  tx: Tx,
  orgId: string | null,
  after: string | null,
  limit: number,
): Promise<EnterpriseRow[]> {
  const { rows } = await sql<EnterpriseRow>`
    select e.*, o.org_id from enterprises.enterprise e
    left join platform.pub_organisation_code o on o.credit_code = e.credit_code and o.verified
    where e.merged_into is null and (${orgId}::uuid is null or o.org_id = ${orgId}::uuid)
      and (${after}::uuid is null or e.id > ${after}::uuid)
    order by e.id limit ${limit}`.execute(role(tx))
  return rows
}
