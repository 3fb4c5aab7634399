import { v7 } from 'uuid'
import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { openDossier, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { remindOfAppointment } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { dateTime } from '#platform/text/format.ts'
import { openDealFor, stayAwake } from '../commands.ts'
import { signedIn, tellOther } from '../hands.ts'
import { findDeal, type DealRow } from '../store.ts'
import type { acceptForm, meetingForm, minutesForm, reasonForm } from './forms.ts'
import { meetingProcedure, type MeetingFacts } from './procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof meetingProcedure>, Effect>>

const effects: Effects = {
  accept: async (tx, dossier, input: z.infer<typeof acceptForm>, actor, now) => {
    const meeting = await meetingOf(tx, dossier)
    const slot = (await store.slotsOf(tx, [meeting.id])).find((one) => one.n === input.slot)
    if (!slot) throw new Error(`meeting ${meeting.id} has no slot ${String(input.slot)}`)
    if (slot.starts_at <= now) throw new Refusal('conflict', '这个时间已经过去，请选另一个，或婉拒后另约。')
    const time = { starts_at: slot.starts_at, ends_at: slot.ends_at }
    await store.updateMeeting(tx, meeting.id, { ...time, changes: meeting.changes + 1 })
    await remindOfAppointment(tx, meetingProcedure, dossier, {
      on: dayOf(slot.starts_at),
      daysBefore: tx.rules.number('deal.meetingReminder.days', tx.today),
      says: `{on} 有会面：《{title}》，${dateTime(slot.starts_at).slice(11)}。`,
    })
    await told(tx, meeting, actor, now, '《{name}》洽谈的会面时间已定：{at}。', {
      at: dateTime(slot.starts_at),
    })
  },
  decline: async (tx, dossier, input: z.infer<typeof reasonForm>, actor, now) => {
    const meeting = await meetingOf(tx, dossier)
    await told(tx, meeting, actor, now, '对方婉拒了《{name}》洽谈的会面：{why}', { why: input.reason })
  },
  withdraw: async (tx, dossier, _input, actor, now) => {
    await told(tx, await meetingOf(tx, dossier), actor, now, '对方撤回了《{name}》洽谈的约见。')
  },
  cancel: async (tx, dossier, input: z.infer<typeof reasonForm>, actor, now) => {
    const meeting = await meetingOf(tx, dossier)
    await store.updateMeeting(tx, meeting.id, { changes: meeting.changes + 1 })
    await told(tx, meeting, actor, now, '《{name}》洽谈的会面已取消：{why}', { why: input.reason })
  },
  writeMinutes: async (tx, dossier, input: z.infer<typeof minutesForm>, actor, now) => {
    const meeting = await meetingOf(tx, dossier)
    if (meeting.starts_at !== null && meeting.starts_at > now)
      throw new Refusal('conflict', '会面还没有开始，会后再写纪要。')
    const { personId, orgId } = signedIn(actor)
    const version = (await store.minutesOf(tx, [meeting.id])).length + 1
    await store.insertMinutes(tx, {
      meeting_id: meeting.id,
      version,
      body: input.minutes,
      org_id: orgId,
      person_id: personId,
      at: now,
    })
    await told(tx, meeting, actor, now, '《{name}》洽谈的会面纪要已写好，请核对并确认。')
  },
  confirmMinutes: async (tx, dossier, _input, actor, now) => {
    const meeting = await meetingOf(tx, dossier)
    await store.updateMeeting(tx, meeting.id, { held_at: now })
    await told(tx, meeting, actor, now, '对方确认了《{name}》洽谈的会面纪要。')
  },
}

export const meetingBinding: Binding = {
  procedure: meetingProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const meeting = await store.findMeeting(tx, { dossierId: dossier.id })
    if (meeting) await store.updateMeeting(tx, meeting.id, { state: dossier.state })
  },
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<MeetingFacts> {
  const meeting = await meetingOf(tx, dossier)
  const deal = await dealOf(tx, meeting)
  const [latest] = await store.minutesOf(tx, [meeting.id])
  return {
    proposedByOrgId: meeting.proposed_by_org_id,
    slots: (await store.slotsOf(tx, [meeting.id])).length,
    minutesByOrgId: latest?.org_id ?? null,
    dealIsOpen: deal.state !== 'ended',
  }
}

/** One side proposes times; a hidden demander cannot be met before it is known. */
export async function proposeMeeting(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof meetingForm> & { readonly id: string },
  now: Instant,
) {
  const deal = await openDealFor(tx, actor, input.id)
  const { personId, orgId } = signedIn(actor)
  if (deal.state === 'intent' || deal.state === 'offered')
    throw new Refusal('conflict', '双方同意洽谈后才能约会面，请先等对方答复。')
  if (deal.buyer_hidden)
    throw new Refusal('conflict', '需求方还没有公开身份，公开后才能约会面；现在可以用留言沟通。')
  if (input.slots.some((slot) => slot.startsAt <= now))
    throw new Refusal('invalid', '提出的时间里有已经过去的，请更正。')
  const id = v7()
  const dossier = await openDossier(
    tx,
    meetingBinding,
    {
      title: `${input.topic}（${deal.achievement_name}）`,
      subject: { kind: 'meeting', id },
      orgId,
      partyOrgIds: [deal.seller_org_id, deal.buyer_org_id],
    },
    actor,
    now,
  )
  const meeting: store.MeetingRow = {
    id,
    deal_id: deal.id,
    dossier_id: dossier.id,
    topic: input.topic,
    way: input.way,
    place: input.place,
    proposed_by_org_id: orgId,
    proposed_by: personId,
    proposed_at: now,
    state: dossier.state,
    starts_at: null,
    ends_at: null,
    changes: 0,
    held_at: null,
  }
  const slots = input.slots.map((slot, i) => ({
    meeting_id: id,
    n: i + 1,
    starts_at: slot.startsAt,
    ends_at: slot.endsAt,
  }))
  await store.insertMeeting(tx, meeting, slots)
  await told(tx, meeting, actor, now, '对方就《{name}》洽谈约会面，请选定时间。')
  tx.about('meeting', id, { title: deal.achievement_name })
  return { id, dossierId: dossier.id }
}

/** Tells the other side; a meeting is an act, so the deal's idle clock begins anew. */
async function told(
  tx: CommandTx,
  meeting: store.MeetingRow,
  actor: Actor,
  now: Instant,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  const deal = await dealOf(tx, meeting)
  await stayAwake(tx, deal, now)
  await tellOther(tx, deal, actor, template, params)
}

async function meetingOf(tx: Tx, dossier: DossierRow): Promise<store.MeetingRow> {
  const meeting = await store.findMeeting(tx, { dossierId: dossier.id })
  if (!meeting) throw new Error(`dossier ${dossier.id} belongs to no meeting`)
  return meeting
}

async function dealOf(tx: Tx, meeting: store.MeetingRow): Promise<DealRow> {
  const deal = await findDeal(tx, meeting.deal_id)
  if (!deal) throw new Error(`meeting ${meeting.id} belongs to no deal`)
  return deal
}
