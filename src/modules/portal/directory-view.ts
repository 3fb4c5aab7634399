import type { DirectoryKind } from './deps.ts'

/** A small table inside a record of a directory: price list, fees, qualifications. */
export interface RecordTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What is public of one record of a directory. */
export interface DirectoryView {
  readonly kind: DirectoryKind
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  /** Second line of the heading: model, level, job title. */
  readonly subtitle: string
  readonly ownerName: string
  readonly region: string | null
  readonly publishedAt: string
  readonly until: string | null
  readonly sample: boolean
  readonly certifiedUntil: string | null
  /** Said of a rule met, with whether the rule itself is unconfirmed (design.md 1.3). */
  readonly marks: readonly { readonly text: string; readonly unconfirmed: boolean }[]
  readonly summary: string
  readonly facts: readonly (readonly [title: string, values: readonly string[]])[]
  readonly tables: readonly RecordTable[]
  readonly notes: readonly (readonly [title: string, text: string])[]
  readonly website: string | null
  readonly bookable: boolean
  /** Use by others in the last year; null for what is not booked. */
  readonly use: {
    readonly times: number
    readonly minutes: number
    readonly stars: number | null
    readonly ratings: number | null
  } | null
  /** A broker's record; null of other kinds, and of a profile without a person. */
  readonly record: BrokerRecord | null
}

/** What a broker has brought about, as the parties have confirmed it. */
export interface BrokerRecord {
  readonly introduced: number
  readonly met: number
  readonly signed: number
}

export interface CalendarSlot {
  readonly from: string
  readonly until: string
  readonly state: 'free' | 'busy' | 'blocked' | 'past' | 'soon' | 'far'
}

/** When a thing is free, never who has it. */
export interface CalendarView {
  readonly resourceId: string
  readonly slotsMost: number
  readonly leadHours: number
  readonly cancelHours: number
  readonly autoConfirm: boolean
  readonly horizonDays: number
  readonly days: readonly { readonly day: string; readonly slots: readonly CalendarSlot[] }[]
}
