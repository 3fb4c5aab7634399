import { join } from 'node:path'
import { Client } from 'pg'
import { BENCH_KIND, listings } from '#app/bench-search-data.ts'
import { bigrams } from '#app/bench-search-server.ts'
import { openDatabase, type Database } from '#platform/db/database.ts'
import { migrate } from '#platform/db/migrate.ts'
import { byClients } from '../proofs/clients.ts'
import { bulkLoad } from '#platform/search/index.ts'

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'db', 'migrations')
const BARE_ROWS_PER_INSERT = 1_000

/** A printed row; times in milliseconds. */
export type BenchRow = Readonly<Record<string, string | number>>

/** Runs the body over a migrated database of its own on the server of `url`, dropped at the end. */
export async function withBenchDatabase(
  url: string,
  body: (db: Database, url: string) => Promise<void>,
): Promise<void> {
  const name = `keqiao_bench_${process.pid}`
  const own = new URL(url)
  own.pathname = `/${name}`
  await onServer(url, `create database ${name}`)
  try {
    const db = await openDatabase({ url: own.href, poolSize: 4 })
    try {
      await migrate(db, { dir: MIGRATIONS, modules: [] })
      await db.owner((client) =>
        client.query(`create schema bench; create table bench.listing (
          id uuid primary key, published_at timestamptz not null, terms tsvector not null, item json not null)`),
      )
      await body(db, own.href)
    } finally {
      await db.close()
    }
  } finally {
    await onServer(url, `drop database if exists ${name} with (force)`)
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Adds listings `from` to `size` to both indexes. */
export async function loadListings(
  db: Database,
  from: number,
  size: number,
  progress: (message: string) => void,
): Promise<void> {
  await db.owner(async (client) => {
    await bulkLoad(client, BENCH_KIND, listings(from, size - from), (loaded) =>
      progress(`indexed ${from + loaded} of ${size}`),
    )
    await client.query('drop index if exists bench.listing_terms')
    for (let at = from; at < size; at += BARE_ROWS_PER_INSERT) {
      const part = [...listings(at, Math.min(BARE_ROWS_PER_INSERT, size - at))]
      await client.query(
        `insert into bench.listing (id, published_at, terms, item)
         select * from unnest($1::uuid[], $2::timestamptz[], $3::text[]::tsvector[], $4::json[])`,
        [
          part.map((doc) => doc.id),
          part.map((doc) => doc.publishedAt),
          part.map((doc) => bigrams(`${doc.code} ${doc.name} ${doc.summary}`).join(' ')),
          part.map((doc) => JSON.stringify(doc.item)),
        ],
      )
    }
    progress(`loaded ${size} into the bare program`)
    await client.query('create index listing_terms on bench.listing using gin (terms)')
    await client.query('create index if not exists listing_newest on bench.listing (published_at desc)')
    await client.query('vacuum analyze')
  })
}

interface Timed {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Runs an act `size` times by so many clients at once. */
export async function timed(
  size: number,
  clients: number,
  act: (index: number) => Promise<void>,
): Promise<Timed> {
  const times: number[] = []
  const started = performance.now()
  await byClients(size, clients, async (index) => {
    const from = performance.now()
    await act(index)
    times.push(performance.now() - from)
  })
  const seconds = (performance.now() - started) / 1000
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => Math.round(quantile(sorted, part) * 10) / 10
  return { perSecond: Math.round(size / seconds), p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** Columns of ours beside the bare database, and the ratio of the two. */
export function besides(ours: Timed, bare: Timed): BenchRow {
  return {
    ours: ours.perSecond,
    bare: bare.perSecond,
    ratio: Math.round((ours.perSecond / bare.perSecond) * 100) / 100,
    p50Ms: ours.p50Ms,
    p99Ms: ours.p99Ms,
    bareP50Ms: bare.p50Ms,
    bareP99Ms: bare.p99Ms,
  }
}

/** Of values in rising order. */
export function quantile(sorted: readonly number[], part: number): number {
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
