import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { Database } from '#platform/db/database.ts'
import { plainBm25 } from '#app/eval-baseline.ts'
import { corpusVectors, queryMeaning } from '#app/eval-dense.ts'
import { paired } from '#app/eval-paired.ts'
import type { Embeddings } from '#platform/embeddings/embeddings.ts'
import {
  indexedTexts,
  matches,
  sqlOfClient,
  upsert,
  type Meaning,
  type SearchDoc,
  type Sql,
} from '#platform/search/index.ts'

const KIND = 'eval'
const TABLES = ['search_state', 'search_doc', 'search_dead', 'search_segment', 'search_block']
const DOCS_PER_UPSERT = 1000
const RANKED = 100

/** A text of the corpus or a query, in the form of BEIR data sets. */
export interface EvalText {
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface EvalSet {
  readonly corpus: readonly EvalText[]
  readonly queries: readonly EvalText[]
  /** Grade of each judged document by query. */
  readonly judged: ReadonlyMap<string, ReadonlyMap<string, number>>
}

export interface EvalResult {
  /** Gain 2^grade - 1; a judged query without a relevant document counts 0. */
  readonly ndcg10: number
  /** The same with the grade itself as gain. */
  readonly ndcg10Linear: number
  readonly mrr: number
  readonly recall10: number
  readonly recall100: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly queries: number
  /** Plain BM25 (k1 1.2, b 0.75) over dictionary words in the same run, for comparison. */
  readonly baselineNdcg10: number
  readonly baselineNdcg10Linear: number
  /** ndcg10 over that of plain BM25, query by query, with the ends of a 95 % interval. */
  readonly gain: number
  readonly gainLow: number
  readonly gainHigh: number
  /** With an endpoint: the same matching without it, in the same run, and what nearness by meaning brings. */
  readonly offlineNdcg10?: number
  readonly denseGain?: number
  readonly denseGainLow?: number
  readonly denseGainHigh?: number
}

/**
 * Measures the matching that serves users on a folder with corpus.jsonl, queries.jsonl and qrels.tsv. The corpus is
 * indexed in temporary tables of one connection, which nobody else sees and which end with it; `pooled` ranks only
 * the judged documents of each query. Throws an Error in words on a missing or malformed file.
 */
export async function evalMatching(
  db: Database,
  dir: string,
  options: { pooled: boolean; embeddings?: Embeddings | undefined },
): Promise<EvalResult> {
  const set = readEvalSet(dir)
  return db.owner(async (client) => {
    const sql = await scratchIndex(client)
    await load(sql, set.corpus)
    const asked = set.queries.filter((query) => set.judged.has(query.id))
    const offline = await ranked(sql, set, asked, options.pooled)
    const { embeddings } = options
    const dense = embeddings && (await rankedByMeaning(sql, set, asked, options.pooled, embeddings))
    const { rankings, times } = dense ?? offline
    const baseline = plainBm25(set.corpus, asked, options.pooled ? set.judged : null, RANKED)
    const grades = asked.map(({ id }) => set.judged.get(id) ?? new Map<string, number>())
    const mean = (
      measure: (ranking: readonly string[], grades: ReadonlyMap<string, number>) => number,
      of = rankings,
    ) =>
      round(
        of.reduce((sum, ranking, i) => sum + measure(ranking, grades[i] ?? new Map()), 0) /
          Math.max(1, asked.length),
      )
    const each = (of: readonly string[][]): number[] =>
      of.map((ranking, i) => ndcg10(exponential)(ranking, grades[i] ?? new Map()))
    const gain = paired(each(rankings), each(baseline))
    const denseGain = dense && paired(each(dense.rankings), each(offline.rankings))
    return {
      ndcg10: mean(ndcg10(exponential)),
      ndcg10Linear: mean(ndcg10(linear)),
      mrr: mean(reciprocalRank),
      recall10: mean(recallAt(10)),
      recall100: mean(recallAt(100)),
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      queries: asked.length,
      baselineNdcg10: mean(ndcg10(exponential), baseline),
      baselineNdcg10Linear: mean(ndcg10(linear), baseline),
      gain: round(gain.mean),
      gainLow: round(gain.low),
      gainHigh: round(gain.high),
      ...(denseGain && {
        offlineNdcg10: mean(ndcg10(exponential), offline.rankings),
        denseGain: round(denseGain.mean),
        denseGainLow: round(denseGain.low),
        denseGainHigh: round(denseGain.high),
      }),
    }
  })
}

interface Ranked {
  readonly rankings: string[][]
  readonly times: number[]
}

/** The matching that serves users, for each query; `meaningOf` as the product has it with an endpoint. */
async function ranked(
  sql: Sql,
  set: EvalSet,
  asked: readonly EvalText[],
  pooled: boolean,
  meaningOf?: (query: EvalText) => Promise<Meaning>,
): Promise<Ranked> {
  const rankings: string[][] = []
  const times: number[] = []
  for (const query of asked) {
    const { id, title, text } = query
    const only = pooled ? { only: [...(set.judged.get(id)?.keys() ?? [])] } : {}
    const meaning = await meaningOf?.(query)
    const started = performance.now()
    const found = await matches(sql, { kind: KIND, of: { title, text }, limit: RANKED, meaning, ...only })
    times.push(performance.now() - started)
    rankings.push(found.map((match) => match.id))
  }
  return { rankings, times }
}

/** Vectors of what may be found: with pools only the judged documents. */
async function rankedByMeaning(
  sql: Sql,
  set: EvalSet,
  asked: readonly EvalText[],
  pooled: boolean,
  embeddings: Embeddings,
): Promise<Ranked> {
  const judged = new Set(asked.flatMap(({ id }) => [...(set.judged.get(id)?.keys() ?? [])]))
  const found = set.corpus.filter(({ id }) => !pooled || judged.has(id))
  const texts = await indexedTexts(
    sql,
    KIND,
    found.map(({ id }) => id),
  )
  const corpus = [...texts].map(([id, matter]) => ({ id, matter }))
  const vectors = await corpusVectors(embeddings, corpus)
  return ranked(sql, set, asked, pooled, (query) => queryMeaning(embeddings, vectors, query))
}

/** An empty index of its own: temporary tables made like the real ones, named in their place in each statement. */
export async function scratchIndex(client: pg.Client): Promise<Sql> {
  for (const table of TABLES) {
    await client.query(`create temporary table ${table} (like platform.${table} including all)`)
  }
  const inner = sqlOfClient(client)
  return {
    query: (text, values) => inner.query(text.replaceAll('platform.search_', 'pg_temp.search_'), values),
  }
}

async function load(sql: Sql, corpus: readonly EvalText[]): Promise<void> {
  for (let from = 0; from < corpus.length; from += DOCS_PER_UPSERT) {
    await upsert(sql, KIND, corpus.slice(from, from + DOCS_PER_UPSERT).map(toDoc))
  }
}

/** A text as the import makes a record of it; a title that the text repeats is not counted twice. */
function toDoc({ id, title, text }: EvalText): SearchDoc {
  return {
    kind: KIND,
    id,
    publicId: id,
    code: '',
    name: title,
    summary: '',
    text: title !== '' && text.startsWith(title) ? text.slice(title.length) : text,
    keywords: [],
    facets: {},
    item: {},
    publishedAt: '2026-01-01T00:00:00.000Z',
    ownerName: '',
  }
}

/** Reads the three files. Throws an Error naming file and line. */
export function readEvalSet(dir: string): EvalSet {
  const judged = new Map<string, Map<string, number>>()
  for (const [i, line] of lines(dir, 'qrels.tsv').entries()) {
    const [query = '', doc = '', score = ''] = line.split('\t')
    if (i === 0 && Number.isNaN(Number(score))) continue
    if (query === '' || doc === '' || score.trim() === '' || Number.isNaN(Number(score))) {
      throw new Error(`qrels.tsv line ${i + 1} is not "query<TAB>document<TAB>grade"`)
    }
    const grades = judged.get(query) ?? new Map<string, number>()
    judged.set(query, grades.set(doc, Number(score)))
  }
  return { corpus: texts(dir, 'corpus.jsonl'), queries: texts(dir, 'queries.jsonl'), judged }
}

function texts(dir: string, file: string): EvalText[] {
  return lines(dir, file).map((line, i) => {
    const found = parse(line)
    if (typeof found !== 'object' || found === null || !('_id' in found)) {
      throw new Error(`${file} line ${i + 1} is not a JSON object with _id, title and text`)
    }
    const field = (value: unknown): string => (typeof value === 'string' ? value : '')
    return {
      id: String(found._id),
      title: field('title' in found ? found.title : ''),
      text: field('text' in found ? found.text : ''),
    }
  })
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function lines(dir: string, file: string): string[] {
  const text = readFileSync(join(dir, file), 'utf8')
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

const linear = (grade: number): number => grade
const exponential = (grade: number): number => 2 ** grade - 1

/** nDCG over the first ten; 0 when the query has no relevant document. */
export function ndcg10(gain: (grade: number) => number) {
  return (ranking: readonly string[], grades: ReadonlyMap<string, number>): number => {
    const dcg = (values: readonly number[]): number =>
      values.slice(0, 10).reduce((sum, grade, i) => sum + gain(grade) / Math.log2(i + 2), 0)
    const ideal = dcg([...grades.values()].sort((a, b) => b - a))
    return ideal === 0 ? 0 : dcg(ranking.map((id) => grades.get(id) ?? 0)) / ideal
  }
}

function reciprocalRank(ranking: readonly string[], grades: ReadonlyMap<string, number>): number {
  const at = ranking.findIndex((id) => (grades.get(id) ?? 0) > 0)
  return at < 0 ? 0 : 1 / (at + 1)
}

function recallAt(depth: number) {
  return (ranking: readonly string[], grades: ReadonlyMap<string, number>): number => {
    const relevant = [...grades.values()].filter((grade) => grade > 0).length
    const found = ranking.slice(0, depth).filter((id) => (grades.get(id) ?? 0) > 0).length
    return relevant === 0 ? 0 : found / relevant
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
