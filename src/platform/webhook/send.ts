import { sql } from 'kysely'
import { dayOf } from '../calendar/calendar.ts'
import type { Instant } from '../command/command.ts'
import type { Database, Tx } from '../db/database.ts'
import { machineNow } from '../identity/machine-clock.ts'
import { databaseNow } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import type { Background } from '../module.ts'
import { retryAt } from '../outbox/backoff.ts'
import { emitMany } from '../outbox/many.ts'
import type { Consumer } from '../outbox/outbox.ts'
import { CallFailed, post, type Caller } from './call.ts'
import { signedHeaders } from './signature.ts'

/** Writes a delivery for each webhook that is told of a moved dossier; the same row given again writes nothing more. */
export function webhookConsumer(db: Database): Consumer {
  return {
    name: 'webhooks',
    topic: 'dossier.moved',
    handle: async (rows) => {
      const moved = rows.map(({ id, payload, created_at }) => ({
        event: id,
        dossier: payload['dossierId'],
        action: payload['action'],
        from_state: payload['from'],
        to_state: payload['to'],
        at: created_at,
      }))
      await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
        await sql`
          insert into platform.webhook_delivery (id, webhook_id, event, body, state, tries, created_at, next_at)
          select md5(m.event || w.id::text)::uuid, w.id, 'dossier.moved',
            jsonb_build_object('type', 'dossier.moved', 'at', m.at, 'data', jsonb_build_object('dossierId', d.id,
              'procedure', d.procedure, 'action', m.action, 'from', m.from_state, 'to', m.to_state)),
            'waiting', 0, m.at::timestamptz, m.at::timestamptz
          from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb)
            as m(event text, dossier uuid, action text, from_state text, to_state text, at text)
          join platform.dossier d on d.id = m.dossier
          join platform.webhook w on w.ended_at is null and 'dossier.moved' = any (w.events)
            and (w.procedures = '{}' or d.procedure = any (w.procedures))
          on conflict (id) do nothing`.execute(tx.as('platform'))
      })
    },
  }
}

/** Calls made at once; each waits for its receiver alone. */
const AT_ONCE = 10
/** Longer than a call may take: a call whose process died is made again after this. */
const LEASE = '60 seconds'
/** With waits of 1, 2, 4 … minutes the last try comes after eight hours; then an administrator looks. */
const TRIES = 10

interface Due {
  readonly id: string
  readonly webhook_id: string
  readonly body: unknown
  readonly tries: number
  readonly url: string
  readonly name: string
  readonly created_by: string
  readonly secret_id: string
  readonly key_id: string
  readonly sealed: string
  readonly is_real: boolean
}

export interface WebhookParts {
  readonly db: Database
  readonly keys: Keys
  readonly caller: Caller
  /** Whether a demo or rehearsal, where anybody may sign in as administrator, calls out too; the operator's. */
  readonly callsFromDemo: boolean
}

/** Sends what is due, each by itself; tries again with growing waits. */
export function webhookBackground(parts: WebhookParts): Background {
  return {
    name: 'webhooks',
    turn: async () => {
      const due = await claim(parts.db)
      await Promise.all(due.map((one) => send(parts, one)))
      return due.length
    },
  }
}

async function claim(db: Database): Promise<readonly Due[]> {
  return db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const now = await databaseNow(tx)
    const { rows } = await sql<Due>`
      update platform.webhook_delivery d
      set tries = d.tries + 1, next_at = ${now}::timestamptz + ${LEASE}::interval
      from platform.webhook w, platform.secret s, platform.instance i
      where d.id in (
          select o.id from platform.webhook_delivery o join platform.webhook ow on ow.id = o.webhook_id and not ow.paused
          where o.state = 'waiting' and o.next_at <= ${now} order by o.next_at limit ${AT_ONCE} for update of o skip locked)
        and w.id = d.webhook_id and s.id::text = substr(w.secret_ref, ${'secret:'.length + 1})
      returning d.id, d.webhook_id, d.body, d.tries, w.url, w.name, w.created_by, s.id as secret_id, s.key_id, s.sealed,
        i.kind = 'production' as is_real`.execute(tx.as('platform'))
    return rows
  })
}

async function send(parts: WebhookParts, due: Due): Promise<void> {
  const failed = await attempt(parts, due).then(
    () => undefined,
    (error: unknown) => error,
  )
  const reason =
    failed === undefined ? null : failed instanceof CallFailed ? failed.message : '发送时出错，请查看运行日志'
  const isOver = due.tries >= TRIES || (failed instanceof CallFailed && failed.final)
  const state = reason === null ? 'sent' : isOver ? 'failed' : 'waiting'
  await parts.db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const now = await databaseNow(tx)
    await sql`update platform.webhook_delivery set state = ${state}, error = ${reason?.slice(0, 300) ?? null},
        next_at = ${retryAt(now, due.tries)}, settled_at = ${state === 'waiting' ? null : now}
      where id = ${due.id} and state = 'waiting'`.execute(tx.as('platform'))
    if (state === 'failed') await tell(tx, due, now)
  })
}

async function attempt({ keys, caller, callsFromDemo }: WebhookParts, due: Due): Promise<void> {
  if (!due.is_real && !callsFromDemo) throw new CallFailed('演示和演练环境不向外发送', true)
  const body = JSON.stringify(due.body)
  const secret = JSON.parse(keys.open(due.secret_id, due.key_id, due.sealed)) as string
  const seconds = Math.floor(Date.parse(machineNow()) / 1000)
  await post(caller, new URL(due.url), body, { ...signedHeaders(secret, `msg_${due.id}`, seconds, body) })
}

/** Whoever set it up hears of it once a day. */
async function tell(tx: Tx, { webhook_id, name, created_by }: Due, now: Instant): Promise<void> {
  const message = {
    personId: created_by,
    once: `webhook ${webhook_id} ${dayOf(now)}`,
    template: '向外通知“{name}”没有送达，请到“外发记录”查看原因。',
    params: { name },
    link: '/app/outgoing',
  }
  await emitMany(tx, 'platform', 'message.person', [message], now)
}
