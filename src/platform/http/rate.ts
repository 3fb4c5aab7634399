import { Refusal } from '../refusal.ts'

/** Counts one question of this kind from this source; refuses it when the source has asked more than `perMinute`. */
export type RateLimit = (what: string, source: string, perMinute: number) => void

const MINUTE_MS = 60_000
/** Sources remembered in one process: 10,000 of them are a megabyte; beyond that the oldest are forgotten. */
const SOURCES_MAX = 10_000

/**
 * A bucket a source that refills evenly, in the memory of this process: it keeps one source from taking all of it, and
 * is no security. `clock` is the machine's, in milliseconds.
 */
export function openRateLimit(clock: () => number = () => performance.now()): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>()
  return (what, source, perMinute) => {
    const key = `${what} ${source}`
    const now = clock()
    const known = buckets.get(key) ?? { left: perMinute, at: now }
    const left = Math.min(perMinute, known.left + ((now - known.at) / MINUTE_MS) * perMinute)
    buckets.delete(key)
    buckets.set(key, { left: left < 1 ? left : left - 1, at: now })
    if (buckets.size > SOURCES_MAX) buckets.delete(buckets.keys().next().value ?? key)
    if (left < 1) throw new Refusal('tooMany', '操作过于频繁，请稍等几秒再试。')
  }
}
