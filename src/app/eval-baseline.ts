import type { EvalText } from '#app/eval-matching.ts'
import { fold } from '#platform/search/fold.ts'
import { searchWords, wordTerm } from '#platform/search/tokens.ts'

const K1 = 1.2
const B = 0.75

interface Counted {
  readonly id: string
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

/**
 * Plain BM25 over all dictionary words, the control of `eval-matching`: nothing tuned, nothing weighted.
 * `pools` limits each query to its judged documents. Answers document ids, best first.
 */
export function plainBm25(
  corpus: readonly EvalText[],
  queries: readonly EvalText[],
  pools: ReadonlyMap<string, ReadonlyMap<string, number>> | null,
  depth: number,
): string[][] {
  const docs = corpus.map(count)
  const byId = new Map(docs.map((doc) => [doc.id, doc]))
  const average = docs.reduce((sum, { length }) => sum + length, 0) / Math.max(1, docs.length)
  const frequencies = new Map<string, number>()
  for (const { counts } of docs)
    for (const word of counts.keys()) frequencies.set(word, (frequencies.get(word) ?? 0) + 1)
  return queries.map((query) => {
    const asked = [...count(query).counts].map(([word, times]) => {
      const frequency = frequencies.get(word) ?? 0
      return { word, weight: times * Math.log(1 + (docs.length - frequency + 0.5) / (frequency + 0.5)) }
    })
    const pool =
      pools === null ? docs : [...(pools.get(query.id)?.keys() ?? [])].flatMap((id) => byId.get(id) ?? [])
    return pool
      .map((doc) => ({ id: doc.id, score: scoreOf(asked, doc, average) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, depth)
      .map(({ id }) => id)
  })
}

function scoreOf(asked: readonly { word: string; weight: number }[], doc: Counted, average: number): number {
  const norm = K1 * (1 - B + (B * doc.length) / average)
  return asked.reduce((sum, { word, weight }) => {
    const count = doc.counts.get(word) ?? 0
    return count === 0 ? sum : sum + (weight * count * (K1 + 1)) / (count + norm)
  }, 0)
}

function count({ id, title, text }: EvalText): Counted {
  const whole = title !== '' && text.startsWith(title) ? text : `${title} ${text}`
  const counts = new Map<string, number>()
  let length = 0
  for (const word of searchWords(fold(whole))) {
    if (!/[\p{L}\p{N}]/u.test(word)) continue
    const term = wordTerm(word)
    counts.set(term, (counts.get(term) ?? 0) + 1)
    length += 1
  }
  return { id, counts, length }
}
