import { DEMAND_TYPES } from '../forms.ts'
import { propose } from './commands.ts'
import { measureProposals } from './measure.ts'

/** What is read from the description of a demand, for pages and for the measurement of how well it is read. */
export const proposals = { propose, measure: measureProposals, types: DEMAND_TYPES } as const
