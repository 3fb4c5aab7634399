import type { Hono } from 'hono'
import { z } from 'zod'
import { publicMatches } from '#modules/matching/index.ts'
import type { Database } from '#platform/db/database.ts'
import type { DescribedRoute } from '#platform/http/openapi.ts'
import { Refusal } from '#platform/refusal.ts'
import { indexedId, search, type Filter, type SearchRequest } from '#platform/search/index.ts'
import { modules } from './modules.ts'

/** Kinds of the index by their path. */
const KINDS = { achievements: 'achievement', demands: 'demand' } as const

type ListKind = (typeof KINDS)[keyof typeof KINDS]

/** What each list can be filtered by, as its module declares beside its facets. */
const filterForms: Readonly<Record<ListKind, z.ZodObject>> = {
  achievement: filterForm('achievement'),
  demand: filterForm('demand'),
}

function filterForm(kind: ListKind): z.ZodObject {
  const source = modules.flatMap(({ search: sources }) => sources ?? []).find((one) => one.kind === kind)
  if (!source?.filters) throw new Error(`no module says what the list of ${kind} is filtered by`)
  return source.filters
}

const query = z.object({
  q: z.string().max(2000).default(''),
  sort: z.enum(['relevance', 'newest', 'name', 'code']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(300).optional(),
  facets: z.string().max(300).optional(),
  highlight: z.enum(['0', '1']).default('0'),
})

/** The two lists and their matches, for /api/openapi.json, by the schemas that parse them. */
export const publicListsDescribed: readonly DescribedRoute[] = Object.entries(KINDS).flatMap(
  ([path, kind]) => {
    const fields = Object.entries(filterForms[kind].shape as Record<string, z.ZodType>).flatMap(
      ([name, field]) => [
        [name, z.array(field).optional()],
        ...(field instanceof z.ZodNumber
          ? [`${name}Min`, `${name}Max`].map((end) => [end, field.optional()])
          : []),
      ],
    )
    const title = kind === 'achievement' ? '成果' : '需求'
    const shared = { method: 'GET', tag: 'public' } as const
    return [
      {
        ...shared,
        path: `/api/v1/${path}`,
        name: `${kind}.publicList`,
        summary: `检索公开的${title}`,
        query: query.extend(Object.fromEntries(fields) as z.ZodRawShape),
      },
      {
        ...shared,
        path: `/api/v1/${path}/{id}/matches`,
        name: `${kind}.publicMatches`,
        summary: `与这条${title}相配的${kind === 'achievement' ? '需求' : '成果'}`,
      },
    ]
  },
)

/** `GET /api/v1/achievements` and `/demands`: the search that serves portal and workbench, as JSON (design.md 8). */
export function mountPublicLists(app: Hono, db: Database): void {
  for (const [path, kind] of Object.entries(KINDS)) {
    app.get(`/api/v1/${path}`, async (context) => {
      const request = requestOf(kind, new URL(context.req.url).searchParams)
      const found = await search(db.reader, request)
      const items = found.items.map(({ item, marked, ...row }) => ({
        ...(typeof item === 'object' ? item : {}),
        id: row.id,
        publicId: row.publicId,
        code: row.code,
        name: row.name,
        ...(marked && { marked }),
      }))
      return context.json({ ...found, items })
    })
    app.get(`/api/v1/${path}/:id/matches`, async (context) => {
      const id = await indexedId(db.reader, kind, context.req.param('id'))
      return context.json(await db.read('matching', (tx) => publicMatches(tx, { kind, id }, MATCHES_MAX)))
    })
  }
}

/** Matches an answer carries; further ones share too little to be worth reading. */
const MATCHES_MAX = 20

function requestOf(kind: ListKind, params: URLSearchParams): SearchRequest {
  const single = Object.fromEntries([...params].filter(([name]) => Object.hasOwn(query.shape, name)))
  const parsed = query.safeParse(single)
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({
      field: issue.path.join('.'),
      message: issue.message,
    }))
    throw new Refusal('invalid', '查询条件有误：{first}', { first: fields[0]?.message ?? '' }, fields)
  }
  const { q, sort, limit, cursor, facets, highlight } = parsed.data
  const counted = facets?.split(',').filter((name) => name !== '')
  const unknown = counted?.find((name) => !Object.hasOwn(filterForms[kind].shape, name))
  if (unknown !== undefined) throw wrongQuery('facets', `没有名为 ${unknown} 的分类。`)
  return {
    kind,
    q,
    limit,
    filters: filtersOf(kind, params),
    ...(sort && { sort }),
    ...(cursor !== undefined && { cursor }),
    ...(counted && { facets: counted }),
    highlight: highlight === '1',
  }
}

/** Words that links from elsewhere carry; they ask for nothing here. */
const IGNORED = /^(utm_\w+|from)$/

/** Filters by field name, checked; several values mean any of them; `trlMin`, `trlMax` are a range. */
function filtersOf(kind: ListKind, params: URLSearchParams): Record<string, Filter> {
  const filters: Record<string, Filter> = {}
  for (const name of new Set(params.keys())) {
    if (Object.hasOwn(query.shape, name) || IGNORED.test(name)) continue
    const values = params.getAll(name).filter((value) => value !== '')
    const { facet, end } = facetOf(kind, name)
    const checked = values.map((value) => valueOf(kind, facet, name, value))
    if (checked.length === 0) continue
    if (end === undefined) {
      filters[facet] = isRange(filters[facet]) ? filters[facet] : checked
      continue
    }
    const before = filters[facet]
    filters[facet] = { ...(isRange(before) ? before : {}), [end]: Number(checked[0]) }
  }
  return filters
}

function facetOf(kind: ListKind, name: string): { facet: string; end?: 'min' | 'max' } {
  const { shape } = filterForms[kind]
  if (Object.hasOwn(shape, name)) return { facet: name }
  const range = /^(\w+)(Min|Max)$/.exec(name)
  const facet = range?.[1] ?? ''
  if (Object.hasOwn(shape, facet) && shape[facet] instanceof z.ZodNumber)
    return { facet, end: range?.[2] === 'Min' ? 'min' : 'max' }
  throw wrongQuery(name, `没有名为 ${name} 的查询条件；可用的有：${Object.keys(shape).join('、')}。`)
}

function valueOf(kind: ListKind, facet: string, name: string, value: string): string | number {
  const parsed = (filterForms[kind].shape[facet] as z.ZodType<string | number>).safeParse(value)
  if (parsed.success) return parsed.data
  throw wrongQuery(name, `${name}：${parsed.error.issues[0]?.message ?? ''}`)
}

function wrongQuery(field: string, message: string): Refusal {
  return new Refusal('invalid', '查询条件有误：{first}', { first: message }, [{ field, message }])
}

function isRange(filter: Filter | undefined): filter is { readonly min?: number; readonly max?: number } {
  return typeof filter === 'object' && !Array.isArray(filter)
}
