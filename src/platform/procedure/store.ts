import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

export interface DossierRow {
  id: string
  procedure: string
  version: number
  title: string
  subject_kind: string
  subject_id: string
  org_id: string
  party_org_ids: string[]
  unit_id: string | null
  opened_by: string | null
  opened_at: string
  state: string
  visit: number
  entered_at: string
  closed_at: string | null
  follows: string | null
  /** A person's own matter (a profile): no leaver hands it to a colleague. */
  of_person: boolean
  /** The step of its state: who is competent may differ from step to step (P4). */
  step: string | null
  /** Units asked for an opinion, which may read it. */
  asked_org_ids: string[]
}

export interface DossierEntryRow {
  id: string
  dossier_id: string
  visit: number
  action: string
  from_state: string
  to_state: string
  actor_kind: string
  person_id: string | null
  org_id: string | null
  /** For whom a deputy or secretary acted (P6); null when for oneself. */
  agent_for: string | null
  input: unknown
  at: string
  journal_id: string
}

export interface DeadlineRow {
  id: string
  kind: string
  subject_kind: string
  subject_id: string
  dossier_id: string | null
  visit: number | null
  performs: string | null
  term: unknown
  starts_on: string
  nominal_on: string
  due_on: string | null
  provisional: boolean
  state: string
  closed_at: string | null
}

export interface ProcedureTables {
  'platform.dossier': DossierRow
  'platform.dossier_entry': DossierEntryRow
  'platform.deadline': DeadlineRow
}

const tables = (tx: Tx, module: string) => tx.as<ProcedureTables>(module)

export async function insertDossier(tx: Tx, module: string, row: DossierRow): Promise<void> {
  await tables(tx, module).insertInto('platform.dossier').values(row).execute()
}

/** The dossier, locked: two actions on one dossier wait instead of failing at commit. */
export async function lockDossier(tx: Tx, module: string, id: string): Promise<DossierRow | undefined> {
  return tables(tx, module)
    .selectFrom('platform.dossier')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function findDossier(tx: Tx, module: string, id: string): Promise<DossierRow | undefined> {
  return tables(tx, module).selectFrom('platform.dossier').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The dossier this one follows, and those that follow it. */
export async function followedAndFollowing(
  tx: Tx,
  dossier: Pick<DossierRow, 'id' | 'follows'>,
): Promise<DossierRow[]> {
  return tables(tx, 'platform')
    .selectFrom('platform.dossier')
    .selectAll()
    .where((where) => where.or([where('follows', '=', dossier.id), where('id', '=', dossier.follows)]))
    .orderBy('opened_at')
    .limit(100)
    .execute()
}

export async function moveDossier(
  tx: Tx,
  module: string,
  id: string,
  to: Pick<DossierRow, 'state' | 'visit' | 'entered_at' | 'closed_at' | 'step' | 'unit_id' | 'asked_org_ids'>,
): Promise<void> {
  await tables(tx, module).updateTable('platform.dossier').set(to).where('id', '=', id).execute()
}

/** A dossier is named as its matter is. */
export async function retitleDossier(tx: Tx, module: string, id: string, title: string): Promise<void> {
  await tables(tx, module).updateTable('platform.dossier').set({ title }).where('id', '=', id).execute()
}

/** What a dossier is about passed from one organisation to another: it is the other one's from now on. */
export async function passDossier(
  tx: Tx,
  module: string,
  id: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await sql`update platform.dossier set org_id = case when org_id = ${from} then ${to}::uuid else org_id end,
      party_org_ids = array_replace(party_org_ids, ${from}::uuid, ${to}::uuid)
    where id = ${id}`.execute(tx.as(module))
}

/** A person's own matter that nobody had taken becomes this person's. */
export async function giveDossier(tx: Tx, module: string, id: string, personId: string): Promise<void> {
  await tables(tx, module)
    .updateTable('platform.dossier')
    .set({ opened_by: personId })
    .where('id', '=', id)
    .where('of_person', '=', true)
    .execute()
}

/** Lets a further organisation take part in an open dossier; again is harmless. */
export async function addParty(tx: Tx, module: string, id: string, orgId: string): Promise<void> {
  await sql`update platform.dossier set party_org_ids = array_append(party_org_ids, ${orgId}::uuid)
    where id = ${id} and not (${orgId}::uuid = any (party_org_ids))`.execute(tx.as(module))
}

export async function insertEntry(tx: Tx, module: string, row: DossierEntryRow): Promise<void> {
  const values = { ...row, input: JSON.stringify(row.input ?? null) }
  await tables(tx, module).insertInto('platform.dossier_entry').values(values).execute()
}

export async function entriesOf(tx: Tx, module: string, dossierId: string): Promise<DossierEntryRow[]> {
  return tables(tx, module)
    .selectFrom('platform.dossier_entry')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .orderBy('visit')
    .limit(1000)
    .execute()
}

/** Whether the person, or one of a deputy and the represented, performed one of the actions in a dossier. */
export async function hasPerformed(
  tx: Tx,
  module: string,
  dossierId: string,
  actions: readonly string[],
  actor: { readonly personId: string | null; readonly agentFor: string | null },
): Promise<'self' | 'agent' | undefined> {
  if (actions.length === 0 || actor.personId === null) return undefined
  const same = [actor.personId, ...(actor.agentFor === null ? [] : [actor.agentFor])]
  const row = await tables(tx, module)
    .selectFrom('platform.dossier_entry')
    .select('person_id')
    .where('dossier_id', '=', dossierId)
    .where('action', 'in', [...actions])
    .where((where) => where.or([where('person_id', 'in', same), where('agent_for', 'in', same)]))
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return row.person_id === actor.personId ? 'self' : 'agent'
}

/** Whether the person, or one of a deputy and the represented, made an entry in a dossier for this organisation. */
export async function hasActedFor(
  tx: Tx,
  module: string,
  dossierId: string,
  orgId: string,
  actor: { readonly personId: string | null; readonly agentFor: string | null },
): Promise<boolean> {
  if (actor.personId === null) return false
  const same = [actor.personId, ...(actor.agentFor === null ? [] : [actor.agentFor])]
  const row = await tables(tx, module)
    .selectFrom('platform.dossier_entry')
    .select('person_id')
    .where('dossier_id', '=', dossierId)
    .where('org_id', '=', orgId)
    .where((where) => where.or([where('person_id', 'in', same), where('agent_for', 'in', same)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function closeDeadlines(tx: Tx, module: string, dossierId: string, at: string): Promise<void> {
  await tables(tx, module)
    .updateTable('platform.deadline')
    .set({ state: 'done', closed_at: at })
    .where('dossier_id', '=', dossierId)
    .where('state', '=', 'open')
    .execute()
}

/**
 * Closes the term of the state a dossier is in, with its reminders, and nothing else that runs at the same visit: the
 * term of an answer to an objection, of an opinion, of an appointment. It was the first to open there.
 */
export async function closeTermOfState(
  tx: Tx,
  module: string,
  dossier: Pick<DossierRow, 'id' | 'visit'>,
  performs: string | null,
  at: string,
): Promise<void> {
  await sql`
    with own as (
      select performs, term -> 'term' as term, starts_on from platform.deadline
      where dossier_id = ${dossier.id} and visit = ${dossier.visit} and state = 'open' and kind = 'term'
        and performs is not distinct from ${performs}::text
      order by starts_on, id limit 1)
    update platform.deadline d set state = 'done', closed_at = ${at} from own
    where d.dossier_id = ${dossier.id} and d.visit = ${dossier.visit} and d.state = 'open'
      and d.term -> 'term' = own.term and d.starts_on = own.starts_on
      and (d.kind = 'reminder' or d.kind = 'term' and d.performs is not distinct from own.performs)`.execute(
    tx.as(module),
  )
}

export async function closeDeadline(tx: Tx, module: string, id: string, at: string): Promise<void> {
  await tables(tx, module)
    .updateTable('platform.deadline')
    .set({ state: 'done', closed_at: at })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute()
}

export async function insertDeadline(tx: Tx, module: string, row: DeadlineRow): Promise<void> {
  const values = { ...row, term: JSON.stringify(row.term) }
  await tables(tx, module).insertInto('platform.deadline').values(values).execute()
}

export async function deadlinesOf(
  tx: Tx,
  module: string,
  dossierIds: readonly string[],
): Promise<DeadlineRow[]> {
  if (dossierIds.length === 0) return []
  return tables(tx, module)
    .selectFrom('platform.deadline')
    .selectAll()
    .where('dossier_id', 'in', [...dossierIds])
    .where('state', '=', 'open')
    .execute()
}
