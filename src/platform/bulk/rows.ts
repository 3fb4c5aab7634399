import { NOT_PUBLIC, textFault } from '../forms/text.ts'
import type { Ruleset } from '../ruleset/ruleset.ts'
import type { SheetRow } from '../workbook/sheet.ts'
import type { BesideRows } from './beside.ts'
import { cellFault, codeFault, PROBLEMS } from './faults.ts'
import type { Header, HeaderColumn } from './header.ts'
import { CellFault, type BulkKind, type RowFault, type StagedValues } from './kind.ts'
import { tooManyRows, type ImportLimits } from './limits.ts'
import type { Table } from './table.ts'

/** Errors listed in the answer; more are counted, not kept: memory stays bounded whatever the file holds. */
const FAULTS_LISTED = 1_000

/** What became of a file's rows so far. */
export class Tally {
  read = 0
  rejected = 0
  readonly faults: RowFault[] = []
  readonly #listed: number

  /** `listed`: faults kept; the copy with sentences beside the rows needs more of them than an answer. */
  constructor(listed: number = FAULTS_LISTED) {
    this.#listed = listed
  }

  /** Counts one refused row and keeps its faults while there is room. */
  reject(faults: readonly RowFault[]): void {
    this.rejected += 1
    for (const fault of faults) if (this.faults.length < this.#listed) this.faults.push(fault)
  }
}

export interface RowRules {
  readonly kind: BulkKind
  readonly table: Table
  readonly beside: BesideRows
  readonly rules: Ruleset
  readonly today: string
  readonly limits: ImportLimits
}

/** Reads and checks rows one by one; answers those without a fault, the others go to the tally. */
export async function* goodRows(
  rows: AsyncIterable<SheetRow>,
  given: RowRules,
  tally: Tally,
): AsyncGenerator<StagedValues> {
  const seen: Seen = { codes: new Map(), names: new Map(), unique: new Map() }
  for await (const row of rows) {
    const secret = secretFault(row, given.table.header)
    if (!secret && given.beside.reason(row) !== undefined) continue
    tally.read += 1
    if (tally.read > given.limits.maxRows) throw tooManyRows(given.limits.maxRows)
    const values = new Map<string, unknown>()
    const faults = secret ? [secret] : readRow(row, given, values)
    if (faults.length === 0) faults.push(...checkRow(row.row, given, values))
    if (faults.length === 0)
      faults.push(
        ...repeated(given.kind, row.row, values, seen),
        ...shared(row.row, given.kind, values, seen),
      )
    if (faults.length === 0) yield { row: row.row, values: Object.fromEntries(values) }
    else tally.reject(faults)
  }
}

/**
 * A row marked as not 公开 anywhere answers that one fault and nothing else of it (P17); this is asked of rows that
 * are hidden or no records, too.
 */
function secretFault({ row, cells }: SheetRow, header: Header): RowFault | undefined {
  const place = cells.findIndex((cell) => textFault(cell, 'prose') === NOT_PUBLIC)
  return place < 0 ? undefined : { row, column: nameOf(header, place), message: NOT_PUBLIC }
}

/** Cells to values. */
function readRow(row: SheetRow, { table, limits }: RowRules, values: Map<string, unknown>): RowFault[] {
  const { places } = table.header
  const faults: RowFault[] = []
  if (table.file.kind === 'csv' && row.cells.length !== places.length)
    faults.push({
      row: row.row,
      column: '',
      message: `这一行有 ${row.cells.length} 格，表头有 ${places.length} 列，请对齐（内容里的逗号要加双引号）。`,
    })
  const problems = new Map(row.problems)
  for (const [i, place] of places.entries()) {
    const cell = row.cells[i] ?? ''
    const problem = problems.get(i)
    if (!place || (cell.trim() === '' && problem === undefined)) continue
    const message =
      (problem && PROBLEMS[problem]) ??
      cellFault(cell, limits.maxCellChars) ??
      (place.column.holds === 'code' ? codeFault(cell) : undefined) ??
      readCell(place, cell, values)
    if (message === NOT_PUBLIC) return [{ row: row.row, column: place.column.title, message }]
    if (message !== undefined) faults.push({ row: row.row, column: place.column.title, message })
  }
  return faults
}

function readCell(place: HeaderColumn, cell: string, values: Map<string, unknown>): string | undefined {
  try {
    values.set(place.column.field, place.column.read(cell, place.unit))
    return undefined
  } catch (error) {
    if (error instanceof CellFault) return error.message
    throw error
  }
}

/** The form's own checks, then the rules that look at several fields. */
function checkRow(row: number, { kind, rules, today }: RowRules, values: Map<string, unknown>): RowFault[] {
  const parsed = kind.row.safeParse(Object.fromEntries(values))
  const found = parsed.success
    ? kind.check(parsed.data, rules, today)
    : parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  if (parsed.success) for (const [field, value] of Object.entries(parsed.data)) values.set(field, value)
  const secret = found.find((fault) => fault.message === NOT_PUBLIC)
  return (secret ? [secret] : found).map(({ field, message }) => ({
    row,
    column: titleOf(kind, field),
    message,
  }))
}

/** Codes and names of the rows before, with their first row. */
interface Seen {
  readonly codes: Map<string, number>
  readonly names: Map<string, { readonly row: number; readonly coded: boolean }>
  /** Values of the fields that stand at most once, each under the name of its field. */
  readonly unique: Map<string, number>
}

/** A value that another row of the file has as well; it is not repeated, since it may be personal. */
function shared(row: number, kind: BulkKind, values: ReadonlyMap<string, unknown>, seen: Seen): RowFault[] {
  for (const field of kind.unique ?? []) {
    const value = values.get(field)
    if (typeof value !== 'string') continue
    const earlier = seen.unique.get(`${field} ${value}`)
    const column = titleOf(kind, field)
    if (earlier !== undefined)
      return [
        {
          row,
          column,
          message: `${column}与第 ${earlier} 行相同；同一个号码只能出现一次，请核对后改正或删去一行。`,
        },
      ]
    seen.unique.set(`${field} ${value}`, row)
  }
  return []
}

/** A code counts once a file; a name only tells rows apart where one of them has no code. */
function repeated(kind: BulkKind, row: number, values: ReadonlyMap<string, unknown>, seen: Seen): RowFault[] {
  if (kind.keyOf) return sameKey(kind.keyOf(Object.fromEntries(values)), row, seen)
  const field = kind.codeField ?? 'code'
  const title = titleOf(kind, field)
  const given = values.get(field)
  const code = typeof given === 'string' ? given : ''
  const coded = typeof given === 'string'
  const sameCode = coded ? seen.codes.get(code) : undefined
  if (sameCode !== undefined)
    return [
      {
        row,
        column: title,
        message: `${title}“${code}”与第 ${sameCode} 行重复，请改成不同的${title}或删去一行。`,
      },
    ]
  const name = values.get('name')
  const sameName = typeof name === 'string' ? seen.names.get(name) : undefined
  if (sameName && !(coded && sameName.coded))
    return [
      {
        row,
        column: '名称',
        message: `名称与第 ${sameName.row} 行相同，又没有都填${title}，分不清是不是同一条；请删去一行、改名，或为两行各填${title}。`,
      },
    ]
  if (coded) seen.codes.set(code, row)
  if (typeof name === 'string' && !sameName) seen.names.set(name, { row, coded })
  return []
}

function sameKey(key: string, row: number, { codes }: Seen): RowFault[] {
  const first = codes.get(key)
  if (first !== undefined)
    return [{ row, column: '', message: `这一行与第 ${first} 行是同一项，请删去一行，或改正号码。` }]
  codes.set(key, row)
  return []
}

function nameOf(header: Header, place: number): string {
  return header.places[place]?.column.title ?? ''
}

function titleOf(kind: BulkKind, field: string): string {
  const top = field.split('.')[0] ?? field
  return kind.columns.find((column) => column.field === top)?.title ?? top
}
