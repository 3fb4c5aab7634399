import type { Hono } from 'hono'
import { z } from 'zod'
import type { Database } from '#platform/db/database.ts'
import { Refusal } from '#platform/refusal.ts'
import { indexedId, matches, search, type Filter, type SearchRequest } from '#platform/search/index.ts'

/** Kinds of the index by their path. */
const KINDS = { achievements: 'achievement', demands: 'demand' } as const

/** Query words that are not filters. */
const OWN = new Set(['q', 'sort', 'limit', 'cursor', 'facets', 'highlight'])

const query = z.object({
  q: z.string().max(2000).default(''),
  sort: z.enum(['relevance', 'newest', 'name', 'code']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(300).optional(),
  facets: z.string().max(300).optional(),
  highlight: z.enum(['0', '1']).default('0'),
})

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
      const other = kind === 'demand' ? 'achievement' : 'demand'
      const id = await indexedId(db.reader, kind, context.req.param('id'))
      const items = await matches(db.reader, { kind: other, of: { kind, id }, limit: MATCHES_MAX })
      return context.json({ items, total: items.length })
    })
  }
}

/** Matches an answer carries; further ones share too little to be worth reading. */
const MATCHES_MAX = 20

function requestOf(kind: string, params: URLSearchParams): SearchRequest {
  const single = Object.fromEntries([...params].filter(([name]) => OWN.has(name)))
  const parsed = query.safeParse(single)
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({
      field: issue.path.join('.'),
      message: issue.message,
    }))
    throw new Refusal('invalid', '查询条件有误：{first}', { first: fields[0]?.message ?? '' }, fields)
  }
  const { q, sort, limit, cursor, facets, highlight } = parsed.data
  return {
    kind,
    q,
    limit,
    filters: filtersOf(params),
    ...(sort && { sort }),
    ...(cursor !== undefined && { cursor }),
    ...(facets !== undefined && { facets: facets.split(',').filter((name) => name !== '') }),
    highlight: highlight === '1',
  }
}

/** Every other word is a filter by field name; several values mean any of them; `trlMin`, `priceFenMax` are ranges. */
function filtersOf(params: URLSearchParams): Record<string, Filter> {
  const filters: Record<string, Filter> = {}
  for (const name of new Set(params.keys())) {
    if (OWN.has(name)) continue
    const values = params.getAll(name).filter((value) => value !== '')
    if (values.length === 0) continue
    const range = /^(\w+)(Min|Max)$/.exec(name)
    if (!range) {
      filters[name] = values
      continue
    }
    const [, facet = '', end] = range
    const bound = Number(values[0])
    if (!Number.isFinite(bound)) throw new Refusal('invalid', '查询条件 {name} 应为数字。', { name })
    const before = filters[facet]
    const other = isRange(before) ? before : {}
    filters[facet] = { ...other, [end === 'Min' ? 'min' : 'max']: bound }
  }
  return filters
}

function isRange(filter: Filter | undefined): filter is { readonly min?: number; readonly max?: number } {
  return typeof filter === 'object' && !Array.isArray(filter)
}
