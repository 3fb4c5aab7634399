import type { Match } from '#platform/search/index.ts'
import { sumOf, tenth, type Reason } from './reasons.ts'

/** Phrases named, the heaviest; lighter ones are counted together with the rest. */
const PHRASES_NAMED = 12
const LEAST = 0.1

/** What the text of a match gives, in points of a hundred; the parts are rounded, and their sum is the text's score. */
export function textReasons(match: Match): Reason[] {
  const points = (weight: number): number => tenth(match.hundred === 0 ? 0 : (100 * weight) / match.hundred)
  const named = match.phrases.slice(0, PHRASES_NAMED).filter(({ weight }) => points(weight) >= LEAST)
  const unnamed = match.phrases.slice(named.length).reduce((sum, { weight }) => sum + weight, match.other)
  const meaning = points(match.meaning)
  const reasons: Reason[] = [
    ...named.map(({ phrase, weight }): Reason => ({
      says: 'phrase',
      points: points(weight),
      params: { phrase },
    })),
    {
      says: 'singles',
      points: points(match.singles.weight),
      params: { characters: match.singles.characters.join('、') },
    },
    { says: 'other', points: points(unnamed), params: {} },
    { says: 'related', points: points(match.related), params: {} },
    { says: meaning < 0 ? 'meaning.far' : 'meaning.near', points: meaning, params: {} },
  ]
  return reasons.filter((reason) => Math.abs(reason.points) >= LEAST)
}

/** Nearness by meaning alone is worth showing from so many points on. */
const NEAR = 2

/** Whether there is something to say about a pair: a phrase both have, or clear nearness by meaning. */
export function hasReason(reasons: readonly Reason[]): boolean {
  return reasons.some(({ says, points }) => says === 'phrase' || (says === 'meaning.near' && points >= NEAR))
}

/** The text's parts as the API has always given them, in points. */
export function textParts(reasons: readonly Reason[]) {
  const of = (...names: string[]): number => sumOf(reasons.filter(({ says }) => names.includes(says)))
  const singles = reasons.find(({ says }) => says === 'singles')
  return {
    phrases: reasons.flatMap(({ says, points, params }) =>
      says === 'phrase' ? [{ phrase: String(params['phrase']), weight: points }] : [],
    ),
    singles: {
      characters: singles === undefined ? [] : String(singles.params['characters']).split('、'),
      weight: singles?.points ?? 0,
    },
    other: of('other'),
    related: of('related'),
    meaning: of('meaning.near', 'meaning.far'),
  }
}
