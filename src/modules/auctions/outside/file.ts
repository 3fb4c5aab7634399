import { day, choice, integer, moneyIn, text } from '#platform/bulk/cells.ts'
import { cellFault, codeFault, PROBLEMS } from '#platform/bulk/faults.ts'
import { CellFault } from '#platform/bulk/kind.ts'
import { amountFault } from '#platform/forms/amount.ts'
import { foldWidth } from '#platform/forms/text.ts'
import type { CellProblem, SheetRow } from '#platform/workbook/sheet.ts'
import { openWorkbook } from '#platform/workbook/workbook.ts'
import { writeBook, type RowOut } from '#platform/workbook/writer.ts'
import { OUTCOMES, readForm, type Result } from './forms.ts'

const NOTICE_SHEET = '公告信息'
const RESULT_SHEET = '结果'
/** The longest answer of the sheet is a name. */
const CELL_CHARS = 200
/** A result is a dozen cells: what needs more is no file of ours, and a command does not wait for it. */
const READING = { heapMb: 128, answerMs: 15_000 }

/** A line of the sheet 结果: what it asks, and how its cell is read. */
interface Line {
  readonly title: string
  readonly field: keyof Result | 'number'
  readonly hint: string
  readonly read: (cell: string) => unknown
}

const LINES: readonly Line[] = [
  { title: '编号', field: 'number', hint: '已填好，请勿改动。', read: (cell) => foldWidth(cell).trim() },
  { title: '结果', field: 'outcome', hint: '填“成交”或“未成交”。', read: choice(OUTCOMES) },
  { title: '受让方名称', field: 'winnerName', hint: '与营业执照一致；未成交的不填。', read: text },
  {
    title: '统一社会信用代码',
    field: 'winnerCode',
    hint: '受让方的 18 位代码；未成交的不填。',
    read: (cell) => {
      const fault = codeFault(cell)
      if (fault !== undefined) throw new CellFault(fault)
      return cell
    },
  },
  { title: '成交价（元）', field: 'priceFen', hint: '以元填写的数字；未成交的不填。', read: priceOf },
  { title: '参加家数', field: 'bidders', hint: '报名并合格的家数，没有的填 0。', read: integer },
  { title: '交易凭证号', field: 'receipt', hint: '未成交的不填。', read: text },
  { title: '成交日期', field: 'doneOn', hint: '例如 2026-03-02；未成交的填公告结束的日期。', read: day },
]

/** Yuan to the fen in full digits; 万元, foreign money, 1e3, signs and parts of a fen have a sentence each. */
function priceOf(cell: string): number {
  const written = foldWidth(cell)
    .trim()
    .replace(/^[¥￥]/, '')
  if (!/^[\d,]+(?:\.\d+)?元?$/.test(written))
    throw new CellFault(amountFault(written) ?? '金额应填数字，例如 1234.50。')
  return moneyIn(written, '元')
}

/** What the exchange announces, a title and a text a line. */
export type Announced = readonly (readonly [title: string, text: string])[]

/** The file for the exchange: every announced term, and a sheet for the result. */
export function exchangeBook(number: string, announced: Announced): Promise<Buffer> {
  const head = (...titles: string[]): RowOut => ({
    cells: titles.map((title) => ({ text: title, style: 'header' })),
  })
  return writeBook([
    {
      name: NOTICE_SHEET,
      columns: [{ width: 22 }, { width: 80 }],
      frozenRows: 1,
      rows: [
        head('项目', '内容'),
        ...announced.map(([title, body]): RowOut => ({
          cells: [{ text: title }, { text: body, style: 'wrapped' }],
        })),
      ],
    },
    {
      name: RESULT_SHEET,
      // Text: a code of 18 digits stays whole.
      columns: [{ width: 22 }, { width: 44, style: 'text' }, { width: 50 }],
      frozenRows: 1,
      rows: [
        head('项目', '填写', '说明'),
        ...LINES.map(({ title, field, hint }): RowOut => ({
          cells: [
            { text: title },
            { text: field === 'number' ? number : '', style: 'text' },
            { text: hint, style: 'soft' },
          ],
        })),
      ],
    },
  ])
}

/** A cell of the sheet 结果 as it was found. */
export interface Cell {
  readonly text: string
  readonly problem?: CellProblem
}

type ReadResult =
  | { readonly result: Omit<Result, 'certificateFileId'>; readonly faults?: undefined }
  | { readonly result?: undefined; readonly faults: readonly string[] }

/** The result in a file of an exchange, or a sentence for each cell that cannot be taken. */
export async function readBook(bytes: Uint8Array, number: string): Promise<ReadResult> {
  const book = await openWorkbook(bytes, 'xlsx', READING)
  try {
    if (!book.sheets.some(({ name }) => name === RESULT_SHEET))
      return {
        faults: [`表格里没有“${RESULT_SHEET}”这一页，请使用本页下载的文件，由交易机构填好后原样上传。`],
      }
    const cells = new Map<string, Cell>()
    for (const row of (await book.survey(RESULT_SHEET)).top) {
      const title = (row.cells[0] ?? '').trim()
      if (!cells.has(title)) cells.set(title, answerIn(row))
    }
    return readCells(cells, number)
  } finally {
    await book.close()
  }
}

function answerIn({ cells, problems }: SheetRow): Cell {
  const problem = problems.find(([column]) => column === 1)?.[1]
  return { text: cells[1] ?? '', ...(problem !== undefined && { problem }) }
}

/** Answers by the title of their line. */
export function readCells(cells: ReadonlyMap<string, Cell>, number: string): ReadResult {
  const read: Record<string, unknown> = {}
  const faults: string[] = []
  for (const line of LINES) {
    const cell = cells.get(line.title)
    if (!cell) {
      faults.push(`“${RESULT_SHEET}”一页缺少“${line.title}”这一行，请使用本页下载的文件。`)
      continue
    }
    try {
      const value = valueOf(line, cell)
      if (value !== undefined) read[line.field] = value
    } catch (error) {
      if (!(error instanceof CellFault)) throw error
      faults.push(`“${line.title}”：${error.message}`)
    }
  }
  if (faults.length > 0) return { faults }
  const { number: found, ...values } = read
  if (typeof found !== 'string' || found.toUpperCase() !== number)
    return { faults: [`“编号”不是这次交易的 ${number}，可能是另一项成果的结果，请核对文件。`] }
  const parsed = readForm.safeParse(values)
  if (parsed.success) return { result: parsed.data }
  return { faults: parsed.error.issues.map(({ path, message }) => `“${titleOf(path[0])}”：${message}`) }
}

function valueOf({ read }: Line, { text: written, problem }: Cell): unknown {
  if (problem !== undefined) throw new CellFault(PROBLEMS[problem])
  if (written.trim() === '') return undefined
  const fault = cellFault(written, CELL_CHARS)
  if (fault !== undefined) throw new CellFault(fault)
  return read(written)
}

function titleOf(field: PropertyKey | undefined): string {
  return LINES.find((line) => line.field === field)?.title ?? RESULT_SHEET
}
