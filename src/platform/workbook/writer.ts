import { packedEntry, storedEntry } from '../files/zip.ts'
import { packBook, type BookParts } from './pack.ts'
import { columnName, type Merge } from './sheet.ts'
import { styleNumber, stylesXml, type StyleName } from './styles.ts'
import { escaped } from './xml.ts'

/** A cell to write: text stays text whatever it begins with, so nothing in it can run; a day is `2024-05-01`. */
export interface CellOut {
  readonly text?: string
  readonly number?: number
  readonly style?: StyleName
}

export interface RowOut {
  /** Number of the row, larger than the one before; without it the next one. */
  readonly row?: number
  readonly cells: readonly CellOut[]
  /** Height in points; without it as tall as the text needs. */
  readonly height?: number
  readonly isHidden?: boolean
}

/** A check on the cells of a column, shown as a drop-down list or a hint when the cell is chosen. */
export interface ValidationOut {
  readonly column: number
  readonly fromRow: number
  readonly toRow: number
  /** Cells of another sheet that hold the choices: `'选项'!$A$1:$A$9`; without them only the hint is shown. */
  readonly list?: string
  /** Other texts than the choices are refused; otherwise the list is an offer. */
  readonly isStrict?: boolean
  readonly title: string
  readonly hint: string
}

export interface SheetOut {
  readonly name: string
  readonly isHidden?: boolean
  /** Widths in characters, with the style of cells nobody has filled yet. */
  readonly columns: readonly { readonly width: number; readonly style?: StyleName }[]
  readonly rows: AsyncIterable<RowOut> | Iterable<RowOut>
  readonly merges?: readonly Merge[]
  /** Rows that stay in view. */
  readonly frozenRows?: number
  readonly validations?: readonly ValidationOut[]
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
/** Texts of a hint and its title; a spreadsheet calls the file damaged when they are longer. */
const HINT_CHARS = 255
const TITLE_CHARS = 32
/** XML handed on at once. */
const PIECE_CHARS = 64 * 1024

/** An xlsx of these sheets; rows are taken as they come, only the packed file is kept in memory. */
export async function writeBook(sheets: readonly SheetOut[]): Promise<Buffer> {
  const written: BookParts['sheets'][number][] = []
  for (const sheet of sheets) {
    const xml = await packedEntry(sheet.name, sheetXml(sheet))
    written.push({ name: sheet.name, isHidden: sheet.isHidden === true, xml })
  }
  return packBook({ sheets: written, styles: storedEntry('styles', stylesXml()) })
}

async function* sheetXml(sheet: SheetOut): AsyncGenerator<string> {
  const frozen = sheet.frozenRows ?? 0
  const pane =
    frozen === 0
      ? ''
      : `<pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A${frozen + 1}" sqref="A${frozen + 1}"/>`
  const columns = sheet.columns.map(
    ({ width, style }, i) =>
      `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"${style === undefined ? '' : ` style="${styleNumber(style)}"`}/>`,
  )
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>`
  let piece = ''
  let row = 0
  for await (const out of sheet.rows) {
    row = out.row ?? row + 1
    piece += rowXml(out, row)
    if (piece.length < PIECE_CHARS) continue
    yield piece
    piece = ''
  }
  yield `${piece}</sheetData>${mergesXml(sheet.merges ?? [])}${validationsXml(sheet.validations ?? [])}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>`
}

function rowXml({ cells, height, isHidden }: RowOut, row: number): string {
  const size = height === undefined ? '' : ` ht="${height}" customHeight="1"`
  const written = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${row}`)).join('')
  return `<row r="${row}"${size}${isHidden === true ? ' hidden="1"' : ''}>${written}</row>`
}

/** One cell as XML; nothing for one that has neither content nor style. */
export function cellXml({ text, number, style }: CellOut, reference: string, styleId?: number): string {
  const id = styleId ?? (style === undefined ? undefined : styleNumber(style))
  const styled = id === undefined ? '' : ` s="${id}"`
  if (number !== undefined) return `<c r="${reference}"${styled}><v>${number}</v></c>`
  if (text !== undefined && text !== '')
    return `<c r="${reference}"${styled} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
  return styled === '' ? '' : `<c r="${reference}"${styled}/>`
}

function mergesXml(merges: readonly Merge[]): string {
  if (merges.length === 0) return ''
  const items = merges.map(
    ({ fromRow, toRow, fromColumn, toColumn }) =>
      `<mergeCell ref="${columnName(fromColumn)}${fromRow + 1}:${columnName(toColumn)}${toRow + 1}"/>`,
  )
  return `<mergeCells count="${items.length}">${items.join('')}</mergeCells>`
}

function validationsXml(validations: readonly ValidationOut[]): string {
  if (validations.length === 0) return ''
  const items = validations.map(({ column, fromRow, toRow, list, isStrict, title, hint }) => {
    const range = `${columnName(column)}${fromRow}:${columnName(column)}${toRow}`
    const kind = list === undefined ? '' : ' type="list"'
    const strict =
      isStrict === true ? ' showErrorMessage="1" errorTitle="不在选项里" error="请从下拉列表中选择。"' : ''
    const formula = list === undefined ? '' : `<formula1>${escaped(list)}</formula1>`
    return `<dataValidation${kind} allowBlank="1" showInputMessage="1"${strict} promptTitle="${cut(title, TITLE_CHARS)}" prompt="${cut(hint, HINT_CHARS)}" sqref="${range}">${formula}</dataValidation>`
  })
  return `<dataValidations count="${items.length}">${items.join('')}</dataValidations>`
}

function cut(text: string, chars: number): string {
  return escaped(text.length <= chars ? text : `${text.slice(0, chars - 1)}…`)
}

/** The number a spreadsheet keeps for a day. */
export function dayCell(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + 25_569
}
