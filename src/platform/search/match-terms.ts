import { telling } from './general-words.ts'
import { pairsOf } from './plan.ts'
import { GRAMMAR_WORDS, OF_ANY_DEMAND } from './stop-words.ts'
import { cut, runs, searchWords, wordTerm } from './tokens.ts'

/**
 * What a term is: a Chinese word, a single character that is a word, two neighbouring characters that are no word,
 * a Latin word, two neighbouring Latin words ("boundary layer", joined by a space).
 */
export type TermKind = 'word' | 'single' | 'pair' | 'latin' | 'phrase'

/** Tuned on the four development sets together; see docs/figures/matching.md. */
const KIND_WEIGHT: Readonly<Record<TermKind, number>> = {
  word: 1,
  single: 0.5,
  pair: 0.7,
  latin: 1,
  phrase: 0.5,
}
/** A pair inside a longer word says little that the word does not. */
const INNER_PAIR = 0.4
/** A rare character that is a word (铌, 硒) says as much as a longer one. */
const RARE_SINGLE = 2
/** Words nearly every demand has. */
const ANY_DEMAND = 0.2
/** A word in the title of the subject counts as three in its text, where repetition counts for less and less. */
const TITLE_WEIGHT = 3
const REPETITION = 1
const CJK_WORD = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇]+$/u

export interface SubjectTerm {
  readonly term: string
  readonly kind: TermKind
  /** How much the subject asks for it, before rarity among the records. */
  readonly weight: number
}

interface Counted {
  readonly kind: TermKind
  /** How telling it is, the most telling of its places. */
  telling: number
  count: number
}

/** The terms of a subject (both texts folded), without grammar. */
export function subjectTerms(title: string, text: string): SubjectTerm[] {
  const inTitle = countKinds(title)
  const inText = countKinds(text)
  const titleWeight = inTitle.size > 0 ? TITLE_WEIGHT : 0
  return [...new Set([...inTitle.keys(), ...inText.keys()])].map((term) => {
    const title = inTitle.get(term)
    const text = inText.get(term)
    const repeated = text === undefined ? 0 : (text.count * (REPETITION + 1)) / (REPETITION + text.count)
    const kind = title?.kind ?? text?.kind ?? 'word'
    const weight = KIND_WEIGHT[kind] * Math.max(title?.telling ?? 0, text?.telling ?? 0)
    return { term, kind, weight: weight * (titleWeight * (title?.count ?? 0) + repeated) }
  })
}

type Add = (term: string, kind: TermKind, telling?: number) => void

function countKinds(folded: string): Map<string, Counted> {
  const counts = new Map<string, Counted>()
  const add: Add = (term, kind, telling = 1) => {
    const known = counts.get(term)
    if (known === undefined) counts.set(term, { kind, telling, count: 1 })
    else if (known.kind === kind) {
      known.count += 1
      known.telling = Math.max(known.telling, telling)
    }
  }
  for (const word of searchWords(folded)) {
    if (CJK_WORD.test(word) && !GRAMMAR_WORDS.has(word))
      add(word, word.length === 1 ? 'single' : 'word', weightOf(word))
  }
  let before = ''
  for (const run of runs(folded)) {
    if (run.kind === 'cjk') addPairs(run.text, add)
    if (run.kind === 'word' && GRAMMAR_WORDS.has(run.text)) continue
    const term = run.kind === 'word' ? wordTerm(run.text) : ''
    if (term !== '') add(term, 'latin')
    if (term !== '' && before !== '') add(`${before} ${term}`, 'phrase')
    before = term
  }
  return counts
}

function weightOf(word: string): number {
  const general = telling(word) * (OF_ANY_DEMAND.has(word) ? ANY_DEMAND : 1)
  return word.length === 1 && general === 1 ? RARE_SINGLE : general
}

/** Pairs that join two words say what stands together; pairs inside a word hardly more than the word. */
function addPairs(run: string, add: Add): void {
  const ends = new Set<number>()
  let at = 0
  for (const word of cut(run)) ends.add((at += Array.from(word).length))
  for (const [i, pair] of pairsOf(Array.from(run)).entries()) {
    if (!Array.from(pair).some((character) => GRAMMAR_WORDS.has(character)))
      add(pair, 'pair', ends.has(i + 1) ? 1 : INNER_PAIR)
  }
}
