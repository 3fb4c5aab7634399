import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'

export interface EventRow {
  id: string
  public_id: string
  dossier_id: string
  org_id: string
  title: string
  kind: string
  audience: 'public' | 'invited'
  starts_at: string
  ends_at: string
  place: string
  capacity: number
  agenda: string
  code: string
  state: string
  changes: number
  sample: boolean
  made_by: string
  made_at: string
  published_at: string | null
}

export interface RegistrationRow {
  id: string
  event_id: string
  person_id: string
  org_id: string | null
  state: 'registered' | 'waiting' | 'cancelled'
  at: string
  changed_at: string
}

export interface GuestRow {
  id: string
  event_id: string
  name: string
  unit: string
  phone: string
  at: string
  erased_at: string | null
}

export interface AttendanceRow {
  id: string
  event_id: string
  person_id: string | null
  org_id: string | null
  guest_id: string | null
  at: string
}

interface OrganiserRow {
  id: string
  org_id: string
  allowed: boolean
  by_org_id: string
  person_id: string
  at: string
}

interface Tables {
  'events.event': EventRow
  'events.organiser': OrganiserRow
  'events.invitation': { event_id: string; org_id: string; at: string }
  'events.registration': RegistrationRow
  'events.guest': GuestRow
  'events.attendance': AttendanceRow
}

const events = (tx: Tx) => tx.as<Tables>('events')

/** People of one event that are listed; the largest hall holds as many. */
const PEOPLE_MAX = 5_000

export async function insertEvent(tx: Tx, row: EventRow): Promise<void> {
  await events(tx).insertInto('events.event').values(row).execute()
}

export async function findEvent(
  tx: Tx,
  by: { readonly id: string } | { readonly publicId: string } | { readonly dossierId: string },
): Promise<EventRow | undefined> {
  const all = events(tx).selectFrom('events.event').selectAll()
  if ('id' in by) return all.where('id', '=', by.id).executeTakeFirst()
  if ('publicId' in by) return all.where('public_id', '=', by.publicId).executeTakeFirst()
  return all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
}

export async function updateEvent(tx: Tx, id: string, to: Partial<EventRow>): Promise<void> {
  await events(tx).updateTable('events.event').set(to).where('id', '=', id).execute()
}

/** Events an organisation holds, newest first. */
export async function eventsOf(tx: Tx, orgId: string | null, limit: number): Promise<EventRow[]> {
  let query = events(tx).selectFrom('events.event').selectAll()
  if (orgId !== null) query = query.where('org_id', '=', orgId)
  return query.orderBy('starts_at', 'desc').limit(limit).execute()
}

/** What is open to everybody, and to the invited organisation: those to come first, then the latest past ones. */
export async function openEvents(
  tx: Tx,
  orgId: string | null,
  now: string,
  limit: number,
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select e.* from events.event e
    where e.state in ('published', 'finished', 'archived') and (e.audience = 'public' or exists (
      select 1 from events.invitation i where i.event_id = e.id and i.org_id = ${orgId}::uuid))
    order by e.ends_at < ${now}, case when e.ends_at < ${now} then null else e.starts_at end, e.starts_at desc
    limit ${limit}`.execute(tx.as('events'))
  return rows
}

export async function insertOrganiser(tx: Tx, row: OrganiserRow): Promise<void> {
  await events(tx).insertInto('events.organiser').values(row).execute()
}

/** Whether the competent unit's latest word lets the organisation hold events. */
export async function isDesignated(tx: Tx, orgId: string): Promise<boolean> {
  const row = await events(tx)
    .selectFrom('events.organiser')
    .select('allowed')
    .where('org_id', '=', orgId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.allowed === true
}

/** Organisations that may hold events at present. */
export async function designated(tx: Tx): Promise<{ org_id: string; at: string }[]> {
  const { rows } = await sql<{ org_id: string; at: string; allowed: boolean }>`
    select distinct on (org_id) org_id, at, allowed from events.organiser order by org_id, at desc, id desc`.execute(
    tx.as('events'),
  )
  return rows.filter((row) => row.allowed)
}

/** Notes invitations; those invited before are left out of the answer. */
export async function invite(
  tx: Tx,
  eventId: string,
  orgIds: readonly string[],
  at: string,
): Promise<string[]> {
  const rows = [...new Set(orgIds)].map((orgId) => ({ event_id: eventId, org_id: orgId, at }))
  const added = await events(tx)
    .insertInto('events.invitation')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('org_id')
    .execute()
  return added.map((row) => row.org_id)
}

export async function invitedTo(tx: Tx, eventId: string): Promise<string[]> {
  const rows = await events(tx)
    .selectFrom('events.invitation')
    .select('org_id')
    .where('event_id', '=', eventId)
    .limit(PEOPLE_MAX)
    .execute()
  return rows.map((row) => row.org_id)
}

export async function registrationsOf(tx: Tx, eventId: string): Promise<RegistrationRow[]> {
  return events(tx)
    .selectFrom('events.registration')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('at')
    .orderBy('id')
    .limit(PEOPLE_MAX)
    .execute()
}

export async function countRegistered(tx: Tx, eventId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from events.registration where event_id = ${eventId} and state = 'registered'`.execute(
    tx.as('events'),
  )
  return rows[0]?.n ?? 0
}

export async function registrationOf(
  tx: Tx,
  eventId: string,
  personId: string,
): Promise<RegistrationRow | undefined> {
  return events(tx)
    .selectFrom('events.registration')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
}

/** Registers, or again after one cancelled: the place in the queue is that of the last time. */
export async function keepRegistration(tx: Tx, row: RegistrationRow): Promise<void> {
  const { state, org_id, at, changed_at } = row
  await events(tx)
    .insertInto('events.registration')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['event_id', 'person_id']).doUpdateSet({ state, org_id, at, changed_at }),
    )
    .execute()
}

export async function setRegistration(
  tx: Tx,
  id: string,
  state: RegistrationRow['state'],
  now: string,
): Promise<void> {
  await events(tx)
    .updateTable('events.registration')
    .set({ state, changed_at: now })
    .where('id', '=', id)
    .execute()
}

/** The one who has waited longest. */
export async function firstWaiting(tx: Tx, eventId: string): Promise<RegistrationRow | undefined> {
  return events(tx)
    .selectFrom('events.registration')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('state', '=', 'waiting')
    .orderBy('at')
    .orderBy('id')
    .executeTakeFirst()
}

export async function insertGuest(tx: Tx, row: GuestRow): Promise<void> {
  await events(tx).insertInto('events.guest').values(row).execute()
}

export async function guestsOf(tx: Tx, eventId: string): Promise<GuestRow[]> {
  return events(tx)
    .selectFrom('events.guest')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('at')
    .limit(PEOPLE_MAX)
    .execute()
}

/** Takes out who the guests were; that somebody came stays (P14). */
export async function eraseGuests(tx: Tx, eventId: string, now: string): Promise<void> {
  await events(tx)
    .updateTable('events.guest')
    .set({ name: '', unit: '', phone: '', erased_at: now })
    .where('event_id', '=', eventId)
    .where('erased_at', 'is', null)
    .execute()
}

/** Takes one person out of all guest lists, by the telephone number; answers how many rows named it. */
export async function eraseGuest(tx: Tx, phone: string, now: string): Promise<number> {
  const { numUpdatedRows } = await events(tx)
    .updateTable('events.guest')
    .set({ name: '', unit: '', phone: '', erased_at: now })
    .where('phone', '=', phone)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** True when the person had not signed in before. */
export async function attend(tx: Tx, row: AttendanceRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await events(tx)
    .insertInto('events.attendance')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function attendanceOf(tx: Tx, eventId: string): Promise<AttendanceRow[]> {
  return events(tx)
    .selectFrom('events.attendance')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('at')
    .limit(PEOPLE_MAX)
    .execute()
}

export async function countGuests(tx: Tx, eventId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from events.guest where event_id = ${eventId}`.execute(tx.as('events'))
  return rows[0]?.n ?? 0
}

/** Organisations that registered or signed in. */
export async function attendingOrgs(tx: Tx, eventId: string): Promise<string[]> {
  const { rows } = await sql<{ org_id: string }>`
    select org_id from events.registration where event_id = ${eventId} and state <> 'cancelled' and org_id is not null
    union select org_id from events.attendance where event_id = ${eventId} and org_id is not null`.execute(
    tx.as('events'),
  )
  return rows.map((row) => row.org_id)
}
