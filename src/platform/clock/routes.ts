import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor, Permissions } from '../access/access.ts'
import { routesOf, type CommandTx, type Instant } from '../command/command.ts'

export const permissions = {
  'deadline.remind': { clock: 'any' },
} satisfies Permissions

const { write } = routesOf('platform')

/** What a reminder says unless the procedure has words of its own. */
const STILL_VALID = '《{title}》将于 {on} 到期，请确认是否仍然有效。'

interface Reminded {
  readonly dossier_id: string
  readonly title: string
  readonly org_id: string
  readonly party_org_ids: string[]
  readonly unit_id: string | null
  readonly to_unit: boolean
  readonly to_org: string | null
  readonly says: string | null
  readonly link: string | null
  readonly due_on: string
}

/** Tells the dossier's organisation and its parties, the competent unit, or the unit that is asked, once. */
async function remind(
  tx: CommandTx,
  _actor: Actor,
  input: { readonly deadlineId: string },
  now: Instant,
): Promise<{ readonly reminded: boolean }> {
  const { rows } = await sql<Reminded>`
    update platform.deadline r set state = 'done', closed_at = ${now}
    from platform.dossier d
    where r.id = ${input.deadlineId} and d.id = r.dossier_id and r.state = 'open'
    returning r.dossier_id, d.title, d.org_id, d.party_org_ids, d.unit_id, r.term ->> 'says' as says, r.term ->> 'link' as link,
      coalesce((r.term ->> 'toUnit')::boolean, false) as to_unit,
      r.term ->> 'toOrg' as to_org,
      coalesce((r.term -> 'fixed' ->> 'appointmentOn')::date,
        (select coalesce(o.due_on, o.nominal_on) from platform.deadline o
          where o.subject_id = r.subject_id and o.kind = 'opinion' and o.state = 'open' limit 1),
        (select coalesce(t.due_on, t.nominal_on) from platform.deadline t
          where t.dossier_id = d.id and t.kind = 'term' and t.state = 'open' limit 1)) as due_on`.execute(
    tx.as('platform'),
  )
  const [row] = rows
  if (!row) return { reminded: false }
  tx.about('dossier', row.dossier_id, { title: row.title, on: row.due_on })
  const told = toldOf(row)
  for (const orgId of new Set(told)) {
    await tx.emit('message.org', {
      orgId,
      template: row.says ?? STILL_VALID,
      params: { title: row.title, on: row.due_on },
      link: row.link ?? `/app/dossiers/${row.dossier_id}`,
    })
  }
  return { reminded: true }
}

function toldOf({ to_org, to_unit, unit_id, org_id, party_org_ids }: Reminded): readonly string[] {
  if (to_org !== null) return [to_org]
  if (to_unit) return unit_id === null ? [] : [unit_id]
  return [org_id, ...party_org_ids]
}

export const routes = [
  write({
    method: 'POST',
    path: '/deadlines/{deadlineId}/remind',
    permission: 'deadline.remind',
    journal: 'deadline.remind',
    says: '时限提醒：《{title}》将于 {on} 到期',
    input: z.object({ deadlineId: z.uuid() }),
    gate: { none: '提醒不改变办件' },
    verb: remind,
  }),
]
