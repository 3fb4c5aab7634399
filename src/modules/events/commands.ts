import { v7 } from 'uuid'
import { mustReach, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { publicId } from '#platform/identifiers/identifiers.ts'
import { isOfCast } from '#platform/identity/cast.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { competentUnit } from '#platform/procedure/competence.ts'
import { openDossier, type Binding, type Effect } from '#platform/procedure/perform.ts'
import type { ActionsOf } from '#platform/procedure/procedure.ts'
import { closeDeadlines, lockDossier, type DossierRow } from '#platform/procedure/store.ts'
import { performAfter, remindOfAppointment } from '#platform/procedure/terms.ts'
import { Refusal } from '#platform/refusal.ts'
import { dateTime } from '#platform/text/format.ts'
import type { cancelForm, designateForm, eventForm, inviteForm } from './forms.ts'
import { askBothSides } from './pairs.ts'
import { fillPlaces } from './people.ts'
import { eventProcedure, type EventFacts } from './procedure.ts'
import * as store from './store.ts'
import type { z } from 'zod'

type Effects = Partial<Record<ActionsOf<typeof eventProcedure>, Effect>>
type Form = z.infer<typeof eventForm>
type OfEvent<I> = I & { readonly id: string }

const effects: Effects = {
  publish: async (tx, dossier, _input, _actor, now) => {
    const event = await eventOf(tx, dossier)
    mustBeAhead(event, now)
    await store.updateEvent(tx, event.id, { published_at: now })
    await schedule(tx, event, dossier)
    await tellAll(tx, event, '活动“{title}”已发布，{at} 在{place}举行。')
  },
  cancel: async (tx, dossier, input: z.infer<typeof cancelForm>) => {
    const event = await eventOf(tx, dossier)
    await store.updateEvent(tx, event.id, { changes: event.changes + 1 })
    await tellAll(tx, event, '活动“{title}”已取消：{why}', { why: input.reason })
  },
  finish: async (tx, dossier, _input, _actor, now) => {
    const event = await eventOf(tx, dossier)
    if (event.starts_at > now) throw new Refusal('conflict', '活动还没有开始，不能结束；不办的请取消。')
    await askBothSides(tx, event)
  },
  finishByClock: async (tx, dossier) => askBothSides(tx, await eventOf(tx, dossier)),
  forgetGuests: async (tx, dossier, _input, _actor, now) => {
    await store.eraseGuests(tx, (await eventOf(tx, dossier)).id, now)
  },
}

export const eventBinding: Binding = {
  procedure: eventProcedure,
  facts: (tx, dossier) => factsOf(tx, dossier),
  effects,
  entered: async (tx, dossier) => {
    const event = await store.findEvent(tx, { dossierId: dossier.id })
    if (event) await store.updateEvent(tx, event.id, { state: dossier.state })
  },
}

async function factsOf(tx: Tx, dossier: DossierRow): Promise<EventFacts> {
  const event = await eventOf(tx, dossier)
  return { mayOrganise: await mayOrganise(tx, event.org_id) }
}

/** The last check before people are told; the guard cannot, since only the command knows what time it is. */
function mustBeAhead(event: store.EventRow, now: Instant): void {
  if (event.starts_at <= now) throw new Refusal('conflict', '活动的开始时间已经过去，请先修改时间。')
}

async function mayOrganise(tx: Tx, orgId: string): Promise<boolean> {
  const org = await findOrganisation(tx, orgId)
  return org?.kind === '政府' || store.isDesignated(tx, orgId)
}

/** The reminder of the day before, and the end by the clock the day after, in place of any before. */
async function schedule(tx: CommandTx, event: store.EventRow, dossier: DossierRow): Promise<void> {
  await performAfter(tx, eventProcedure, dossier, { on: dayOf(event.ends_at), performs: 'finishByClock' })
  await remindOfAppointment(tx, eventProcedure, dossier, {
    on: dayOf(event.starts_at),
    daysBefore: tx.rules.number('event.reminder.days', tx.today),
    says: `活动《{title}》在 {on} 举行（${dateTime(event.starts_at).slice(11)}，${event.place}）。`,
  })
}

export async function draftEvent(tx: CommandTx, actor: Actor, input: Form, now: Instant) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { orgId })
  const id = v7()
  const dossier = await openDossier(
    tx,
    eventBinding,
    { title: input.title, subject: { kind: 'event', id }, orgId },
    actor,
    now,
  )
  await store.insertEvent(tx, {
    id,
    public_id: publicId(),
    dossier_id: dossier.id,
    org_id: orgId,
    ...columnsOf(input),
    code: publicId(),
    state: dossier.state,
    changes: 0,
    sample: await isOfCast(tx, orgId, personId),
    made_by: personId,
    made_at: now,
    published_at: null,
  })
  tx.about('event', id, { title: input.title })
  return { id, dossierId: dossier.id, location: `/app/events/${id}` }
}

function columnsOf(input: Form) {
  return {
    title: input.title,
    kind: input.kind,
    audience: input.audience,
    starts_at: input.startsAt,
    ends_at: input.endsAt,
    place: input.place,
    capacity: input.capacity,
    agenda: input.agenda,
  }
}

/** Changes an event that is not over; whoever is coming learns of another time or place. */
export async function editEvent(tx: CommandTx, actor: Actor, input: OfEvent<Form>, now: Instant) {
  const event = await ownEvent(tx, actor, input.id)
  if (!['draft', 'published'].includes(event.state))
    throw new Refusal('conflict', '活动已经结束或取消，不能再修改。')
  const next = { ...event, ...columnsOf(input) }
  const registered = await store.countRegistered(tx, event.id)
  if (next.capacity < registered)
    throw new Refusal('conflict', '已有 {registered} 人报名，名额不能少于这个数。', { registered })
  const isMoved =
    next.starts_at !== event.starts_at || next.ends_at !== event.ends_at || next.place !== event.place
  await store.updateEvent(tx, event.id, {
    ...columnsOf(input),
    changes: event.changes + (isMoved ? 1 : 0),
  })
  if (event.state === 'published') {
    mustBeAhead(next, now)
    if (isMoved) await moved(tx, next, now)
    await fillPlaces(tx, next, now)
  }
  tx.about('event', event.id, { title: input.title })
  return { id: event.id }
}

async function moved(tx: CommandTx, event: store.EventRow, now: Instant): Promise<void> {
  const dossier = await lockDossier(tx, 'events', event.dossier_id)
  if (!dossier) throw new Error(`event ${event.id} has no dossier`)
  await closeDeadlines(tx, 'events', dossier.id, now)
  await schedule(tx, event, dossier)
  await tellAll(tx, event, '活动“{title}”的时间或地点已改：{at}，{place}。')
}

export async function inviteToEvent(
  tx: CommandTx,
  actor: Actor,
  input: OfEvent<z.infer<typeof inviteForm>>,
  now: Instant,
) {
  const event = await ownEvent(tx, actor, input.id)
  if (event.state !== 'published') throw new Refusal('conflict', '活动发布后、结束前才能邀请。')
  for (const orgId of input.orgIds)
    if (!(await findOrganisation(tx, orgId))) throw new Refusal('absent', '没有找到要邀请的单位。')
  const invited = await store.invite(tx, event.id, input.orgIds, now)
  for (const orgId of invited)
    await tellOrg(tx, event, orgId, '邀请贵单位参加活动“{title}”：{at}，{place}。请报名。')
  tx.about('event', event.id, { title: event.title })
  return { invited: invited.length }
}

/** The competent unit lets a service body hold events, or no longer. */
export async function designate(
  tx: CommandTx,
  actor: Actor,
  input: z.infer<typeof designateForm>,
  now: Instant,
) {
  const { personId, orgId } = signedIn(actor)
  mustReach(actor, { unitId: await competentUnit(tx, eventProcedure, dayOf(now)) })
  const org = await findOrganisation(tx, input.orgId)
  if (org?.kind !== '服务机构' || !org.verified)
    throw new Refusal('invalid', '只能指定已核验的服务机构，请重新选择。')
  const row = {
    id: v7(),
    org_id: org.id,
    allowed: input.allowed,
    by_org_id: orgId,
    person_id: personId,
    at: now,
  }
  await store.insertOrganiser(tx, row)
  await tx.emit('message.org', {
    orgId: org.id,
    template: input.allowed
      ? '主管单位指定贵单位可以举办对接活动。'
      : '主管单位收回了贵单位举办对接活动的指定。',
    params: {},
    link: '/app/events',
  })
  tx.about('organisation', org.id, { title: org.name })
  return { orgId: org.id, allowed: input.allowed }
}

/** An event of the actor's organisation. */
export async function ownEvent(tx: Tx, actor: Actor, id: string): Promise<store.EventRow> {
  const event = await store.findEvent(tx, { id })
  mustReach(actor, { orgId: event?.org_id ?? null })
  if (!event) throw new Refusal('absent', '没有找到这场活动。')
  return event
}

async function eventOf(tx: Tx, dossier: DossierRow): Promise<store.EventRow> {
  const event = await store.findEvent(tx, { dossierId: dossier.id })
  if (!event) throw new Error(`dossier ${dossier.id} belongs to no event`)
  return event
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

type Params = Readonly<Record<string, string>>

function paramsOf(event: store.EventRow, more: Params): Params {
  return { title: event.title, at: dateTime(event.starts_at), place: event.place, ...more }
}

export async function tellOrg(
  tx: CommandTx,
  event: store.EventRow,
  orgId: string,
  template: string,
  more: Params = {},
): Promise<void> {
  const link = `/app/events/${event.id}`
  await tx.emit('message.org', { orgId, template, params: paramsOf(event, more), link })
}

/** Everybody who registered, and the organisations that were invited. */
async function tellAll(
  tx: CommandTx,
  event: store.EventRow,
  template: string,
  more: Params = {},
): Promise<void> {
  for (const orgId of await store.invitedTo(tx, event.id)) await tellOrg(tx, event, orgId, template, more)
  const link = `/events/${event.public_id}`
  for (const one of await store.registrationsOf(tx, event.id))
    if (one.state !== 'cancelled')
      await tx.emit('message.person', {
        personId: one.person_id,
        template,
        params: paramsOf(event, more),
        link,
      })
}
