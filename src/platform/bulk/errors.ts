import { NOT_PUBLIC } from '../forms/text.ts'
import type { RowMark } from '../workbook/marks.ts'
import { openImport, run, type ImportCall, type ImportResult } from './import.ts'
import { Tally } from './rows.ts'
import type { Header } from './header.ts'
import type { RowFault } from './kind.ts'

/** Faults written into the copy; a file with more is wrong in one and the same way, and the rest is counted. */
const FAULTS_WRITTEN = 100_000

/**
 * The person's own sheet with a red column that says what is wrong with each row, after a dry run; nothing of it is
 * kept by the platform. Refused is what the import would refuse as a whole.
 */
export async function errorBook(
  call: Omit<ImportCall, 'dryRun' | 'onProgress'>,
): Promise<{ readonly bytes: Uint8Array; readonly result: ImportResult }> {
  const asked = { ...call, dryRun: true }
  const open = await openImport(asked)
  const { file, sheet, header, survey } = open.table
  try {
    const tally = new Tally(FAULTS_WRITTEN)
    const result = await run(asked, open, tally)
    const width = Math.max(survey.width, header.labels.length)
    const bytes = await file.mark(sheet, {
      headerRow: header.lastRow,
      column: header.problemPlace ?? width,
      hasColumn: header.problemPlace !== undefined,
      rows: marksOf(tally.faults, header),
    })
    return { bytes, result }
  } finally {
    await file.close()
  }
}

function marksOf(faults: readonly RowFault[], header: Header): ReadonlyMap<number, RowMark> {
  const places = new Map(
    header.places.flatMap((place, i) => (place ? [[place.column.title, i] as const] : [])),
  )
  return new Map(
    [...Map.groupBy(faults, ({ row }) => row)].map(([row, found]) => {
      const isSecret = found.some(({ message }) => message === NOT_PUBLIC)
      const sentences = isSecret
        ? [NOT_PUBLIC]
        : found.map(({ column, message }) => (column === '' ? message : `${column}：${message}`))
      const columns = isSecret ? [] : found.flatMap(({ column }) => places.get(column) ?? [])
      return [row, { sentences, columns: [...new Set(columns)], isSecret }] as const
    }),
  )
}
