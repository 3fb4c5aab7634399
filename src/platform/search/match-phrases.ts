import type { Part } from './match-score.ts'
import { isSilent } from './stop-words.ts'
import { cut, runs, wordTerm } from './tokens.ts'

export interface Phrase {
  /** Folded text that stands in both records. */
  readonly phrase: string
  /** Its part of the score. */
  readonly weight: number
}

export interface Explanation {
  /** Words, or runs of words, that stand in both; heaviest first. */
  readonly phrases: readonly Phrase[]
  /** Single characters that are words of the subject and stand in the document, outside any phrase. */
  readonly singles: { readonly characters: readonly string[]; readonly weight: number }
  /** What pieces of words, grammar, numbers and units add: part of the score that nobody would call a reason. */
  readonly other: number
}

interface Place {
  readonly from: number
  readonly to: number
}

/**
 * Says which words two folded texts share, as the longest phrases that stand in both, and what each adds to the score:
 * the weights of phrases, singles and the rest add up to the sum of the parts.
 */
export function explain(parts: readonly Part[], subject: string, text: string): Explanation {
  return explainer(subject)(parts, text)
}

/** `explain` for many texts and one subject, which is cut into words and searched for terms only once. */
export function explainer(subject: string): (parts: readonly Part[], text: string) => Explanation {
  const ofSubject = piecesOf(subject)
  const places = placesIn(subject)
  return (parts, text) => {
    const words = { ofSubject, ofText: new Set(piecesOf(text).map((piece) => piece.text)) }
    return explanation(parts, subject, text, commonPhrases(parts, places(parts), subject, text, words))
  }
}

function explanation(
  parts: readonly Part[],
  subject: string,
  text: string,
  phrases: readonly string[],
): Explanation {
  const weights = new Map<string, number>()
  const singles = new Map<string, number>()
  let other = 0
  for (const { term, kind, part } of parts) {
    const phrase = phrases.find((phrase) => holds(phrase, term, kind)) ?? surface(term, kind, subject, text)
    if (phrase !== null) weights.set(phrase, (weights.get(phrase) ?? 0) + part)
    else if (kind === 'single') singles.set(term, (singles.get(term) ?? 0) + part)
    else other += part
  }
  return {
    phrases: [...weights].map(([phrase, weight]) => ({ phrase, weight })).sort((a, b) => b.weight - a.weight),
    singles: {
      characters: [...singles.keys()],
      weight: [...singles.values()].reduce((sum, part) => sum + part, 0),
    },
    other,
  }
}

interface Piece extends Place {
  readonly text: string
}

/** The words of a text as the segmenter cuts it, with every Latin word, number and symbol. */
function piecesOf(folded: string): Piece[] {
  return runs(folded).flatMap(({ kind, text, at }) => {
    let from = at
    return (kind === 'cjk' ? cut(text) : [text]).map((piece) => {
      const to = from + piece.length
      const placed = { text: piece, from, to }
      from = to
      return placed
    })
  })
}

interface Words {
  readonly ofSubject: readonly Piece[]
  readonly ofText: ReadonlySet<string>
}

/** The longest run of whole words within a place, without silent words at its ends; null when nothing is left to say. */
function wholeWords(place: Place, subject: string, words: Words): string | null {
  const inside = words.ofSubject.filter(({ from, to }) => from >= place.from && to <= place.to)
  while (inside[0] && isSilent(inside[0].text)) inside.shift()
  while (inside.length > 0 && isSilent(inside.at(-1)?.text ?? '')) inside.pop()
  const [first] = inside
  const last = inside.at(-1)
  if (!first || !last) return null
  // Characters of no known word stay single: three and more are a name, two are mostly chance.
  const isWord = inside.some((piece) => Array.from(piece.text).length > 1)
  return isWord || inside.length >= UNKNOWN_NAME_MIN ? subject.slice(first.from, last.to) : null
}

const UNKNOWN_NAME_MIN = 3

/** Phrases made of neighbouring or overlapping terms of the subject that stand in the text as a whole, longest first. */
function commonPhrases(
  parts: readonly Part[],
  places: readonly Place[],
  subject: string,
  text: string,
  words: Words,
): string[] {
  const found: Place[] = []
  let current: Place | null = null
  for (const place of places) {
    if (current !== null && place.to <= current.to) continue
    const joined: Place | null =
      current === null || place.from > current.to + 1 ? null : { from: current.from, to: place.to }
    if (
      joined !== null &&
      isJoint(subject, current, place) &&
      text.includes(subject.slice(joined.from, joined.to))
    )
      current = joined
    else {
      if (current !== null) found.push(current)
      current = text.includes(subject.slice(place.from, place.to)) ? place : null
    }
  }
  if (current !== null) found.push(current)
  const phrases = new Set(found.flatMap((place) => wholeWords(place, subject, words) ?? []))
  // Part of a longer word of the subject (氮化硼 in 立方氮化硼): a word only if the text has it as one.
  for (const { term, kind } of parts)
    if (kind === 'word' && words.ofText.has(term) && !isSilent(term)) phrases.add(term)
  return [...phrases].filter((phrase) => phrase.length > 1).sort((a, b) => b.length - a.length)
}

/** Neighbours touch, or have one space between them. */
function isJoint(subject: string, before: Place | null, after: Place): boolean {
  return before !== null && (after.from <= before.to || subject[before.to] === ' ')
}

/** Where terms stand in the subject, in order; single characters and pairs of Latin words follow from the others. */
function placesIn(subject: string): (parts: readonly Part[]) => Place[] {
  const known = new Map<string, readonly Place[]>()
  const latin = runs(subject).flatMap((run) =>
    run.kind === 'word'
      ? [{ term: wordTerm(run.text), place: { from: run.at, to: run.at + run.text.length } }]
      : [],
  )
  const placesOf = ({ term, kind }: Part): readonly Place[] => {
    if (kind === 'latin') return latin.filter((word) => word.term === term).map(({ place }) => place)
    return kind === 'word' || kind === 'pair' ? occurrences(subject, term) : []
  }
  return (parts) =>
    parts
      .flatMap((part) => {
        const key = `${part.kind} ${part.term}`
        const places = known.get(key) ?? placesOf(part)
        known.set(key, places)
        return places
      })
      .sort((a, b) => a.from - b.from || b.to - a.to)
}

function occurrences(text: string, term: string): Place[] {
  const places: Place[] = []
  for (let from = text.indexOf(term); from >= 0; from = text.indexOf(term, from + 1))
    places.push({ from, to: from + term.length })
  return places
}

function holds(phrase: string, term: string, kind: Part['kind']): boolean {
  if (kind !== 'latin' && kind !== 'phrase') return phrase.includes(term)
  const stems = runs(phrase).map((run) => (run.kind === 'word' ? wordTerm(run.text) : ''))
  if (kind === 'latin') return stems.includes(term)
  return stems.some((stem, i) => `${stem} ${stems[i + 1] ?? ''}` === term)
}

/** Of a Latin term outside every phrase, the beginning both texts have in common; null for what is no word. */
function surface(term: string, kind: Part['kind'], subject: string, text: string): string | null {
  if (kind !== 'latin' && kind !== 'phrase') return null
  const shared = term.split(' ').map((stem) => longestShared(stem, subject, text))
  const longest = shared.reduce((longest, one) => (one.length > longest.length ? one : longest), '')
  return longest === '' || isSilent(longest) ? null : longest
}

function longestShared(stem: string, subject: string, text: string): string {
  for (const run of runs(subject)) {
    if (run.kind !== 'word' || wordTerm(run.text) !== stem) continue
    for (let length = run.text.length; length > 1; length -= 1) {
      const part = run.text.slice(0, length)
      if (text.includes(part)) return part
    }
  }
  return ''
}
