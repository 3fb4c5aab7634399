import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { YearTable } from '#platform/calendar/calendar.ts'
import { checkTable } from '#platform/calendar/notice.ts'

/** Shape of a year table's file; `checkTable` says what else must hold. */
export const yearTableSchema = z.strictObject({
  year: z.int(),
  source: z.string().min(1),
  days: z.array(
    z.strictObject({ day: z.string(), kind: z.enum(['放假', '上班']), festival: z.string().min(1) }),
  ),
})

/** The year tables (`2026.json` …) of a city pack's calendar folder; a broken file throws with its faults. */
export function readYearTables(folder: string): YearTable[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => {
    const table = yearTableSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    const faults = checkTable(table)
    if (faults.length > 0) throw new Error(`${join(folder, name)}: ${faults.join(' ')}`)
    return table
  })
}
