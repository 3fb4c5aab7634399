import type { Part } from './match-score.ts'
import { runs, wordTerm } from './tokens.ts'

export interface Phrase {
  /** Folded text that stands in both records. */
  readonly phrase: string
  /** Its part of the score. */
  readonly weight: number
}

export interface Explanation {
  /** Heaviest first. */
  readonly phrases: readonly Phrase[]
  /** Single characters that are words of the subject and stand in the document, outside any phrase. */
  readonly singles: { readonly characters: readonly string[]; readonly weight: number }
}

interface Place {
  readonly from: number
  readonly to: number
}

/**
 * Says which words two folded texts share, as the longest phrases that stand in both, and what each adds to the score:
 * the weights of phrases and singles add up to the sum of the parts.
 */
export function explain(parts: readonly Part[], subject: string, text: string): Explanation {
  const phrases = commonPhrases(parts, subject, text)
  const weights = new Map<string, number>()
  const singles = new Map<string, number>()
  for (const { term, kind, part } of parts) {
    const phrase = phrases.find((phrase) => holds(phrase, term, kind)) ?? surface(term, kind, subject, text)
    if (phrase === null) singles.set(term, (singles.get(term) ?? 0) + part)
    else weights.set(phrase, (weights.get(phrase) ?? 0) + part)
  }
  return {
    phrases: [...weights].map(([phrase, weight]) => ({ phrase, weight })).sort((a, b) => b.weight - a.weight),
    singles: {
      characters: [...singles.keys()],
      weight: [...singles.values()].reduce((sum, part) => sum + part, 0),
    },
  }
}

/** Phrases made of neighbouring or overlapping terms of the subject that stand in the text as a whole, longest first. */
function commonPhrases(parts: readonly Part[], subject: string, text: string): string[] {
  const places = placesOf(parts, subject).sort((a, b) => a.from - b.from || b.to - a.to)
  const found = new Set<string>()
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
      if (current !== null) found.add(subject.slice(current.from, current.to))
      current = text.includes(subject.slice(place.from, place.to)) ? place : null
    }
  }
  if (current !== null) found.add(subject.slice(current.from, current.to))
  return [...found].filter((phrase) => phrase.length > 1).sort((a, b) => b.length - a.length)
}

/** Neighbours touch, or have one space between them. */
function isJoint(subject: string, before: Place | null, after: Place): boolean {
  return before !== null && (after.from <= before.to || subject[before.to] === ' ')
}

/** Where the terms stand in the subject; single characters and pairs of Latin words follow from the others. */
function placesOf(parts: readonly Part[], subject: string): Place[] {
  const places: Place[] = []
  const latin = new Set<string>()
  for (const { term, kind } of parts) {
    if (kind === 'latin') latin.add(term)
    if (kind !== 'word' && kind !== 'pair') continue
    for (let from = subject.indexOf(term); from >= 0; from = subject.indexOf(term, from + 1)) {
      places.push({ from, to: from + term.length })
    }
  }
  if (latin.size > 0) {
    for (const run of runs(subject)) {
      if (run.kind === 'word' && latin.has(wordTerm(run.text)))
        places.push({ from: run.at, to: run.at + run.text.length })
    }
  }
  return places
}

function holds(phrase: string, term: string, kind: Part['kind']): boolean {
  if (kind !== 'latin' && kind !== 'phrase') return phrase.includes(term)
  const stems = runs(phrase).map((run) => (run.kind === 'word' ? wordTerm(run.text) : ''))
  if (kind === 'latin') return stems.includes(term)
  return stems.some((stem, i) => `${stem} ${stems[i + 1] ?? ''}` === term)
}

/** A term outside every phrase: itself, or of a Latin word the beginning both texts have in common; null for a single character. */
function surface(term: string, kind: Part['kind'], subject: string, text: string): string | null {
  if (kind === 'single') return null
  if (kind === 'word' || kind === 'pair') return term
  const stems = term.split(' ')
  const shared = stems.map((stem) => longestShared(stem, subject, text))
  return shared.reduce((longest, one) => (one.length > longest.length ? one : longest), '') || null
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
