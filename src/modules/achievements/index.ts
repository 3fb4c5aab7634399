/** The door of the achievements module. */
export const uses = [] as const

export {
  achievementForDeal,
  markConverted,
  publicAchievement,
  publishedBy,
  type DealAchievement,
} from './commands.ts'
export type { AchievementItem } from './search.ts'
