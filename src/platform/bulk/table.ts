import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { foldWidth } from '../forms/text.ts'
import { Refusal } from '../refusal.ts'
import type { BulkColumn, BulkKind } from './kind.ts'
import type { TextSource } from './source.ts'

/** One record of a file larger than this is a broken file (a quote that never closes), not a row. */
const LARGEST_ROW_CHARS = 4_000_000
/** Text fields take at most 20,000 characters on import; a little more is left for lists and their separators. */
const LARGEST_CELL_CHARS = 50_000

/** A column of this file: which field it fills, and the unit its header names. */
export interface HeaderColumn {
  readonly column: BulkColumn
  readonly unit: string | undefined
  readonly header: string
}

export interface Header {
  /** By place in the row; undefined for a column nobody knows. */
  readonly places: readonly (HeaderColumn | undefined)[]
  /** Headers that were not recognised; their cells are not read. */
  readonly ignored: readonly string[]
}

export interface TableRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number
  readonly cells: readonly string[]
}

export interface Table {
  readonly header: Header
  /** Rows that hold anything, in order. */
  readonly rows: AsyncGenerator<TableRow>
}

/** Reads the header and answers the rows as a stream. Refuses what is no table of this kind, naming the row. */
export async function readTable(source: TextSource, kind: BulkKind): Promise<Table> {
  const records = recordsOf(source, await delimiterOf(source))
  const first = await records.next()
  if (first.done === true) throw new Refusal('invalid', '文件里没有内容。')
  return { header: headerOf(first.value.cells, kind), rows: filled(records) }
}

/** Refuses what is no table of this kind: no header, or no row below it. */
export async function refuseNoTable(source: TextSource, kind: BulkKind): Promise<void> {
  const { rows } = await readTable(source, kind)
  const first = await rows.next()
  await rows.return(undefined)
  if (first.done === true) throw new Refusal('invalid', '文件只有表头，没有数据行，请检查导出的范围。')
}

async function* filled(records: AsyncGenerator<TableRow>): AsyncGenerator<TableRow> {
  for await (const record of records) if (record.cells.some((cell) => cell.trim() !== '')) yield record
}

/** The separator that occurs most often in the first line: comma, tab or semicolon. */
async function delimiterOf(source: TextSource): Promise<string> {
  let line = ''
  for await (const piece of source.text()) {
    line += piece
    if (/[\r\n]/.test(line) || line.length > LARGEST_CELL_CHARS) break
  }
  const first = line.split(/[\r\n]/)[0] ?? ''
  const count = (separator: string) => first.split(separator).length
  return [',', '\t', ';'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
}

async function* recordsOf(source: TextSource, delimiter: string): AsyncGenerator<TableRow> {
  const parser = parse({ delimiter, relax_column_count: true, max_record_size: LARGEST_ROW_CHARS })
  const input = Readable.from(source.text(), { objectMode: false, encoding: 'utf8' })
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  let row = 0
  try {
    const records: AsyncIterable<string[]> = parser
    for await (const cells of records) yield { row: (row += 1), cells }
  } catch (error) {
    // The parser runs ahead of what it has handed out: it knows itself which record it was in.
    throw error instanceof CsvError ? csvRefusal(error, Number(error['records'] ?? row) + 1) : error
  } finally {
    input.destroy()
  }
}

function csvRefusal(error: CsvError, row: number): Refusal {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new Refusal(
      'invalid',
      '第 {row} 行有一个双引号没有闭合，从那里起到文件末尾都无法分列，请补上引号。',
      { row },
    )
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new Refusal(
      'invalid',
      '第 {row} 行过长（超过 {limit} 万字），多半是双引号没有闭合，请检查这一行。',
      {
        row,
        limit: LARGEST_ROW_CHARS / 10_000,
      },
    )
  return new Refusal(
    'invalid',
    '第 {row} 行的双引号没有成对：含有引号的单元格应整格加引号，格内的引号写成两个，请更正这一行。',
    { row },
  )
}

/** Matches the header's cells to columns by field name, title or alias; a unit may stand in brackets. */
export function headerOf(cells: readonly string[], kind: BulkKind): Header {
  const places = cells.map((cell) => placeOf(cell, kind.columns))
  const known = places.filter((place) => place !== undefined)
  const example = kind.columns.slice(0, 3).map((column) => column.title)
  if (known.length === 0)
    throw new Refusal('invalid', '没有认出表头：第一行应是列名，例如“{example}”；表头上面的标题行请删去。', {
      example: example.join('、'),
    })
  const twice = known.find((place, i) => known.findIndex((other) => other.column === place.column) !== i)
  if (twice)
    throw new Refusal('invalid', '表头里“{title}”出现了两次，请只留一列。', { title: twice.column.title })
  if (!known.some((place) => place.column.field === kind.nameField)) {
    const title = kind.columns.find((column) => column.field === kind.nameField)?.title ?? ''
    throw new Refusal('invalid', '表头里没有“{title}”（{field}）这一列，请补上。', {
      title,
      field: kind.nameField,
    })
  }
  return { places, ignored: cells.filter((cell, i) => places[i] === undefined && cell.trim() !== '') }
}

function placeOf(cell: string, columns: readonly BulkColumn[]): HeaderColumn | undefined {
  const header = foldWidth(cell).replace(/[\s*]/g, '')
  const unit = /\(([^()]*)\)$/.exec(header)?.[1]
  const bare = header.replace(/\([^()]*\)$/, '').toLowerCase()
  const whole = header.toLowerCase()
  const named = (column: BulkColumn) =>
    [column.field, column.title, ...(column.aliases ?? [])].map((name) => foldWidth(name).toLowerCase())
  const exact = columns.find((column) => named(column).includes(whole))
  if (exact)
    return {
      column: exact,
      unit: whole === exact.field.toLowerCase() ? exact.fieldUnit : undefined,
      header: cell,
    }
  const column = columns.find((candidate) => named(candidate).includes(bare))
  return column && { column, unit, header: cell }
}

/** Why a cell cannot be taken at all, whatever its column; the message repeats nothing of it. */
export function cellFault(cell: string): string | undefined {
  if (cell.length > LARGEST_CELL_CHARS)
    return `单元格有 ${Math.round(cell.length / 1000)} 千字，超过 ${LARGEST_CELL_CHARS / 1000} 千字的上限，请删减或放进附件。`
  if (isFormula(cell))
    return '单元格以公式符号开头，像是公式；请在表格软件中改为文字（选择性粘贴为数值）后再导出。'
  return undefined
}

/** What a spreadsheet would run: an equals sign, an @ function, or a sign with a call to another program. */
export function isFormula(cell: string): boolean {
  const text = foldWidth(cell).trimStart()
  if (/^=./s.test(text)) return true
  return (
    /^@[A-Za-z]+\(/.test(text) ||
    /^[+\-@].*(\||!|\()[^)]*[!|(]/s.test(text) ||
    /^[+-]\s*[A-Za-z]+\(/.test(text)
  )
}
