/** Door of settlement: what was paid on a contract; what settlement itself uses. */
export const uses = ['contracts', 'deals'] as const

export { receiptsOfContract, type ContractReceipt } from './door.ts'
