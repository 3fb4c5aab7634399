/** The door of the pilot-bases module. */
export const uses = [] as const

export { baseOf, publicBaseOf, publicBases, recognisedBases, type RecognisedBase } from './door.ts'
export { baseStatistics, type BaseStatistics } from './statistics.ts'
