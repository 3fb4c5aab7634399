import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

export interface CaseRow {
  id: string
  public_id: string
  org_id: string
  unit_org_id: string
  clerk_person: string
  brought_by: string
  delegation_id: string
  matter: string
  paper_on: string
  scan_file_id: string
  opened_at: string
  closed_at: string | null
  /** Why the paper went back with nothing handed in; null otherwise. */
  returned: string | null
}

interface ObjectionRow {
  id: string
  case_id: string
  reason: string
  by_person: string
  at: string
  journal_id: string
}

interface CounterTables {
  'platform.counter_case': CaseRow
  'platform.counter_dossier': {
    case_id: string
    dossier_id: string
    at: string
    /** Opening it was handing it in: it has no draft. */
    handed_in: boolean
  }
  'platform.counter_objection': ObjectionRow
  'platform.counter_answer': {
    objection_id: string
    words: string
    by_person: string
    at: string
    journal_id: string
  }
}

export function counter(tx: Tx) {
  return tx.as<CounterTables>('platform')
}

export async function findCase(tx: Tx, id: string): Promise<CaseRow | undefined> {
  return counter(tx).selectFrom('platform.counter_case').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function publicCase(tx: Tx, publicId: string): Promise<CaseRow | undefined> {
  return counter(tx)
    .selectFrom('platform.counter_case')
    .selectAll()
    .where('public_id', '=', publicId)
    .executeTakeFirst()
}

/** The open case whose seat this clerk sits in. */
export async function caseOfSeat(
  tx: Tx,
  seat: { readonly clerk: string; readonly broughtBy: string; readonly orgId: string },
): Promise<CaseRow | undefined> {
  return counter(tx)
    .selectFrom('platform.counter_case')
    .selectAll()
    .where('clerk_person', '=', seat.clerk)
    .where('brought_by', '=', seat.broughtBy)
    .where('org_id', '=', seat.orgId)
    .where('closed_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
}

export async function linkDossier(
  tx: Tx,
  caseId: string,
  dossier: { readonly id: string; readonly handedIn: boolean },
  at: string,
): Promise<void> {
  await counter(tx)
    .insertInto('platform.counter_dossier')
    .values({ case_id: caseId, dossier_id: dossier.id, at, handed_in: dossier.handedIn })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export async function isLinked(tx: Tx, caseId: string, dossierId: string): Promise<boolean> {
  const row = await counter(tx)
    .selectFrom('platform.counter_dossier')
    .select('at')
    .where('case_id', '=', caseId)
    .where('dossier_id', '=', dossierId)
    .executeTakeFirst()
  return row !== undefined
}

/** Paper applications the dossier came in by, in the order they came; those that went back are not of them. */
export async function casesOfDossier(tx: Tx, dossierId: string): Promise<CaseRow[]> {
  return counter(tx)
    .selectFrom('platform.counter_case as c')
    .innerJoin('platform.counter_dossier as d', 'd.case_id', 'c.id')
    .selectAll('c')
    .where('d.dossier_id', '=', dossierId)
    .where('c.returned', 'is', null)
    .orderBy('c.opened_at')
    .orderBy('c.id')
    .limit(100)
    .execute()
}

export interface CaseDossier {
  readonly id: string
  readonly procedure: string
  readonly title: string
  readonly state: string
  readonly visit: number
  /** When the clerk handed it in; null while it is a draft. */
  readonly received_at: string | null
}

/**
 * Dossiers of a case, and when each was handed in, by the database's clock: its first step after it was opened, or its
 * opening where it has no draft.
 */
export async function dossiersOfCase(tx: Tx, caseId: string): Promise<CaseDossier[]> {
  const { rows } = await sql<CaseDossier>`
    select d.id, d.procedure, d.title, d.state, d.visit,
      case when c.handed_in then c.at else (select min(e.at) from platform.dossier_entry e
        where e.dossier_id = d.id and e.visit > 1) end as received_at
    from platform.counter_dossier c join platform.dossier d on d.id = c.dossier_id
    where c.case_id = ${caseId} order by c.at limit 100`.execute(tx.as('platform'))
  return rows
}

export interface Objection {
  readonly id: string
  readonly reason: string
  readonly by_person: string
  readonly at: string
  readonly words: string | null
  readonly answered_at: string | null
}

export async function objectionsOf(tx: Tx, caseId: string): Promise<Objection[]> {
  const rows = await counter(tx)
    .selectFrom('platform.counter_objection as o')
    .leftJoin('platform.counter_answer as a', 'a.objection_id', 'o.id')
    .select(['o.id', 'o.reason', 'o.by_person', 'o.at', 'a.words', 'a.at as answered_at'])
    .where('o.case_id', '=', caseId)
    .orderBy('o.at')
    .limit(100)
    .execute()
  return rows
}
