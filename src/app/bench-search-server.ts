import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { Pool } from 'pg'
import { openDatabase } from '#platform/db/database.ts'
import { mountPublicLists } from '#app/public-lists.ts'

/** Connections of either server. */
const CONNECTIONS = 8
const PAGE = 20
const TOTAL_CAP = 1_000

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

/** The product's own public list, as the server serves it, in a process of its own. */
async function productListener(url: string): Promise<Listener> {
  const app = new Hono()
  mountPublicLists(app, await openDatabase({ url, poolSize: CONNECTIONS }))
  return getRequestListener(app.fetch)
}

const BARE = `select item from bench.listing where terms @@ $1::tsquery order by published_at desc limit ${PAGE}`
const BARE_TOTAL = `select count(*)::int as total from (select from bench.listing where terms @@ $1::tsquery limit ${TOTAL_CAP + 1}) as found`

/** The fixed bare program: node:http and pg, neighbouring characters in a tsvector, newest first, capped total. */
function bareListener(url: string): Listener {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS })
  return async (request, response) => {
    const q = new URL(request.url ?? '/', 'http://localhost').searchParams.get('q') ?? ''
    const query = bigrams(q)
      .map((pair) => `'${pair}'`)
      .join(' & ')
    const [page, count] = await Promise.all([
      pool.query<{ item: unknown }>({ name: 'page', text: BARE, values: [query] }),
      pool.query<{ total: number }>({ name: 'total', text: BARE_TOTAL, values: [query] }),
    ])
    const total = count.rows[0]?.total ?? 0
    const items = page.rows.map((row) => row.item)
    const body = JSON.stringify({
      items,
      total: Math.min(total, TOTAL_CAP),
      totalIsCapped: total > TOTAL_CAP,
      next: null,
    })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }
}

/** Neighbouring characters of each run of letters and digits; single characters stand alone. */
export function bigrams(text: string): string[] {
  const runs = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [
    ...new Set(
      runs.flatMap((run) => {
        const characters = Array.from(run)
        return characters.length === 1
          ? characters
          : characters.slice(1).map((character, i) => (characters[i] ?? '') + character)
      }),
    ),
  ]
}

if (import.meta.main) {
  const [which = '', url = ''] = process.argv.slice(2)
  const listener = which === 'product' ? await productListener(url) : bareListener(url)
  const server = createServer((request, response) => void listener(request, response))
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
  })
  process.on('disconnect', () => process.exit(0))
}
