import { sql } from 'kysely'
import { v7 } from 'uuid'
import { z } from 'zod'
import type { Actor, Permissions } from '../access/access.ts'
import { routesOf, type CommandTx, type Instant, type Route } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { URL_MAX, webhookUrl } from './address.ts'
import { eventNames, EVENTS, PING } from './events.ts'
import { SECRET } from './signature.ts'

export const permissions = {
  'webhook.read': { admin: 'any', auditor: 'any' },
  'webhook.manage': { admin: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')
const gate = { none: '运行设置，不办理业务' } as const

/** A city connects a handful of systems; each more is one more place that learns of every move. */
const WEBHOOKS_MAX = 20

const id = z.uuid()
const name = z.string().trim().min(1).max(40).meta({ title: '名称' })
// An address may carry a key of the receiver: it stays out of the journal, which many may read.
const url = z.string().trim().max(URL_MAX).meta({ title: '接收地址', widget: 'text', transient: true })
const events = z
  .array(z.enum(eventNames))
  .min(1)
  .max(eventNames.length)
  .meta({ title: '告知什么', widget: 'multiselect', options: EVENTS })
const procedures = z.array(z.string().max(60)).max(100).meta({ title: '只告知这些事项（空为全部）' })
const secret = z.string().regex(SECRET, '签名密钥须是 whsec_ 加 32 字节的 base64').meta({
  title: '签名密钥',
  secret: true,
})

const addForm = z.object({ name, url, events, procedures, secret })
const changeForm = z.object({
  id,
  url: url.optional(),
  events,
  procedures,
  paused: z.boolean().meta({ title: '暂停', widget: 'switch' }),
  secret: secret.optional(),
})

interface Known {
  readonly id: string
  readonly title: string
}

/** Addresses of other systems that are told of events; an administrator's (P35). `known`: ids of procedures. */
export function webhookRoutes(known: readonly Known[]): Route[] {
  return [
    list(known),
    write({
      method: 'POST',
      path: '/webhooks',
      permission: 'webhook.manage',
      journal: 'webhook.add',
      says: '{actor}登记了向外通知“{name}”（{host}）',
      input: addForm,
      gate,
      verb: (tx, actor, input, now) => add(tx, known, actor, input, now),
    }),
    write({
      method: 'PUT',
      path: '/webhooks/{id}',
      permission: 'webhook.manage',
      journal: 'webhook.change',
      says: '{actor}修改了向外通知“{name}”',
      input: changeForm,
      gate,
      verb: (tx, _actor, input) => change(tx, known, input),
    }),
    end,
    ping,
  ]
}

async function add(
  tx: CommandTx,
  known: readonly Known[],
  actor: Actor,
  input: z.infer<typeof addForm>,
  now: Instant,
): Promise<{ readonly id: string }> {
  const { host } = webhookUrl(input.url)
  mustKnow(known, input.procedures)
  const { rows: held } = await sql<{ n: number; same: number }>`
    select count(*) filter (where ended_at is null)::int as n, count(*) filter (where name = ${input.name})::int as same
    from platform.webhook`.execute(tx.as('platform'))
  if ((held[0]?.n ?? 0) >= WEBHOOKS_MAX)
    throw new Refusal('conflict', '最多登记 {n} 个接收地址，请先停用不用的。', { n: WEBHOOKS_MAX })
  if ((held[0]?.same ?? 0) > 0)
    throw new Refusal('conflict', '已经有叫“{name}”的接收地址，请换一个名称。', { name: input.name })
  const webhookId = v7()
  await sql`insert into platform.webhook (id, name, url, events, procedures, secret_ref, paused, created_by, created_at)
    values (${webhookId}, ${input.name}, ${input.url}, ${[...input.events]}::text[],
      ${[...input.procedures]}::text[], ${input.secret}, false, ${actor.personId}, ${now})`.execute(
    tx.as('platform'),
  )
  tx.about('webhook', webhookId, { name: input.name, host })
  return { id: webhookId }
}

async function change(
  tx: CommandTx,
  known: readonly Known[],
  input: z.infer<typeof changeForm>,
): Promise<{ readonly id: string }> {
  const row = await lockWebhook(tx, input.id)
  const address = input.url === undefined || input.url === '' ? row.url : input.url
  webhookUrl(address)
  mustKnow(known, input.procedures)
  await sql`update platform.webhook set url = ${address}, events = ${[...input.events]}::text[],
      procedures = ${[...input.procedures]}::text[], paused = ${input.paused},
      secret_ref = ${input.secret ?? row.secret_ref}
    where id = ${input.id}`.execute(tx.as('platform'))
  tx.about('webhook', input.id, { name: row.name })
  return { id: input.id }
}

const end = write({
  method: 'POST',
  path: '/webhooks/{id}/end',
  permission: 'webhook.manage',
  journal: 'webhook.end',
  says: '{actor}停用了向外通知“{name}”',
  input: z.object({ id }),
  gate,
  verb: async (tx, _actor, input, now) => {
    const row = await lockWebhook(tx, input.id)
    await sql`update platform.webhook set ended_at = ${now} where id = ${input.id}`.execute(tx.as('platform'))
    await sql`update platform.webhook_delivery set state = 'failed', error = '已停用', settled_at = ${now}
      where webhook_id = ${input.id} and state = 'waiting'`.execute(tx.as('platform'))
    tx.about('webhook', input.id, { name: row.name })
    return {}
  },
})

const ping = write({
  method: 'POST',
  path: '/webhooks/{id}/ping',
  permission: 'webhook.manage',
  journal: 'webhook.ping',
  says: '{actor}试发了向外通知“{name}”',
  input: z.object({ id }),
  gate,
  verb: async (tx, _actor, input, now) => {
    const row = await lockWebhook(tx, input.id)
    const deliveryId = v7()
    const body = JSON.stringify({ type: PING, at: now, data: {} })
    await sql`insert into platform.webhook_delivery (id, webhook_id, event, body, state, tries, created_at, next_at)
      values (${deliveryId}, ${input.id}, ${PING}, ${body}::jsonb, 'waiting', 0, ${now}, ${now})`.execute(
      tx.as('platform'),
    )
    tx.about('webhook', input.id, { name: row.name })
    return { deliveryId }
  },
})

interface ListedRow {
  id: string
  name: string
  url: string
  events: string[]
  procedures: string[]
  paused: boolean
  created_at: string
  waiting: number
  failed: number
  sent_at: string | null
}

function list(known: readonly Known[]): Route {
  return read({
    path: '/webhooks',
    permission: 'webhook.read',
    journal: 'webhook.list',
    title: '向外通知',
    input: z.object({}),
    verb: async (tx) => {
      const { rows } = await sql<ListedRow>`
        select w.id, w.name, w.url, w.events, w.procedures, w.paused, w.created_at, d.waiting, d.failed, d.sent_at
        from platform.webhook w cross join lateral (
          select count(*) filter (where state = 'waiting')::int as waiting,
            count(*) filter (where state = 'failed')::int as failed, max(settled_at) filter (where state = 'sent') as sent_at
          from platform.webhook_delivery where webhook_id = w.id
        ) d where w.ended_at is null order by w.name limit ${WEBHOOKS_MAX}`.execute(tx.as('platform'))
      const items = rows.map(({ url: address, created_at, sent_at, ...row }) => ({
        ...row,
        address: shown(address),
        createdAt: created_at,
        sentAt: sent_at,
      }))
      const options = Object.fromEntries(known.map((one) => [one.id, one.title]))
      return { items, total: items.length, procedures: options }
    },
  })
}

/** The address without what stands behind a question mark: it may be a key. */
function shown(address: string): string {
  const { origin, pathname, search } = new URL(address)
  return `${origin}${pathname}${search === '' ? '' : '?…'}`
}

function mustKnow(known: readonly Known[], wanted: readonly string[]): void {
  const other = wanted.find((one) => !known.some((procedure) => procedure.id === one))
  if (other !== undefined) throw new Refusal('invalid', '没有编号为“{id}”的事项，请重新选择。', { id: other })
}

async function lockWebhook(tx: CommandTx, webhookId: string) {
  const { rows } = await sql<{ name: string; url: string; secret_ref: string }>`
    select name, url, secret_ref from platform.webhook where id = ${webhookId} and ended_at is null for update`.execute(
    tx.as('platform'),
  )
  if (!rows[0]) throw new Refusal('absent', '没有找到这个接收地址，可能已经停用。')
  return rows[0]
}
