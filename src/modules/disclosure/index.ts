/** The door of the disclosure module: nobody calls it; what it uses itself. */
export const uses = ['achievements', 'deals', 'contracts'] as const
