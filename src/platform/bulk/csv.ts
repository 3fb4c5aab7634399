import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { Refusal } from '../refusal.ts'
import { COLUMNS_READ, type SheetRow } from '../workbook/sheet.ts'

/** One record of a file larger than this is a broken file (a quote that never closes), not a row. */
const LARGEST_ROW_CHARS = 4_000_000
/** The beginning is looked at this far for its separator. */
const FIRST_LINE_CHARS = 50_000

/** Rows of a csv that hold anything, numbered as a spreadsheet shows them; broken quotes are refused with their row. */
export async function* csvRows(text: () => AsyncGenerator<string>): AsyncGenerator<SheetRow> {
  const delimiter = await delimiterOf(text())
  const parser = parse({ delimiter, relax_column_count: true, max_record_size: LARGEST_ROW_CHARS })
  const input = Readable.from(text(), { objectMode: false, encoding: 'utf8' })
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  let row = 0
  try {
    const records: AsyncIterable<string[]> = parser
    for await (const cells of records) {
      row += 1
      if (cells.length > COLUMNS_READ) throw tooWide(row, cells.length)
      if (cells.some((cell) => cell.trim() !== '')) yield { row, isHidden: false, cells, problems: [] }
    }
  } catch (error) {
    // The parser runs ahead of what it has handed out: it knows itself which record it was in.
    throw error instanceof CsvError ? csvRefusal(error, Number(error['records'] ?? row) + 1) : error
  } finally {
    input.destroy()
  }
}

function tooWide(row: number, columns: number): Refusal {
  return new Refusal('invalid', '第 {row} 行有 {columns} 列，超过 {limit} 列的上限，请删去不导入的列。', {
    row,
    columns,
    limit: COLUMNS_READ,
  })
}

/** Comma, tab or semicolon: what occurs most often in the first line that has any of them (a title has none). */
async function delimiterOf(text: AsyncGenerator<string>): Promise<string> {
  let start = ''
  for await (const piece of text) {
    start += piece
    if (/[,\t;][^\r\n]*[\r\n]/.test(start) || start.length > FIRST_LINE_CHARS) break
  }
  const first = start.split(/[\r\n]/).find((line) => /[,\t;]/.test(line)) ?? ''
  const count = (separator: string) => first.split(separator).length
  return [',', '\t', ';'].toSorted((a, b) => count(b) - count(a))[0] ?? ','
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
