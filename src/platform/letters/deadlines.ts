import { sql } from 'kysely'
import { v7 } from 'uuid'
import { datesOf, type KeptTerm } from '../calendar/deadlines.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { insertDeadline } from '../procedure/store.ts'

/** Working days from the act that drafts a letter until it has reached its addressees (行政许可法 44). */
const DELIVER_RULE = 'letter.deliver.workingDays'

/** Opens the term in which a letter has to be served; what its dossier does meanwhile is no matter of it. */
export async function openLetterTerm(tx: CommandTx, letterId: string): Promise<void> {
  const { today, rules, calendar } = tx
  const kept: KeptTerm = { term: { workingDays: rules.number(DELIVER_RULE, today) }, suspensions: [] }
  const { nominalOn, dueOn, provisional } = datesOf(kept, today, calendar)
  await insertDeadline(tx, 'platform', {
    id: v7(),
    kind: 'letter',
    subject_kind: 'letter',
    subject_id: letterId,
    dossier_id: null,
    visit: null,
    performs: null,
    term: kept,
    starts_on: today,
    nominal_on: nominalOn,
    due_on: dueOn,
    provisional,
    state: 'open',
    closed_at: null,
  })
}

/** It has reached its addressees, or never will. */
export async function closeLetterTerm(tx: Tx, letterId: string, at: Instant): Promise<void> {
  await sql`update platform.deadline set state = 'done', closed_at = ${at}
    where kind = 'letter' and subject_kind = 'letter' and subject_id = ${letterId} and state = 'open'`.execute(
    tx.as('platform'),
  )
}

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
