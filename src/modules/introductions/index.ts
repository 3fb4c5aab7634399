/** The door of the introductions module. */
export const uses = ['achievements', 'exchange', 'directories'] as const

export { brokerOf, introductionFor, type CoveringIntroduction } from './commands.ts'
export { introductionRecord, introductionsBetween, type IntroductionRecord } from './record.ts'
export { recordOf as brokerRecord } from './store.ts'
