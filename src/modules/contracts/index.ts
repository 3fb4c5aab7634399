/** Door of contracts: nobody calls it yet (settlement and registration will); what it uses itself. */
export const uses = ['deals'] as const

export { confirmedContracts } from './store.ts'
export { pastContracts } from './store-past.ts'
