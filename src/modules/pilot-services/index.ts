/** The door of the pilot-services module. */
export const uses = ['achievements', 'pilot-bases'] as const

export { publicStatistics, type PublicServiceStatistics } from './figures.ts'
export { findServices, type FoundService } from './finder.ts'
export { findForm } from './forms.ts'
export { freeBusy, freeBusyFile, type FreeBusy } from './reading.ts'
export { publicService, type PublicService } from './listed.ts'
