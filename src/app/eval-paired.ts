/** Random draws of queries; more change the third digit of an interval no more. */
const DRAWS = 2_000
const CONFIDENCE = 0.95

export interface Paired {
  /** Mean difference over the queries. */
  readonly mean: number
  /** Ends of the 95 % interval of the mean by a paired bootstrap over the queries, the same in every run. */
  readonly low: number
  readonly high: number
}

/** How much better the first measure is than the second on the same queries, and how sure that is. */
export function paired(ours: readonly number[], theirs: readonly number[]): Paired {
  const differences = ours.map((value, i) => value - (theirs[i] ?? 0))
  if (differences.length === 0) return { mean: 0, low: 0, high: 0 }
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const draw = linear(1)
  const means = Array.from({ length: DRAWS }, () =>
    mean(differences.map(() => differences[Math.floor(draw() * differences.length)] ?? 0)),
  ).sort((a, b) => a - b)
  const at = (part: number): number => means[Math.min(DRAWS - 1, Math.floor(part * DRAWS))] ?? 0
  return { mean: mean(differences), low: at((1 - CONFIDENCE) / 2), high: at((1 + CONFIDENCE) / 2) }
}

/** Numbers in [0, 1), the same in every run (a linear congruential generator, Numerical Recipes). */
function linear(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
