import type { AchievementFacts } from './facts.ts'
import { sumOf, tenth, type Reason } from './reasons.ts'
import type { Refused } from './rules.ts'

/** How much answers lower, from rules of the day. */
export interface LowerRules {
  /** Points one refusal takes from what is like the refused. */
  readonly points: number
  /** Points all of them take from one achievement at most: they order, they do not hide. */
  readonly most: number
  /** Points each demander takes, from everybody's list, from an achievement it found unclear. */
  readonly unclear: number
}

/** Demanders whose "unclear" counts; more say nothing new. */
const UNCLEAR_COUNTED = 3

/** What a demander's earlier refusals take from an achievement that is like those refused; only the demander sees it. */
export function loweredFor(refused: Refused, achievement: AchievementFacts, rules: LowerRules): Reason[] {
  const { trl, priceFen, region } = achievement
  const reasons: Reason[] = []
  const say = (says: Reason['says'], params: Reason['params']) =>
    reasons.push({ says, points: -rules.points, params })
  if (refused.early !== null && trl != null && trl <= refused.early)
    say('lowered.early', { trl: refused.early })
  if (refused.priceFen !== null && priceFen != null && priceFen >= refused.priceFen)
    say('lowered.price', { priceFen: refused.priceFen })
  if (region != null && refused.regions.includes(region)) say('lowered.region', {})
  return bounded(reasons, rules.most)
}

/** The last reasons take only what is left of the bound. */
function bounded(reasons: readonly Reason[], most: number): Reason[] {
  const kept: Reason[] = []
  for (const reason of reasons) {
    const left = tenth(most + sumOf(kept))
    if (left > 0) kept.push({ ...reason, points: Math.max(reason.points, -left) })
  }
  return kept
}

/** What “unclear” of several demanders takes, for everybody, until the text changes. */
export function unclearOf(demanders: number, rules: LowerRules): Reason[] {
  if (demanders === 0) return []
  const points = -tenth(Math.min(demanders, UNCLEAR_COUNTED) * rules.unclear)
  return [{ says: 'unclear', points, params: {} }]
}
