import type { Day } from '../command/command.ts'
import type { Ruleset } from './ruleset.ts'

/** Whether a region is one of the city's; the pack's regions are seeded as a rule. */
export function isCityRegion(rules: Ruleset, region: string | null | undefined, day: Day): boolean {
  if (region === null || region === undefined || !rules.has('city.regions')) return false
  return (rules.json('city.regions', day) as [code: string, name: string][]).some(([code]) => code === region)
}
