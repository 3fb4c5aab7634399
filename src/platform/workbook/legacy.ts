import { read, set_cptable, type CellObject, type WorkBook, type WorkSheet } from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'
import { Refusal } from '../refusal.ts'
import { shownNumber } from './formats.ts'
import {
  CELL_CHARS_KEPT,
  COLUMNS_READ,
  type CellProblem,
  type Merge,
  type SheetName,
  type SheetRow,
} from './sheet.ts'

/** Which old form a workbook has; each is read as a whole, in the thread that may be ended at any time. */
export type LegacyKind = 'biff' | 'html' | 'xml2003'

export interface LegacySheet extends SheetName {
  readonly rows: readonly SheetRow[]
  readonly merges: readonly Merge[]
  readonly hiddenColumns: readonly number[]
}

/** Simplified Chinese, in which files before Excel 97 and web pages without a declared encoding are written. */
const CHINESE_CODE_PAGE = 936

/** Reads xls and et (BIFF), web tables that call themselves xls, and the XML of Excel 2003. */
export function readLegacy(bytes: Buffer, kind: LegacyKind): LegacySheet[] {
  if (kind === 'biff') refuseOtherOle(bytes)
  set_cptable(codePages)
  const book = opened(bytes, kind)
  const is1904 = book.Workbook?.WBProps?.date1904 === true
  return book.SheetNames.flatMap((name, i) => {
    const sheet = book.Sheets[name]
    if (!sheet?.['!ref']) return []
    const isHidden = (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0
    return { name, isHidden, ...contentOf(sheet, is1904) }
  })
}

function opened(bytes: Buffer, kind: LegacyKind): WorkBook {
  const options = { dense: true, cellFormula: false, cellHTML: false, cellText: false, cellNF: true } as const
  try {
    if (kind === 'biff')
      return read(bytes, { ...options, type: 'buffer', cellStyles: true, codepage: CHINESE_CODE_PAGE })
    return read(textOf(bytes), { ...options, type: 'string', cellStyles: true, raw: true })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (/password/i.test(message))
      throw new Refusal('invalid', '这个工作簿有打开密码，平台读不了，请在表格软件中去掉密码后再导入。')
    // Whatever else the reader says of a broken file is of no use to the person.
    throw new Refusal('invalid', '这个表格文件已损坏，无法读取，请在表格软件中打开并另存为 xlsx 后再导入。')
  }
}

/** OLE is the container of many things; which one is told by the names of its streams. */
function refuseOtherOle(bytes: Buffer): void {
  const has = (stream: string) => bytes.includes(Buffer.from(stream, 'utf16le'))
  if (has('EncryptedPackage'))
    throw new Refusal('invalid', '这个工作簿有打开密码，平台读不了，请在表格软件中去掉密码后再导入。')
  if (has('_VBA_PROJECT'))
    throw new Refusal('invalid', '这个工作簿含有宏，为安全起见平台不接收，请另存为不含宏的 xlsx 后再导入。')
  if (has('Workbook') || has('Book')) return
  const what = has('WordDocument') ? 'Word 文档' : has('PowerPoint Document') ? '演示文稿' : '别的软件的文件'
  throw new Refusal(
    'invalid',
    '这是{what}，不是表格；请把内容放进表格（xlsx、xls 或 csv）后再导入，可先下载导入模板。',
    { what },
  )
}

/** Text by the encoding the page names, else UTF-8, else GB18030. */
function textOf(bytes: Buffer): string {
  const start = bytes.subarray(0, 2048).toString('latin1')
  const named = /(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1]
  for (const encoding of [named, 'utf-8', 'gb18030']) {
    if (encoding === undefined) continue
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Another encoding than the page says, or one nobody knows: the next is tried.
    }
  }
  throw new Refusal('invalid', '文件的编码认不出来，请在表格软件中打开并另存为 xlsx 后再导入。')
}

function contentOf(sheet: WorkSheet, is1904: boolean) {
  const data: readonly ((CellObject | undefined)[] | undefined)[] = sheet['!data'] ?? []
  const rows = data.flatMap((cells, i) => {
    if (!cells) return []
    const row = rowOf(cells, is1904)
    return row ? { row: i + 1, isHidden: sheet['!rows']?.[i]?.hidden === true, ...row } : []
  })
  const merges = (sheet['!merges'] ?? []).map(({ s, e }) => ({
    fromRow: s.r,
    toRow: e.r,
    fromColumn: s.c,
    toColumn: e.c,
  }))
  const columns = sheet['!cols'] ?? []
  const hiddenColumns = [...columns.keys()].filter((i) => columns[i]?.hidden === true)
  return { rows, merges, hiddenColumns }
}

function rowOf(cells: readonly (CellObject | undefined)[], is1904: boolean) {
  const texts: string[] = []
  const problems: [number, CellProblem][] = []
  for (let column = 0; column < Math.min(cells.length, COLUMNS_READ); column += 1) {
    const cell = cells[column]
    const [text, problem] = cell ? contentOfCell(cell, is1904) : ['']
    if (problem !== undefined) problems.push([column, problem])
    if (text === '') continue
    while (texts.length < column) texts.push('')
    texts[column] = text
  }
  return texts.length === 0 && problems.length === 0 ? undefined : { cells: texts, problems }
}

function contentOfCell(cell: CellObject, is1904: boolean): readonly [string, CellProblem?] {
  const { t: type, v: value } = cell
  if (value === undefined || type === 'z') return ['']
  if (type === 'e') return ['#', 'error']
  if (typeof value === 'boolean') return [value ? '是' : '否']
  if (typeof value === 'number') {
    const format = typeof cell.z === 'string' ? cell.z : 'General'
    const { text, isDamaged } = shownNumber(value, format, is1904)
    return isDamaged ? [text, 'digitsLost'] : [text]
  }
  const text = value instanceof Date ? value.toISOString().slice(0, 10) : value
  return [text.slice(0, CELL_CHARS_KEPT + 1)]
}
