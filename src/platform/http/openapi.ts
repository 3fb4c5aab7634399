import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Route } from '../command/command.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A route with a handler of its own, as /api/openapi.json tells it; declared beside its mount. */
export interface DescribedRoute {
  readonly method: Method
  /** The whole path: `/api/v1/files/{id}`. */
  readonly path: string
  /** Name no other route has. */
  readonly name: string
  readonly tag: string
  readonly summary: string
  /** The schema that parses the query. */
  readonly query?: z.ZodObject
  readonly body?: z.ZodObject
  /** Default JSON. */
  readonly bodyType?: 'multipart/form-data'
  /** Content type of the answer; default JSON. */
  readonly answers?: string
  /** Writes that run exactly one command take its key. */
  readonly takesKey?: true
}

/** The description of a declared route that a handler of its own serves with the route's schema unchanged. */
export function describedBy(route: Route): DescribedRoute {
  const { names } = paramsOf(route.path)
  const fields = fieldsWithout(route.input, names)
  const shared = { path: `/api/v1${route.path}`, name: route.journal, tag: route.module }
  return route.kind === 'read'
    ? { ...shared, method: 'GET', summary: route.title, query: fields }
    : { ...shared, method: route.method, summary: route.says, body: fields, takesKey: true }
}

const problemSchema = z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() })
const replySchema = z.object({
  result: z.unknown(),
  journalId: z.string(),
  receipt: z.object({ leaf: z.string(), at: z.string(), keyId: z.string(), signature: z.string() }),
  repeated: z.boolean(),
})

const keyHeader = z.object({ 'idempotency-key': z.string() })
const problems = Object.fromEntries(
  ['400', '401', '403', '404', '409', '422', '503'].map((status) => [
    status,
    { description: 'refused', content: { 'application/problem+json': { schema: problemSchema } } },
  ]),
)

/** Describes a declared route by its own schema. */
export function describe(api: OpenAPIHono, route: Route): void {
  const { names, params } = paramsOf(route.path)
  const rest = fieldsWithout(route.input, names)
  const shared = { path: `/api/v1${route.path}`, operationId: route.journal, tags: [route.module] }
  if (route.kind === 'read') {
    const isAsked = route.method === 'POST'
    api.openAPIRegistry.registerPath({
      ...shared,
      method: isAsked ? 'post' : 'get',
      summary: route.title,
      request: isAsked
        ? { params, body: { content: { 'application/json': { schema: rest } }, required: true } }
        : { params, query: rest },
      responses: {
        200: { description: 'ok', content: { 'application/json': { schema: z.unknown() } } },
        ...problems,
      },
    })
    return
  }
  api.openAPIRegistry.registerPath({
    ...shared,
    method: route.method.toLowerCase() as 'post' | 'put' | 'delete',
    summary: route.says,
    request: {
      params,
      headers: keyHeader,
      body: { content: { 'application/json': { schema: rest } }, required: true },
    },
    responses: {
      200: { description: 'done', content: { 'application/json': { schema: replySchema } } },
      ...problems,
    },
  })
}

/** Describes a route that is mounted elsewhere. */
export function describeExtra(api: OpenAPIHono, route: DescribedRoute): void {
  const type = route.bodyType ?? 'application/json'
  api.openAPIRegistry.registerPath({
    path: route.path,
    operationId: route.name,
    tags: [route.tag],
    method: route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete',
    summary: route.summary,
    request: {
      params: paramsOf(route.path).params,
      ...(route.query && { query: route.query }),
      ...(route.takesKey && { headers: keyHeader }),
      ...(route.body && { body: { content: { [type]: { schema: route.body } }, required: true } }),
    },
    responses: {
      200: { description: 'ok', content: { [route.answers ?? 'application/json']: { schema: z.unknown() } } },
      ...problems,
    },
  })
}

function paramsOf(path: string) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  return { names, params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }
}

function fieldsWithout(input: z.ZodType, names: readonly string[]): z.ZodObject {
  // Rebuilt from its fields: a form with refinements cannot leave out one, and the description needs no refinement.
  const fields = input instanceof z.ZodObject ? input.shape : {}
  const own = Object.entries(fields).filter(([name]) => !names.includes(name))
  // A recursive value (any JSON) has no finite description.
  return z.object(
    Object.fromEntries(own.map(([name, field]) => [name, field instanceof z.ZodLazy ? z.unknown() : field])),
  )
}
