import { sql } from 'kysely'
import { z } from 'zod'
import type { Permissions } from '../access/access.ts'
import { routesOf } from '../command/command.ts'

export const permissions = {
  'deadline.remind': { clock: 'any' },
} satisfies Permissions

const { write } = routesOf('platform')

export const routes = [
  write({
    method: 'POST',
    path: '/deadlines/{deadlineId}/remind',
    permission: 'deadline.remind',
    journal: 'deadline.remind',
    says: '时限提醒：《{title}》将于 {on} 到期',
    input: z.object({ deadlineId: z.uuid() }),
    gate: { none: '提醒不改变办件' },
    verb: async (tx, _actor, input, now) => {
      const { rows } = await sql<{
        dossier_id: string
        title: string
        org_id: string
        due_on: string
        id: string
        says: string | null
        link: string | null
        party_org_ids: string[]
      }>`
        update platform.deadline r set state = 'done', closed_at = ${now}
        from platform.dossier d
        where r.id = ${input.deadlineId} and d.id = r.dossier_id and r.state = 'open'
        returning r.dossier_id, d.title, d.org_id, d.id, d.party_org_ids, r.term->>'says' as says, r.term->>'link' as link,
          (select coalesce(t.due_on, t.nominal_on) from platform.deadline t
            where t.dossier_id = d.id and t.kind = 'term' and t.state = 'open' limit 1) as due_on`.execute(
        tx.as('platform'),
      )
      const row = rows[0]
      if (!row) return { reminded: false }
      tx.about('dossier', row.dossier_id, { title: row.title, on: row.due_on })
      const told = row.says === null ? [row.org_id] : [row.org_id, ...row.party_org_ids]
      for (const orgId of new Set(told))
        await tx.emit('message.org', {
          orgId,
          template: row.says ?? '《{title}》将于 {on} 到期，请确认是否仍然有效。',
          params: { title: row.title, on: row.due_on },
          link: row.link ?? `/app/dossiers/${row.dossier_id}`,
        })
      return { reminded: true }
    },
  }),
]
