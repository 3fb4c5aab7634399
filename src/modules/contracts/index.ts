/** Door of contracts: what is signed between the parties of a deal, by purpose; what contracts itself uses. */
export const uses = ['deals'] as const

export { makeContract, prepareText, type OpenedText } from './commands.ts'
export { concludedContract, concludedText, type ConcludedContract, type ConcludedText } from './concluded.ts'
export type { Purpose } from './forms.ts'
export { registrableContract, registrableContracts, type RegistrableContract } from './registrable.ts'
export { findingsIn, type Finding as TextFinding } from './rules.ts'
export { confirmedContracts } from './store.ts'
export { pastContracts } from './store-past.ts'
export type { NdaTerms, TrialTerms } from './texts/other.ts'
