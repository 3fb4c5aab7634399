import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { LinkView } from '#modules/portal/deps.ts'
import { scopesOf, visitor, type Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import { strongRoles } from '#platform/identity/kinds.ts'
import { actorsOf } from '#platform/identity/seats.ts'
import { databaseNow } from '#platform/instance/instance.ts'
import { readLink, type SignedLink } from '#platform/links/links.ts'
import { CHANNELS, channelNames } from '#platform/message/channels.ts'
import { shelfOf } from '#platform/records/life.ts'
import { Refusal } from '#platform/refusal.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { writeRoutes, type Runtime } from './runtime.ts'

/** Listings one link shows and confirms; the workbench has the rest. */
const SHOWN = 100
const CONFIRM = 'listing.confirm'
/** A form of a hundred listings. */
const BODY_MAX = 64 * 1024

/** What a link of a message is about, for its page; null for one that does not count. */
export async function linkView(runtime: Runtime, token: string): Promise<LinkView | null> {
  return runtime.db.read('platform', async (tx) => {
    const link = readLink(runtime.keys, token, await databaseNow(tx))
    if (!link) return null
    if (link.purpose === 'stop') return { purpose: 'stop', channel: channelTitle(link.of) }
    const seats = await seatsWithListings(runtime, link)
    return { purpose: 'confirm', items: seats.flatMap(({ items }) => items) }
  })
}

function channelTitle(of: string): string {
  return channelNames.includes(of as keyof typeof CHANNELS) ? CHANNELS[of as keyof typeof CHANNELS] : of
}

/**
 * Who the link's person is where they may confirm listings, and which those are. A link never lends the powers of
 * officers and administrators, and nothing but the two acts below can be done by one.
 */
async function seatsWithListings(runtime: Runtime, { personId }: SignedLink) {
  return runtime.db.read('platform', async (tx) => {
    const today = dayOf(await databaseNow(tx))
    const remindDays = (await loadRuleset(tx)).number('listing.reminder.days', today)
    const seats: { actor: Actor; items: LinkItems }[] = []
    for (const one of await actorsOf(tx, personId, today)) {
      const actor = { ...one, roles: one.roles.filter((role) => !strongRoles.includes(role)) }
      if (actor.orgId === null || scopesOf(runtime.permissions, CONFIRM, actor).length === 0) continue
      const asked = { orgId: actor.orgId, today, remindDays, set: 'due', after: null, limit: SHOWN } as const
      const { rows } = await shelfOf(tx, asked)
      seats.push({
        actor,
        items: rows.map((row) => ({
          dossierId: row.id,
          visit: row.visit,
          title: row.title,
          validUntil: row.valid_until,
        })),
      })
    }
    return seats
  })
}

type LinkItems = Extract<LinkView, { purpose: 'confirm' }>['items']

/** `POST /l/{token}`: the one button of the page; also what a mail program sends by itself to unsubscribe (RFC 8058). */
export function mountLinks(app: Hono, runtime: Runtime): void {
  app.post('/l/:token', async (context) => {
    const token = context.req.param('token')
    const text = await context.req.text()
    if (text.length > BODY_MAX) throw new Refusal('tooLarge', '提交的内容过长。')
    const link = await runtime.db.read('platform', async (tx) =>
      readLink(runtime.keys, token, await databaseNow(tx)),
    )
    if (!link) throw new Refusal('absent', '这个链接已经失效，请登录后办理。')
    if (link.purpose === 'stop') await stop(runtime, link, token)
    else await confirm(runtime, link, token, new URLSearchParams(text).getAll('item'))
    return done(context, token)
  })
}

function done(context: Context, token: string): Response {
  return context.redirect(`/l/${encodeURIComponent(token)}?done=1`, 303)
}

async function stop(runtime: Runtime, { personId, of }: SignedLink, token: string): Promise<void> {
  const actor: Actor = { ...visitor, kind: 'person', personId, name: '' }
  await act(runtime, actor, 'digest.stop', { channel: of }, token)
}

async function confirm(
  runtime: Runtime,
  link: SignedLink,
  token: string,
  chosen: readonly string[],
): Promise<void> {
  for (const { actor, items } of await seatsWithListings(runtime, link)) {
    const own = items.filter(({ dossierId }) => chosen.includes(dossierId))
    if (own.length === 0) continue
    const input = { items: own.map(({ dossierId, visit }) => ({ dossierId, visit })) }
    await act(runtime, actor, CONFIRM, input, token)
  }
}

async function act(
  runtime: Runtime,
  actor: Actor,
  journal: string,
  input: object,
  token: string,
): Promise<void> {
  const route = writeRoutes(runtime.routes).find((candidate) => candidate.journal === journal)
  if (!route) throw new Error(`no route writes ${journal}`)
  const said = JSON.stringify([token, actor.orgId, input])
  const key = `link:${createHash('sha256').update(said).digest('hex')}`
  await runtime.bus({ route, actor, input, key })
}
