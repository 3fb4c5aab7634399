/** The door of the exchange module. */
export const uses = ['achievements'] as const

export { demandForDeal, openDemandsOf, publicDemand } from './commands.ts'
export { countAnsweredPairs as answeredMatches } from './store.ts'
export { DEMAND_TYPES } from './forms.ts'
export { propose as proposeDemand } from './propose/commands.ts'
export { measureProposals } from './propose/measure.ts'
export { refuseTelling } from './blind/talk.ts'
export type { DemandItem } from './search.ts'
