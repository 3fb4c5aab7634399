import type { Merge, SheetRow } from './sheet.ts'
import { writeBook, type CellOut, type RowOut } from './writer.ts'

/** Title of the column the platform adds to a person's own sheet; an import takes no notice of it. */
export const PROBLEM_COLUMN = '导入问题'
/** Width of that column in characters: a sentence needs two or three lines in it. */
export const PROBLEM_WIDTH = 60
const USUAL_WIDTH = 16

/** What is wrong with one row. */
export interface RowMark {
  readonly sentences: readonly string[]
  /** Faulty cells, by column from 0. */
  readonly columns: readonly number[]
  /** The row was refused for secrecy: none of its content may leave again (practice.md P17). */
  readonly isSecret: boolean
}

/** What is written into a copy of a person's sheet. */
export interface Marks {
  /** Row of the header, as a spreadsheet counts. */
  readonly headerRow: number
  /** Column (from 0) of the sentences: an earlier copy's own, else the first free one. */
  readonly column: number
  /** The column is there from an earlier copy; what it says is replaced. */
  readonly hasColumn: boolean
  readonly rows: ReadonlyMap<number, RowMark>
}

export function sentenceOf(mark: RowMark): string {
  return [...new Set(mark.sentences)].join('\n')
}

/** A workbook with the same cells as text, for sheets that are no xlsx or whose formats cannot be kept. */
export async function rebuiltBook(
  name: string,
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  merges: readonly Merge[],
  marks: Marks,
): Promise<Buffer> {
  const columns = Array.from({ length: marks.column + 1 }, (_, i) => ({
    width: i === marks.column ? PROBLEM_WIDTH : USUAL_WIDTH,
  }))
  return writeBook([{ name, columns, rows: markedRows(rows, marks), merges }])
}

async function* markedRows(
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  marks: Marks,
): AsyncGenerator<RowOut> {
  for await (const row of rows) {
    const mark = marks.rows.get(row.row)
    const cells = Array.from({ length: marks.column + 1 }, (_, i): CellOut => {
      const isFaulty = mark?.columns.includes(i) === true
      const text = mark?.isSecret === true ? '' : (row.cells[i] ?? '')
      return { text, style: isFaulty ? 'fault' : 'text' }
    })
    if (row.row === marks.headerRow) cells[marks.column] = { text: PROBLEM_COLUMN, style: 'problemHeader' }
    else cells[marks.column] = mark ? { text: sentenceOf(mark), style: 'problem' } : {}
    yield { row: row.row, cells, isHidden: row.isHidden }
  }
}
