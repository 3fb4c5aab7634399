import { addDays, type Day } from '#platform/calendar/calendar.ts'
import { MODES, type Mode } from '../plan/forms.ts'

/** Figures of one mode, or of all together. */
export interface ModeFigures {
  readonly title: string
  readonly achievements: number
  readonly receipts: number
  readonly partFen: number
  readonly netFen: number
  readonly poolFen: number
  readonly paidFen: number
  readonly unitFen: number
  readonly people: number
}

type Counted = Omit<ModeFigures, 'title' | 'unitFen'> & { readonly mode: Mode }

/** Every mode in the order of the law, nothing where nothing came, and the sums; people of two modes count in each. */
export function reportOf(rows: readonly Counted[]): ModeFigures[] {
  const lines = (Object.keys(MODES) as Mode[]).map((mode) => {
    const row = rows.find((one) => one.mode === mode)
    return lineOf(MODES[mode], row === undefined ? [] : [row])
  })
  return [...lines, lineOf('合计', rows)]
}

function lineOf(title: string, rows: readonly Counted[]): ModeFigures {
  const sum = (of: (row: Counted) => number) => rows.reduce((total, row) => total + of(row), 0)
  const netFen = sum((row) => row.netFen)
  const poolFen = sum((row) => row.poolFen)
  return {
    title,
    achievements: sum((row) => row.achievements),
    receipts: sum((row) => row.receipts),
    partFen: sum((row) => row.partFen),
    netFen,
    poolFen,
    paidFen: sum((row) => row.paidFen),
    unitFen: netFen - poolFen,
    people: sum((row) => row.people),
  }
}

/** The last days for the report of a year (转化法 21): to the supervising unit, and from it onwards. */
export function reportDays(
  year: number,
  submit: string,
  forward: string,
): { readonly submitBy: Day; readonly forwardBy: Day } {
  const next = String(year + 1)
  return { submitBy: `${next}-${submit}`, forwardBy: `${next}-${forward}` }
}

/** Whether today is one of the days on which units hear of the report of the year before. */
export function remindsToday(today: Day, submitBy: Day, daysBefore: readonly number[]): boolean {
  return daysBefore.some((days) => addDays(submitBy, -days) === today)
}
