import type { SubjectTerm, TermKind } from './match-terms.ts'
import { GRAMMAR_WORDS } from './stop-words.ts'
import { runs, wordTerm } from './tokens.ts'

/** BM25 for matching, tuned like the weights of `subjectTerms`. */
const K1 = 1.5
const B = 0.75
/** A place in the name of the record counts this much more than one in its text. */
const NAME = 2
/** How much a document gains that meets all the subject asks for. */
const COVERAGE = 0.5

/** A term of the subject with its full weight: what it asks for times how rare it is. */
export interface WeightedTerm {
  readonly term: string
  readonly kind: TermKind
  readonly weight: number
}

/** What one term adds to the score of one document. */
export interface Part {
  readonly term: SubjectTerm['term']
  readonly kind: TermKind
  readonly part: number
}

export interface Scoring {
  readonly score: number
  /** Part of the subject's weight that is met, 0–1. */
  readonly coverage: number
  readonly parts: readonly Part[]
}

/**
 * The exact score of one document (folded text) for the weighted terms of a subject: the sum of its parts.
 * `relativeLength` is its length over the average.
 */
export function scoreMatch(terms: readonly WeightedTerm[], text: string, relativeLength: number): Scoring {
  const latin = terms.some(({ kind }) => kind === 'latin') ? countLatin(text) : new Map<string, number>()
  const name = text.slice(0, Math.max(0, text.indexOf('\n')))
  const latinInName = latin.size === 0 ? latin : countLatin(name)
  const norm = K1 * (1 - B + B * relativeLength)
  const parts: Part[] = []
  let met = 0
  let asked = 0
  for (const { term, kind, weight } of terms) {
    asked += weight
    const count =
      kind === 'latin' || kind === 'phrase'
        ? (latin.get(term) ?? 0) + NAME * (latinInName.get(term) ?? 0)
        : countPlaces(text, term) + NAME * countPlaces(name, term)
    if (count === 0) continue
    met += weight
    parts.push({ term, kind, part: (weight * count * (K1 + 1)) / (count + norm) })
  }
  const coverage = asked === 0 ? 0 : met / asked
  const factor = 1 + COVERAGE * coverage
  const raised = parts.map((part) => ({ ...part, part: part.part * factor }))
  return { score: raised.reduce((sum, { part }) => sum + part, 0), coverage, parts: raised }
}

/** What a demand of usual length asks for, over the logarithm of how many records there are (bdci dev: median 274). */
const USUAL = 250
/** How much a subject's own length counts for what a hundred points are, against the usual one. */
const OWN = 1 / 3

/**
 * The score that counts as a hundred points: near that of a record which has everything asked for, without end.
 * `unmet` is the weight of words no record has. Only a third of the subject's own length counts: with all of it a
 * subject would score better with a phrase taken away that only it and the record have, with none of it a short one
 * would never score well (docs/figures/matching.md).
 */
export function hundredPoints(terms: readonly WeightedTerm[], unmet: number, docs: number): number {
  const full = (weightOf(terms) + unmet) * (K1 + 1) * (1 + COVERAGE)
  return full ** OWN * (USUAL * Math.log(1 + docs)) ** (1 - OWN)
}

/** Part of all that is asked for that a document meets, 0–1; for words nobody has, nobody meets all. */
export function coverageOf(terms: readonly WeightedTerm[], unmet: number): (met: readonly Part[]) => number {
  const weights = new Map(terms.map(({ term, weight }) => [term, weight]))
  const asked = weightOf(terms) + unmet
  return (met) => (asked === 0 ? 0 : met.reduce((sum, { term }) => sum + (weights.get(term) ?? 0), 0) / asked)
}

function weightOf(terms: readonly WeightedTerm[]): number {
  return terms.reduce((sum, { weight }) => sum + weight, 0)
}

function countPlaces(text: string, term: string): number {
  let count = 0
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) count += 1
  return count
}

/** Stems of Latin words and of neighbouring pairs of them, with their counts. */
function countLatin(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  let before = ''
  for (const run of runs(text)) {
    if (run.kind === 'word' && GRAMMAR_WORDS.has(run.text)) continue
    const term = run.kind === 'word' ? wordTerm(run.text) : ''
    if (term !== '') counts.set(term, (counts.get(term) ?? 0) + 1)
    if (term !== '' && before !== '')
      counts.set(`${before} ${term}`, (counts.get(`${before} ${term}`) ?? 0) + 1)
    before = term
  }
  return counts
}
