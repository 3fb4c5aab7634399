import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

/** Terms that began with the service of a letter, earliest end first. */
export async function deadlinesOfLetter(tx: Tx, letterId: string) {
  const { rows } = await sql<{
    starts_on: string
    nominal_on: string
    due_on: string | null
    provisional: boolean
  }>`
    select starts_on, nominal_on, due_on, provisional from platform.deadline
    where kind = 'remedy' and subject_kind = 'letter' and subject_id = ${letterId}
    order by nominal_on limit 100`.execute(tx.as('platform'))
  return rows.map((row) => ({
    startsOn: row.starts_on,
    nominalOn: row.nominal_on,
    dueOn: row.due_on,
    provisional: row.provisional,
  }))
}
