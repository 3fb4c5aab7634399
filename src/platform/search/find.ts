import { Refusal } from '../refusal.ts'
import { matterOf } from './document.ts'
import type { Sql } from './sql.ts'

/** Identifier of a public record by that identifier or its public one; refused as absent when nothing public has it. */
export async function indexedId(sql: Sql, kind: string, id: string): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `select id from platform.search_doc where kind = $1 and id = $2
     union all select id from platform.search_doc where kind = $1 and public_id = $2 limit 1`,
    [kind, id],
  )
  if (!row) throw new Refusal('absent', '没有找到这条记录，或它已下架。')
  return row.id
}

/** What is public of a record, as lists show it. */
export interface IndexedRecord {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly ownerName: string
  readonly item: unknown
}

/** The public records among these ids, by id. */
export async function indexedRecords(
  sql: Sql,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, IndexedRecord>> {
  const rows = await sql.query<IndexedRecord>(
    `select id, public_id as "publicId", code, name, owner_name as "ownerName", item
     from platform.search_doc where kind = $1 and id = any($2::text[])`,
    [kind, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** A key of the public text of each of these records, by id: another text has another key. */
export async function textKeys(
  sql: Sql,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ id: string; key: string }>(
    'select id, md5(text) as key from platform.search_doc where kind = $1 and id = any($2::text[])',
    [kind, ids],
  )
  return new Map(rows.map(({ id, key }) => [id, key]))
}

/** What each of these records is about, folded, its name in the first line: public text without code and owner. */
export async function indexedTexts(
  sql: Sql,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.query<{ id: string; text: string }>(
    'select id, text from platform.search_doc where kind = $1 and id = any($2::text[])',
    [kind, ids],
  )
  return new Map(rows.map(({ id, text }) => [id, matterOf(text)]))
}
