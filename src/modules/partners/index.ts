/** Door of partners: nobody calls it; it exchanges the records of others. */
export const uses = ['achievements', 'exchange'] as const
