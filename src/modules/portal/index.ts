/** The portal opens no door: nothing depends on pages. It shows the figures of the market. */
export const uses = ['auctions', 'funnel', 'pilot-bases', 'pilot-services', 'registrations'] as const
