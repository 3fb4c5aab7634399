/** Repeatable chance: the same seed gives the same run (as far as the machine's timing allows). */
export interface Chance {
  readonly seed: number
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
}

/** Chance from KEQIAO_SEED, so that a printed seed can be run again, else from a new seed (mulberry32). */
export function openChance(given: string | undefined = process.env['KEQIAO_SEED']): Chance {
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given)
  if (!Number.isSafeInteger(seed)) throw new Error(`KEQIAO_SEED should be a whole number, not "${given}"`)
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, next, below: (limit) => Math.floor(next() * limit) }
}
