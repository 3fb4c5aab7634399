/** Door of registrations: nobody asks it yet; what it uses itself. */
export const uses = ['contracts'] as const
