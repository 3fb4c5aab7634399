/** A sheet of a workbook, in the order of its tabs. */
export interface SheetName {
  readonly name: string
  readonly isHidden: boolean
}

/** Rows and columns count from 0 here, both ends included. */
export interface Merge {
  readonly fromRow: number
  readonly toRow: number
  readonly fromColumn: number
  readonly toColumn: number
}

/** What can be wrong with a cell before its column is known. */
export type CellProblem = 'error' | 'uncalculated' | 'digitsLost'

/** A row that holds anything. */
export interface SheetRow {
  /** As a spreadsheet counts: the first row is 1. */
  readonly row: number
  readonly isHidden: boolean
  /** Text of each cell from column A on, as long as the last one that holds anything. */
  readonly cells: readonly string[]
  /** Columns (from 0) whose text is not what the person means. */
  readonly problems: readonly (readonly [column: number, problem: CellProblem])[]
}

/** What one pass over a sheet finds out. */
export interface Survey {
  /** Rows that hold anything and can be seen. */
  readonly rows: number
  /** Columns from A to the last one that holds anything. */
  readonly width: number
  readonly hiddenRows: number
  /** Columns (from 0) that are hidden. */
  readonly hiddenColumns: readonly number[]
  readonly merges: readonly Merge[]
  /** The first rows, in which the header must be. */
  readonly top: readonly SheetRow[]
}

/** Columns read: a table of records has some dozen, a broad questionnaire two hundred. Cells further right are left. */
export const COLUMNS_READ = 500
/** Rows in which a header is looked for: a form's title, notes and units take ten at most. */
export const HEADER_WITHIN_ROWS = 40
/** Longer texts of cells are cut here; the spreadsheet's own limit is 32,767. */
export const CELL_CHARS_KEPT = 60_000
/** Merged areas counted: a sheet with more is drawn, not kept. */
const MERGES_MAX = 100_000

/** Collects what a survey tells from rows as they come. */
export class SurveyMaker {
  #rows = 0
  #hiddenRows = 0
  #width = 0
  readonly #top: SheetRow[] = []

  add(row: SheetRow): void {
    this.#width = Math.max(this.#width, row.cells.length)
    if (row.isHidden) this.#hiddenRows += 1
    else {
      this.#rows += 1
      if (this.#top.length < HEADER_WITHIN_ROWS) this.#top.push(row)
    }
  }

  survey(merges: readonly Merge[], hiddenColumns: readonly number[]): Survey {
    return {
      rows: this.#rows,
      width: this.#width,
      hiddenRows: this.#hiddenRows,
      hiddenColumns: hiddenColumns.filter((column) => column < COLUMNS_READ),
      merges: merges.slice(0, MERGES_MAX),
      top: this.#top,
    }
  }
}

/** Writes the text of cells merged down a column into every row of the merged area, as a reader sees it. */
export class MergeFiller {
  readonly #waiting: Merge[]
  #active: { readonly merge: Merge; readonly text: string; readonly problem: CellProblem | undefined }[] = []

  constructor(merges: readonly Merge[]) {
    // Last first, so that the next one is taken from the end.
    this.#waiting = merges
      .filter((merge) => merge.toRow > merge.fromRow && merge.fromColumn < COLUMNS_READ)
      .toSorted((a, b) => b.fromRow - a.fromRow)
  }

  /** The row as it is seen; rows must come in order. */
  fill(row: SheetRow): SheetRow {
    const index = row.row - 1
    if (this.#active.length > 0) this.#active = this.#active.filter(({ merge }) => merge.toRow >= index)
    const filled = this.#active.length === 0 ? row : this.#filled(row)
    for (let next = this.#waiting.at(-1); next && next.fromRow <= index; next = this.#waiting.at(-1)) {
      this.#waiting.pop()
      const { fromColumn, fromRow } = next
      const text = fromRow === index ? (row.cells[fromColumn] ?? '') : ''
      const problem = row.problems.find(([column]) => column === fromColumn)?.[1]
      if (text !== '' || problem !== undefined) this.#active.push({ merge: next, text, problem })
    }
    return filled
  }

  #filled(row: SheetRow): SheetRow {
    const cells = [...row.cells]
    const problems = [...row.problems]
    for (const { merge, text, problem } of this.#active) {
      while (cells.length <= merge.fromColumn) cells.push('')
      if (cells[merge.fromColumn] !== '') continue
      cells[merge.fromColumn] = text
      if (problem !== undefined) problems.push([merge.fromColumn, problem])
    }
    return { ...row, cells, problems }
  }
}

/** `AB12` as column and row from 0; undefined for anything else. */
export function cellAt(reference: string): { readonly column: number; readonly row: number } | undefined {
  let column = 0
  let at = 0
  for (; at < reference.length && at < 4; at += 1) {
    const code = reference.charCodeAt(at)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  const row = Number(reference.slice(at))
  return column === 0 || !Number.isSafeInteger(row) || row < 1
    ? undefined
    : { column: column - 1, row: row - 1 }
}

/** `AB` for 27. */
export function columnName(column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}

/** `A1:B2` as a merged area; undefined when it is none. */
export function mergeAt(reference: string): Merge | undefined {
  const [first = '', last = first] = reference.replaceAll('$', '').split(':')
  const from = cellAt(first)
  const to = cellAt(last)
  if (!from || !to || to.row < from.row || to.column < from.column) return undefined
  return { fromRow: from.row, toRow: to.row, fromColumn: from.column, toColumn: to.column }
}
