/** The portal opens no door: nothing depends on pages. */
export const uses = [] as const
