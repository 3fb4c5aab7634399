import { sql } from 'kysely'
import { z } from 'zod'
import { reachedByQuery, type Permissions } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import { fill, type RefusalParams } from '../refusal.ts'
import { listUndelivered } from './undelivered.ts'

export const permissions = {
  'message.own': { person: 'own' },
  'message.undelivered': { officer: 'any', decider: 'any', admin: 'any', auditor: 'any', orgAdmin: 'org' },
  'digest.compile': { clock: 'any' },
} satisfies Permissions

const { read, write } = routesOf('platform')

interface MessageRow {
  id: string
  template: string
  params: RefusalParams
  link: string | null
  created_at: string
  read_at: string | null
}

export const routes = [
  listUndelivered,
  read({
    path: '/messages',
    permission: 'message.own',
    journal: 'message.list',
    title: '消息',
    input: z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) }),
    verb: async (tx, actor, { limit }) => {
      reachedByQuery(actor)
      const { rows } = await sql<MessageRow>`
        select id, template, params, link, created_at, read_at from platform.message
        where person_id = ${actor.personId} order by created_at desc, id desc limit ${limit}`.execute(
        tx.as('platform'),
      )
      const unread = await sql<{ n: number }>`
        select count(*)::int as n from platform.message where person_id = ${actor.personId} and read_at is null`.execute(
        tx.as('platform'),
      )
      const items = rows.map((row) => ({
        id: row.id,
        text: fill(row.template, row.params),
        link: row.link,
        at: row.created_at,
        read: row.read_at !== null,
      }))
      return { items, unread: unread.rows[0]?.n ?? 0 }
    },
  }),
  write({
    method: 'POST',
    path: '/messages/read',
    permission: 'message.own',
    journal: 'message.read',
    says: '{actor}阅读了消息',
    input: z.object({ ids: z.array(z.uuid()).min(1).max(100) }),
    gate: { none: '阅读消息不产生法律效果' },
    verb: async (tx, actor, { ids }, now) => {
      reachedByQuery(actor)
      await sql`update platform.message set read_at = ${now}
        where person_id = ${actor.personId} and id = any (${ids}::uuid[]) and read_at is null`.execute(
        tx.as('platform'),
      )
      return { read: ids.length }
    },
  }),
]
