import type { Instant } from '../command/command.ts'

const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** Minutes of the day in Shanghai. Throws on what is no `HH:MM`: the rule is wrong. */
function minutesOf(time: unknown): number {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(typeof time === 'string' ? time : '') ?? []
  if (hours === undefined || minutes === undefined) throw new Error(`no time of day: ${String(time)}`)
  return Number(hours) * 60 + Number(minutes)
}

/** The instant of a time of the day on which `now` is in Shanghai. */
export function onDayOf(now: Instant, time: unknown): Instant {
  const midnight = Math.floor((Date.parse(now) + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS
  return new Date(midnight + minutesOf(time) * 60_000).toISOString()
}

/**
 * The end of a term of so many milliseconds in which quiet hours do not count: nobody is expected to have read what comes
 * then.
 */
export function afterWaking(now: Instant, forMs: number, quiet: readonly unknown[]): Instant {
  let [from, left] = [quietUntil(now, quiet) ?? now, forMs]
  for (;;) {
    const start = onDayOf(from, quiet[0])
    const next = start > from ? Date.parse(start) : Date.parse(start) + DAY_MS
    const awake = next - Date.parse(from)
    const end = quietUntil(new Date(next).toISOString(), quiet)
    if (left <= awake || end === null) return new Date(Date.parse(from) + left).toISOString()
    left -= awake
    from = end
  }
}

/**
 * When a message that comes now may leave: now (null), or the end of the quiet hours it falls into. Quiet hours may
 * span midnight; a start equal to the end means there are none.
 */
export function quietUntil(now: Instant, [start, end]: readonly unknown[]): Instant | null {
  const [from, to] = [minutesOf(start), minutesOf(end)]
  const minute = Math.floor(((Date.parse(now) + SHANGHAI_MS) % DAY_MS) / 60_000)
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to
  if (!isQuiet) return null
  const today = onDayOf(now, end)
  return today > now ? today : new Date(Date.parse(today) + DAY_MS).toISOString()
}
