const VOWEL = /[aeiouy]/
/** Endings tried in this order; the stem left must hold a vowel and at least the given number of letters. */
const ENDINGS: readonly (readonly [ending: string, replacement: string, shortestStem: number])[] = [
  ['ational', 'ate', 2],
  ['ization', 'ize', 2],
  ['fulness', 'ful', 2],
  ['ousness', 'ous', 2],
  ['iveness', 'ive', 2],
  ['ically', 'ic', 2],
  ['ities', '', 3],
  ['ments', '', 3],
  ['ation', 'ate', 3],
  ['ement', '', 3],
  ['ing', '', 3],
  ['ings', '', 3],
  ['edly', '', 3],
  ['ies', 'y', 2],
  ['ity', '', 3],
  ['sses', 'ss', 1],
  ['ment', '', 3],
  ['ed', '', 3],
  ['ly', '', 3],
  ['s', '', 3],
]

/**
 * A light English stemmer: plural, participle and the commonest noun endings, enough that "cutting tools" finds
 * "tool cutters" pages; words with digits or other letters stay as they are. Same on both sides, so errors only widen.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word
  for (const [ending, replacement, shortest] of ENDINGS) {
    if (!word.endsWith(ending) || (ending === 's' && word.endsWith('ss'))) continue
    const rest = word.slice(0, -ending.length)
    if (rest.length < shortest || !VOWEL.test(rest)) continue
    return tidy(rest + replacement)
  }
  return tidy(word)
}

/** Undoubles a final consonant ("running" → "run") and drops a final e, so that "curve" and "curving" meet. */
function tidy(rest: string): string {
  if (/([bdfgmnprt])\1$/.test(rest)) return rest.slice(0, -1)
  if (rest.length > 3 && rest.endsWith('e')) return rest.slice(0, -1)
  if (rest.length > 3 && rest.endsWith('y')) return `${rest.slice(0, -1)}i`
  return rest
}
