/** How near records are to a subject by meaning: answered from vectors kept elsewhere (decision 0024). */
export interface Meaning {
  /** Records worth looking at besides those that share words with the subject, by id. */
  readonly near: () => Promise<readonly string[]>
  /** Cosine of subject and record for those of these ids that have a vector. */
  readonly closeness: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>
}

/** One step of nearness counts as this many steps of text; chosen on the development sets, see docs/figures/matching.md. */
const SHARE = 1.25
/** Where words tell the candidates hardly apart, nearness still counts: a spread of at least this part of a hundred points. */
const LEAST_SPREAD = 0.02
/** Fewer candidates with a vector say nothing about what is near. */
const ENOUGH = 3

/**
 * What nearness adds to each candidate's score: its distance from the mean of the candidates, in steps of their
 * spread, times the spread of their scores (at least a little of a `hundred` points). So the two agree on a scale whatever the
 * model, and parts add up to 0.
 */
export async function closenessParts(
  meaning: Meaning | undefined,
  candidates: readonly { readonly id: string; readonly score: number }[],
  hundred: number,
): Promise<ReadonlyMap<string, number>> {
  if (meaning === undefined) return new Map()
  const closeness = await meaning.closeness(candidates.map(({ id }) => id))
  const known = candidates.flatMap(({ id, score }) => {
    const near = closeness.get(id)
    return near === undefined ? [] : [{ id, score, near }]
  })
  if (known.length < ENOUGH) return new Map()
  const near = spread(known.map((one) => one.near))
  const score = spread(known.map((one) => one.score))
  if (near.deviation === 0) return new Map()
  const scale = (SHARE * Math.max(score.deviation, LEAST_SPREAD * hundred)) / near.deviation
  return new Map(known.map((one) => [one.id, (one.near - near.mean) * scale]))
}

function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}
