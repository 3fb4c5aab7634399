/** Door of deals: what other modules may ask, and what deals itself uses. */
export const uses = ['achievements', 'exchange'] as const

export { backToNegotiation, dealForContract, dealForText, markSigned } from './commands.ts'
export type { Terms } from './forms.ts'
