import { z } from 'zod'
import { reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import { maskPhone } from '#platform/identity/mask.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import { matches, sqlOf } from '#platform/search/index.ts'
import { publishedBy } from '#modules/achievements/index.ts'
import { openDemandsOf } from '#modules/exchange/index.ts'
import { ownEvent } from './commands.ts'
import { ANSWERS } from './forms.ts'
import { eventProcedure } from './procedure.ts'
import * as store from './store.ts'
import { pairsOf, wordsOf, type PairRow, type WordRow } from './store-pairs.ts'

const states: Readonly<Record<string, { readonly title: string }>> = eventProcedure.states
const LISTED: readonly string[] = ['published', 'finished', 'archived']

/** What everybody may know of an event that is open to them. */
export interface EventView {
  readonly id: string
  readonly publicId: string
  readonly title: string
  readonly kind: string
  readonly audience: 'public' | 'invited'
  readonly organiser: string
  readonly startsAt: string
  readonly endsAt: string
  readonly place: string
  readonly capacity: number
  readonly registered: number
  readonly agenda: string
  readonly state: string
  readonly stateTitle: string
  readonly isOver: boolean
  readonly changes: number
  readonly sample: boolean
  /** The viewer's own registration. */
  readonly mine: 'registered' | 'waiting' | 'cancelled' | null
}

/** Events open to everybody and to the viewer's organisation. */
export async function listOpen(tx: Tx, actor: Actor, { limit }: { readonly limit: number }, now: Instant) {
  const rows = await store.openEvents(tx, actor.orgId, now, limit)
  return { items: await shownTo(tx, actor, rows, now), total: rows.length }
}

/** Events the viewer's organisation holds, drafts included. */
export async function listOwn(tx: Tx, actor: Actor, { limit }: { readonly limit: number }, now: Instant) {
  reachedByQuery(actor)
  const rows = await store.eventsOf(tx, actor.orgId, limit)
  return { items: await shownTo(tx, actor, rows, now), total: rows.length }
}

async function shownTo(
  tx: Tx,
  actor: Actor,
  rows: readonly store.EventRow[],
  now: Instant,
): Promise<EventView[]> {
  const names = await orgNames(
    tx,
    rows.map((row) => row.org_id),
  )
  const views: EventView[] = []
  for (const row of rows) {
    const mine = actor.personId === null ? undefined : await store.registrationOf(tx, row.id, actor.personId)
    views.push({
      id: row.id,
      publicId: row.public_id,
      title: row.title,
      kind: row.kind,
      audience: row.audience,
      organiser: names.get(row.org_id) ?? '',
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      place: row.place,
      capacity: row.capacity,
      registered: await store.countRegistered(tx, row.id),
      agenda: row.agenda,
      state: row.state,
      stateTitle: states[row.state]?.title ?? row.state,
      isOver: row.state !== 'published' || row.ends_at < now,
      changes: row.changes,
      sample: row.sample,
      mine: mine?.state ?? null,
    })
  }
  return views
}

/** An event by id or public id that is open to the viewer: published for all, for the invited, or one's own. */
export async function visibleEvent(tx: Tx, actor: Actor, key: string): Promise<store.EventRow> {
  const short = readPublicId(key)
  const event = z.uuid().safeParse(key).success
    ? await store.findEvent(tx, { id: key })
    : short === undefined
      ? undefined
      : await store.findEvent(tx, { publicId: short })
  if (!event || !(await isVisible(tx, actor, event))) throw new Refusal('absent', '没有找到这场活动。')
  return event
}

async function isVisible(tx: Tx, actor: Actor, event: store.EventRow): Promise<boolean> {
  if (actor.orgId !== null && event.org_id === actor.orgId) return true
  if (!LISTED.includes(event.state)) return false
  if (event.audience === 'public') return true
  if (actor.orgId === null) return false
  if ((await store.invitedTo(tx, event.id)).includes(actor.orgId)) return true
  return (await pairsOf(tx, event.id, actor.orgId)).length > 0
}

export async function showEvent(tx: Tx, actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const event = await visibleEvent(tx, actor, id)
  const [view] = await shownTo(tx, actor, [event], now)
  if (!view) throw new Error('an event was not shown')
  const organises = actor.orgId !== null && event.org_id === actor.orgId
  return {
    ...view,
    organises,
    dossierId: organises ? event.dossier_id : null,
    ics: `/api/v1/events/${event.id}/ics`,
  }
}

/** Who registered and came; for the organiser. */
export async function listPeople(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const event = await ownEvent(tx, actor, id)
  const registrations = await store.registrationsOf(tx, event.id)
  const attendance = await store.attendanceOf(tx, event.id)
  const guests = await store.guestsOf(tx, event.id)
  const invited = await store.invitedTo(tx, event.id)
  const people = await personNames(
    tx,
    [...registrations, ...attendance].map((row) => row.person_id),
  )
  const orgs = await orgNames(tx, [...[...registrations, ...attendance].map((row) => row.org_id), ...invited])
  const came = new Set(attendance.map((row) => row.person_id))
  return {
    registrations: registrations.map((row) => ({
      name: people.get(row.person_id) ?? '',
      org: orgs.get(row.org_id ?? '') ?? '',
      state: row.state,
      at: row.at,
      came: came.has(row.person_id),
    })),
    walkIns: attendance
      .filter((row) => row.person_id !== null && !registrations.some((r) => r.person_id === row.person_id))
      .map((row) => ({
        name: people.get(row.person_id ?? '') ?? '',
        org: orgs.get(row.org_id ?? '') ?? '',
        at: row.at,
      })),
    guests: guests.map((row) => ({
      name: row.erased_at === null ? row.name : '已按期删除',
      unit: row.unit,
      phone: row.phone === '' ? '' : maskPhone(row.phone),
      at: row.at,
    })),
    invited: invited.map((orgId) => orgs.get(orgId) ?? ''),
  }
}

/** 1:1 meetings: all for the organiser, the own ones for everybody else. */
export async function listPairs(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const event = await store.findEvent(tx, { id })
  const organises = event !== undefined && event.org_id === actor.orgId
  reachedByQuery(actor)
  if (!event || actor.orgId === null) throw new Refusal('absent', '没有找到这场活动。')
  const pairs = organises ? await pairsOf(tx, event.id) : await pairsOf(tx, event.id, actor.orgId)
  const words = await wordsOf(
    tx,
    pairs.map((pair) => pair.id),
  )
  const names = await orgNames(
    tx,
    pairs.flatMap((pair) => [pair.seller_org_id, pair.buyer_org_id]),
  )
  const items = pairs.map((pair) => pairShown(pair, words, names, actor, event))
  return { items, total: items.length }
}

/** The latest answer of one side. */
export function latestAnswer(words: readonly WordRow[], pair: PairRow, orgId: string): WordRow | undefined {
  return words.findLast((word) => word.pair_id === pair.id && word.kind === 'answer' && word.org_id === orgId)
}

function pairShown(
  pair: PairRow,
  words: readonly WordRow[],
  names: ReadonlyMap<string, string>,
  actor: Actor,
  event: store.EventRow,
) {
  const side =
    actor.orgId === pair.seller_org_id ? 'seller' : actor.orgId === pair.buyer_org_id ? 'buyer' : null
  const saidMet = words.some(
    (word) => word.pair_id === pair.id && word.kind === 'met' && word.org_id === actor.orgId,
  )
  const answers = [pair.seller_org_id, pair.buyer_org_id].map((orgId) => latestAnswer(words, pair, orgId))
  const mayOpen =
    pair.met_at !== null &&
    pair.deal_id === null &&
    pair.achievement_id !== null &&
    (side === 'buyer' || (side === 'seller' && pair.demand_id !== null))
  return {
    id: pair.id,
    seller: names.get(pair.seller_org_id) ?? '',
    buyer: names.get(pair.buyer_org_id) ?? '',
    achievementId: pair.achievement_id,
    achievementName: pair.achievement_name,
    demandId: pair.demand_id,
    demandName: pair.demand_name,
    startsAt: pair.starts_at,
    endsAt: pair.ends_at,
    tableNo: pair.table_no,
    metAt: pair.met_at,
    dealId: side === null ? null : pair.deal_id,
    hasDeal: pair.deal_id !== null,
    side,
    sellerAnswer: answers[0]?.answer ? ANSWERS[answers[0].answer] : null,
    buyerAnswer: answers[1]?.answer ? ANSWERS[answers[1].answer] : null,
    may: {
      sayMet: pair.met_at === null && !saidMet && ['published', 'finished'].includes(event.state),
      answer: pair.met_at !== null && side !== null,
      openDeal: mayOpen,
    },
  }
}

/** Service bodies that may hold events; for the competent unit. */
export async function listDesignated(tx: Tx, actor: Actor) {
  reachedByQuery(actor)
  const rows = await store.designated(tx)
  const names = await orgNames(
    tx,
    rows.map((row) => row.org_id),
  )
  return { items: rows.map((row) => ({ orgId: row.org_id, name: names.get(row.org_id) ?? '', at: row.at })) }
}

/** Organisations, records of one, and pairs that are looked at: enough for a hall, quick to answer. */
const LIMITS = { orgs: 60, records: 20, perDemand: 3, pairs: 60, phrases: 4 } as const

/**
 * 1:1 meetings worth planning: demands of those who come beside achievements of the others, by the same matching as
 * everywhere, with the phrases both use. Pairs planned before are left out.
 */
export async function suggestPairs(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const event = await ownEvent(tx, actor, id)
  const orgIds = (await store.attendingOrgs(tx, event.id)).slice(0, LIMITS.orgs)
  const supply = new Map<string, { readonly orgId: string; readonly name: string }>()
  for (const orgId of orgIds)
    for (const record of await publishedBy(tx, orgId, LIMITS.records))
      supply.set(record.id, { orgId, name: record.name })
  const planned = new Set(
    (await pairsOf(tx, event.id)).map((pair) => `${pair.demand_id ?? ''} ${pair.achievement_id ?? ''}`),
  )
  const items = []
  for (const orgId of orgIds)
    for (const demand of await openDemandsOf(tx, orgId, LIMITS.records)) {
      const others = [...supply]
        .filter(([, one]) => one.orgId !== orgId)
        .map(([achievementId]) => achievementId)
      if (others.length === 0) continue
      const found = await matches(sqlOf(tx), {
        kind: 'achievement',
        of: { kind: 'demand', id: demand.id },
        only: others,
        limit: LIMITS.perDemand,
      })
      for (const match of found)
        if (match.phrases.length > 0 && !planned.has(`${demand.id} ${match.id}`))
          items.push({
            demandId: demand.id,
            demandName: demand.name,
            achievementId: match.id,
            achievementName: supply.get(match.id)?.name ?? match.name,
            coverage: match.coverage,
            phrases: match.phrases.slice(0, LIMITS.phrases).map(({ phrase }) => phrase),
          })
    }
  items.sort((a, b) => b.coverage - a.coverage)
  return { items: items.slice(0, LIMITS.pairs), total: items.length }
}
