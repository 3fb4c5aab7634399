import type { AchievementItem } from '#modules/achievements/index.ts'
import type { DemandItem } from '#modules/exchange/index.ts'

/**
 * What fit looks at: the rows public lists show, nothing else. So no reason can say what a visitor may not read,
 * whatever a record holds besides (practice.md P12, P17).
 */
export type DemandFacts = Partial<
  Pick<
    DemandItem,
    | 'type'
    | 'techField'
    | 'industrySection'
    | 'industryDivision'
    | 'trlNeeded'
    | 'modes'
    | 'budgetMaxFen'
    | 'negotiable'
    | 'region'
    | 'metrics'
    | 'keywords'
  >
>

export type AchievementFacts = Partial<
  Pick<
    AchievementItem,
    | 'techField'
    | 'industrySection'
    | 'industryDivision'
    | 'ipc'
    | 'trl'
    | 'modes'
    | 'priceFen'
    | 'negotiable'
    | 'region'
    | 'keywords'
    | 'withheld'
  >
>
