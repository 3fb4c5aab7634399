/** The door of the experts module: it calls no other, and what it gives goes through the pool port. */
export const uses = [] as const
