import { decodeBlock, EMPTY_LIST, mergeLists, type PostingList } from './postings.ts'
import type { Sql } from './sql.ts'

/** Postings kept decoded in one process: 5 bytes each, 200 MB at most, which only a million records fill. */
const CACHED_POSTINGS = 40_000_000
/** Terms of a kind whose best postings are kept decoded until the index changes: 5 KB each at most. */
const REMEMBERED_TERMS = 4_000

/** What one segment holds of a term: the best postings, or all of them. */
interface Part {
  readonly segment: number
  /** Postings of the term in this segment, dead ones included. */
  readonly df: number
  list: PostingList
}

/** A term as one query sees it. */
export interface TermList {
  readonly term: string
  /** Documents with the term, those replaced since included. */
  readonly df: number
  readonly parts: Part[]
}

export interface KindState {
  readonly version: string
  readonly docs: number
  readonly length: number
}

export interface Lists {
  readonly state: KindState
  readonly terms: ReadonlyMap<string, TermList>
}

interface BlockRecord {
  readonly term: string | null
  readonly segment: number
  readonly df: number
  readonly count: number
  readonly data: Buffer
  readonly version: string
  readonly docs: number
  readonly length: number
}

const FIRST_BLOCKS = `select null as term, null as segment, null as df, null as count, null as data, version, docs, length
  from platform.search_state where kind = $1
  union all
  select b.term, b.segment, b.df, b.count, b.data, null, null, null
  from platform.search_segment s
  join platform.search_block b on b.segment = s.segment and b.term = any($2::text[]) and b.block = 0
  where s.kind = $1`

const NO_STATE: KindState = { version: '', docs: 0, length: 0 }

/**
 * The best postings of each term and the state of the kind, from this process's memory when all of it was read before;
 * null when not. May be out of date: whoever uses it compares `state.version` with the database's.
 */
export function rememberedLists(sql: Sql, kind: string, terms: readonly string[]): Lists | null {
  const known = cacheOf(sql).first.get(kind)
  if (known === undefined || !terms.every((term) => known.terms.has(term))) return null
  return { state: known.state, terms: new Map(terms.map((term) => [term, copyOf(known.terms.get(term))])) }
}

/** Lists are completed in place, part by part; what is remembered keeps the best postings only. */
function copyOf(list: TermList | undefined): TermList {
  return {
    term: list?.term ?? '',
    df: list?.df ?? 0,
    parts: (list?.parts ?? []).map((part) => ({ ...part })),
  }
}

function remember(sql: Sql, kind: string, { state, terms }: Lists): void {
  const { first } = cacheOf(sql)
  const known = first.get(kind)
  const isUsable =
    known !== undefined && known.state.version === state.version && known.terms.size < REMEMBERED_TERMS
  const remembered = isUsable ? known.terms : new Map<string, TermList>()
  for (const [term, list] of terms) remembered.set(term, copyOf(list))
  first.set(kind, { state, terms: remembered })
}

/** Reads the best postings of each term, and the state of the kind, in one statement. */
export async function firstLists(sql: Sql, kind: string, terms: readonly string[]): Promise<Lists> {
  const rows = await sql.query<BlockRecord>(FIRST_BLOCKS, [kind, terms])
  let state = NO_STATE
  const parts = new Map<string, Part[]>()
  for (const row of rows) {
    if (row.term === null) {
      state = { version: row.version, docs: row.docs, length: row.length }
      continue
    }
    const list = decodeBlock(row.data, row.count)
    const part = { segment: row.segment, df: row.df, list }
    const known = parts.get(row.term)
    if (known === undefined) parts.set(row.term, [part])
    else known.push(part)
  }
  const found = new Map<string, TermList>()
  for (const term of terms) found.set(term, termList(term, parts.get(term) ?? []))
  const lists = { state, terms: found }
  remember(sql, kind, lists)
  return lists
}

function termList(term: string, parts: Part[]): TermList {
  return { term, df: parts.reduce((sum, part) => sum + part.df, 0), parts }
}

/** In how many documents each term stands, those replaced since included, and the state of the kind. */
export async function termCounts(
  sql: Sql,
  kind: string,
  terms: readonly string[],
): Promise<{ state: KindState; counts: ReadonlyMap<string, number> }> {
  const rows = await sql.query<{ term: string | null; df: number } & KindState>(
    `select null as term, null as df, version, docs, length from platform.search_state where kind = $1
     union all
     select b.term, sum(b.df)::int, null, null, null
     from platform.search_segment s
     join platform.search_block b on b.segment = s.segment and b.term = any($2::text[]) and b.block = 0
     where s.kind = $1 group by b.term`,
    [kind, terms],
  )
  const counts = new Map<string, number>()
  let state = NO_STATE
  for (const row of rows) {
    if (row.term === null) state = { version: row.version, docs: row.docs, length: row.length }
    else counts.set(row.term, row.df)
  }
  return { state, counts }
}

/** Terms in so few documents are counted one by one where documents were replaced; others are scaled. */
const RARE = 100

/**
 * `termCounts` without documents that were replaced: each change of a record leaves its old postings behind for a
 * while, and would make the record's own words look common.
 */
export async function liveCounts(
  sql: Sql,
  kind: string,
  terms: readonly string[],
): Promise<{ state: KindState; counts: ReadonlyMap<string, number> }> {
  const { state, counts } = await termCounts(sql, kind, terms)
  const dead = await deadDocs(sql, kind, state.version)
  if (dead.size === 0) return { state, counts }
  const rare = [...counts].flatMap(([term, df]) => (df <= RARE ? [term] : []))
  const lists = await firstLists(sql, kind, rare)
  const share = state.docs / (state.docs + dead.size)
  const live = [...counts].map(([term, df]) => {
    const list = lists.terms.get(term)
    const isCounted = list !== undefined && isComplete(list)
    return [term, isCounted ? livingIn(list, dead) : Math.round(df * share)] as const
  })
  return { state, counts: new Map(live.filter(([, df]) => df > 0)) }
}

function livingIn(list: TermList, dead: ReadonlySet<number>): number {
  return list.parts.reduce(
    (sum, part) => sum + part.list.docs.reduce((n, doc) => n + (dead.has(doc) ? 0 : 1), 0),
    0,
  )
}

/** Whether all postings of the term are here, not only the best. */
export function isComplete(list: TermList): boolean {
  return list.parts.every((part) => part.list.docs.length === part.df)
}

/**
 * Completes the lists in place, from this process's memory or the database. A segment never changes, so what was
 * read of it stays right; false when one has been merged away in between.
 */
export async function completeLists(sql: Sql, lists: readonly TermList[]): Promise<boolean> {
  const cache = cacheOf(sql)
  const missing: { term: string; part: Part }[] = []
  for (const { term, parts } of lists) {
    for (const part of parts) {
      if (part.list.docs.length === part.df) continue
      const known = cache.get(part.segment, term)
      if (known === undefined) missing.push({ term, part })
      else part.list = known
    }
  }
  if (missing.length === 0) return true
  const rows = await sql.query<BlockRecord>(
    `select b.segment, b.term, b.count, b.data
     from unnest($1::bigint[], $2::text[]) as w(segment, term)
     join platform.search_block b on b.segment = w.segment and b.term = w.term and b.block > 0`,
    [missing.map(({ part }) => part.segment), missing.map(({ term }) => term)],
  )
  const blocks = Map.groupBy(rows, (row) => `${row.segment} ${row.term}`)
  for (const { term, part } of missing) {
    const rest = (blocks.get(`${part.segment} ${term}`) ?? []).map((row) => decodeBlock(row.data, row.count))
    part.list = mergeLists([part.list, ...rest])
    if (part.list.docs.length === part.df) cache.set(part.segment, term, part.list)
  }
  return lists.every(isComplete)
}

/** What is known of a term in one segment. */
export function inSegment(list: TermList, segment: number): PostingList {
  return list.parts.find((part) => part.segment === segment)?.list ?? EMPTY_LIST
}

/** All postings known of a term, by rising document number: segments hold ranges that do not overlap. */
export function flatten(list: TermList | undefined): PostingList {
  if (list === undefined || list.parts.length === 0) return EMPTY_LIST
  const [only] = list.parts
  if (list.parts.length === 1 && only !== undefined) return only.list
  const parts = list.parts.map((part) => part.list).sort((a, b) => (a.docs[0] ?? 0) - (b.docs[0] ?? 0))
  const docs = new Int32Array(parts.reduce((sum, part) => sum + part.docs.length, 0))
  const impacts = new Uint8Array(docs.length)
  let at = 0
  for (const part of parts) {
    docs.set(part.docs, at)
    impacts.set(part.impacts, at)
    at += part.docs.length
  }
  return { docs, impacts }
}

/** Documents replaced or removed whose postings are still there; read anew when the version of the kind changes. */
export async function deadDocs(sql: Sql, kind: string, version: string): Promise<ReadonlySet<number>> {
  const cache = cacheOf(sql)
  const known = cache.dead.get(kind)
  if (known !== undefined && known.version === version) return known.docs
  const rows = await sql.query<{ docs: number[] | null }>(
    'select array_agg(doc) as docs from platform.search_dead where kind = $1',
    [kind],
  )
  const docs = new Set(rows[0]?.docs ?? [])
  cache.dead.set(kind, { version, docs })
  return docs
}

interface FacetValueRecord {
  readonly term: string
  readonly df: number
}

/** Values of a facet that occur, with how many documents have them (those replaced since included). */
export async function facetValues(
  sql: Sql,
  kind: string,
  facet: string,
  limit: number,
): Promise<FacetValueRecord[]> {
  return sql.query<FacetValueRecord>(
    `select b.term, sum(b.df)::int as df
     from platform.search_segment s
     join platform.search_block b on b.segment = s.segment and b.block = 0 and b.term >= $2 and b.term < $3
     where s.kind = $1 group by b.term order by df desc, b.term limit $4`,
    [kind, `=${facet}=`, `=${facet}>`, limit],
  )
}

/** Decoded lists of one index, least recently used out first. */
class ListCache {
  readonly first = new Map<string, { readonly state: KindState; readonly terms: Map<string, TermList> }>()
  readonly dead = new Map<string, { readonly version: string; readonly docs: ReadonlySet<number> }>()
  readonly #lists = new Map<string, PostingList>()
  #postings = 0

  get(segment: number, term: string): PostingList | undefined {
    const key = `${segment} ${term}`
    const list = this.#lists.get(key)
    if (list === undefined) return undefined
    this.#lists.delete(key)
    this.#lists.set(key, list)
    return list
  }

  set(segment: number, term: string, list: PostingList): void {
    const key = `${segment} ${term}`
    this.#postings += list.docs.length - (this.#lists.get(key)?.docs.length ?? 0)
    this.#lists.set(key, list)
    for (const [oldest, { docs }] of this.#lists) {
      if (this.#postings <= CACHED_POSTINGS) return
      this.#lists.delete(oldest)
      this.#postings -= docs.length
    }
  }
}

const caches = new WeakMap<Sql, ListCache>()

function cacheOf(sql: Sql): ListCache {
  const known = caches.get(sql)
  if (known !== undefined) return known
  const cache = new ListCache()
  caches.set(sql, cache)
  return cache
}
