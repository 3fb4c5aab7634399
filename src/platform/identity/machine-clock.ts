/** The machine's own clock, only for sessions, second factors and rate limits (design.md 5): never moved by a rehearsal. */
export function machineNow(): string {
  return new Date().toISOString()
}

/** An instant some minutes later. */
export function minutesAfter(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString()
}
