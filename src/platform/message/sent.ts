import { sql } from 'kysely'
import { z } from 'zod'
import { scopesOf, type Permissions } from '../access/access.ts'
import { routesOf, type Route } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { CHANNELS, type ChannelName } from './channels.ts'

export const permissions = {
  'outgoing.read': { admin: 'any', auditor: 'any' },
  'outgoing.resend': { admin: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')

const STATES = ['waiting', 'sent', 'failed'] as const
const LIMIT_MAX = 100

interface SentRow {
  id: string
  kind: 'message' | 'webhook'
  channel: string
  state: (typeof STATES)[number]
  tries: number
  error: string | null
  created_at: string
  next_at: string | null
  settled_at: string | null
  total: number
}

/**
 * 外发记录: everything that left the house or waits to, with its tries. Nobody's name or number stands here: whom a text
 * did not reach is on the phone list, where a look leaves a trace.
 */
const list = read({
  path: '/outgoing',
  permission: 'outgoing.read',
  journal: 'outgoing.list',
  title: '外发记录',
  input: z.object({
    state: z.enum(STATES).optional(),
    kind: z.enum(['message', 'webhook']).optional(),
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_MAX),
    cursor: z.uuid().optional(),
  }),
  verb: async (tx, actor, { state, kind, limit, cursor }) => {
    const { rows } = await sql<SentRow>`
      with all_out as (
        select d.id, 'message' as kind, d.channel, d.state, d.tries, d.error, d.created_at, d.next_at, d.settled_at
        from platform.delivery d
        union all
        select d.id, 'webhook', w.name, d.state, d.tries, d.error, d.created_at, d.next_at, d.settled_at
        from platform.webhook_delivery d join platform.webhook w on w.id = d.webhook_id
      ), asked as (
        select * from all_out where (${state ?? null}::text is null or state = ${state ?? null})
          and (${kind ?? null}::text is null or kind = ${kind ?? null})
      )
      select a.*, (select count(*)::int from (select from asked limit 1001) c) as total from asked a
      where ${cursor ?? null}::uuid is null
        or (created_at, id) < (select created_at, id from all_out where id = ${cursor ?? null}::uuid)
      order by created_at desc, id desc limit ${limit + 1}`.execute(tx.as('platform'))
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id,
      kind: row.kind,
      channel: row.kind === 'message' ? CHANNELS[row.channel as ChannelName] : row.channel,
      state: row.state,
      tries: row.tries,
      error: row.error,
      createdAt: row.created_at,
      nextAt: row.state === 'waiting' ? row.next_at : null,
      settledAt: row.settled_at,
      /** Only what failed for good is sent again by hand; the rest comes by itself. */
      next:
        row.state === 'failed' && scopesOf(permissions, 'outgoing.resend', actor).length > 0
          ? [{ name: 'resend', title: '重新发送' }]
          : [],
    }))
    const total = rows[0]?.total ?? 0
    return {
      items,
      total: Math.min(total, 1000),
      totalIsCapped: total > 1000,
      next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
    }
  },
})

const resend = write({
  method: 'POST',
  path: '/outgoing/{id}/resend',
  permission: 'outgoing.resend',
  journal: 'outgoing.resend',
  says: '{actor}重新发送了一条外发通知',
  input: z.object({ id: z.uuid() }),
  gate: { none: '运行设置，不办理业务' },
  verb: async (tx, _actor, { id }, now) => {
    const { rows: texts } = await sql`
      update platform.delivery set state = 'waiting', tries = 0, error = null, settled_at = null, next_at = ${now}
      where id = ${id} and state = 'failed' returning id`.execute(tx.as('platform'))
    const { rows: calls } = await sql`
      update platform.webhook_delivery d set state = 'waiting', tries = 0, error = null, settled_at = null, next_at = ${now}
      from platform.webhook w
      where d.id = ${id} and d.state = 'failed' and w.id = d.webhook_id and w.ended_at is null returning d.id`.execute(
      tx.as('platform'),
    )
    if (texts.length + calls.length === 0)
      throw new Refusal('conflict', '这一条不需要重新发送：已经送达、正在等待，或接收地址已停用。')
    if (texts.length > 0) await tx.emit('message.deliver', { deliveryId: id })
    tx.about('delivery', id)
    return { id }
  },
})

export const sentRoutes: readonly Route[] = [list, resend]
