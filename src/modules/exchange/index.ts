/** The door of the exchange module. */
export const uses = ['achievements'] as const

export { demandForDeal, publicDemand } from './commands.ts'
export { countAnsweredPairs as answeredMatches } from './store.ts'
export { demandShelf } from './shelf.ts'
export type { DemandItem } from './search.ts'
