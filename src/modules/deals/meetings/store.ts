import type { Tx } from '#platform/db/database.ts'

export interface MeetingRow {
  id: string
  deal_id: string
  dossier_id: string
  topic: string
  way: string
  place: string
  proposed_by_org_id: string
  proposed_by: string
  proposed_at: string
  state: string
  starts_at: string | null
  ends_at: string | null
  changes: number
  held_at: string | null
}

export interface SlotRow {
  meeting_id: string
  n: number
  starts_at: string
  ends_at: string
}

export interface MinutesRow {
  meeting_id: string
  version: number
  body: string
  org_id: string
  person_id: string
  at: string
}

interface Tables {
  'deals.meeting': MeetingRow
  'deals.meeting_slot': SlotRow
  'deals.minutes': MinutesRow
}

const deals = (tx: Tx) => tx.as<Tables>('deals')

/** Meetings one deal shows; nobody has met more often. */
const MEETINGS_MAX = 200

export async function insertMeeting(tx: Tx, row: MeetingRow, slots: readonly SlotRow[]): Promise<void> {
  await deals(tx).insertInto('deals.meeting').values(row).execute()
  await deals(tx)
    .insertInto('deals.meeting_slot')
    .values([...slots])
    .execute()
}

export async function findMeeting(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<MeetingRow | undefined> {
  const all = deals(tx).selectFrom('deals.meeting').selectAll()
  if ('id' in by) return all.where('id', '=', by.id).executeTakeFirst()
  return all.where('dossier_id', '=', by.dossierId).executeTakeFirst()
}

/** Meetings of a deal, newest first. */
export async function meetingsOf(tx: Tx, dealId: string): Promise<MeetingRow[]> {
  return deals(tx)
    .selectFrom('deals.meeting')
    .selectAll()
    .where('deal_id', '=', dealId)
    .orderBy('proposed_at', 'desc')
    .limit(MEETINGS_MAX)
    .execute()
}

export async function slotsOf(tx: Tx, meetingIds: readonly string[]): Promise<SlotRow[]> {
  if (meetingIds.length === 0) return []
  return deals(tx)
    .selectFrom('deals.meeting_slot')
    .selectAll()
    .where('meeting_id', 'in', [...meetingIds])
    .orderBy('n')
    .execute()
}

/** All minutes of these meetings, the latest version first. */
export async function minutesOf(tx: Tx, meetingIds: readonly string[]): Promise<MinutesRow[]> {
  if (meetingIds.length === 0) return []
  return deals(tx)
    .selectFrom('deals.minutes')
    .selectAll()
    .where('meeting_id', 'in', [...meetingIds])
    .orderBy('version', 'desc')
    .execute()
}

export async function insertMinutes(tx: Tx, row: MinutesRow): Promise<void> {
  await deals(tx).insertInto('deals.minutes').values(row).execute()
}

export async function updateMeeting(tx: Tx, id: string, to: Partial<MeetingRow>): Promise<void> {
  await deals(tx).updateTable('deals.meeting').set(to).where('id', '=', id).execute()
}
