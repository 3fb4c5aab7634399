/** The door of the achievements module. */
export const uses = [] as const

export {
  achievementForDeal,
  achievementMarks,
  listedAchievement,
  publicAchievement,
  publicAchievementIds,
  publishedBy,
  type DealAchievement,
} from './commands.ts'
export { ownersDuring, ownersOn, type CoOwner } from './ownership.ts'
export { raiseMaturity } from './maturity.ts'
export { achievementShelf } from './shelf.ts'
export type { AchievementItem } from './search.ts'
