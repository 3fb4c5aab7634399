import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

export interface ObjectionRow {
  id: string
  notice_id: string
  kind: 'objection' | 'lead'
  code_hash: string
  person_id: string | null
  /** For whom a deputy objected; null when in own name. */
  agent_for: string | null
  words: string
  at: string
  journal_id: string
  deadline_id: string | null
  state: 'open' | 'upheld' | 'rejected' | 'overtaken'
  answer: string | null
  answered_by: string | null
  answered_at: string | null
}

export interface ObjectorRow {
  objection_id: string
  name: string
  contact: string
}

interface WordTables {
  'platform.objection': ObjectionRow
  'platform.objector': ObjectorRow
  'platform.objection_file': { objection_id: string; file_id: string }
}

const tables = (tx: Tx) => tx.as<WordTables>('platform')

/** Words against a notice on one page, those that wait first; more are a page nobody reads. */
const MANY = 500

export async function insertObjection(
  tx: Tx,
  row: ObjectionRow,
  objector: ObjectorRow,
  fileIds: readonly string[],
): Promise<void> {
  await tables(tx).insertInto('platform.objection').values(row).execute()
  if (objector.name !== '' || objector.contact !== '')
    await tables(tx).insertInto('platform.objector').values(objector).execute()
  if (fileIds.length > 0)
    await tables(tx)
      .insertInto('platform.objection_file')
      .values(fileIds.map((file_id) => ({ objection_id: row.id, file_id })))
      .execute()
}

/** Words against a notice as a page lists them, those that wait for an answer first; all, or one person's own. */
export async function objectionsTo(
  tx: Tx,
  noticeId: string,
  personId: string | null,
): Promise<ObjectionRow[]> {
  const all = tables(tx).selectFrom('platform.objection').selectAll().where('notice_id', '=', noticeId)
  return (personId === null ? all : all.where('person_id', '=', personId))
    .orderBy((by) => by('state', '<>', 'open'))
    .orderBy('kind', 'desc')
    .orderBy('at')
    .orderBy('id')
    .limit(MANY)
    .execute()
}

/** How the words against a notice stand: objections that are open or upheld, and leads. */
export interface WordCounts {
  readonly open: number
  readonly upheld: number
  readonly leads: number
  readonly openLeads: number
}

export async function countWords(tx: Tx, noticeId: string): Promise<WordCounts> {
  const { rows } = await sql<WordCounts>`
    select count(*) filter (where kind = 'objection' and state = 'open')::int as open,
      count(*) filter (where kind = 'objection' and state = 'upheld')::int as upheld,
      count(*) filter (where kind = 'lead')::int as leads,
      count(*) filter (where kind = 'lead' and state = 'open')::int as "openLeads"
    from platform.objection where notice_id = ${noticeId}`.execute(tx.as('platform'))
  return rows[0] ?? { open: 0, upheld: 0, leads: 0, openLeads: 0 }
}

/** How many objections to each notice wait for their answer; one without is left out. */
export async function countOpenObjections(
  tx: Tx,
  noticeIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ notice_id: string; n: number }>`
    select notice_id, count(*)::int as n from platform.objection
    where kind = 'objection' and state = 'open' and notice_id = any (${[...noticeIds]}::uuid[])
    group by notice_id`.execute(tx.as('platform'))
  return new Map(rows.map(({ notice_id, n }) => [notice_id, n]))
}

export async function findObjection(
  tx: Tx,
  by: { readonly id: string } | { readonly codeHash: string },
): Promise<ObjectionRow | undefined> {
  const query = tables(tx).selectFrom('platform.objection').selectAll()
  return (
    'id' in by ? query.where('id', '=', by.id) : query.where('code_hash', '=', by.codeHash)
  ).executeTakeFirst()
}

export async function changeObjection(tx: Tx, id: string, to: Partial<ObjectionRow>): Promise<void> {
  await tables(tx).updateTable('platform.objection').set(to).where('id', '=', id).execute()
}

/** Open objections to a notice are overtaken: it was withdrawn, or the matter went another way. Answers their terms. */
export async function overtakeObjections(tx: Tx, noticeId: string): Promise<string[]> {
  const overtaken = await tables(tx)
    .updateTable('platform.objection')
    .set({ state: 'overtaken' })
    .where('notice_id', '=', noticeId)
    .where('kind', '=', 'objection')
    .where('state', '=', 'open')
    .returning('deadline_id')
    .execute()
  return overtaken.map((row) => row.deadline_id).filter((id) => id !== null)
}

export async function objectorsOf(tx: Tx, objectionIds: readonly string[]): Promise<ObjectorRow[]> {
  if (objectionIds.length === 0) return []
  return tables(tx)
    .selectFrom('platform.objector')
    .selectAll()
    .where('objection_id', 'in', [...objectionIds])
    .execute()
}

export async function filesOfObjections(
  tx: Tx,
  objectionIds: readonly string[],
): Promise<{ objection_id: string; file_id: string }[]> {
  if (objectionIds.length === 0) return []
  return tables(tx)
    .selectFrom('platform.objection_file')
    .selectAll()
    .where('objection_id', 'in', [...objectionIds])
    .execute()
}

/** Forgets who objected to a notice; answers how many. */
export async function deleteObjectors(tx: Tx, noticeId: string): Promise<number> {
  const done = await tables(tx)
    .deleteFrom('platform.objector')
    .where('objection_id', 'in', (select) =>
      select.selectFrom('platform.objection').select('id').where('notice_id', '=', noticeId),
    )
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

/** Takes an erased person out of the objections it made; the words stay, for the matter. */
export async function forgetObjector(tx: Tx, personId: string): Promise<number> {
  const made = tables(tx).selectFrom('platform.objection').select('id').where('person_id', '=', personId)
  const done = await tables(tx)
    .deleteFrom('platform.objector')
    .where('objection_id', 'in', made)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}
