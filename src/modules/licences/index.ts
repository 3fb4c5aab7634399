/** Door of licences: what the portal shows of posted terms; what licences itself uses. */
export const uses = ['achievements', 'deals', 'contracts'] as const

export { publicOffers } from './offer/view.ts'
