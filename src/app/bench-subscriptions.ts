import { BENCH_KIND, benchQueries, listings } from '#app/bench-search-data.ts'
import type { Database } from '#platform/db/database.ts'
import { bulkLoad, search } from '#platform/search/index.ts'
import { Percolator } from '#platform/search/percolate.ts'
import { withBenchDatabase, type BenchRow } from './bench-database.ts'

/** Saved searches and records in the index when none is asked for. */
const SEARCHES = 10_000
const INDEXED = 20_000
/** Records that changed in a day, met by all searches. */
const CHANGED = 500
/** Searches of the control that are really run; the rest is multiplied. */
const RUN = 500

/**
 * Measures what a day's changed records cost with many saved searches: compared as they change (ours), and beside it
 * each saved search run once over the whole index (bare), which finds the same and more than is wanted.
 */
export async function benchSubscriptions(
  url: string,
  n: number | undefined,
  print: (row: BenchRow) => void,
): Promise<void> {
  const size = n ?? SEARCHES
  const asked = benchQueries(Math.min(size, 2_000))
  const questions = Array.from({ length: size }, (_, i) => ({
    key: i,
    question: { q: asked[i % asked.length] ?? '', filters: i % 3 === 0 ? { trl: { min: 1 + (i % 8) } } : {} },
  }))
  await withBenchDatabase(url, async (db) => {
    await db.owner((client) => bulkLoad(client, BENCH_KIND, listings(0, INDEXED), () => {}))
    const compiled = performance.now()
    const percolator = new Percolator(questions)
    const compileMs = performance.now() - compiled
    const changed = [...listings(INDEXED, CHANGED)]
    const started = performance.now()
    const hits = changed.reduce((sum, doc) => sum + percolator.meeting(doc).length, 0)
    const oursMs = performance.now() - started
    const bareMs = (await searched(db, questions.slice(0, RUN))) * (size / RUN)
    print({
      bench: 'subscriptions',
      n: size,
      changed: CHANGED,
      hits,
      compileMs: Math.round(compileMs),
      oursMs: Math.round(oursMs),
      perRecordMs: Math.round((oursMs / CHANGED) * 100) / 100,
      bareMs: Math.round(bareMs),
      ratio: Math.round((oursMs / bareMs) * 1000) / 1000,
    })
  })
}

async function searched(
  db: Database,
  questions: readonly { readonly question: { readonly q: string; readonly filters: object } }[],
): Promise<number> {
  const started = performance.now()
  for (const { question } of questions)
    await search(db.reader, {
      kind: BENCH_KIND,
      q: question.q,
      filters: question.filters as never,
      sort: 'newest',
    })
  return performance.now() - started
}
