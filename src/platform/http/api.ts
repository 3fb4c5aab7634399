import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { admit, assertReached, type Actor, type Permissions } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import type { ReadRoute, Route, WriteRoute } from '../command/command.ts'
import type { Database } from '../db/database.ts'
import { KeptBytes } from '../files/kept.ts'
import { fileResponse } from '../files/respond.ts'
import type { FileStore } from '../files/store.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'
import { openRateLimit, type RateLimit } from './rate.ts'
import { describe, describeExtra, type DescribedRoute } from './openapi.ts'
import { logFault, problemOf, type Problem } from './problem.ts'

/** A form of text is never larger; files have their own route and limit. */
const BODY_MAX_BYTES = 2 * 1024 * 1024

export interface ApiParts {
  readonly db: Database
  readonly bus: Bus
  readonly permissions: Permissions
  readonly files: FileStore
  readonly routes: readonly Route[]
  /** Routes mounted by handlers of their own, for the description only. */
  readonly described?: readonly DescribedRoute[]
  readonly actorOf: (context: Context) => Promise<Actor>
  /** Counts dear questions, shared with pages that ask the same; without it they are counted here alone. */
  readonly rate?: RateLimit
  /** The address a visitor comes from. */
  readonly source?: (context: Context) => string
  readonly version: string
}

/** Mounts every declared route under /api/v1 and describes them, and the ones mounted elsewhere, at /api/openapi.json. */
export function mountApi(app: Hono, given: ApiParts): void {
  const parts = { ...given, rate: given.rate ?? openRateLimit() }
  const api = new OpenAPIHono()
  const limit = bodyLimit({
    maxSize: BODY_MAX_BYTES,
    onError: () => {
      throw new Refusal('tooLarge', '提交的内容超过 {mb} MB，请精简后再提交；附件请用上传。', {
        mb: BODY_MAX_BYTES / 1024 / 1024,
      })
    },
  })
  for (const route of parts.routes) {
    describe(api, route)
    const path = `/api/v1${honoPath(route.path)}`
    if (route.kind === 'read')
      app.on(route.method ?? 'GET', path, limit, (context) => answerRead(parts, route, context))
    else app.on(route.method, path, limit, (context) => answerWrite(parts, route, context))
  }
  for (const extra of parts.described ?? []) describeExtra(api, extra)
  const document = () =>
    api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Keqiao 科桥',
        version: parts.version,
        description: 'The API of the technology-factor market.',
      },
      servers: [{ url: '/' }],
    })
  app.get('/api/openapi.json', (context) => context.json(document() as unknown as Record<string, unknown>))
  app.all('/api/*', () => {
    throw new Refusal('absent', '没有这个接口；可用的接口见 /api/openapi.json。')
  })
}

async function answerRead(
  parts: ApiParts & { readonly rate: RateLimit },
  route: ReadRoute,
  context: Context,
): Promise<Response> {
  const actor = admit(parts.permissions, route.permission, await parts.actorOf(context))
  if (route.perMinute !== undefined)
    parts.rate(route.journal, actor.personId ?? parts.source?.(context) ?? 'process', route.perMinute)
  if (route.method === 'POST') sameOrigin(context)
  const asked = route.method === 'POST' ? await jsonBody(context) : repeatedQuery(context)
  const input = parse(route.input, { ...asked, ...context.req.param() })
  const result = await parts.db.read(route.module, async (tx) => {
    const now = await databaseNow(tx)
    const answer = await route.verb(tx, actor, input as never, now)
    assertReached(actor, route.journal)
    return answer
  })
  if (result instanceof Response) return result
  if (result instanceof KeptBytes) return answerBytes(parts.files, result)
  const cache = route.permission === 'public' ? 'public, max-age=0, must-revalidate' : 'no-store'
  return context.json(result as object, 200, { 'cache-control': cache })
}

function answerBytes(files: FileStore, kept: KeptBytes): Response {
  const bytes = files.read(kept.sha256)
  if (!bytes) throw new Error(`bytes ${kept.sha256} are gone`)
  const response = fileResponse(bytes, kept.name, kept.type)
  // Pictures only: a picture runs nothing, and the empty sandbox stays.
  if (kept.inline && kept.type.startsWith('image/')) response.headers.set('content-disposition', 'inline')
  return response
}

async function answerWrite(
  parts: ApiParts & { readonly rate: RateLimit },
  route: WriteRoute,
  context: Context,
): Promise<Response> {
  sameOrigin(context)
  const actor = await parts.actorOf(context)
  if (route.perMinute !== undefined)
    parts.rate(route.journal, actor.personId ?? parts.source?.(context) ?? 'process', route.perMinute)
  const body = await jsonBody(context)
  const input = { ...body, ...context.req.param() }
  const reply = await parts.bus({ route, actor, input, key: context.req.header('idempotency-key') })
  return context.json(reply, 200, { 'cache-control': 'no-store' })
}

/** A browser sends Origin with every write; another site's is refused even though the cookie is SameSite. */
export function sameOrigin(context: Context): void {
  const origin = context.req.header('origin')
  if (origin === undefined) return
  const host = context.req.header('host')
  if (origin === 'null' || new URL(origin).host !== host) {
    throw new Refusal('forbidden', '这个请求来自其他网站，未予办理；请在本平台页面上操作。')
  }
}

async function jsonBody(context: Context): Promise<Record<string, unknown>> {
  const text = await context.req.text()
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal('badRequest', '请求正文不是有效的 JSON。')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('badRequest', '请求正文应是一个 JSON 对象。')
  }
  if (text.includes('\\u0000'))
    throw new Refusal('invalid', '内容含有不可见的空字符（NUL），请删除后再提交。')
  return value as Record<string, unknown>
}

/** A query parameter given several times becomes a list. */
function repeatedQuery(context: Context): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const [name, values] of Object.entries(context.req.queries())) {
    query[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return query
}

function parse(schema: z.ZodType, raw: unknown): unknown {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  throw new Refusal('invalid', '查询条件有误：{first}', { first: fields[0]?.message ?? '' }, fields)
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

export function problemResponse(context: Context, error: unknown): { problem: Problem; response: Response } {
  const problem = problemOf(error)
  logFault(problem, `${context.req.method} ${context.req.routePath}`, error)
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  }
  if (problem.status === 503 || problem.status === 429) headers['retry-after'] = '5'
  return { problem, response: new Response(JSON.stringify(problem), { status: problem.status, headers }) }
}
