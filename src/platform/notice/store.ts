import { sql } from 'kysely'
import type { Term } from '../calendar/calendar.ts'
import type { KeptTerm } from '../calendar/deadlines.ts'
import type { Tx } from '../db/database.ts'
import type { NoticeAudience } from '../procedure/facet.ts'
import type { KeptField } from './rules.ts'

export interface NoticeRow {
  id: string
  public_id: string
  dossier_id: string
  visit: number
  procedure: string
  deadline_id: string
  org_id: string
  title: string
  subject: string
  audience: NoticeAudience
  identity: 'named' | 'any'
  /** Given by the organisation itself, which then answers: `unit_id` is its own. */
  by_org: boolean
  opened_at: string
  state: 'open' | 'closed' | 'replaced' | 'withdrawn'
  closed_at: string | null
  closed_journal: string | null
  reason: string | null
  names_until: string | null
  sample: boolean
}

/** A notice with the term of its visit, which is the deadline of the state, and the unit its dossier is at today. */
export interface NoticeWithTerm extends NoticeRow {
  unit_id: string | null
  starts_on: string
  nominal_on: string
  due_on: string | null
  provisional: boolean
  term: Term
}

export interface VersionRow {
  notice_id: string
  version: number
  at: string
  journal_id: string
  reason: string | null
  fields: KeptField[]
  salts: (string | null)[]
  digest: string
}

export interface NameRow {
  notice_id: string
  version: number
  place: number
  value: string
}

export interface PhotoRow {
  notice_id: string
  file_id: string
  taken_on: string
  at: string
  journal_id: string
}

interface NoticeTables {
  'platform.notice': NoticeRow
  'platform.notice_version': Omit<VersionRow, 'fields' | 'salts'> & { fields: unknown; salts: unknown }
  'platform.notice_name': NameRow
  'platform.notice_photo': PhotoRow
  'platform.organisation': { id: string; sample: boolean }
}

const tables = (tx: Tx) => tx.as<NoticeTables>('platform')

/** Versions and photographs of one notice: people stop long before. */
const MANY = 500

export async function insertNotice(tx: Tx, row: NoticeRow): Promise<void> {
  await tables(tx).insertInto('platform.notice').values(row).execute()
}

export async function changeNotice(tx: Tx, id: string, to: Partial<NoticeRow>): Promise<void> {
  await tables(tx).updateTable('platform.notice').set(to).where('id', '=', id).execute()
}

export async function insertVersion(tx: Tx, row: VersionRow, names: readonly NameRow[]): Promise<void> {
  const values = { ...row, fields: JSON.stringify(row.fields), salts: JSON.stringify(row.salts) }
  await tables(tx).insertInto('platform.notice_version').values(values).execute()
  if (names.length > 0)
    await tables(tx)
      .insertInto('platform.notice_name')
      .values([...names])
      .execute()
}

/** A query over notices with their terms; `where` is the condition with its order. */
async function withTerms(tx: Tx, where: ReturnType<typeof sql>): Promise<NoticeWithTerm[]> {
  type Raw = Omit<NoticeWithTerm, 'term'> & { term: KeptTerm }
  const { rows } = await sql<Raw>`
    select n.*, case when n.by_org then n.org_id else u.unit_id end as unit_id, d.starts_on, d.nominal_on, d.due_on, d.provisional, d.term
    from platform.notice n join platform.deadline d on d.id = n.deadline_id
    join platform.dossier u on u.id = n.dossier_id ${where}`.execute(tx.as('platform'))
  return rows.map((row) => ({ ...row, term: row.term.term }))
}

/** The notice of a visit. */
export async function noticeOf(
  tx: Tx,
  dossier: { readonly id: string; readonly visit: number },
): Promise<NoticeWithTerm | undefined> {
  const rows = await withTerms(tx, sql`where n.dossier_id = ${dossier.id} and n.visit = ${dossier.visit}`)
  return rows[0]
}

export async function findNotice(
  tx: Tx,
  by: { readonly id: string } | { readonly publicId: string },
): Promise<NoticeWithTerm | undefined> {
  const rows = await withTerms(
    tx,
    'id' in by ? sql`where n.id = ${by.id}` : sql`where n.public_id = ${by.publicId}`,
  )
  return rows[0]
}

export interface NoticeQuestion {
  readonly q: string
  readonly states: readonly NoticeRow['state'][]
  readonly procedure?: string | undefined
  readonly term?: 'noticeDays' | 'noticeWorkingDays' | undefined
  readonly dossierId?: string | undefined
  /** Whose notices: everybody's as far as public, or those a member of this organisation or unit may read. */
  readonly reader: 'public' | 'all' | { readonly orgId: string | null; readonly isUnit: boolean }
  readonly after: { readonly at: string; readonly id: string } | null
  readonly limit: number
}

function conditions(asked: NoticeQuestion) {
  const like = `%${asked.q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  const { reader } = asked
  const orgId = typeof reader === 'object' ? reader.orgId : null
  const isUnit = typeof reader === 'object' && reader.isUnit
  const isAll = reader === 'all'
  return sql`where n.state = any (${[...asked.states]}::text[])
    and (${asked.q} = '' or n.title ilike ${like}
      or (n.subject ilike ${like} and (n.audience <> 'unit' or ${isAll}
        or n.org_id = ${orgId}::uuid or (${isUnit} and not n.by_org and u.unit_id = ${orgId}::uuid))))
    and (${asked.procedure ?? null}::text is null or n.procedure = ${asked.procedure ?? null})
    and (${asked.dossierId ?? null}::uuid is null or n.dossier_id = ${asked.dossierId ?? null}::uuid)
    and (${asked.term ?? null}::text is null or (d.term -> 'term') ? ${asked.term ?? ''})
    and (${typeof reader === 'string'} or n.org_id = ${orgId}::uuid or (${isUnit} and not n.by_org and u.unit_id = ${orgId}::uuid))`
}

/** A page of notices, newest first. */
export async function listNotices(tx: Tx, asked: NoticeQuestion): Promise<NoticeWithTerm[]> {
  const { after } = asked
  return withTerms(
    tx,
    sql`${conditions(asked)}
      and (${after?.at ?? null}::timestamptz is null
        or (n.opened_at, n.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by n.opened_at desc, n.id desc limit ${asked.limit}`,
  )
}

/** How many notices answer the question, counted to `cap`. */
export async function countNotices(tx: Tx, asked: NoticeQuestion, cap: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
    select 1 from platform.notice n join platform.deadline d on d.id = n.deadline_id
    join platform.dossier u on u.id = n.dossier_id ${conditions(asked)}
    limit ${cap}) x`.execute(tx.as('platform'))
  return rows[0]?.n ?? 0
}

/** All notices of a dossier, first to last: what was replaced stays readable. */
export async function noticesOfDossier(tx: Tx, dossierId: string): Promise<NoticeWithTerm[]> {
  return withTerms(tx, sql`where n.dossier_id = ${dossierId} order by n.visit limit ${MANY}`)
}

export async function versionsOf(tx: Tx, noticeIds: readonly string[]): Promise<VersionRow[]> {
  if (noticeIds.length === 0) return []
  const rows = await tables(tx)
    .selectFrom('platform.notice_version')
    .selectAll()
    .where('notice_id', 'in', [...noticeIds])
    .orderBy('notice_id')
    .orderBy('version')
    .limit(MANY)
    .execute()
  return rows as VersionRow[]
}

export async function namesOf(tx: Tx, noticeIds: readonly string[]): Promise<NameRow[]> {
  if (noticeIds.length === 0) return []
  return tables(tx)
    .selectFrom('platform.notice_name')
    .selectAll()
    .where('notice_id', 'in', [...noticeIds])
    .execute()
}

/** Deletes the personal values of a notice; answers how many there were. */
export async function deleteNames(tx: Tx, noticeId: string): Promise<number> {
  const done = await tables(tx)
    .deleteFrom('platform.notice_name')
    .where('notice_id', '=', noticeId)
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}

export async function insertPhoto(tx: Tx, row: PhotoRow): Promise<void> {
  await tables(tx).insertInto('platform.notice_photo').values(row).execute()
}

export async function photosOf(tx: Tx, noticeId: string): Promise<PhotoRow[]> {
  return tables(tx)
    .selectFrom('platform.notice_photo')
    .selectAll()
    .where('notice_id', '=', noticeId)
    .orderBy('at')
    .limit(MANY)
    .execute()
}

/** The notice whose posted sheet a file shows. */
export async function noticeOfPhoto(tx: Tx, fileId: string): Promise<string | undefined> {
  const row = await tables(tx)
    .selectFrom('platform.notice_photo')
    .select('notice_id')
    .where('file_id', '=', fileId)
    .limit(1)
    .executeTakeFirst()
  return row?.notice_id
}

/** Whether photographs of the posted sheet have come down: they show the names that ended (practice.md P14). */
export async function isSheetDown(tx: Tx, noticeId: string, today: string): Promise<boolean> {
  const { rows } = await sql`select from platform.notice n
    where n.id = ${noticeId} and n.names_until <= ${today}::date and exists (
      select from platform.notice_version v where v.notice_id = n.id and v.fields @> '[{"personal": true}]')
  `.execute(tx.as('platform'))
  return rows.length > 0
}

export async function isSampleOrg(tx: Tx, orgId: string): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('platform.organisation')
    .select('sample')
    .where('id', '=', orgId)
    .executeTakeFirst()
  return row?.sample ?? false
}

export interface ProvenLeaf {
  readonly journalId: string
  readonly hash: string
  /** What was hashed, canonical JSON; whom and what it is about stands in it only as salted commitments. */
  readonly body: string
}

/** The evidence leaves of these journal entries. */
export async function leavesWithBodies(
  tx: Tx,
  journalIds: readonly string[],
): Promise<ReadonlyMap<string, ProvenLeaf>> {
  const { rows } = await sql<ProvenLeaf>`
    select j.id as "journalId", l.hash, l.body from platform.journal j
    join platform.evidence_leaf l on l.id = j.leaf_id
    where j.id = any (${[...journalIds]}::uuid[])`.execute(tx.as('platform'))
  return new Map(rows.map((row) => [row.journalId, row]))
}
