import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Approval, Report } from './forms.ts'

export interface ContractKept {
  readonly contractNo?: string | null | undefined
  readonly signedOn: string
  readonly fileId: string
  readonly silenceAccepts?: boolean | undefined
}

export interface SafetyKept {
  readonly checks: string
  readonly approvals: readonly Approval[]
}

export interface BookingRow {
  id: string
  public_id: string
  service_id: string
  slot_id: string
  dossier_id: string
  state: string
  client_org_id: string
  base_org_id: string
  person_id: string | null
  from_at: string
  until_at: string
  achievement_id: string | null
  process: string
  material: string
  batch: number
  batch_unit: string
  hazard: string
  confidential: boolean
  note: string | null
  affiliated: boolean | null
  opinion: string | null
  fee_fen: number | null
  covers: string | null
  lead_days: number | null
  contract: ContractKept | null
  contract_by: string | null
  move_slot_id: string | null
  move_from: string | null
  move_until: string | null
  move_reason: string | null
  move_by: string | null
  safety: SafetyKept | null
  report: Report | null
  reported_at: string | null
  accepted_at: string | null
  accept_note: string | null
  late_cancel: boolean
  stars: number | null
  comment: string | null
  sample: boolean
  asked_at: string
  updated_at: string
}

/** A booking with the names a page shows. */
export interface ShownBooking extends BookingRow {
  readonly service: string
  readonly service_public_id: string
  readonly client_name: string
  readonly base_name: string
}

export interface RaiseRow {
  id: string
  booking_id: string
  achievement_id: string
  achievement_name: string
  owner_org_id: string
  trl_before: number
  trl_after: number
  file_id: string
  state: 'proposed' | 'confirmed' | 'declined'
  reason: string | null
  proposed_at: string
  decided_at: string | null
  decided_by: string | null
}

const MODULE = 'pilot-services'
interface Tables {
  'pilot_services.booking': BookingRow
  'pilot_services.raise': RaiseRow
}
const tables = (tx: Tx) => tx.as<Tables>(MODULE)

const shown = sql`b.*, r.name as service, r.public_id as service_public_id, c.name as client_name, k.name as base_name
  from pilot_services.booking b join pilot_services.pilot_service r on r.id = b.service_id
  join platform.pub_organisation c on c.id = b.client_org_id
  join platform.pub_organisation k on k.id = b.base_org_id`

/** Columns kept as JSON, which the driver would take a list in for an array. */
const JSON_COLUMNS: readonly string[] = ['contract', 'safety', 'report']
function written<Row extends object>(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      JSON_COLUMNS.includes(name) && value !== null ? JSON.stringify(value) : value,
    ]),
  ) as Row
}

export async function insertBooking(tx: Tx, row: BookingRow): Promise<void> {
  await tables(tx).insertInto('pilot_services.booking').values(written(row)).execute()
}

export async function changeBooking(tx: Tx, id: string, patch: Partial<BookingRow>): Promise<void> {
  await tables(tx).updateTable('pilot_services.booking').set(written(patch)).where('id', '=', id).execute()
}

export async function findBookingRow(tx: Tx, id: string): Promise<ShownBooking | undefined> {
  const { rows } = await sql<ShownBooking>`select ${shown} where b.id = ${id}`.execute(tx.as(MODULE))
  return rows[0]
}

/** Bookings of these lines in one of the states. */
export async function bookingsOfLines(
  tx: Tx,
  lineIds: readonly string[],
  states: readonly string[],
): Promise<BookingRow[]> {
  if (lineIds.length === 0) return []
  return tables(tx)
    .selectFrom('pilot_services.booking')
    .selectAll()
    .where('service_id', 'in', [...lineIds])
    .where('state', 'in', [...states])
    .orderBy('id')
    .execute()
}

export interface BookingFilter {
  readonly orgId: string
  readonly side: 'client' | 'base'
  readonly state?: string | undefined
  readonly after: string | null
  readonly limit: number
}

/** Bookings of an organisation as client or base, the newest first. */
export async function listBookings(tx: Tx, filter: BookingFilter): Promise<ShownBooking[]> {
  const org = filter.side === 'client' ? sql`b.client_org_id` : sql`b.base_org_id`
  const { rows } = await sql<ShownBooking>`select ${shown}
    where ${org} = ${filter.orgId} and (${filter.state ?? null}::text is null or b.state = ${filter.state ?? null})
      and (${filter.after}::uuid is null or b.id < ${filter.after}::uuid)
    order by b.id desc limit ${filter.limit}`.execute(tx.as(MODULE))
  return rows
}

/** The bookings that hold one of these slots, or ask for it. */
export async function bookingsBySlot(tx: Tx, slotIds: readonly string[]): Promise<ShownBooking[]> {
  if (slotIds.length === 0) return []
  const { rows } = await sql<ShownBooking>`select ${shown}
    where b.slot_id = any (${[...slotIds]}::uuid[]) or b.move_slot_id = any (${[...slotIds]}::uuid[])`.execute(
    tx.as(MODULE),
  )
  return rows
}

export async function insertRaise(tx: Tx, row: RaiseRow): Promise<void> {
  await tables(tx).insertInto('pilot_services.raise').values(row).execute()
}

export async function changeRaise(tx: Tx, id: string, patch: Partial<RaiseRow>): Promise<void> {
  await tables(tx).updateTable('pilot_services.raise').set(patch).where('id', '=', id).execute()
}

export async function findRaise(tx: Tx, id: string): Promise<RaiseRow | undefined> {
  return tables(tx).selectFrom('pilot_services.raise').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function raiseOf(tx: Tx, bookingId: string): Promise<RaiseRow | undefined> {
  return tables(tx)
    .selectFrom('pilot_services.raise')
    .selectAll()
    .where('booking_id', '=', bookingId)
    .executeTakeFirst()
}

export async function raisesOf(tx: Tx, orgId: string, limit: number): Promise<RaiseRow[]> {
  return tables(tx)
    .selectFrom('pilot_services.raise')
    .selectAll()
    .where('owner_org_id', '=', orgId)
    .orderBy('proposed_at', 'desc')
    .limit(limit)
    .execute()
}

/** A finished run as the figures count it. */
export interface CountedRun {
  readonly base_org_id: string
  readonly service_id: string
  readonly client_org_id: string
  readonly affiliated: boolean | null
  readonly fee_fen: number
  readonly trl_before: number
  readonly trl_after: number
  readonly industrialised: boolean
  readonly raised: boolean
  readonly stars: number | null
}

/** The lines an organisation has now, or all: what they ran before they passed to it counts for the base they belong to. */
function onLinesOf(ownerOrgId: string | null) {
  return sql`(${ownerOrgId}::uuid is null or service_id in (
    select l.id from pilot_services.pilot_service l where l.owner_org_id = ${ownerOrgId}::uuid))`
}

/** Accepted runs between two instants, of one base or of all; more than any city has are counted up to the limit. */
export async function acceptedRuns(
  tx: Tx,
  ownerOrgId: string | null,
  from: string,
  until: string,
  limit: number,
): Promise<CountedRun[]> {
  const { rows } = await sql<CountedRun>`
    select b.base_org_id, b.service_id, b.client_org_id, b.affiliated, (b.report->>'feeFen')::bigint as fee_fen,
      (b.report->>'trlBefore')::int as trl_before, (b.report->>'trlAfter')::int as trl_after,
      (b.report->>'industrialised')::boolean as industrialised, coalesce(x.state = 'confirmed', false) as raised, b.stars
    from pilot_services.booking b left join pilot_services.raise x on x.booking_id = b.id
    where b.state in ('accepted', 'rated') and b.accepted_at >= ${from} and b.accepted_at < ${until}
      and ${onLinesOf(ownerOrgId)}
    order by b.accepted_at, b.id limit ${limit}`.execute(tx.as(MODULE))
  return rows
}

/** Minutes of each line that runs held between two instants, cut at both ends. */
export async function heldMinutes(
  tx: Tx,
  ownerOrgId: string | null,
  from: string,
  until: string,
): Promise<{ readonly service_id: string; readonly minutes: number }[]> {
  const { rows } = await sql<{ service_id: string; minutes: number }>`
    select service_id, (sum(extract(epoch from least(until_at, ${until}::timestamptz)
      - greatest(from_at, ${from}::timestamptz))) / 60)::bigint as minutes
    from pilot_services.booking
    where state in ('running', 'reported', 'accepted', 'rated')
      and from_at < ${until} and until_at > ${from}
      and ${onLinesOf(ownerOrgId)}
    group by service_id`.execute(tx.as(MODULE))
  return rows
}
