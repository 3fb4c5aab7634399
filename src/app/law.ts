import type { Calendar } from '#platform/calendar/calendar.ts'
import { loadCalendar } from '#platform/calendar/store.ts'
import type { Tx } from '#platform/db/database.ts'
import type { Ruleset } from '#platform/ruleset/ruleset.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'

export interface Law {
  readonly rules: Ruleset
  readonly calendar: Calendar
}

/**
 * Rules and calendar by their versions: read again only when a command saw another version, so that a command
 * pays nothing for them and no process works with an old one.
 */
export function lawCache(): (tx: Tx, rulesetVersion: string, calendarVersion: string) => Promise<Law> {
  let rules: { version: string; value: Ruleset } | undefined
  let calendar: { version: string; value: Calendar } | undefined
  return async (tx, rulesetVersion, calendarVersion) => {
    if (rules?.version !== rulesetVersion) rules = { version: rulesetVersion, value: await loadRuleset(tx) }
    if (calendar?.version !== calendarVersion)
      calendar = { version: calendarVersion, value: await loadCalendar(tx) }
    return { rules: rules.value, calendar: calendar.value }
  }
}
