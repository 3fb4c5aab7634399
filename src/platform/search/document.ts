import { fold } from './fold.ts'
import { runs, countTerms } from './tokens.ts'

/** A value a filter may name; a range filter needs whole numbers. */
export type FacetValue = string | number | boolean | readonly (string | number)[]

/** What may be found and shown without login of one record. Everything in it is public. */
export interface SearchDoc {
  /** 'achievement', 'demand', …: each kind is an index of its own. */
  readonly kind: string
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly summary: string
  /** Everything else public about the record, for searching only. */
  readonly text: string
  readonly keywords: readonly string[]
  readonly facets: Readonly<Record<string, FacetValue>>
  /** A row of a list as the API and the pages show it. */
  readonly item: unknown
  /** An instant, ISO 8601 in UTC. */
  readonly publishedAt: string
  readonly ownerName: string
  /** A facet value that only this record has is not counted: its count would single the record out. */
  readonly discreet?: true
}

/** A hit in the name weighs as four in the text, one in the keywords or the code as two. */
const NAME_WEIGHT = 4
const KEYWORD_WEIGHT = 2
/** BM25's saturation and length normalisation, the usual values. */
const K1 = 1.2
const B = 0.75
const HIGHEST_IMPACT = 255
/** Longest facet value kept as a term. */
const LONGEST_FACET = 100
/** Latin words of a name shorter than this get no trigrams: any typo changes most of them. */
const SHORTEST_TYPO_WORD = 4

/** The term under which documents with this facet value are listed; no text term is longer than one sign and begins with "=". */
export function facetTerm(facet: string, value: string | number | boolean): string {
  return `=${facet}=${String(value).slice(0, LONGEST_FACET)}`
}

/** The term of records no count may single out. */
export const DISCREET = '!discreet'

/** Trigrams of a Latin word as terms, for names written with a typo. */
export function trigramTerms(word: string): string[] {
  if (word.length < SHORTEST_TYPO_WORD) return []
  const padded = `^${word}$`
  return Array.from({ length: padded.length - 2 }, (_, i) => `~${padded.slice(i, i + 3)}`)
}

/** Ends the part of the folded text that says what a record is about; its code and owner follow. */
const END_OF_MATTER = '\n\n'

/** The folded public text of a record: its name in the first line, then its matter; after a blank line code and owner. */
export function foldedText(doc: SearchDoc): string {
  const fill = (parts: readonly string[]): string =>
    parts
      .map((part) => fold(part).trim())
      .filter((part) => part !== '')
      .join('\n')
  return (
    fill([doc.name, ...doc.keywords, doc.summary, doc.text]) + END_OF_MATTER + fill([doc.code, doc.ownerName])
  )
}

/** The part of a stored text that says what the record is about, name first. */
export function matterOf(text: string): string {
  const end = text.indexOf(END_OF_MATTER)
  return end < 0 ? text : text.slice(0, end)
}

export interface AnalysedDoc {
  readonly text: string
  /** Number of terms, the length BM25 normalises by. */
  readonly length: number
  /** Weighted frequency of each text term. */
  readonly frequencies: ReadonlyMap<string, number>
  /** Terms without weight: facets, and trigrams of the name. */
  readonly flags: ReadonlySet<string>
}

/** Splits a document into what the index stores of it. */
export function analyse(doc: SearchDoc): AnalysedDoc {
  const text = foldedText(doc)
  const frequencies = new Map<string, number>()
  const name = fold(doc.name)
  const length = countTerms(text, frequencies, 1)
  countTerms(name, frequencies, NAME_WEIGHT - 1)
  countTerms(fold([doc.code, ...doc.keywords].join('\n')), frequencies, KEYWORD_WEIGHT - 1)
  const flags = new Set<string>(doc.discreet === true ? [DISCREET] : [])
  for (const [facet, value] of Object.entries(doc.facets)) {
    for (const one of Array.isArray(value) ? value : [value]) flags.add(facetTerm(facet, one))
  }
  for (const run of runs(name))
    if (run.kind === 'word') for (const term of trigramTerms(run.text)) flags.add(term)
  return { text, length, frequencies, flags }
}

/** BM25's frequency part for a weighted frequency, as a byte: 255 is the limit k1 + 1. */
export function impactOf(frequency: number, length: number, averageLength: number): number {
  const norm = K1 * (1 - B + (B * length) / averageLength)
  return Math.max(1, Math.round((HIGHEST_IMPACT * frequency) / (frequency + norm)))
}

/** BM25's term weight; `impactOf` times this, summed over terms, is the score. */
export function idf(documents: number, frequency: number): number {
  return Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
}
