import { inflateRawSync } from 'node:zlib'
import type { Hono } from 'hono'
import type { Runtime } from '#app/runtime.ts'
import type { Client } from './city.ts'

/** One answer as somebody got it: everything of it that can be read. */
export interface Fetched {
  readonly who: string
  readonly path: string
  readonly status: number
  /** Body and headers; the entries of an archive unpacked. */
  readonly text: string
}

const ORIGIN = 'http://localhost'

/** Fetches a path as somebody, without following what it leads to. */
export async function fetchAs(app: Hono, who: string, client: Client, path: string): Promise<Fetched> {
  const response = await app.request(`${ORIGIN}${path}`, { headers: { cookie: client.cookie } })
  const bytes = Buffer.from(await response.arrayBuffer())
  const headers = [...response.headers].map(([name, value]) => `${name}: ${decoded(value)}`).join('\n')
  return { who, path, status: response.status, text: `${headers}\n${readable(bytes)}` }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The text of an answer; of an archive (xlsx, docx, zip) its entries, of anything else its bytes in two encodings. */
function readable(bytes: Buffer): string {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes.toString('utf8') + utf16Of(bytes)
  const parts: string[] = []
  for (let at = bytes.indexOf('PK\u0003\u0004'); at >= 0; at = bytes.indexOf('PK\u0003\u0004', at + 4)) {
    const method = bytes.readUInt16LE(at + 8)
    const nameEnds = at + 30 + bytes.readUInt16LE(at + 26)
    const from = nameEnds + bytes.readUInt16LE(at + 28)
    const name = bytes.subarray(at + 30, nameEnds).toString('utf8')
    const size = bytes.readUInt32LE(at + 18)
    const packed = bytes.subarray(from, size === 0 ? bytes.length : from + size)
    parts.push(name, method === 8 ? inflated(packed) : packed.toString('utf8'))
  }
  return parts.join('\n')
}

function inflated(packed: Buffer): string {
  try {
    return inflateRawSync(packed, { finishFlush: 2 }).toString('utf8')
  } catch {
    return ''
  }
}

/** Properties of a PDF are written in UTF-16. */
function utf16Of(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString('latin1') !== '%PDF') return ''
  // Either half of the file may begin at an odd place.
  return [0, 1].map((from) => swapped(bytes.subarray(from))).join('\n')
}

function swapped(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString('utf16le')
}

/** A GET route the API describes, and who holds its permission; null for one with a handler of its own. */
export interface Readable {
  readonly path: string
  readonly holders: readonly string[] | null
}

/** Every GET route of the API. */
export async function readables(app: Hono, runtime: Runtime): Promise<Readable[]> {
  const document = (await (await app.request(`${ORIGIN}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>
  }
  const holders = new Map(
    [...runtime.routes, ...runtime.handled]
      .filter((route) => route.kind === 'read')
      .map((route) => [`/api/v1${route.path}`, Object.keys(runtime.permissions[route.permission] ?? {})]),
  )
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    'get' in methods ? [{ path, holders: holders.get(path) ?? null }] : [],
  )
}

/** The addresses of a route with every identifier in every place. */
export function pathsOf({ path }: Readable, ids: readonly string[]): string[] {
  const places = path.match(/\{\w+\}/g) ?? []
  if (path.includes('{file}'))
    return ['csv', 'json', 'xlsx'].map((ending) => path.replace('{file}', `demands.${ending}`))
  if (path.includes('{kind}')) return ['demands', 'achievements'].map((kind) => path.replace('{kind}', kind))
  if (places.length === 0) return [path]
  return ids.map((id) => places.reduce((filled, place) => filled.replace(place, id), path))
}

/** Pages of the portal a visitor reaches by links, at most `most`. */
export async function pagesFrom(
  app: Hono,
  who: string,
  client: Client,
  starts: readonly string[],
  most: number,
): Promise<Fetched[]> {
  const seen = new Set(starts)
  const queue = [...starts]
  const pages: Fetched[] = []
  while (queue.length > 0 && pages.length < most) {
    const path = queue.shift() ?? '/'
    const page = await fetchAs(app, who, client, path)
    pages.push(page)
    for (const [, href = ''] of page.text.matchAll(/(?:href="|<loc>)([^"<]+)/g)) {
      const url = new URL(href.replaceAll('&amp;', '&'), ORIGIN)
      const next = `${url.pathname}${url.search}`
      const isPortal = url.origin === ORIGIN && !/^\/(?:app|assets|api)\b|[?&](?:lang|elder)=/.test(next)
      if (isPortal && !seen.has(next)) {
        seen.add(next)
        queue.push(next)
      }
    }
  }
  return pages
}

/** Rows of every table and view one of these roles may read, and of every view other modules may join, as text. */
export async function dumpOf(
  runtime: Runtime,
): Promise<{ readonly table: string; readonly rows: readonly string[] }[]> {
  return runtime.db.owner(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
        and (has_table_privilege('keqiao_reader', c.oid, 'select') or c.relname like 'pub\\_%') order by 1`)
    const dumps = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`)
      dumps.push({ table: name, rows: rows.map(({ text }) => text) })
    }
    return dumps
  })
}
