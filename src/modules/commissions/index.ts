/** Door of commissions: nobody asks it yet; what it uses itself. */
export const uses = ['introductions', 'directories', 'deals', 'contracts', 'settlement'] as const
