/** The enterprises module opens no door yet: what it knows of a firm becomes facts of the firm. */
export const uses = [] as const
