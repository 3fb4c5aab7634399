/** The door of the directories module. */
export const uses = [] as const

export { brokerCertificate, brokerPersonOf } from './broker.ts'
export { freeBusy, freeBusyFile, publicUse, type FreeBusy } from './booking-calendar.ts'
export { publicDirectoryRecord, type DirectoryKind, type PublicDirectoryRecord } from './listed.ts'
