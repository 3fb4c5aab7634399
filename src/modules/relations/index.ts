/** Door of relations: who owns, leads and is close to an organisation, and what ties two of them. */
export const uses = [] as const

export { knownRelations, ownerKeys, type KnownRelations } from './commands.ts'
export { signsBetween, signsInWords, type Asked, type Sign } from './rules.ts'
