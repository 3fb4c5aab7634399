import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import type { FitRules } from './fit.ts'
import type { LowerRules } from './lowering.ts'

/** Rules of a day that matching goes by; all are proposals of the product (rulesets/proposed.json). */
export interface MatchRules {
  readonly fit: Omit<FitRules, 'regions'>
  readonly lower: LowerRules
  /** From so many points on an owner is told of a match. */
  readonly good: number
  /** Days after which a "later" comes back. */
  readonly laterDays: number
  readonly suppressBelow: number
}

export function matchRules(rules: Ruleset, day: string): MatchRules {
  const number = (key: string): number => rules.number(key, day)
  const levels = rules.json('match.trlNeeded.levels', day) as Readonly<Record<string, number>>
  return {
    fit: {
      trlNeeded: levels,
      sameCounty: number('match.region.sameCounty.points'),
      sameCity: number('match.region.sameCity.points'),
    },
    lower: {
      points: number('match.lower.points'),
      most: number('match.lower.max.points'),
      unclear: number('match.lower.unclear.points'),
    },
    good: number('match.good.points'),
    laterDays: number('match.later.days'),
    suppressBelow: number('statistics.suppressBelow'),
  }
}
