import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Day } from '#platform/calendar/calendar.ts'
import {
  DATE_UNKNOWN,
  ruleRowSchema,
  type LayeredRow,
  type RuleStatus,
  type RuleValue,
} from '#platform/ruleset/ruleset.ts'

/** A parameter of a city pack; null dates where none is recorded. */
export interface CityParameter {
  readonly key: string
  /** What it is; a parameter without one takes the title of the rule it overrides. */
  readonly title?: string
  readonly from: Day | null
  readonly until: Day | null
  readonly value: RuleValue
  readonly unit: string
  readonly status: RuleStatus
  readonly source: string
}

/** The national rows of every `*.json` in a folder; a row out of shape throws with file and place. */
export function readRuleFiles(folder: string): LayeredRow[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().flatMap((name) => {
    const parsed = z.array(ruleRowSchema).safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    if (!parsed.success) throw new Error(`${join(folder, name)}: ${z.prettifyError(parsed.error)}`)
    return parsed.data.map((row): LayeredRow => ({ ...row, layer: 'national' }))
  })
}

/** A city's parameters as rows of the layer that counts first. */
export function cityRows(
  parameters: readonly CityParameter[],
  national: readonly LayeredRow[],
): LayeredRow[] {
  return parameters.map(({ key, title, from, until, value, unit, status, source }) => ({
    layer: 'city',
    key,
    title: title ?? national.find((row) => row.key === key)?.title ?? key,
    from: from ?? DATE_UNKNOWN,
    until,
    value,
    unit,
    status,
    source,
    note: from === null ? '施行日期未查明，暂从 1900-01-01 起用。' : '',
  }))
}
