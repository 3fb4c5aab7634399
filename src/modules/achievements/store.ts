import { sql } from 'kysely'
import { markedFields } from '#platform/command/secret.ts'
import type { Tx } from '#platform/db/database.ts'
import type { TwinRow } from '#platform/records/outside-store.ts'
import { recordStore } from '#platform/records/store.ts'
import { achievementForm, type Achievement } from './forms.ts'

export const store = recordStore<Achievement>({
  module: 'achievements',
  schema: 'achievements',
  table: 'achievement',
  privateFields: markedFields(achievementForm, 'personal'),
})

/** Keeps the numbers of the rights these records name; replaces what was kept of them. */
export async function keepIpNumbers(
  tx: Tx,
  records: readonly { readonly id: string; readonly numbers: readonly string[] }[],
): Promise<void> {
  const ids = records.map(({ id }) => id)
  const rows = records.flatMap(({ id, numbers }) => numbers.map((number) => ({ id, number })))
  const db = tx.as('achievements')
  await sql`delete from achievements.ip_number where record_id = any (${ids}::uuid[])`.execute(db)
  if (rows.length === 0) return
  await sql`insert into achievements.ip_number (record_id, number)
    select id, number from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, number text)
    on conflict do nothing`.execute(db)
}

/** Live records of other owners than this one that name rights of rows of a file. */
export async function ownersOfRights(
  tx: Tx,
  exceptOrgId: string,
  named: readonly { readonly row: number; readonly number: string }[],
  live: readonly string[],
): Promise<(TwinRow & { readonly number: string })[]> {
  if (named.length === 0) return []
  const { rows } = await sql<TwinRow & { readonly number: string }>`
    select x.row, x.number, r.code, r.name, o.name as owner
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as x(row int, number text)
    join achievements.ip_number n on n.number = x.number
    join achievements.achievement r on r.id = n.record_id
    join platform.pub_organisation o on o.id = r.owner_org_id
    where r.visible and r.owner_org_id <> ${exceptOrgId} and r.state = any (${[...live]}::text[])`.execute(
    tx.as('achievements'),
  )
  return rows
}

export interface SharedRight {
  readonly number: string
  readonly code: string
  readonly name: string
  readonly owner: string
}

/** Other live records that name one of these rights. */
export async function othersWithRights(
  tx: Tx,
  id: string,
  numbers: readonly string[],
  live: readonly string[],
): Promise<SharedRight[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<SharedRight>`
    select n.number, r.code, r.name, o.name as owner from achievements.ip_number n
    join achievements.achievement r on r.id = n.record_id
    join platform.pub_organisation o on o.id = r.owner_org_id
    where n.number = any (${[...numbers]}::text[]) and r.id <> ${id} and r.visible and r.state = any (${[...live]}::text[])
    order by r.id limit 20`.execute(tx.as('achievements'))
  return rows
}

export async function beginOpenLicence(tx: Tx, id: string, patent: string, since: string): Promise<void> {
  await sql`insert into achievements.open_licence (achievement_id, patent_number, since, ended_on)
    values (${id}, ${patent}, ${since}, null)
    on conflict (achievement_id, patent_number, since) do update set ended_on = null`.execute(
    tx.as('achievements'),
  )
}

export async function endOpenLicence(tx: Tx, id: string, patent: string, endedOn: string): Promise<void> {
  await sql`update achievements.open_licence set ended_on = ${endedOn}
    where achievement_id = ${id} and patent_number = ${patent} and ended_on is null`.execute(
    tx.as('achievements'),
  )
}

/** A patent of the record under open licence, declared on this record or on another that names the same patent. */
export async function openLicenceOf(tx: Tx, id: string): Promise<string | null> {
  const { rows } = await sql<{ patent_number: string }>`
    select o.patent_number from achievements.open_licence o
    where o.ended_on is null and (o.achievement_id = ${id}
      or o.patent_number in (select number from achievements.ip_number where record_id = ${id}))
    order by o.since limit 1`.execute(tx.as('achievements'))
  return rows[0]?.patent_number ?? null
}

/** What an achievement is reserved for. */
export interface Reservation {
  /** 挂牌竞价 or 场外交易. */
  readonly by: string
  /** What is offered leaves no room for another licence. */
  readonly exclusive: boolean
  /** The deal of whoever won it, once there is one: its contract alone is signed. */
  readonly dealId: string | null
}

export async function reservationOf(tx: Tx, id: string): Promise<Reservation | undefined> {
  const { rows } = await sql<Reservation>`
    select reserved_by as by, exclusive, deal_id as "dealId" from achievements.reservation where achievement_id = ${id}`.execute(
    tx.as('achievements'),
  )
  return rows[0]
}

export async function insertReservation(
  tx: Tx,
  id: string,
  { by, exclusive, dealId }: Reservation,
  at: string,
): Promise<void> {
  await sql`insert into achievements.reservation (achievement_id, reserved_by, exclusive, deal_id, at)
    values (${id}, ${by}, ${exclusive}, ${dealId}, ${at})
    on conflict (achievement_id) do update set reserved_by = ${by}, exclusive = ${exclusive}, deal_id = ${dealId}`.execute(
    tx.as('achievements'),
  )
}

export async function deleteReservation(tx: Tx, id: string): Promise<void> {
  await sql`delete from achievements.reservation where achievement_id = ${id}`.execute(tx.as('achievements'))
}
