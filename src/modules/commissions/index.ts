/** Door of commissions: nobody asks it yet; what it uses itself. */
export const uses = ['introductions', 'directories', 'contracts', 'settlement'] as const
