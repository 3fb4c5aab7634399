import type { findServices, PublicServiceStatistics } from '#modules/pilot-services/index.ts'
import type { CalendarView } from './directory-view.ts'

/** Kinds that are booked by the slot. */
export type BookedKind = 'instrument' | 'pilot-service'
export type PilotAnswer = Awaited<ReturnType<typeof findServices>>

/** What pages of bookable things and of pilot services ask. */
export interface PilotDeps {
  /** Free and busy slots of an instrument or pilot line from a day on; null when it is not booked here. */
  readonly calendar: (
    kind: BookedKind,
    publicId: string,
    from: string,
    days: number,
  ) => Promise<CalendarView | null>
  /** The same as a calendar file. */
  readonly calendarFile: (kind: BookedKind, publicId: string) => Promise<string | null>
  /** Who can take it from one maturity to another, by the words of the address. */
  readonly findPilot: (query: Readonly<Record<string, string>>) => Promise<PilotAnswer>
  readonly pilotServiceFigures: () => Promise<PublicServiceStatistics>
}
