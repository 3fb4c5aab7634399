import type { Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { fileResponse } from '#platform/files/respond.ts'
import { Refusal } from '#platform/refusal.ts'
import { icsOf } from '#platform/text/ics.ts'
import { reachedDeal } from '../doors.ts'
import { namesIn } from '../names.ts'
import type { DealRow } from '../store.ts'
import { meetingProcedure } from './procedure.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = meetingProcedure.states

/** Meetings of a deal as the viewer may read them, newest first. */
export async function meetingsShown(tx: Tx, actor: Actor, deal: DealRow) {
  const meetings = await store.meetingsOf(tx, deal.id)
  const ids = meetings.map((meeting) => meeting.id)
  const slots = await store.slotsOf(tx, ids)
  const minutes = await store.minutesOf(tx, ids)
  const names = await namesIn(tx, deal, actor, [
    ...meetings.map((meeting) => meeting.proposed_by),
    ...minutes.map((one) => one.person_id),
  ])
  return meetings.map((meeting) => ({
    id: meeting.id,
    dossierId: meeting.dossier_id,
    topic: meeting.topic,
    way: meeting.way,
    place: meeting.place,
    state: meeting.state,
    stateTitle: states[meeting.state]?.title ?? meeting.state,
    org: names.org(meeting.proposed_by_org_id),
    by: names.person(meeting.proposed_by, meeting.proposed_by_org_id),
    mine: meeting.proposed_by_org_id === actor.orgId,
    at: meeting.proposed_at,
    slots: slots
      .filter((slot) => slot.meeting_id === meeting.id)
      .map(({ n, starts_at, ends_at }) => ({ n, startsAt: starts_at, endsAt: ends_at })),
    startsAt: meeting.starts_at,
    endsAt: meeting.ends_at,
    heldAt: meeting.held_at,
    ics: meeting.starts_at === null ? null : `/api/v1/deals/${deal.id}/meetings/${meeting.id}/ics`,
    minutes: minutes
      .filter((one) => one.meeting_id === meeting.id)
      .map((one) => ({
        version: one.version,
        body: one.body,
        org: names.org(one.org_id),
        by: names.person(one.person_id, one.org_id),
        mine: one.org_id === actor.orgId,
        at: one.at,
      })),
  }))
}

/** The deal a meeting belongs to: a work list knows only the meeting's dossier. */
export async function dealOfMeeting(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const meeting = await store.findMeeting(tx, { id })
  const deal = await reachedDeal(tx, actor, meeting?.deal_id ?? id)
  return { id, dealId: deal.id }
}

/** The meeting for a calendar; cancelled ones take themselves out of it. */
export async function meetingIcs(
  tx: Tx,
  actor: Actor,
  { id, meetingId }: { readonly id: string; readonly meetingId: string },
  now: Instant,
): Promise<Response> {
  const deal = await reachedDeal(tx, actor, id)
  const meeting = await store.findMeeting(tx, { id: meetingId })
  if (meeting?.deal_id !== deal.id || meeting.starts_at === null || meeting.ends_at === null)
    throw new Refusal('absent', '没有找到这次会面，或时间还没有约定。')
  const text = icsOf({
    uid: meeting.id,
    title: meeting.topic,
    description: `${deal.achievement_name}（${meeting.way}）`,
    place: meeting.place,
    startsAt: meeting.starts_at,
    endsAt: meeting.ends_at,
    at: now,
    sequence: meeting.changes,
    cancelled: meeting.state === 'cancelled',
  })
  return fileResponse(Buffer.from(text), '会面.ics', 'text/calendar; charset=utf-8')
}
