/** States in which a record may be found, or is on its way to be. */
export const LIVE: readonly string[] = ['draft', 'reviewing', 'published']
/** Ruleset key of the months a record of a directory counts before its owner confirms it. */
export const VALIDITY = 'directory.validity.months'
