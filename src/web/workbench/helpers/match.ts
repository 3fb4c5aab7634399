/** How well a match fits, in words. */
export type Fit = '高' | '中' | '低'

/**
 * Share of what the record asks for that the other one meets, from which a match is called 高 and 中. Chosen on the
 * sample records: pairs about the same thing lie above 0.4; below 0.2 only common words of the trade are shared.
 */
const HIGH = 0.4
const MIDDLE = 0.2

export function fitOf(coverage: number): Fit {
  if (coverage >= HIGH) return '高'
  return coverage >= MIDDLE ? '中' : '低'
}

/** Matches shown even when all of them fit badly. */
const SHOWN_AT_LEAST = 5

/** The matches worth reading first, and the rest, in the given order. */
export function byFit<T extends { readonly coverage?: number }>(
  matches: readonly T[],
): { readonly first: readonly T[]; readonly rest: readonly T[] } {
  const lastGood = matches.reduce(
    (last, match, index) => (fitOf(match.coverage ?? 0) === '低' ? last : index),
    -1,
  )
  const cut = Math.max(SHOWN_AT_LEAST, lastGood + 1)
  return { first: matches.slice(0, cut), rest: matches.slice(cut) }
}
