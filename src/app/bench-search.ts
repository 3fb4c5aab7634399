import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { loadListings, quantile, rounded, withBenchDatabase, type BenchRow } from '#app/bench-database.ts'
import { BENCH_KIND, benchMisses, benchQueries } from '#app/bench-search-data.ts'
import type { Database } from '#platform/db/database.ts'
import { search } from '#platform/search/index.ts'

/** Sizes measured when none is asked for; the last row printed is the main one. */
const SIZES = [10_000, 20_000, 100_000, 1_000_000]
const MAIN_SIZE = 100_000
const QUERIES = 200
/** One query in ten of another set, whose words never stand together; their times are printed apart. */
const MISSES = 20
/** Both servers are measured in turn, so that other load on the machine meets both. */
const ROUNDS = 6
const ROUND_MS = 1_500
const CLIENTS = 4
const TOP = 20

/**
 * Measures the product's public list (JSON, 20 full rows, capped total, no facets, one app process) beside a fixed
 * bare program on the same synthetic listings, in a database of its own on the server of `url`, dropped at the end.
 * Prints a row a size, the share of the capped query with the exact one, then growth, the main row last.
 */
export async function benchSearch(
  url: string,
  n: number | undefined,
  print: (row: BenchRow) => void,
  progress: (message: string) => void = () => {},
): Promise<void> {
  const sizes = n === undefined ? SIZES : [n]
  const rows: BenchRow[] = []
  await withBenchDatabase(url, async (db, benchUrl) => {
    let loaded = 0
    for (const size of sizes) {
      await loadListings(db, loaded, size, progress)
      loaded = size
      const row = await measure(db, benchUrl, size)
      rows.push(row)
      print({
        bench: 'search without hits',
        n: size,
        p50Ms: row['noHitP50Ms'] ?? 0,
        p95Ms: row['noHitP95Ms'] ?? 0,
      })
      if (size !== MAIN_SIZE || n !== undefined) print(row)
    }
  })
  const [before, after] = [100_000, 1_000_000].map((size) => rows.find((row) => row['n'] === size))
  if (before !== undefined && after !== undefined) print(growth(before, after))
  const main = rows.find((row) => row['n'] === MAIN_SIZE)
  if (n === undefined && main !== undefined) print(main)
}

function growth(before: BenchRow, after: BenchRow): BenchRow {
  const times = (key: string): number => rounded(Number(after[key]) / Number(before[key]))
  return { bench: 'search growth', n: 1_000_000, p50Times: times('p50Ms'), p95Times: times('p95Ms') }
}

async function measure(db: Database, url: string, size: number): Promise<BenchRow> {
  const queries = benchQueries(QUERIES)
  const misses = benchMisses(MISSES)
  const shared = await sharedWithExact(db, queries)
  const product = await startServer('product', url)
  const bare = await startServer('bare', url)
  try {
    // Warm both: plans, caches, the just-in-time compiler.
    for (const server of [product, bare]) for (const q of [...queries, ...misses]) await ask(server, q)
    const one = { product: await timesOf(product, queries), bare: await timesOf(bare, queries) }
    const missed = await timesOf(product, misses)
    const counts = { product: 0, bare: 0 }
    for (let round = 0; round < ROUNDS; round += 1) {
      counts.product += await requestsDone(product, queries)
      counts.bare += await requestsDone(bare, queries)
    }
    const perSecond = (count: number): number => Math.round((count * 1000) / (ROUNDS * ROUND_MS))
    return {
      bench: 'search',
      n: size,
      ours: perSecond(counts.product),
      bare: perSecond(counts.bare),
      ratio: rounded(counts.product / counts.bare),
      p50Ms: quantile(one.product, 0.5),
      p95Ms: quantile(one.product, 0.95),
      p99Ms: quantile(one.product, 0.99),
      noHitP50Ms: quantile(missed, 0.5),
      noHitP95Ms: quantile(missed, 0.95),
      bareP50Ms: quantile(one.bare, 0.5),
      bareP99Ms: quantile(one.bare, 0.99),
      ...shared,
    }
  } finally {
    product.child.disconnect()
    bare.child.disconnect()
  }
}

/** How many of the first 20 the capped query shares with the one that reads every posting: mean and least of the queries. */
async function sharedWithExact(
  db: Database,
  queries: readonly string[],
): Promise<{ sharedTop20: number; leastShared: number }> {
  const shares: number[] = []
  for (const q of queries) {
    const capped = await search(db.reader, { kind: BENCH_KIND, q, limit: TOP })
    const exact = await search(db.reader, { kind: BENCH_KIND, q, limit: TOP, exact: true })
    const ids = new Set(capped.items.map((item) => item.id))
    const common = exact.items.filter((item) => ids.has(item.id)).length
    shares.push(exact.items.length === 0 ? TOP : (TOP * common) / exact.items.length)
  }
  return {
    sharedTop20: rounded(shares.reduce((a, b) => a + b, 0) / shares.length),
    leastShared: rounded(Math.min(...shares)),
  }
}

interface Server {
  readonly child: ChildProcess
  readonly port: number
  readonly agent: Agent
}

async function startServer(which: 'product' | 'bare', url: string): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'bench-search-server.ts'), [which, url])
  const [message]: unknown[] = await once(child, 'message')
  const port = typeof message === 'object' && message !== null && 'port' in message ? Number(message.port) : 0
  return { child, port, agent: new Agent({ keepAlive: true, maxSockets: CLIENTS }) }
}

/** One request, its body read to the end. Throws on any answer but 200. */
async function ask({ port, agent }: Server, q: string): Promise<void> {
  const path = `/api/v1/achievements?q=${encodeURIComponent(q)}&limit=${TOP}`
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  get({ host: '127.0.0.1', port, path, agent }, (response) => {
    response.on('error', reject)
    response.on('end', () =>
      response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode} for ${q}`)),
    )
    response.resume()
  }).on('error', reject)
  await promise
}

/** Times of single requests, one after another. */
async function timesOf(server: Server, queries: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const q of [...queries, ...queries]) {
    const started = performance.now()
    await ask(server, q)
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)
}

/** Requests answered in one round by several clients. */
async function requestsDone(server: Server, queries: readonly string[]): Promise<number> {
  const end = performance.now() + ROUND_MS
  let done = 0
  const client = async (first: number): Promise<void> => {
    for (let i = first; performance.now() < end; i += 1) {
      await ask(server, queries[(i * 7) % queries.length] ?? '')
      done += 1
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, i) => client(i * 31)))
  return done
}
