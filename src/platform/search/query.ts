import { Refusal } from '../refusal.ts'
import { readCursor, writeCursor, type Place } from './cursor.ts'
import { countFacets, type FacetCount } from './facets.ts'
import { filterGroups, type Filters } from './filters.ts'
import { highlight, snippet, type Segment } from './highlight.ts'
import { looseHits, type LooseHits } from './loose.ts'
import { Matcher, type Found } from './matcher.ts'
import { LONGEST_QUERY, planQuery, type QueryPlan } from './plan.ts'
import {
  browse,
  placeOf,
  rowsByNumber,
  sortedPage,
  type DocRow,
  type SortedRow,
  type StoredSort,
} from './rows.ts'
import { best, type Ranked, type Scored } from './sets.ts'
import type { Sql } from './sql.ts'

export type Sort = 'relevance' | StoredSort

export interface SearchRequest {
  readonly kind: string
  readonly q?: string | undefined
  readonly filters?: Filters | undefined
  /** Default: relevance when there is a query, else newest. */
  readonly sort?: Sort | undefined
  /** Rows of the page, 1–100; default 20. */
  readonly limit?: number | undefined
  /** `next` of the page before. */
  readonly cursor?: string | undefined
  /** Facets to count. */
  readonly facets?: readonly string[] | undefined
  readonly highlight?: boolean | undefined
  /** Read every posting of every term: the control of the capped query in `bench search`. */
  readonly exact?: boolean | undefined
}

export interface SearchItem {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly ownerName: string
  readonly publishedAt: string
  readonly item: unknown
  readonly marked?: { readonly name: readonly Segment[]; readonly summary: readonly Segment[] }
}

export interface SearchResult {
  readonly items: readonly SearchItem[]
  /** Hits, counted up to 1,000. */
  readonly total: number
  readonly totalIsCapped: boolean
  readonly next: string | null
  readonly facets?: Readonly<Record<string, readonly FacetCount[]>>
  /** A Chinese sentence about how the answer differs from the question. */
  readonly hint?: string
}

export const LARGEST_PAGE = 100
const DEFAULT_PAGE = 20
export const TOTAL_CAP = 1_000

/** What one page is made of. */
interface Page {
  readonly rows: readonly DocRow[]
  readonly total: number
  readonly isCapped: boolean
  readonly next: string | null
  readonly hint: string
  /** The hits when the filters of one facet are left out, to count its values over; null: all documents. */
  readonly hitsWithout: (facet: string) => Scored | null
}

const NOTHING_FOUND: Found = {
  hits: { docs: new Int32Array(0), scores: new Float64Array(0) },
  total: 0,
  isWhole: true,
}

interface Paging {
  readonly sort: Sort
  readonly limit: number
}

/**
 * Searches one kind of the public index: for the portal, the workbench and the API alike. All words must be met, in
 * any order; when nothing has them all, names written alike or the nearest partial matches are answered with a hint.
 * Throws Refusal('badRequest') on a wrong limit or cursor; any query text is answered.
 */
export async function search(sql: Sql, request: SearchRequest): Promise<SearchResult> {
  const plan = planQuery(request.q ?? '')
  const paging = pagingOf(request, plan)
  const groups = await filterGroups(sql, request.kind, request.filters ?? {})
  const isBlank = plan.required.length === 0
  const matcher = new Matcher(sql, request.kind, plan, groups)
  const page =
    isBlank && groups.length === 0 && paging.sort !== 'relevance'
      ? await browsePage(sql, request, paging, paging.sort)
      : ((await rememberedPage(request, paging, matcher)) ?? (await matchPage(request, paging, matcher)))
  const hint = (plan.wasCut ? `检索词过长，只用了前 ${LONGEST_QUERY} 个字。` : '') + page.hint
  return {
    items: page.rows.map((row) => toItem(row, plan, request.highlight ?? false)),
    total: Math.min(page.total, TOTAL_CAP),
    totalIsCapped: page.isCapped,
    next: page.next,
    ...(request.facets === undefined
      ? {}
      : { facets: await countFacets(sql, request.kind, request.facets, page.hitsWithout) }),
    ...(hint === '' ? {} : { hint }),
  }
}

function pagingOf(request: SearchRequest, plan: QueryPlan): Paging {
  const limit = request.limit ?? DEFAULT_PAGE
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_PAGE) {
    throw new Refusal('badRequest', '每页条数须为 1 至 {most} 的整数。', { most: LARGEST_PAGE })
  }
  const isBlank = plan.required.length === 0
  const wanted = request.sort ?? (isBlank ? 'newest' : 'relevance')
  return { limit, sort: isBlank && wanted === 'relevance' ? 'newest' : wanted }
}

async function browsePage(
  sql: Sql,
  request: SearchRequest,
  { limit }: Paging,
  sort: StoredSort,
): Promise<Page> {
  const after = await placeOf(sql, request.kind, readCursor(request.cursor, sort))
  const { rows, total } = await browse(sql, request.kind, sort, after, limit + 1)
  return {
    ...cutPage(rows, sort, limit),
    total,
    isCapped: total > TOTAL_CAP,
    hint: '',
    hitsWithout: () => null,
  }
}

/**
 * A page by relevance from lists this process remembers: one statement, which reads the rows and the version of the
 * index (two when nothing has all the words). Null when the lists are not known or the index has changed since.
 */
async function rememberedPage(
  request: SearchRequest,
  { sort, limit }: Paging,
  matcher: Matcher,
): Promise<Page | null> {
  if (sort !== 'relevance' || request.facets !== undefined || request.exact === true) return null
  const after = await placeOf(matcher.sql, matcher.kind, readCursor(request.cursor, sort))
  const wanted = after === null ? limit + 1 : Infinity
  const found = await matcher.hits({ wanted, exact: false, mayRemember: true })
  if (found === null) return null
  const loose = found.total === 0 ? await looseHits(matcher, true) : null
  if (found.total === 0 && loose?.version !== matcher.version) return null
  const hits = loose?.hits ?? found.hits
  const { version, ...page } = await rankedPage(matcher, hits, after, limit)
  return version === matcher.version ? { ...page, ...answerOf(matcher, found, loose) } : null
}

async function matchPage(request: SearchRequest, { sort, limit }: Paging, matcher: Matcher): Promise<Page> {
  const { sql, kind } = matcher
  const exact = request.exact ?? false
  const after = await placeOf(sql, kind, readCursor(request.cursor, sort))
  const isFirstPage = sort === 'relevance' && after === null && request.facets === undefined && !exact
  const wanted = isFirstPage ? limit + 1 : Infinity
  const found = (await matcher.hits({ wanted, exact, mayRemember: false })) ?? NOTHING_FOUND
  const loose = found.total === 0 ? await looseHits(matcher, false) : null
  const hits = loose?.hits ?? found.hits
  const page =
    sort === 'relevance'
      ? await rankedPage(matcher, hits, after, limit)
      : cutPage(await sortedPage(sql, kind, hits.docs, sort, after, limit + 1), sort, limit)
  return { ...page, ...answerOf(matcher, found, loose) }
}

/** What a page says besides its rows. */
function answerOf(
  matcher: Matcher,
  found: Found,
  loose: LooseHits | null,
): Pick<Page, 'total' | 'isCapped' | 'hint' | 'hitsWithout'> {
  if (loose !== null) {
    const { hits, hint } = loose
    return { total: hits.docs.length, isCapped: false, hint, hitsWithout: () => hits }
  }
  const isCapped = found.total > TOTAL_CAP || !found.isWhole
  return { total: found.total, isCapped, hint: '', hitsWithout: (facet) => matcher.hitsWithout(facet) }
}

/** The best hits after the cursor. */
async function rankedPage(
  { sql, kind }: Matcher,
  hits: Scored,
  after: Place | null,
  limit: number,
): Promise<Pick<Page, 'rows' | 'next'> & { readonly version: string | null }> {
  const position = after === null ? null : { score: Number(after.key), doc: after.doc }
  const ranked = best(hits, limit + 1, position)
  const shown = ranked.slice(0, limit)
  const last = shown.at(-1)
  const { rows, version } = await rowsByNumber(
    sql,
    kind,
    shown.map(({ doc }) => doc),
  )
  const hasMore = ranked.length > limit && last !== undefined
  return {
    rows,
    version,
    next: hasMore ? nextAfter(last, rows) : null,
  }
}

/** The cursor after a hit; null in the rare case that it died while its page was read. */
function nextAfter({ score, doc }: Ranked, rows: readonly DocRow[]): string | null {
  const row = rows.find((one) => one.doc === doc) ?? rows.at(-1)
  return row ? writeCursor({ sort: 'relevance', key: score, id: row.public_id }) : null
}

/** Cuts the row too many, which only tells that there is a next page. */
function cutPage(rows: readonly SortedRow[], sort: StoredSort, limit: number): Pick<Page, 'rows' | 'next'> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  if (rows.length <= limit || last === undefined) return { rows: shown, next: null }
  return { rows: shown, next: writeCursor({ sort, key: last.key, id: last.public_id }) }
}

function toItem(row: DocRow, plan: QueryPlan, isMarked: boolean): SearchItem {
  const item = {
    id: row.id,
    publicId: row.public_id,
    code: row.code,
    name: row.name,
    ownerName: row.owner_name,
    publishedAt: row.published_at,
    item: row.item,
  }
  if (!isMarked) return item
  const marks = [...plan.marks, ...plan.literals]
  const marked = { name: highlight(row.name, marks), summary: snippet(summaryOf(row.item), marks) }
  return { ...item, marked }
}

function summaryOf(item: unknown): string {
  const summary = typeof item === 'object' && item !== null && 'summary' in item ? item.summary : ''
  return typeof summary === 'string' ? summary : ''
}
