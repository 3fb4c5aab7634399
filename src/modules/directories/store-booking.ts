import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'

export interface BookingRow {
  id: string
  public_id: string
  instrument_id: string
  slot_id: string
  dossier_id: string
  state: string
  user_org_id: string
  keeper_org_id: string
  person_id: string | null
  from_at: string
  until_at: string
  purpose: string
  samples: number | null
  late_cancel: boolean
  used_minutes: number | null
  used_samples: number | null
  fee_fen: number | null
  use_note: string | null
  stars: number | null
  comment: string | null
  asked_at: string
  updated_at: string
}

/** A booking with the names a page shows. */
export interface ShownBooking extends BookingRow {
  readonly instrument: string
  readonly instrument_public_id: string
  readonly user_name: string
  readonly keeper_name: string
}

interface Tables {
  'directories.booking': BookingRow
}
const tables = (tx: Tx) => tx.as<Tables>('directories')

const shown = sql`b.*, r.name as instrument, r.public_id as instrument_public_id, u.name as user_name, k.name as keeper_name
  from directories.booking b join directories.instrument r on r.id = b.instrument_id
  join platform.pub_organisation u on u.id = b.user_org_id
  join platform.pub_organisation k on k.id = b.keeper_org_id`

export async function insertBooking(tx: Tx, row: BookingRow): Promise<void> {
  await tables(tx).insertInto('directories.booking').values(row).execute()
}

export async function changeBooking(tx: Tx, id: string, patch: Partial<BookingRow>): Promise<void> {
  await tables(tx).updateTable('directories.booking').set(patch).where('id', '=', id).execute()
}

export async function findBookingRow(tx: Tx, id: string): Promise<ShownBooking | undefined> {
  const { rows } = await sql<ShownBooking>`select ${shown} where b.id = ${id}`.execute(tx.as('directories'))
  return rows[0]
}

export interface BookingFilter {
  readonly orgId: string
  readonly side: 'user' | 'keeper'
  readonly state?: string | undefined
  readonly instrumentId?: string | undefined
  readonly after: string | null
  readonly limit: number
}

/** Bookings of an organisation as user or keeper, the newest first. */
export async function listBookings(tx: Tx, filter: BookingFilter): Promise<ShownBooking[]> {
  const org = filter.side === 'user' ? sql`b.user_org_id` : sql`b.keeper_org_id`
  const { rows } = await sql<ShownBooking>`select ${shown}
    where ${org} = ${filter.orgId}
      and (${filter.state ?? null}::text is null or b.state = ${filter.state ?? null})
      and (${filter.instrumentId ?? null}::uuid is null or b.instrument_id = ${filter.instrumentId ?? null}::uuid)
      and (${filter.after}::uuid is null or b.id < ${filter.after}::uuid)
    order by b.id desc limit ${filter.limit}`.execute(tx.as('directories'))
  return rows
}

/** Bookings of one instrument that share an instant with a span, whatever came of them, by the slot they hold. */
export async function bookingsBySlot(tx: Tx, slotIds: readonly string[]): Promise<ShownBooking[]> {
  if (slotIds.length === 0) return []
  const { rows } = await sql<ShownBooking>`
    select ${shown} where b.slot_id = any (${[...slotIds]}::uuid[])`.execute(tx.as('directories'))
  return rows
}

/** No-shows of an organisation since an instant: told to a keeper who decides about its next request. */
export async function noShowsSince(tx: Tx, orgId: string, since: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from directories.booking
    where user_org_id = ${orgId} and state = 'noShow' and from_at >= ${since}`.execute(tx.as('directories'))
  return rows[0]?.n ?? 0
}

/** Use of one instrument by others, as far as it was noted. */
export interface SharedUse {
  readonly times: number
  readonly minutes: number
  readonly ratings: number
  /** Mean of the stars; null without any. */
  readonly stars: number | null
}

export async function sharedUse(tx: Tx, instrumentId: string, since: string): Promise<SharedUse> {
  const { rows } =
    await sql<SharedUse>`select count(*)::int as times, coalesce(sum(used_minutes), 0)::int as minutes,
      count(stars)::int as ratings, avg(stars)::float8 as stars
    from directories.booking where instrument_id = ${instrumentId} and state in ('used', 'rated')
      and from_at >= ${since}`.execute(tx.as('directories'))
  return rows[0] ?? { times: 0, minutes: 0, ratings: 0, stars: null }
}

/** A line of the statistics of shared hours. */
export interface UseRow {
  readonly instrument_id: string
  readonly instrument: string
  readonly code: string
  readonly keeper: string
  readonly asked: number
  readonly used: number
  readonly minutes: number
  readonly samples: number
  readonly users: number
  readonly no_shows: number
  readonly late_cancels: number
  readonly unrecorded: number
  readonly fee_fen: number
}

/** Use of instruments between two instants: of one keeper, or of all. */
export async function useStatistics(
  tx: Tx,
  keeperOrgId: string | null,
  from: string,
  until: string,
  limit: number,
): Promise<UseRow[]> {
  const { rows } = await sql<UseRow>`
    select r.id as instrument_id, r.name as instrument, r.code, k.name as keeper,
      count(b.id)::int as asked, (count(b.id) filter (where b.state in ('used', 'rated')))::int as used,
      coalesce(sum(b.used_minutes), 0)::int as minutes, coalesce(sum(b.used_samples), 0)::int as samples,
      (count(distinct b.user_org_id) filter (where b.state in ('used', 'rated')))::int as users,
      (count(b.id) filter (where b.state = 'noShow'))::int as no_shows,
      (count(b.id) filter (where b.late_cancel))::int as late_cancels,
      (count(b.id) filter (where b.state = 'unrecorded'))::int as unrecorded,
      coalesce(sum(b.fee_fen), 0)::bigint as fee_fen
    from directories.instrument r join platform.pub_organisation k on k.id = r.owner_org_id
    left join directories.booking b on b.instrument_id = r.id and b.from_at >= ${from} and b.from_at < ${until}
    where r.visible and (r.public_version is not null or b.id is not null)
      and (${keeperOrgId}::uuid is null or r.owner_org_id = ${keeperOrgId}::uuid)
    group by r.id, r.name, r.code, k.name
    order by minutes desc, r.id limit ${limit}`.execute(tx.as('directories'))
  return rows
}
