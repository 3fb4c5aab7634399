import { idf } from './document.ts'
import { fold } from './fold.ts'
import { termCounts } from './lists.ts'
import { pairsOf } from './plan.ts'
import type { Sql } from './sql.ts'

/** How rare each word is among the records of a kind: BM25's term weight; a word no record has is the rarest. */
export async function rarity(
  sql: Sql,
  kind: string,
  words: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const terms = new Map(words.map((word) => [word, [fold(word), ...pairsOf(Array.from(fold(word)))]]))
  const { state, counts } = await termCounts(sql, kind, [...new Set([...terms.values()].flat())])
  return new Map(
    [...terms].map(([word, [whole = '', ...pairs]]) => {
      const known = counts.get(whole) ?? Math.min(...pairs.map((pair) => counts.get(pair) ?? 0), Infinity)
      const frequency = Number.isFinite(known) ? known : 0
      return [word, idf(Math.max(state.docs, frequency, 1), frequency)]
    }),
  )
}
