import { idf } from './document.ts'
import { liveCounts } from './lists.ts'
import type { Scoring, WeightedTerm } from './match-score.ts'
import { subjectTerms } from './match-terms.ts'
import type { Sql } from './sql.ts'

/** Records whose words are taken, the best. */
const MODELS = 8
/** Words looked up and words kept, the heaviest. */
const LOOKED_UP = 200
const KEPT = 20
/** What related words weigh together, of the subject's own Latin ones, when the best record meets nothing; less the more it meets. */
const SHARE = 0.6

interface ScoredText {
  readonly text: string
  readonly scoring: Scoring
}

/**
 * Latin words that several of the best records share, whether the subject has them or not (pseudo relevance feedback,
 * after Rocchio). Chinese words gained nothing on the development sets and are left out.
 */
export async function relatedTerms(
  sql: Sql,
  kind: string,
  own: readonly WeightedTerm[],
  scored: readonly ScoredText[],
): Promise<WeightedTerm[]> {
  const models = scored
    .filter(({ scoring }) => scoring.score > 0)
    .sort((a, b) => b.scoring.score - a.scoring.score)
    .slice(0, MODELS)
  const common = wordsInCommon(models)
  if (common.length === 0) return []
  const { state, counts } = await liveCounts(
    sql,
    kind,
    common.map(({ term }) => term),
  )
  const heaviest = common
    .map(({ term, weight }) => {
      const frequency = counts.get(term) ?? 0
      return { term, weight: frequency < 2 ? 0 : weight * idf(Math.max(state.docs, frequency), frequency) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, KEPT)
  const total = sum(heaviest)
  const latin = sum(own.filter(({ kind }) => kind === 'latin' || kind === 'phrase'))
  const share = SHARE * (1 - (models[0]?.scoring.coverage ?? 1))
  return heaviest.map(({ term, weight }) => ({
    term,
    kind: 'latin',
    weight: (weight / total) * latin * share,
  }))
}

/** Latin words of at least two of the records, by their part of each, better records counting more. */
function wordsInCommon(models: readonly ScoredText[]): { term: string; weight: number }[] {
  const found = new Map<string, { weight: number; models: number }>()
  for (const { text, scoring } of models) {
    const words = subjectTerms('', text).filter(({ kind }) => kind === 'latin' || kind === 'word')
    const total = sum(words)
    for (const { term, kind, weight } of words) {
      if (kind !== 'latin' || /^\p{N}/u.test(term)) continue
      const known = found.get(term) ?? { weight: 0, models: 0 }
      found.set(term, {
        weight: known.weight + (weight / total) * scoring.score,
        models: known.models + 1,
      })
    }
  }
  return [...found]
    .filter(([, { models }]) => models > 1)
    .map(([term, { weight }]) => ({ term, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, LOOKED_UP)
}

function sum(terms: readonly { readonly weight: number }[]): number {
  return terms.reduce((total, { weight }) => total + weight, 0)
}
