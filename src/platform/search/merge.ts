import { decodeBlock, mergeLists, type PostingList } from './postings.ts'
import { insertBlocks, newSegmentId, rowsOf, type BlockRow } from './segment.ts'
import type { Sql } from './sql.ts'
import { changeState } from './state.ts'

/** Segments of one size class are merged when there are this many of them. */
const FAN_IN = 8
/** Larger segments are merged only by `mergeAll`: merging them takes minutes. */
const LARGEST_MERGE = 131_072
/** Dead postings are thrown out when they exceed this number, or this part of all, but at the latest at `MOST_DEAD`. */
const FEWEST_DEAD = 2_000
const DEAD_PART = 0.05
const MOST_DEAD = 20_000
/** Rows of blocks read at once while merging. */
const PAGE_ROWS = 2_000

interface Segment {
  readonly segment: number
  readonly first_doc: number
  readonly docs: number
}

/** Merges small segments and throws out dead postings when there are too many; called after each change, under the lock. */
export async function mergeWhereDue(sql: Sql, kind: string): Promise<void> {
  const segments = await segmentsOf(sql, kind)
  const [dead] = await sql.query<{ count: number }>(
    'select count(*)::int as count from platform.search_dead where kind = $1',
    [kind],
  )
  const docs = segments.reduce((sum, { docs }) => sum + docs, 0)
  const tooMany = Math.min(MOST_DEAD, Math.max(FEWEST_DEAD, docs * DEAD_PART))
  const due =
    (dead?.count ?? 0) > tooMany
      ? segments
      : tailToMerge(segments.map(({ docs }) => docs)).map((i) => segments[i])
  await mergeSegments(
    sql,
    kind,
    due.filter((segment) => segment !== undefined),
  )
}

/** Merges the whole index of a kind into one segment: after a bulk load, or at night. */
export async function mergeAll(sql: Sql, kind: string): Promise<void> {
  await mergeSegments(sql, kind, await segmentsOf(sql, kind))
}

/** Positions of the last segments to be merged into one, given the sizes of all: at least `FAN_IN` of one size class or below. */
export function tailToMerge(sizes: readonly number[]): number[] {
  for (let limit = FAN_IN; limit <= LARGEST_MERGE; limit *= FAN_IN) {
    let from = sizes.length
    let total = 0
    while (from > 0 && (sizes[from - 1] ?? 0) < limit && total + (sizes[from - 1] ?? 0) <= LARGEST_MERGE) {
      from -= 1
      total += sizes[from] ?? 0
    }
    if (sizes.length - from >= FAN_IN) return Array.from({ length: sizes.length - from }, (_, i) => from + i)
  }
  return []
}

async function segmentsOf(sql: Sql, kind: string): Promise<Segment[]> {
  return sql.query<Segment>(
    'select segment, first_doc, docs from platform.search_segment where kind = $1 order by first_doc',
    [kind],
  )
}

/** Merges neighbouring segments into a new one, term by term, without the dead. */
async function mergeSegments(sql: Sql, kind: string, segments: readonly Segment[]): Promise<void> {
  const first = segments[0]
  const last = segments.at(-1)
  if (first === undefined || last === undefined) return
  const ids = segments.map(({ segment }) => segment)
  const range = [kind, first.first_doc, last.first_doc]
  // From the first number of the first segment to the one before the segment after the last.
  const inRange = `kind = $1 and doc >= $2 and doc < coalesce(
    (select min(first_doc) from platform.search_segment where kind = $1 and first_doc > $3), 2147483647)`
  const dead = await sql.query<{ doc: number }>(
    `select doc from platform.search_dead where ${inRange}`,
    range,
  )
  if (segments.length === 1 && dead.length === 0) return
  const gone = new Set(dead.map(({ doc }) => doc))
  const target = newSegmentId()
  for await (const rows of mergedRows(sql, ids, gone)) await insertBlocks(sql, target, rows)
  await sql.query(`delete from platform.search_dead where ${inRange}`, range)
  await sql.query('delete from platform.search_block where segment = any($1::bigint[])', [ids])
  await sql.query('delete from platform.search_segment where segment = any($1::bigint[])', [ids])
  const docs = segments.reduce((sum, { docs }) => sum + docs, 0) - gone.size
  if (docs > 0) {
    await sql.query(
      'insert into platform.search_segment (segment, kind, first_doc, docs) values ($1, $2, $3, $4)',
      [target, kind, first.first_doc, docs],
    )
  }
  await changeState(sql, kind, 0, 0, 0)
}

interface StoredBlock {
  readonly term: string
  readonly count: number
  readonly data: Buffer
}

/** The rows of the merged segment in pages, by term: reads each source segment once, in order. */
async function* mergedRows(
  sql: Sql,
  segments: readonly number[],
  gone: ReadonlySet<number>,
): AsyncGenerator<BlockRow[]> {
  let limit = PAGE_ROWS
  for (let from = ''; ;) {
    const page = await readPage(sql, segments, from, limit)
    const isLast = page.length < limit
    const lastTerm = page.at(-1)?.term ?? ''
    const whole = isLast ? page : page.filter(({ term }) => term !== lastTerm)
    // All rows of the page belong to one term: read it with a larger page.
    if (whole.length === 0 && !isLast) {
      limit *= 4
      continue
    }
    yield mergeTerms(whole, gone)
    if (isLast) return
    from = lastTerm
    limit = PAGE_ROWS
  }
}

/** The next rows by term over all segments; each segment gives at most `limit`, by its primary key. */
async function readPage(
  sql: Sql,
  segments: readonly number[],
  from: string,
  limit: number,
): Promise<StoredBlock[]> {
  return sql.query<StoredBlock>(
    `select b.term, b.count, b.data from unnest($1::bigint[]) as s(segment)
     cross join lateral (select term, count, data from platform.search_block
       where segment = s.segment and term >= $2 order by term, block limit $3) as b
     order by b.term limit $3`,
    [segments, from, limit],
  )
}

function mergeTerms(rows: readonly StoredBlock[], gone: ReadonlySet<number>): BlockRow[] {
  const byTerm = Map.groupBy(rows, ({ term }) => term)
  return [...byTerm].flatMap(([term, blocks]) => {
    const list = withoutDead(mergeLists(blocks.map(({ data, count }) => decodeBlock(data, count))), gone)
    return list.docs.length === 0 ? [] : [...rowsOf(term, list)]
  })
}

function withoutDead(list: PostingList, gone: ReadonlySet<number>): PostingList {
  if (gone.size === 0) return list
  const kept = Uint32Array.from(list.docs.keys()).filter((i) => !gone.has(list.docs[i] ?? 0))
  if (kept.length === list.docs.length) return list
  return {
    docs: Int32Array.from(kept, (i) => list.docs[i] ?? 0),
    impacts: Uint8Array.from(kept, (i) => list.impacts[i] ?? 0),
  }
}
