/** Door of deals: what other modules may ask, and what deals itself uses. */
export const uses = ['achievements', 'exchange', 'introductions', 'directories', 'relations'] as const

export { offerDeal, openDeal } from './commands.ts'
export { agreedInTheWay, movePostedDeal, openPostedDeal, type PostedDeal } from './posted.ts'
export { dealForContract, dealForText, dealMarks, dealParties, type DealParties } from './doors.ts'
export type { Terms } from './terms/forms.ts'
export { termsInWords } from './terms/words.ts'
