import { sql } from 'kysely'
import { v7 } from 'uuid'
import { addDays, dayOf } from '../calendar/calendar.ts'
import type { Day, Instant } from '../command/command.ts'
import type { Database, Tx } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import { linkToken } from '../links/links.ts'
import { retryAt } from '../outbox/backoff.ts'
import type { Consumer, Unsettled } from '../outbox/outbox.ts'
import { loadRuleset } from '../ruleset/store.ts'
import { Undeliverable, type Channel, type ChannelName, type Outgoing } from './channels.ts'
import type { DigestDay, DigestGroup } from './digest.ts'
import { onDayOf, quietUntil } from './quiet.ts'

/** What writing to the outside needs to know. */
export interface Desk {
  readonly channels: readonly Channel[]
  readonly keys: Keys
  /** Scheme and host people reach the site at; the operator's (KEQIAO_ORIGIN). */
  readonly origin: string
  /** Name of the market, with 演练 or 演示 where nothing has effect. */
  readonly market: string
}

/** Tries of one text: with waits of 1, 2, 4 … minutes about two hours; longer than that a person takes over. */
const TRIES = 8
/** Group whose listings may be confirmed by the link of a message. */
export const CONFIRM_SOURCE = 'listing'

/** Writes the digest for each outside channel the person chose and the city has; answers the rows to be sent. */
export async function outgoing(
  tx: Tx,
  desk: Desk,
  digest: { readonly personId: string; readonly groups: readonly DigestGroup[] },
  { day, now, rules }: Pick<DigestDay, 'day' | 'now' | 'rules'>,
): Promise<string[]> {
  const { rows } = await sql<{ channels: ChannelName[] }>`
    select channels from platform.message_preference where person_id = ${digest.personId}`.execute(
    tx.as('platform'),
  )
  const wanted = desk.channels.filter(({ name }) => rows[0]?.channels.includes(name))
  if (wanted.length === 0) return []
  const linkUntil = addDays(day, rules.number('message.link.days', day))
  const found: string[] = []
  for (const { name: channel } of wanted) {
    const id = v7()
    const body = bodyOf(desk, { ...digest, day }, channel, linkUntil)
    await insertDelivery(tx, { id, personId: digest.personId, channel, body, seal: null, now })
    found.push(id)
  }
  return found
}

/** Keeps a text to be sent, once however often it is asked for; whoever asks also emits `message.deliver`. */
export async function insertDelivery(
  tx: Tx,
  one: {
    readonly id: string
    readonly personId: string
    readonly channel: ChannelName
    readonly body: Outgoing
    /** The sealed subject the text is about. */
    readonly seal: string | null
    readonly now: Instant
  },
): Promise<boolean> {
  const { rows } = await sql`
    insert into platform.delivery (id, person_id, channel, body, seal, state, tries, created_at)
    values (${one.id}, ${one.personId}, ${one.channel}, ${JSON.stringify(one.body)}::jsonb, ${one.seal}, 'waiting', 0, ${one.now})
    on conflict (id) do nothing returning id`.execute(tx.as('platform'))
  return rows.length > 0
}

/** Counts and links, never what they are about (practice.md P35). */
function bodyOf(
  { keys, origin, market }: Desk,
  { personId, day, groups }: Parameters<typeof outgoing>[2] & { readonly day: Day },
  channel: ChannelName,
  linkUntil: Day,
): Outgoing {
  const until = onDayOf(`${linkUntil}T04:00:00.000Z`, '00:00')
  const confirm = linkToken(keys, { purpose: 'confirm', personId, of: '', until })
  const stop = `${origin}/l/${linkToken(keys, { purpose: 'stop', personId, of: channel, until: null })}`
  const what = groups.map(({ title, count }) => `${title} ${count}`).join('、')
  const title = `${market}：${day} 汇总`
  const lines = [`${title}：${what}。`, `登录查看：${origin}/app/subscriptions`]
  if (groups.some(({ source }) => source === CONFIRM_SOURCE))
    lines.push(`确认信息仍然有效（免登录，${linkUntil} 前有效）：${origin}/l/${confirm}`)
  // A short message has no room for a third address; the page of preferences stops it.
  if (channel !== 'sms') lines.push(`不再接收：${stop}`)
  return { title, text: lines.join('\n'), stop }
}

interface DeliveryRow {
  id: string
  channel: ChannelName
  body: Outgoing
  tries: number
  phone: string | null
  email: string | null
}

/** Sends what waits, outside the quiet hours; each row by itself, so that one that fails holds up no other. */
export function deliveryConsumer(db: Database, desk: Desk): Consumer {
  return {
    name: 'delivery',
    topic: 'message.deliver',
    handle: async (rows) => {
      const until = await db.read('platform', async (tx) => {
        const now = await databaseNow(tx)
        return quietUntil(now, (await loadRuleset(tx)).list('message.quietHours', dayOf(now)))
      })
      if (until !== null) return rows.map(({ id }) => ({ id, until }))
      const unsettled: Unsettled[] = []
      for (const { id, payload } of rows) {
        const again = await deliver(db, desk, String(payload['deliveryId']))
        if (again !== undefined) unsettled.push({ id, until: again })
      }
      return unsettled
    },
  }
}

/** Tries once; answers when it is to be tried again. */
async function deliver(db: Database, { channels }: Desk, id: string): Promise<Instant | undefined> {
  const row = await db.read('platform', (tx) => waitingDelivery(tx, id))
  const channel = channels.find(({ name }) => name === row?.channel)
  if (!row) {
    await drop(db, id)
    return undefined
  }
  const failed = await (
    channel?.send(row, row.body, row.id) ?? Promise.reject(new Undeliverable('通道未配置'))
  ).then(
    () => undefined,
    (error: unknown) => error,
  )
  const reason = failed === undefined ? null : failed instanceof Error ? failed.message : 'unknown fault'
  const isOver = failed instanceof Undeliverable || row.tries + 1 >= TRIES
  const state = reason === null ? 'sent' : isOver ? 'failed' : 'waiting'
  return db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const now = await databaseNow(tx)
    const again = state === 'waiting' ? retryAt(now, row.tries + 1) : null
    await sql`update platform.delivery set state = ${state}, tries = tries + 1, error = ${reason?.slice(0, 300) ?? null},
        next_at = ${again}, settled_at = ${state === 'waiting' ? null : now}
      where id = ${id} and state = 'waiting'`.execute(tx.as('platform'))
    return again ?? undefined
  })
}

/** A digest for somebody who no longer wants it, and what waits for somebody who is gone, waits for nothing. */
async function drop(db: Database, id: string): Promise<void> {
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    await sql`delete from platform.delivery where id = ${id} and state = 'waiting'`.execute(tx.as('platform'))
  })
}

async function waitingDelivery(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  const { rows } = await sql<DeliveryRow>`
    select d.id, d.channel, d.body, d.tries, p.phone, p.email from platform.delivery d
    join platform.person p on p.id = d.person_id
    left join platform.message_preference m on m.person_id = d.person_id
    where d.id = ${id} and d.state = 'waiting' and p.erased_at is null
      and (d.seal is not null or d.channel = any (m.channels))`.execute(tx.as('platform'))
  return rows[0]
}
