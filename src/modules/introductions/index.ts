/** The door of the introductions module. */
export const uses = ['achievements', 'exchange'] as const

export { brokerOf, introductionFor, type CoveringIntroduction } from './commands.ts'
