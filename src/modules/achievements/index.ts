/** The door of the achievements module. */
export const uses = [] as const

export {
  achievementForDeal,
  markConverted,
  markOpenLicence,
  publicAchievement,
  publishedBy,
  type DealAchievement,
} from './commands.ts'
export { rightNumber } from './rules.ts'
export type { AchievementItem } from './search.ts'
