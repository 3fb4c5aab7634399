import type { Database } from '../db/database.ts'
import { analyse, type SearchDoc } from './document.ts'
import { mergeWhereDue } from './merge.ts'
import { nameKey } from './name-key.ts'
import { insertBlocks, newSegmentId, SegmentBuilder } from './segment.ts'
import { sqlOf, type Sql } from './sql.ts'
import { averageLength, changeState, lockKind, readState } from './state.ts'
import type { SearchSource } from './source.ts'

/** Larger batches make fewer merges: a third of the time a record of batches of 500. */
const DOCS_PER_TRANSACTION = 2_000

/**
 * Brings the index of a source up to date for these record ids: those it still answers are indexed, the others
 * removed. Safe to call from several processes: one indexer a kind at a time (advisory lock), records read after
 * the lock is held, so that an older state never overwrites a newer one.
 */
export async function indexRecords(
  db: Database,
  source: SearchSource,
  ids: readonly string[],
): Promise<void> {
  for (let from = 0; from < ids.length; from += DOCS_PER_TRANSACTION) {
    const part = ids.slice(from, from + DOCS_PER_TRANSACTION)
    await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
      const sql = sqlOf(tx)
      await lockKind(sql, source.kind)
      const docs = await source.load(tx, part)
      const found = new Set(docs.map((doc) => doc.id))
      await upsert(sql, source.kind, docs)
      await remove(
        sql,
        source.kind,
        part.filter((id) => !found.has(id)),
      )
    })
  }
}

/** Indexes the public records of one owner anew, whose name or kind they show. */
export async function reindexOwner(db: Database, source: SearchSource, ownerOrgId: string): Promise<void> {
  for (let after: string | null = null; ;) {
    const page: string | null = after
    const ids: readonly string[] = await db.transaction(
      { isolation: 'read committed', readOnly: true, module: 'platform' },
      (tx) => source.ids(tx, page, DOCS_PER_TRANSACTION, ownerOrgId),
    )
    await indexRecords(db, source, ids)
    after = ids.at(-1) ?? null
    if (after === null || ids.length < DOCS_PER_TRANSACTION) return
  }
}

/** Indexes every public record of a source anew, without a gap for readers; answers how many. */
export async function reindex(db: Database, source: SearchSource): Promise<number> {
  let count = 0
  for (let after: string | null = null; ;) {
    const page: string | null = after
    const ids: readonly string[] = await db.transaction(
      { isolation: 'read committed', readOnly: true, module: 'platform' },
      (tx) => source.ids(tx, page, DOCS_PER_TRANSACTION),
    )
    await removeBetween(db, source.kind, page, ids)
    await indexRecords(db, source, ids)
    count += ids.length
    after = ids.at(-1) ?? null
    if (after === null || ids.length < DOCS_PER_TRANSACTION) return count
  }
}

/** Removes indexed records between two pages of the source that the source does not know any more. */
async function removeBetween(
  db: Database,
  kind: string,
  after: string | null,
  ids: readonly string[],
): Promise<void> {
  const last = ids.length < DOCS_PER_TRANSACTION ? null : (ids.at(-1) ?? null)
  await db.transaction({ isolation: 'read committed', module: 'platform' }, async (tx) => {
    const sql = sqlOf(tx)
    await lockKind(sql, kind)
    const gone = await sql.query<{ id: string }>(
      `select id from platform.search_doc where kind = $1 and ($2::text is null or id > $2)
         and ($3::text is null or id <= $3) and id <> all($4::text[])`,
      [kind, after, last, ids],
    )
    await remove(
      sql,
      kind,
      gone.map(({ id }) => id),
    )
  })
}

/** Adds or replaces documents of one kind (the last of several with one id wins), inside the caller's transaction, under `lockKind`. */
export async function upsert(sql: Sql, kind: string, given: readonly SearchDoc[]): Promise<void> {
  const docs = [...new Map(given.map((doc) => [doc.id, doc])).values()]
  if (docs.length === 0) return
  await remove(
    sql,
    kind,
    docs.map((doc) => doc.id),
  )
  const state = await readState(sql, kind)
  const analysed = docs.map((doc) => analyse(doc))
  const builder = new SegmentBuilder(averageLength(state, analysed))
  for (const [i, one] of analysed.entries()) builder.add(state.next_doc + i, one)
  await insertDocs(sql, kind, state.next_doc, docs, analysed)
  const segment = newSegmentId()
  await insertBlocks(sql, segment, builder.rows())
  await sql.query(
    'insert into platform.search_segment (segment, kind, first_doc, docs) values ($1, $2, $3, $4)',
    [segment, kind, state.next_doc, docs.length],
  )
  await changeState(sql, kind, docs.length, docs.length, sum(analysed.map((one) => one.length)))
  await mergeWhereDue(sql, kind)
}

/** Removes records from the index, inside the caller's transaction, under `lockKind`; unknown ids are ignored. */
export async function remove(sql: Sql, kind: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const [gone] = await sql.query<{ count: number; length: number }>(
    `with gone as (delete from platform.search_doc where kind = $1 and id = any($2::text[]) returning doc, length),
       dead as (insert into platform.search_dead (kind, doc) select $1, doc from gone)
     select count(*)::int as count, coalesce(sum(length), 0)::int as length from gone`,
    [kind, ids],
  )
  if (gone !== undefined && gone.count > 0) await changeState(sql, kind, 0, -gone.count, -gone.length)
}

async function insertDocs(
  sql: Sql,
  kind: string,
  firstDoc: number,
  docs: readonly SearchDoc[],
  analysed: readonly { text: string; length: number }[],
): Promise<void> {
  const rows = docs.map((doc, i) => docColumns(doc, firstDoc + i, analysed[i] ?? { text: '', length: 0 }))
  await sql.query(
    `insert into platform.search_doc (kind, doc, id, public_id, code, name, owner_name, name_key, published_at, length, item, text)
     select $1, r.doc, r.id, r.public_id, r.code, r.name, r.owner_name, r.name_key, r.published_at, r.length, r.item, r.text
     from json_to_recordset($2::json) as r(doc int, id text, public_id text, code text, name text, owner_name text,
       name_key text, published_at timestamptz, length int, item json, text text)`,
    [kind, withoutNul(JSON.stringify(rows))],
  )
}

/** A row of platform.search_doc without its kind. */
export function docColumns(
  doc: SearchDoc,
  number: number,
  analysed: { readonly text: string; readonly length: number },
): Record<string, unknown> {
  return {
    doc: number,
    id: doc.id,
    public_id: doc.publicId,
    code: doc.code.toWellFormed(),
    name: doc.name.toWellFormed(),
    owner_name: doc.ownerName.toWellFormed(),
    name_key: nameKey(doc.name),
    published_at: doc.publishedAt,
    length: analysed.length,
    item: doc.item,
    text: analysed.text,
  }
}

/** PostgreSQL text holds no NUL; JSON writes it as an escape. */
export function withoutNul(json: string): string {
  return json.replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1 ')
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
