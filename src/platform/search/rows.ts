import type { Cursor, Place } from './cursor.ts'
import { seek } from './sets.ts'
import type { Sql } from './sql.ts'

/** A document as stored, without its text. */
export interface DocRow {
  readonly doc: number
  readonly id: string
  readonly public_id: string
  readonly code: string
  readonly name: string
  readonly owner_name: string
  readonly published_at: string
  readonly item: unknown
}

/** With the value it is sorted by, for a cursor. */
export interface SortedRow extends DocRow {
  readonly key: string
}

export type StoredSort = 'newest' | 'name' | 'code'

/** Higher than any document number. */
const NO_DOC = 2_147_483_647
const COLUMNS = 'd.doc, d.id, d.public_id, d.code, d.name, d.owner_name, d.published_at, d.item'
/** Up to this many matches are sorted by the database directly. */
const SORTED_DIRECTLY = 5_000
/** Rows of a stored order looked at in one statement, and statements at most, before sorting directly after all. */
const WALK_ROWS = 2_000
const WALK_STEPS = 25

const ORDERS: Readonly<
  Record<StoredSort, { order: string; after: string; start: readonly (string | number)[] }>
> = {
  newest: {
    order: 'd.published_at desc, d.doc desc',
    after: '(d.published_at, d.doc) < ($2::timestamptz, $3::int)',
    start: ['infinity', NO_DOC],
  },
  name: {
    order: 'd.name_key, d.doc',
    after: '(d.name_key, d.doc) > ($2::text, $3::int)',
    start: ['', 0],
  },
  code: {
    order: 'd.code, d.doc',
    after: '(d.code, d.doc) > ($2::text, $3::int)',
    start: ['', 0],
  },
}

const KEY_COLUMNS: Readonly<Record<StoredSort, string>> = {
  newest: 'd.published_at',
  name: 'd.name_key',
  code: 'd.code',
}

/**
 * Where the record a page ended with stands in the index now. One that is gone meanwhile stands before its equals, so
 * that some are shown again rather than none left out.
 */
export async function placeOf(sql: Sql, kind: string, cursor: Cursor | null): Promise<Place | null> {
  if (cursor === null) return null
  const [row] = await sql.query<{ doc: number }>(
    'select doc from platform.search_doc where kind = $1 and public_id = $2 limit 1',
    [kind, cursor.id],
  )
  const isAscending = cursor.sort === 'name' || cursor.sort === 'code'
  return { key: cursor.key, doc: row?.doc ?? (isAscending ? 0 : NO_DOC) }
}

/**
 * The documents of these numbers, in the order of the numbers, and the version of the index they were read in;
 * a number that died meanwhile is left out.
 */
export async function rowsByNumber(
  sql: Sql,
  kind: string,
  docs: readonly number[],
): Promise<{ rows: DocRow[]; version: string | null }> {
  if (docs.length === 0) return { rows: [], version: await versionNow(sql, kind) }
  const rows = await sql.query<DocRow & { version: string }>(
    `select ${COLUMNS}, (select version from platform.search_state where kind = $1) as version
     from platform.search_doc d where d.kind = $1 and d.doc = any($2::int[])`,
    [kind, docs],
  )
  const byDoc = new Map(rows.map((row) => [row.doc, row]))
  return {
    rows: docs.map((doc) => byDoc.get(doc)).filter((row) => row !== undefined),
    version: rows[0]?.version ?? null,
  }
}

async function versionNow(sql: Sql, kind: string): Promise<string | null> {
  const [state] = await sql.query<{ version: string }>(
    'select version from platform.search_state where kind = $1',
    [kind],
  )
  return state?.version ?? null
}

/** One page of all documents of a kind in a stored order, and how many there are. */
export async function browse(
  sql: Sql,
  kind: string,
  sort: StoredSort,
  after: Place | null,
  limit: number,
): Promise<{ rows: SortedRow[]; total: number }> {
  const { order, after: condition, start } = ORDERS[sort]
  const found = await sql.query<SortedRow & { total: number }>(
    `select ${COLUMNS}, ${KEY_COLUMNS[sort]} as key, (select docs from platform.search_state where kind = $1) as total
     from platform.search_doc d where d.kind = $1 and ${condition} order by ${order} limit $4`,
    [kind, ...(after === null ? start : [after.key, after.doc]), limit],
  )
  return { rows: found, total: found[0]?.total ?? 0 }
}

/** One page of the given documents (rising numbers) in a stored order. */
export async function sortedPage(
  sql: Sql,
  kind: string,
  docs: Int32Array,
  sort: StoredSort,
  after: Place | null,
  limit: number,
): Promise<SortedRow[]> {
  if (docs.length > SORTED_DIRECTLY) {
    const numbers = await walk(sql, kind, docs, sort, after, limit)
    if (numbers !== null) return sortedPage(sql, kind, Int32Array.from(numbers), sort, after, limit)
  }
  const { order, after: condition, start } = ORDERS[sort]
  return sql.query<SortedRow>(
    `select ${COLUMNS}, ${KEY_COLUMNS[sort]} as key from platform.search_doc d
     where d.kind = $1 and d.doc = any($5::int[]) and ${condition} order by ${order} limit $4`,
    [kind, ...(after === null ? start : [after.key, after.doc]), limit, [...docs]],
  )
}

/** Walks the stored order until the page is full of matches: quick when there are many. Null when it would take too long. */
async function walk(
  sql: Sql,
  kind: string,
  docs: Int32Array,
  sort: StoredSort,
  after: Place | null,
  limit: number,
): Promise<number[] | null> {
  const { order, after: condition, start } = ORDERS[sort]
  const found: number[] = []
  let from = after === null ? start : [after.key, after.doc]
  for (let step = 0; step < WALK_STEPS; step += 1) {
    const rows = await sql.query<{ doc: number; key: string }>(
      `select d.doc, ${KEY_COLUMNS[sort]} as key from platform.search_doc d where d.kind = $1 and ${condition} order by ${order} limit $4`,
      [kind, ...from, WALK_ROWS],
    )
    for (const { doc } of rows) {
      if (docs[seek(docs, 0, doc)] === doc) found.push(doc)
      if (found.length === limit) return found
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < WALK_ROWS) return found
    from = [last.key, last.doc]
  }
  return null
}
