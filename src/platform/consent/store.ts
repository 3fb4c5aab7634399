import { sql } from 'kysely'
import type { KeptTerm } from '../calendar/deadlines.ts'
import type { Tx } from '../db/database.ts'
import type { ConsentDef } from '../procedure/facet.ts'

export interface OpinionAskedRow {
  id: string
  dossier_id: string
  visit: number
  unit_org_id: string
  /** Place in the plan's order, from 1. */
  place: number
  basis: string
  asked_at: string
  starts_on: string
  term: KeptTerm
  /** What silence meant when it was asked (P31); null: nothing. */
  silence: NonNullable<ConsentDef['silence']> | null
}

export type Verdict = '同意' | '不同意' | '无意见'

export interface OpinionRow {
  id: string
  asked_id: string
  verdict: Verdict
  words: string
  late: boolean
  person_id: string
  at: string
  journal_id: string
}

interface ConsentTables {
  'platform.opinion_asked': OpinionAskedRow
  'platform.opinion': OpinionRow
}

const tables = (tx: Tx, module: string) => tx.as<ConsentTables>(module)

/** Asks units, and lets them read the dossier. */
export async function insertAsked(
  tx: Tx,
  module: string,
  dossierId: string,
  rows: readonly OpinionAskedRow[],
): Promise<void> {
  if (rows.length === 0) return
  await tables(tx, module)
    .insertInto('platform.opinion_asked')
    .values(
      rows.map((row) => ({
        ...row,
        term: JSON.stringify(row.term) as unknown as KeptTerm,
        silence: row.silence && (JSON.stringify(row.silence) as unknown as OpinionAskedRow['silence']),
      })),
    )
    .execute()
  const asked = rows.map((row) => row.unit_org_id)
  await sql`update platform.dossier set asked_org_ids = array(
      select unit from unnest(asked_org_ids || ${asked}::uuid[]) as unit group by unit)
    where id = ${dossierId}`.execute(tx.as(module))
}

/** Everybody asked in a dossier, first round first, in the plan's order. */
export async function askedOf(tx: Tx, module: string, dossierId: string): Promise<OpinionAskedRow[]> {
  return tables(tx, module)
    .selectFrom('platform.opinion_asked')
    .selectAll()
    .where('dossier_id', '=', dossierId)
    .orderBy('visit')
    .orderBy('place')
    .limit(1000)
    .execute()
}

export async function opinionsOn(tx: Tx, module: string, askedIds: readonly string[]): Promise<OpinionRow[]> {
  if (askedIds.length === 0) return []
  return tables(tx, module)
    .selectFrom('platform.opinion')
    .selectAll()
    .where('asked_id', 'in', [...askedIds])
    .orderBy('at')
    .execute()
}

/** Keeps what a unit said, and ends its term with its reminders. */
export async function insertOpinion(
  tx: Tx,
  module: string,
  row: OpinionRow,
  dossierId: string,
): Promise<void> {
  await tables(tx, module).insertInto('platform.opinion').values(row).execute()
  await sql`update platform.deadline set state = 'done', closed_at = ${row.at}
    where dossier_id = ${dossierId} and kind in ('opinion', 'reminder') and subject_id = ${row.asked_id} and state = 'open'`.execute(
    tx.as(module),
  )
}
