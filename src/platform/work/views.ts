import { sql } from 'kysely'
import { v7 } from 'uuid'
import { z } from 'zod'
import { mustReach, reachedByQuery } from '../access/access.ts'
import { routesOf } from '../command/command.ts'
import { Refusal } from '../refusal.ts'
import { askedForm } from './asked.ts'

const { read, write } = routesOf('platform')
const gate = { none: '保存本人的筛选条件' } as const

/** More than these nobody finds again in a menu. */
const VIEWS_MAX = 20
/** Characters of a name: it stands on a button. */
const NAME_MAX = 20

/** Filters of the work list kept under a name, each person's own; a name given again replaces what it stood for. */
export const viewRoutes = [
  read({
    path: '/work/views',
    permission: 'work.list',
    journal: 'work-view.list',
    title: '保存的筛选',
    input: z.object({}),
    verb: async (tx, actor) => {
      reachedByQuery(actor)
      const { rows } = await sql<{ id: string; name: string; query: Record<string, string> }>`
        select id, name, query from platform.work_view where person_id = ${actor.personId}
        order by created_at, id limit ${VIEWS_MAX}`.execute(tx.as('platform'))
      return { items: rows, total: rows.length }
    },
  }),
  write({
    method: 'POST',
    path: '/work/views',
    permission: 'work.view',
    journal: 'work-view.keep',
    says: '{actor}保存了待办的筛选“{name}”',
    input: z.object({
      name: z.string().trim().min(1).max(NAME_MAX).meta({ title: '名称' }),
      query: askedForm.meta({ title: '条件' }),
    }),
    gate,
    verb: async (tx, actor, { name, query }, now) => {
      mustReach(actor, { personId: actor.personId })
      const { rows: held } = await sql<{ n: number }>`
        select count(*)::int as n from platform.work_view where person_id = ${actor.personId} and name <> ${name}`.execute(
        tx.as('platform'),
      )
      if ((held[0]?.n ?? 0) >= VIEWS_MAX)
        throw new Refusal('conflict', '最多保存 {n} 个筛选，请先删除不用的。', { n: VIEWS_MAX })
      const { rows } = await sql<{ id: string }>`
        insert into platform.work_view (id, person_id, name, query, created_at)
        values (${v7()}, ${actor.personId}, ${name}, ${JSON.stringify(query)}::jsonb, ${now})
        on conflict (person_id, name) do update set query = excluded.query returning id`.execute(
        tx.as('platform'),
      )
      tx.about('person', actor.personId, { name })
      return { id: rows[0]?.id ?? '' }
    },
  }),
  write({
    method: 'POST',
    path: '/work/views/{id}/drop',
    permission: 'work.view',
    journal: 'work-view.drop',
    says: '{actor}删除了一个待办筛选',
    input: z.object({ id: z.uuid() }),
    gate,
    verb: async (tx, actor, { id }) => {
      mustReach(actor, { personId: actor.personId })
      const { rows } = await sql<{ id: string }>`
        delete from platform.work_view where id = ${id} and person_id = ${actor.personId} returning id`.execute(
        tx.as('platform'),
      )
      if (rows.length === 0) throw new Refusal('absent', '没有找到这个筛选，可能已经删除。')
      tx.about('person', actor.personId)
      return {}
    },
  }),
]
