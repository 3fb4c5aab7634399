import { dayOf } from '../calendar/calendar.ts'
import type { Database } from '../db/database.ts'
import { databaseNow } from '../instance/instance.ts'
import { Refusal } from '../refusal.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import { loadRuleset } from '../ruleset/store.ts'

/** What one import may bring, by the rules of the day. */
export interface ImportLimits {
  readonly maxBytes: number
  readonly maxRows: number
  readonly maxCellChars: number
}

/** The rules an import is checked by, and today. */
export interface ImportLaw {
  readonly rules: Ruleset
  readonly today: string
  readonly limits: ImportLimits
}

export async function importLaw(db: Database): Promise<ImportLaw> {
  return db.read('platform', async (tx) => {
    const rules = await loadRuleset(tx)
    const today = dayOf(await databaseNow(tx))
    const limits = {
      maxBytes: rules.number('import.maxBytes', today),
      maxRows: rules.number('import.maxRows', today),
      maxCellChars: rules.number('import.maxCellChars', today),
    }
    return { rules, today, limits }
  })
}

export function tooManyRows(limit: number): Refusal {
  return new Refusal('tooLarge', '表格超过 {limit} 行，一次导入不了，请按行拆成几份分别导入。', { limit })
}
