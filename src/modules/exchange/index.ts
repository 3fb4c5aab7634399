/** The door of the exchange module. */
export const uses = [] as const

export { demandForDeal, listedDemand, publicDemand, publicDemandIds, startMatching } from './commands.ts'
export { demandShelf } from './shelf.ts'
export type { DemandItem } from './search.ts'
