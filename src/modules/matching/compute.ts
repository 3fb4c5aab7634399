import { matches, type Match, type MatchRequest, type Sql } from '#platform/search/index.ts'
import type { AchievementFacts, DemandFacts } from './facts.ts'
import { fitOf, type FitRules } from './fit.ts'
import { loweredFor, unclearOf, type LowerRules } from './lowering.ts'
import { sumOf, type Reason } from './reasons.ts'
import type { Refused } from './rules.ts'
import { hasReason, textReasons } from './text.ts'

/** Matches kept of a demand: five pages, and enough that refusals can reorder the first ones. */
export const KEPT = 100

/** Everything a match depends on besides the two records. */
export interface MatchContext {
  readonly fit: FitRules
  readonly lower: LowerRules
  /** What the demander's own refusals say. */
  readonly refused: Refused
  /** Demanders that found an achievement unclear, by its id, while its text is as it was. */
  readonly unclear: ReadonlyMap<string, number>
  readonly meaning?: MatchRequest['meaning']
}

/** A demand and an achievement: one score, and the reasons it is the sum of. */
export interface Pair {
  readonly match: Match
  /** Text, facts and what everybody may know: the sum of `reasons`. */
  readonly score: number
  /** The part of the score that is text. */
  readonly text: number
  readonly reasons: readonly Reason[]
  /** What only the demander sees: 0 or less, the sum of `loweredBy`. */
  readonly lowered: number
  readonly loweredBy: readonly Reason[]
}

/** The best achievements for a demand, best first; only pairs there is something to say about. */
export async function pairsFor(
  sql: Sql,
  of: MatchRequest['of'],
  demand: DemandFacts,
  context: MatchContext,
  limit = KEPT,
): Promise<Pair[]> {
  const facts = (item: unknown): Reason[] => {
    const achievement = item as AchievementFacts & { readonly id?: string }
    return [
      ...fitOf(demand, achievement, context.fit),
      ...unclearOf(context.unclear.get(achievement.id ?? '') ?? 0, context.lower),
    ]
  }
  const found = await matches(sql, {
    kind: 'achievement',
    of,
    limit,
    bonus: (item) => sumOf(facts(item)),
    meaning: context.meaning,
  })
  return found
    .map((match): Pair => {
      const text = textReasons(match)
      const reasons = [...text, ...facts(match.item)]
      const loweredBy = loweredFor(context.refused, match.item as AchievementFacts, context.lower)
      const score = sumOf(reasons)
      return { match, score, text: sumOf(text), reasons, lowered: sumOf(loweredBy), loweredBy }
    })
    .filter(({ reasons }) => hasReason(reasons))
}
