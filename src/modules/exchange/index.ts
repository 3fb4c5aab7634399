/** The door of the exchange module. */
export const uses = [] as const

export {
  demandForDeal,
  listedDemand,
  openDemandsOf,
  publicDemand,
  publicDemandIds,
  startMatching,
} from './commands.ts'
export { proposals } from './propose/proposals.ts'
export { refuseTelling } from './blind/talk.ts'
export { demandShelf } from './shelf.ts'
export type { DemandItem } from './search.ts'
