import type { Instant } from '../command/command.ts'

const MINUTE_MS = 60_000

/** When what was tried `tries` times and failed is tried again: after 1, 2, 4, 8 … minutes. */
export function retryAt(now: Instant, tries: number): Instant {
  return new Date(Date.parse(now) + 2 ** (tries - 1) * MINUTE_MS).toISOString()
}
