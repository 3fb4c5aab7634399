import type { Instant } from '../command/command.ts'
import type { Span } from './slots.ts'

/** An entry of a calendar file. */
export interface IcsEvent extends Span {
  readonly uid: string
  readonly title: string
  readonly place?: string
  readonly note?: string
}

/** RFC 5545 3.1: no line is longer than 75 octets, the line break not counted. */
const LINE_OCTETS = 75

/** A calendar file (RFC 5545) of these events; instants stay in UTC, so no time zone has to be described. */
export function icsOf(events: readonly IcsEvent[], now: Instant): string {
  return file(
    events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${escaped(event.uid)}`,
      `DTSTAMP:${stamp(now)}`,
      `DTSTART:${stamp(event.from)}`,
      `DTEND:${stamp(event.until)}`,
      `SUMMARY:${escaped(event.title)}`,
      ...(event.place ? [`LOCATION:${escaped(event.place)}`] : []),
      ...(event.note ? [`DESCRIPTION:${escaped(event.note)}`] : []),
      'END:VEVENT',
    ]),
  )
}

/** When a thing is taken, and nothing else about it (RFC 5545 3.6.4). */
export function freeBusyIcs(uid: string, window: Span, busy: readonly Span[], now: Instant): string {
  return file([
    'BEGIN:VFREEBUSY',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(window.from)}`,
    `DTEND:${stamp(window.until)}`,
    ...busy.map((span) => `FREEBUSY;FBTYPE=BUSY:${stamp(span.from)}/${stamp(span.until)}`),
    'END:VFREEBUSY',
  ])
}

function file(lines: readonly string[]): string {
  const all = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Keqiao//booking//ZH', ...lines, 'END:VCALENDAR']
  return `${all.flatMap(folded).join('\r\n')}\r\n`
}

function stamp(instant: Instant): string {
  return new Date(Date.parse(instant))
    .toISOString()
    .replace(/\.\d{3}/, '')
    .replace(/[-:]/g, '')
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, '\\n')
}

/** Long lines go on after a break and a space, never inside a character. */
function folded(line: string): string[] {
  const parts: string[] = []
  let part = ''
  for (const char of line) {
    if (Buffer.byteLength(part + char) > LINE_OCTETS) {
      parts.push(part)
      part = ' '
    }
    part += char
  }
  return [...parts, part]
}
