/** An appointment as calendars take it (RFC 5545); instants are ISO 8601 in UTC. */
export interface Appointment {
  /** Stays the same through changes, so that a calendar replaces what it had. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly place: string
  readonly startsAt: string
  readonly endsAt: string
  /** When this answer was made; never the machine's clock. */
  readonly at: string
  /** Counts the changes made so far. */
  readonly sequence: number
  readonly cancelled: boolean
  readonly url?: string
}

/** Longest line in bytes (RFC 5545, 3.1); longer ones are folded. */
const LINE_BYTES = 75

/** The appointment as a calendar file of its own. */
export function icsOf(appointment: Appointment): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Keqiao//ZH',
    'CALSCALE:GREGORIAN',
    `METHOD:${appointment.cancelled ? 'CANCEL' : 'PUBLISH'}`,
    'BEGIN:VEVENT',
    `UID:${appointment.uid}@keqiao`,
    `DTSTAMP:${stamp(appointment.at)}`,
    `DTSTART:${stamp(appointment.startsAt)}`,
    `DTEND:${stamp(appointment.endsAt)}`,
    `SEQUENCE:${String(appointment.sequence)}`,
    `STATUS:${appointment.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${escaped(appointment.title)}`,
    `DESCRIPTION:${escaped(appointment.description)}`,
    `LOCATION:${escaped(appointment.place)}`,
    ...(appointment.url === undefined ? [] : [`URL:${appointment.url}`]),
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

function stamp(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}

function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replace(/\r?\n/g, '\\n')
    .replace(/\r/g, '')
}

/** Continues a long line behind a space, never inside a character. */
function folded(line: string): string {
  const parts: string[] = []
  let part = ''
  let bytes = 0
  for (const char of line) {
    const size = Buffer.byteLength(char)
    if (bytes + size > LINE_BYTES - 1) {
      parts.push(part)
      part = ''
      bytes = 0
    }
    part += char
    bytes += size
  }
  return [...parts, part].join('\r\n ')
}
