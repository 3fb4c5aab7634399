import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Actor } from '../access/access.ts'
import { mustLive } from '../basis/living.ts'
import { dayOf } from '../calendar/calendar.ts'
import type { CommandTx, Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { competentUnit } from './competence.ts'
import { newDossier, type Opening } from './perform.ts'
import { leaves, type Procedure } from './procedure.ts'
import type { DeadlineRow, DossierEntryRow, DossierRow } from './store.ts'
import { termRows } from './terms.ts'

/**
 * Opening and moving many dossiers with a statement a table: what `openDossier` and `perform` do one by one, for
 * imports. Only for `event` actions, whose guards the calling module has asked itself; effects and `entered` are the
 * caller's too. A dossier opened `dormant` counts as closed until `wake`: no work list shows it.
 */
export async function openMany(
  tx: CommandTx,
  procedure: Procedure,
  openings: readonly Opening[],
  how: { readonly dormant: boolean; readonly event?: string },
  actor: Actor,
  now: Instant,
): Promise<DossierRow[]> {
  if (openings.length === 0) return []
  await mustLive(tx, procedure, dayOf(now))
  // A pack may not divide by region what is imported in bulk: one unit is asked for all.
  const unit = await competentUnit(tx, procedure, dayOf(now))
  const opened = openings.map((opening) => newDossier(procedure, opening, unit, actor, now))
  const entries = opened.map((row) => entryOf(tx, row, 'open', '', actor, now))
  const moved =
    how.event === undefined ? opened : opened.map((row) => movedBy(procedure, row, how.event ?? '', now))
  if (how.event !== undefined)
    entries.push(...moved.map((row) => entryOf(tx, row, how.event ?? '', procedure.start, actor, now)))
  await insertDossiers(tx, procedure, how.dormant ? moved.map((row) => ({ ...row, closed_at: now })) : moved)
  await insertEntries(tx, procedure, entries)
  await insertTerms(tx, procedure, moved, now)
  return moved
}

/** Performs one event action on many open dossiers and answers them; one in another state than the action's is a bug. */
export async function moveMany(
  tx: CommandTx,
  procedure: Procedure,
  dossierIds: readonly string[],
  event: string,
  actor: Actor,
  now: Instant,
): Promise<readonly DossierRow[]> {
  if (dossierIds.length === 0) return []
  const ids = [...dossierIds]
  const db = tx.as(procedure.module)
  const { rows } = await sql<DossierRow>`
    select * from platform.dossier where id = any (${ids}::uuid[]) order by id for update`.execute(db)
  const moved = rows.map((row) => movedBy(procedure, row, event, now))
  const changes = JSON.stringify(
    moved.map(({ id, state, visit, closed_at }) => ({ id, state, visit, closed_at })),
  )
  await sql`update platform.dossier d set state = x.state, visit = x.visit, entered_at = ${now}, closed_at = x.closed_at
    from jsonb_to_recordset(${changes}::jsonb) as x(id uuid, state text, visit int, closed_at timestamptz)
    where d.id = x.id`.execute(db)
  await sql`update platform.deadline set state = 'done', closed_at = ${now}
    where state = 'open' and dossier_id = any (${ids}::uuid[])`.execute(db)
  await insertEntries(
    tx,
    procedure,
    moved.map((row, i) => entryOf(tx, row, event, rows[i]?.state ?? '', actor, now)),
  )
  await insertTerms(tx, procedure, moved, now)
  return moved
}

/** Lets dormant dossiers count: from now on work lists show them. */
export async function wake(
  tx: CommandTx,
  procedure: Procedure,
  dossierIds: readonly string[],
): Promise<void> {
  await sql`update platform.dossier set closed_at = null where id = any (${[...dossierIds]}::uuid[])`.execute(
    tx.as(procedure.module),
  )
}

/** Cancels the terms of dormant dossiers whose batch was given up. */
export async function cancelTerms(
  tx: CommandTx,
  procedure: Procedure,
  dossierIds: readonly string[],
  now: Instant,
): Promise<void> {
  await sql`update platform.deadline set state = 'cancelled', closed_at = ${now}
    where state = 'open' and dossier_id = any (${[...dossierIds]}::uuid[])`.execute(tx.as(procedure.module))
}

/** Which of these dossiers are in a state. */
export async function inState(
  tx: Tx,
  module: string,
  state: string,
  dossierIds: readonly string[],
): Promise<string[]> {
  if (dossierIds.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select id from platform.dossier where state = ${state} and id = any (${[...dossierIds]}::uuid[])`.execute(
    tx.as(module),
  )
  return rows.map(({ id }) => id)
}

function movedBy(procedure: Procedure, row: DossierRow, event: string, now: Instant): DossierRow {
  const action = procedure.actions[event]
  if (action?.by !== 'event' || !leaves(action, row.state))
    throw new Error(`${procedure.id}: ${event} does not leave ${row.state} as an event`)
  const isEnd = procedure.states[action.to]?.end !== undefined
  return { ...row, state: action.to, visit: row.visit + 1, entered_at: now, closed_at: isEnd ? now : null }
}

function entryOf(
  tx: CommandTx,
  row: DossierRow,
  action: string,
  from: string,
  actor: Actor,
  now: Instant,
): DossierEntryRow {
  return {
    id: v7(),
    dossier_id: row.id,
    visit: action === 'open' ? 1 : row.visit,
    action,
    from_state: from,
    to_state: row.state,
    actor_kind: actor.kind,
    person_id: actor.personId,
    org_id: actor.orgId,
    agent_for: actor.agentFor,
    input: {},
    at: now,
    journal_id: tx.journalId,
  }
}

async function insertDossiers(
  tx: CommandTx,
  procedure: Procedure,
  rows: readonly DossierRow[],
): Promise<void> {
  const lists = rows.map((row) => ({ ...row, party_org_ids: `{${row.party_org_ids.join(',')}}` }))
  await sql`insert into platform.dossier (id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids,
      unit_id, opened_by, opened_at, state, visit, entered_at, closed_at, follows, of_person, step, asked_org_ids)
    select id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids::uuid[], unit_id, opened_by,
      opened_at, state, visit, entered_at, closed_at, follows, of_person, step, '{}'
    from jsonb_to_recordset(${JSON.stringify(lists)}::jsonb) as x(id uuid, procedure text, version int, title text,
      subject_kind text, subject_id uuid, org_id uuid, party_org_ids text, unit_id uuid, opened_by uuid,
      opened_at timestamptz, state text, visit int, entered_at timestamptz, closed_at timestamptz, follows uuid,
      of_person boolean, step text)`.execute(tx.as(procedure.module))
}

async function insertEntries(
  tx: CommandTx,
  procedure: Procedure,
  rows: readonly DossierEntryRow[],
): Promise<void> {
  await sql`insert into platform.dossier_entry (id, dossier_id, visit, action, from_state, to_state, actor_kind,
      person_id, org_id, agent_for, input, at, journal_id)
    select id, dossier_id, visit, action, from_state, to_state, actor_kind, person_id, org_id, agent_for, input, at,
      journal_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, dossier_id uuid, visit int, action text,
      from_state text, to_state text, actor_kind text, person_id uuid, org_id uuid, agent_for uuid, input jsonb, at timestamptz,
      journal_id uuid)`.execute(tx.as(procedure.module))
}

async function insertTerms(
  tx: CommandTx,
  procedure: Procedure,
  dossiers: readonly DossierRow[],
  now: Instant,
): Promise<void> {
  const rows: DeadlineRow[] = dossiers.flatMap((dossier) => {
    const due = procedure.states[dossier.state]?.due
    return due ? termRows(tx, due, dossier, dayOf(now), []) : []
  })
  await insertDeadlines(tx, procedure, rows)
}

/** Many deadline rows in one statement. */
export async function insertDeadlines(
  tx: CommandTx,
  procedure: Procedure,
  rows: readonly DeadlineRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into platform.deadline (id, kind, subject_kind, subject_id, dossier_id, visit, performs, term,
      starts_on, nominal_on, due_on, provisional, state, closed_at)
    select id, kind, subject_kind, subject_id, dossier_id, visit, performs, term, starts_on, nominal_on, due_on,
      provisional, state, closed_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, kind text, subject_kind text, subject_id uuid,
      dossier_id uuid, visit int, performs text, term jsonb, starts_on date, nominal_on date, due_on date,
      provisional boolean, state text, closed_at timestamptz)`.execute(tx.as(procedure.module))
}
