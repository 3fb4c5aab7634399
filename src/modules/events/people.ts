import { v7 } from 'uuid'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Forget } from '#platform/identity/forget.ts'
import { Refusal } from '#platform/refusal.ts'
import { dateTime } from '#platform/text/format.ts'
import type { checkInForm, guestForm } from './forms.ts'
import * as store from './store.ts'
import type { z } from 'zod'

/** More strangers than this at one event are not people. */
const GUESTS_MAX = 2_000

type OfEvent<I> = I & { readonly id: string }

/** Commands on the places of one event run one after another. */
export function placesOf({ id }: { readonly id: string }): string {
  return `event:${id}`
}

/** Takes a place, or the end of the waiting list when none is left. */
export async function register(tx: CommandTx, actor: Actor, { id }: OfEvent<object>, now: Instant) {
  reachedByQuery(actor)
  const personId = personOf(actor)
  const event = await openEvent(tx, actor, id)
  if (event.ends_at <= now) throw new Refusal('conflict', '活动已经结束，不能再报名。')
  const before = await store.registrationOf(tx, id, personId)
  if (before && before.state !== 'cancelled') throw new Refusal('conflict', '您已经报过名了。')
  const isFree = (await store.countRegistered(tx, id)) < event.capacity
  const state = isFree ? 'registered' : 'waiting'
  await store.keepRegistration(tx, {
    id: v7(),
    event_id: id,
    person_id: personId,
    org_id: actor.orgId,
    state,
    at: now,
    changed_at: now,
  })
  tx.about('event', id, { title: event.title })
  return { state, says: isFree ? '报名成功。' : '名额已满，您已列入候补，有空位时会通知您。' }
}

/** Gives the place back; whoever waited longest gets it. */
export async function unregister(tx: CommandTx, actor: Actor, { id }: OfEvent<object>, now: Instant) {
  reachedByQuery(actor)
  const event = await openEvent(tx, actor, id)
  const mine = await store.registrationOf(tx, id, personOf(actor))
  if (!mine || mine.state === 'cancelled') throw new Refusal('conflict', '您没有报名，不用取消。')
  await store.setRegistration(tx, mine.id, 'cancelled', now)
  await fillPlaces(tx, event, now)
  tx.about('event', id, { title: event.title })
  return { state: 'cancelled' }
}

/** Free places go to those who wait, in order. */
export async function fillPlaces(tx: CommandTx, event: store.EventRow, now: Instant): Promise<void> {
  let free = event.capacity - (await store.countRegistered(tx, event.id))
  for (; free > 0; free -= 1) {
    const next = await store.firstWaiting(tx, event.id)
    if (!next) return
    await store.setRegistration(tx, next.id, 'registered', now)
    await tx.emit('message.person', {
      personId: next.person_id,
      template: '活动“{title}”有了空位，您已报名成功：{at}。',
      params: { title: event.title, at: dateTime(event.starts_at) },
      link: `/events/${event.public_id}`,
    })
  }
}

/** On the day: whoever is signed in presses one button. Again is harmless. */
export async function checkIn(
  tx: CommandTx,
  actor: Actor,
  input: OfEvent<z.infer<typeof checkInForm>>,
  now: Instant,
) {
  reachedByQuery(actor)
  const event = await eventOfTheDay(tx, input, now)
  const isNew = await store.attend(tx, {
    id: v7(),
    event_id: event.id,
    person_id: personOf(actor),
    org_id: actor.orgId,
    guest_id: null,
    at: now,
  })
  tx.about('event', event.id, { title: event.title })
  return { says: isNew ? '签到成功。' : '您已经签过到了。' }
}

/** On the day: a guest without an account says who it is. */
export async function checkInGuest(
  tx: CommandTx,
  _actor: Actor,
  input: OfEvent<z.infer<typeof guestForm>>,
  now: Instant,
) {
  const event = await eventOfTheDay(tx, input, now)
  if ((await store.countGuests(tx, event.id)) >= GUESTS_MAX)
    throw new Refusal('tooMany', '签到人数超过上限，请到签到台登记。')
  const guestId = v7()
  const { name, unit, phone } = input
  await store.insertGuest(tx, {
    id: guestId,
    event_id: event.id,
    name,
    unit,
    phone,
    at: now,
    erased_at: null,
  })
  const person = { person_id: null, org_id: null, guest_id: guestId }
  await store.attend(tx, { id: v7(), event_id: event.id, ...person, at: now })
  tx.about('event', event.id, { title: event.title })
  return { says: '签到成功。' }
}

/** The event whose poster the code is from, on its days. */
async function eventOfTheDay(
  tx: CommandTx,
  { id, code }: { readonly id: string; readonly code: string },
  now: Instant,
): Promise<store.EventRow> {
  const event = await store.findEvent(tx, { id })
  if (event?.state !== 'published' || event.code !== code.toLowerCase())
    throw new Refusal('conflict', '签到码不对，请扫现场屏幕或海报上的二维码。')
  const today = dayOf(now)
  if (today < dayOf(event.starts_at)) throw new Refusal('conflict', '活动当天才能签到。')
  if (today > dayOf(event.ends_at)) throw new Refusal('conflict', '活动已经结束，不能再签到。')
  return event
}

/** A published event this actor may come to; an invited one is absent for everybody else. */
async function openEvent(tx: CommandTx, actor: Actor, id: string): Promise<store.EventRow> {
  const event = await store.findEvent(tx, { id })
  const isOpen =
    event?.state === 'published' &&
    (event.audience === 'public' || (await store.invitedTo(tx, event.id)).includes(actor.orgId ?? ''))
  if (!event || !isOpen) throw new Refusal('absent', '没有找到这场活动，或它不接受报名。')
  return event
}

function personOf(actor: Actor): string {
  if (!actor.personId) throw new Refusal('forbidden', '请先登录，再办理此事。')
  return actor.personId
}

/** A guest is known by the telephone number alone (P18). */
export const forgetGuest: Forget = async (tx, { phone }) =>
  phone === null ? 0 : store.eraseGuest(tx, phone, tx.arrivedAt)
