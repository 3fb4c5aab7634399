/** Door of deals: what other modules may ask, and what deals itself uses. */
export const uses = ['achievements', 'exchange', 'introductions', 'directories', 'relations'] as const

export { offerDeal, openDeal } from './commands.ts'
export { moveTrial, openPostedDeal, type PostedDeal } from './posted.ts'
export {
  backToNegotiation,
  dealForContract,
  dealForText,
  dealParties,
  markSigned,
  type DealParties,
} from './doors.ts'
export type { Terms } from './terms/forms.ts'
export { termsInWords } from './terms/words.ts'
