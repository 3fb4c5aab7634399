/** The door of matching: what other parts may ask, and what it uses. */
export const uses = ['achievements', 'exchange'] as const

export { countAnsweredPairs } from './store.ts'
export { publicMatches, type PublicMatch } from './public.ts'
export { sentenceOf } from './reasons.ts'
