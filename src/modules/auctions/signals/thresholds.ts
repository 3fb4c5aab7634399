import type { Day } from '#platform/calendar/calendar.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import type { SignalRules } from './rules.ts'

/** What the ruleset of a day says of signals. */
export function signalRules(rules: Ruleset, day: Day): SignalRules {
  const number = (key: string) => rules.number(`auction.signal.${key}`, day)
  return {
    reviewBp: number('review.bp'),
    strongBp: number('strong.bp'),
    middleBp: number('middle.bp'),
    weakBp: number('weak.bp'),
    commonOrgs: number('common.orgs'),
    coverLots: number('cover.lots'),
    ladderToleranceBp: number('ladder.toleranceBp'),
    nearMinutes: number('near.minutes'),
  }
}
