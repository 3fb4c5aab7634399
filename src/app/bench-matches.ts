import type { Client } from 'pg'
import { loadListings, quantile, rounded, withBenchDatabase, type BenchRow } from '#app/bench-database.ts'
import { benchDemands, type BenchDemand } from '#app/bench-search-data.ts'
import { bigrams } from '#app/bench-search-server.ts'
import { pairsFor, type MatchContext } from '#modules/matching/compute.ts'
import type { Database } from '#platform/db/database.ts'

/** Sizes measured when none is asked for; the last row printed is the main one. */
const SIZES = [10_000, 100_000]
const DEMANDS = 200
/** The bare control takes half a minute a demand at the main size; a few say enough. */
const BARE_DEMANDS = 5
const TOP = 20

/** Rules as they come with the product; the numbers do not change how long it takes. */
const CONTEXT: MatchContext = {
  fit: { trlNeeded: { 技术攻关: 5, 成果引进: 7 }, sameCounty: 1, sameCity: 0.5, regions: new Set() },
  lower: { points: 4, most: 8, unclear: 1 },
  refused: { early: 3, priceFen: null, regions: [] },
  unclear: new Map(),
}

/**
 * Measures all matches of a demand, live: candidates, exact scores, fit and reasons of the best 100. Beside it, in the
 * same database, the best 20 by PostgreSQL's own ranking of the same words, without reasons. Prints a row a size, then
 * growth, the main row last.
 */
export async function benchMatches(
  url: string,
  n: number | undefined,
  print: (row: BenchRow) => void,
  progress: (message: string) => void = () => {},
): Promise<void> {
  const rows: BenchRow[] = []
  await withBenchDatabase(url, async (db) => {
    let loaded = 0
    for (const size of n === undefined ? SIZES : [n]) {
      await loadListings(db, loaded, size, progress)
      loaded = size
      rows.push(await measure(db, size))
    }
  })
  const [before, after] = rows
  if (before === undefined) return
  if (after !== undefined) {
    print(before)
    const times = (key: string): number => rounded(Number(after[key]) / Number(before[key]))
    print({
      bench: 'matches growth',
      n: Number(after['n']),
      p50Times: times('p50Ms'),
      p95Times: times('p95Ms'),
    })
  }
  print(after ?? before)
}

async function measure(db: Database, size: number): Promise<BenchRow> {
  const demands = benchDemands(DEMANDS)
  const found: number[] = []
  const times: number[] = []
  // The first round warms: lists are decoded, the compiler has seen the code.
  for (const isWarm of [false, true]) {
    for (const { title, text, facts } of demands) {
      const started = performance.now()
      const pairs = await pairsFor(db.reader, { title, text }, facts, CONTEXT)
      if (isWarm) {
        times.push(performance.now() - started)
        found.push(pairs.length)
      }
    }
  }
  const bare = await db.owner((client) => bareTimes(client, demands.slice(0, BARE_DEMANDS)))
  times.sort((a, b) => a - b)
  return {
    bench: 'matches',
    n: size,
    ours: rounded(quantile(times, 0.5)),
    bare: rounded(quantile(bare, 0.5)),
    ratio: rounded(quantile(bare, 0.5) / quantile(times, 0.5)),
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    p99Ms: quantile(times, 0.99),
    bareP95Ms: quantile(bare, 0.95),
    demands: DEMANDS,
    matchesEach: rounded(found.reduce((sum, count) => sum + count, 0) / found.length),
  }
}

/** The same words asked of PostgreSQL: any of the pairs, ranked by its cover density. */
async function bareTimes(client: Client, demands: readonly BenchDemand[]): Promise<number[]> {
  const times: number[] = []
  for (const { title, text } of demands) {
    const query = [...new Set(bigrams(`${title} ${text}`))].map((pair) => `'${pair}'`).join(' | ')
    const started = performance.now()
    await client.query(
      `select item from bench.listing where terms @@ $1::tsquery
       order by ts_rank_cd(terms, $1::tsquery) desc limit ${TOP}`,
      [query],
    )
    times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)
}
