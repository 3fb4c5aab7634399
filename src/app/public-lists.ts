import type { Hono } from 'hono'
import { z } from 'zod'
import { publicMatches } from '#modules/matching/index.ts'
import type { Database } from '#platform/db/database.ts'
import type { DescribedRoute } from '#platform/http/openapi.ts'
import { Refusal } from '#platform/refusal.ts'
import { indexedId, search, type SearchRequest } from '#platform/search/index.ts'
import { filtersFrom, wrongQuery } from '#platform/search/question.ts'
import { modules } from './modules.ts'

/** Kinds of the index by their path, with their titles. */
const LISTS = {
  achievements: ['achievement', '成果'],
  demands: ['demand', '需求'],
  'service-bodies': ['service-body', '服务机构'],
  instruments: ['instrument', '仪器设备'],
  'pilot-services': ['pilot-service', '中试服务'],
  brokers: ['broker', '技术经纪人'],
  experts: ['expert', '专家'],
} as const
/** The two kinds that are matched with each other. */
const MATCHED = { achievement: 'demand', demand: 'achievement' } as const

type ListKind = (typeof LISTS)[keyof typeof LISTS][0]

/** What each list can be filtered by, as its module declares beside its facets. */
const filterForms = Object.fromEntries(
  Object.values(LISTS).map(([kind]) => [kind, filterForm(kind)]),
) as Readonly<Record<ListKind, z.ZodObject>>

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

/** The lists and the matches, for /api/openapi.json, by the schemas that parse them. */
export const publicListsDescribed: readonly DescribedRoute[] = Object.entries(LISTS).flatMap(
  ([path, [kind, title]]) => {
    const fields = Object.entries(filterForms[kind].shape as Record<string, z.ZodType>).flatMap(
      ([name, field]) => [
        [name, z.array(field).optional()],
        ...(field instanceof z.ZodNumber
          ? [`${name}Min`, `${name}Max`].map((end) => [end, field.optional()])
          : []),
      ],
    )
    const shared = { method: 'GET', tag: 'public' } as const
    return [
      {
        ...shared,
        path: `/api/v1/${path}`,
        name: `${kind}.publicList`,
        summary: `检索公开的${title}`,
        query: query.extend(Object.fromEntries(fields) as z.ZodRawShape),
      },
      ...(isMatched(kind)
        ? [
            {
              ...shared,
              path: `/api/v1/${path}/{id}/matches`,
              name: `${kind}.publicMatches`,
              summary: `与这条${title}相配的${kind === 'achievement' ? '需求' : '成果'}`,
            },
          ]
        : []),
    ]
  },
)

function isMatched(kind: ListKind): kind is keyof typeof MATCHED {
  return Object.hasOwn(MATCHED, kind)
}

/** `GET /api/v1/achievements`, `/demands`, `/instruments` …: the search that serves portal and workbench, as JSON (design.md 8). */
export function mountPublicLists(app: Hono, db: Database): void {
  for (const [path, [kind]] of Object.entries(LISTS)) {
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
    if (!isMatched(kind)) continue
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
    filters: filtersFrom(filterForms[kind], params),
    ...(sort && { sort }),
    ...(cursor !== undefined && { cursor }),
    ...(counted && { facets: counted }),
    highlight: highlight === '1',
  }
}
