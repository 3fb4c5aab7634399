import { BOILERPLATE } from './stop-words.ts'
import { runs, searchWords, wordTerm } from './tokens.ts'
import { pairsOf } from './plan.ts'

/**
 * What a term is: a Chinese word, a single character that is a word, two neighbouring characters that are no word,
 * a Latin word, two neighbouring Latin words ("boundary layer", joined by a space).
 */
export type TermKind = 'word' | 'single' | 'pair' | 'latin' | 'phrase'

/** Tuned on the four development sets together; see docs/figures/search.md. */
const KIND_WEIGHT: Readonly<Record<TermKind, number>> = {
  word: 1,
  single: 0.5,
  pair: 0.7,
  latin: 1,
  phrase: 0.5,
}
/** A word in the title of the subject counts as three in its text, where repetition counts for less and less. */
const TITLE_WEIGHT = 3
const REPETITION = 1
const CJK_WORD = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇]+$/u

export interface SubjectTerm {
  readonly term: string
  readonly kind: TermKind
  /** How much the subject asks for it, before rarity. */
  readonly weight: number
}

interface Counted {
  readonly kind: TermKind
  count: number
}

/** The terms of a subject (both texts folded), without grammar and boilerplate. */
export function subjectTerms(title: string, text: string): SubjectTerm[] {
  const inTitle = countKinds(title)
  const inText = countKinds(text)
  const titleWeight = inTitle.size > 0 ? TITLE_WEIGHT : 0
  return [...new Set([...inTitle.keys(), ...inText.keys()])].map((term) => {
    const title = inTitle.get(term)
    const text = inText.get(term)
    const repeated = text === undefined ? 0 : (text.count * (REPETITION + 1)) / (REPETITION + text.count)
    const kind = title?.kind ?? text?.kind ?? 'word'
    return { term, kind, weight: KIND_WEIGHT[kind] * (titleWeight * (title?.count ?? 0) + repeated) }
  })
}

function countKinds(folded: string): Map<string, Counted> {
  const counts = new Map<string, Counted>()
  const add = (term: string, kind: TermKind): void => {
    const known = counts.get(term)
    if (known === undefined) counts.set(term, { kind, count: 1 })
    else if (known.kind === kind) known.count += 1
  }
  for (const word of searchWords(folded)) {
    if (CJK_WORD.test(word) && !BOILERPLATE.has(word)) add(word, word.length === 1 ? 'single' : 'word')
  }
  let before = ''
  for (const run of runs(folded)) {
    if (run.kind === 'cjk') addPairs(run.text, add)
    if (run.kind === 'word' && BOILERPLATE.has(run.text)) continue
    const term = run.kind === 'word' ? wordTerm(run.text) : ''
    if (term !== '') add(term, 'latin')
    if (term !== '' && before !== '') add(`${before} ${term}`, 'phrase')
    before = term
  }
  return counts
}

function addPairs(run: string, add: (term: string, kind: TermKind) => void): void {
  for (const pair of pairsOf(Array.from(run))) {
    if (!BOILERPLATE.has(pair) && Array.from(pair).every((character) => !BOILERPLATE.has(character)))
      add(pair, 'pair')
  }
}
