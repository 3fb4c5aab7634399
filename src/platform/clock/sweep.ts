import { sql } from 'kysely'
import { clockActor } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { Bus } from '../command/bus.ts'
import type { WriteRoute } from '../command/command.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'

/** Deadlines performed in one turn; the next turn takes the rest. */
const BATCH = 200

export interface DueRow {
  readonly id: string
  readonly kind: string
  readonly dossier_id: string | null
  readonly visit: number | null
  readonly performs: string | null
  readonly procedure: string | null
  readonly subject_id: string
  readonly starts_on: string
}

/**
 * One turn of the clock over `deadline`: performs the action of every term whose last day has passed, and sends
 * reminders on their day. A provisional date is never acted on (P1). What was refused goes behind everything that waits,
 * so that no number of held-back rows keeps a later one from its turn. Answers how many were handled.
 */
export async function sweepDeadlines(
  db: Database,
  bus: Bus,
  routes: readonly WriteRoute[],
  report: (error: unknown) => void,
): Promise<number> {
  const { rows } = await db.read('platform', async (tx) => {
    const today = dayOf(await databaseNow(tx))
    return sql<DueRow>`
      select t.id, t.kind, t.dossier_id, t.visit, t.performs, t.subject_id, t.starts_on, d.procedure
      from platform.deadline t left join platform.dossier d on d.id = t.dossier_id
      where t.state = 'open' and (
        (t.kind = 'term' and t.performs is not null and t.due_on < ${today})
        or (t.kind = 'reminder' and t.due_on <= ${today}))
      order by t.tried_at nulls first, t.due_on, t.id limit ${BATCH}`.execute(tx.as('platform'))
  })
  const held: string[] = []
  for (const row of rows) {
    try {
      await perform(bus, routes, row)
    } catch (error) {
      // A guard may still hold the clock back (an open objection); a later turn asks again.
      if (!(error instanceof Refusal)) report(error)
      held.push(row.id)
    }
  }
  await noteTried(db, held)
  return rows.length - held.length
}

/** When a row was last tried orders the queue and nothing else, so it passes no command. */
async function noteTried(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.transaction({ isolation: 'read committed', module: 'platform' }, (tx) =>
    sql`update platform.deadline set tried_at = clock_timestamp() where id = any (${[...ids]}::uuid[])`.execute(
      tx.as('platform'),
    ),
  )
}

async function perform(bus: Bus, routes: readonly WriteRoute[], row: DueRow): Promise<void> {
  const { journal, input } = actOf(row)
  const route = routes.find((candidate) => candidate.journal === journal)
  if (!route) throw new Error(`deadline ${row.id} names ${journal}, which does not exist`)
  await bus({ route, actor: clockActor, input, key: `deadline:${row.id}` })
}

/** A reminder of a module's own names its route itself; others are about a dossier. */
function actOf(row: DueRow): { readonly journal: string; readonly input: Readonly<Record<string, unknown>> } {
  if (row.kind !== 'reminder')
    return {
      journal: `${row.procedure}.${row.performs}`,
      input: { dossierId: row.dossier_id, visit: row.visit ?? undefined },
    }
  return row.performs === null
    ? { journal: 'deadline.remind', input: { deadlineId: row.id } }
    : {
        journal: row.performs,
        input: { deadlineId: row.id, subjectId: row.subject_id, startsOn: row.starts_on },
      }
}
