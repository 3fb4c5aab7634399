/** The door of the exchange module. */
export const uses = [] as const

export { demandForDeal, openDemandsOf, publicDemand, publicDemandIds, startMatching } from './commands.ts'
export { DEMAND_TYPES } from './forms.ts'
export { propose as proposeDemand } from './propose/commands.ts'
export { measureProposals } from './propose/measure.ts'
export { refuseTelling } from './blind/talk.ts'
export { demandShelf } from './shelf.ts'
export type { DemandItem } from './search.ts'
