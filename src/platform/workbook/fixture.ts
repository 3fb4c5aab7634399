import { packZip, storedEntry, type ZipEntry } from '../files/zip.ts'
import { writeBook } from './writer.ts'
import { columnName } from './sheet.ts'
import { escaped } from './xml.ts'

/** Workbooks for tests, as different programs write them. */

/** A table of texts. */
export function textBook(rows: readonly (readonly string[])[], name = '成果'): Promise<Buffer> {
  return writeBook([
    { name, columns: [], rows: rows.map((cells) => ({ cells: cells.map((text) => ({ text })) })) },
  ])
}

/** A cell as a spreadsheet keeps it: text, number, or XML of its own for `{A1}`-like places written as `@`. */
export type RawCell = string | number | { readonly xml: string }

export interface RawSheet {
  readonly name: string
  readonly state?: 'hidden' | 'veryHidden'
  readonly rows: readonly (readonly RawCell[])[]
  readonly merges?: readonly string[]
  /** Rows (from 1) that are hidden. */
  readonly hiddenRows?: readonly number[]
  /** Columns (from 1) that are hidden. */
  readonly hiddenColumns?: readonly number[]
  /** XML behind the merged cells. */
  readonly after?: string
}

export interface RawBook {
  readonly sheets: readonly RawSheet[]
  /** Number formats of the styles 1, 2, …; style 0 is General. */
  readonly formats?: readonly string[]
  /** Shared texts, each the XML inside `si`. */
  readonly texts?: readonly string[]
  readonly is1904?: boolean
  readonly parts?: Readonly<Record<string, string>>
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** A workbook from raw parts, with styles and shared texts like those of office programs. */
export function rawBook(book: RawBook): Buffer {
  return packZip(rawParts(book))
}

export function rawParts({ sheets, formats = [], texts = [], is1904, parts = {} }: RawBook): ZipEntry[] {
  const relation = (type: string, target: string, id: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}" ContentType="${TYPES}.${type}+xml"/>`
  const list = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${escaped(name)}" sheetId="${i + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${i + 1}"/>`,
  )
  const fonts =
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="14"/><name val="黑体"/></font></fonts>'
  const fills =
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
  return [
    storedEntry(
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook.xml', 'sheet.main')}${part('styles.xml', 'styles')}${part('sharedStrings.xml', 'sharedStrings')}${sheets.map((_, i) => part(`worksheets/sheet${i + 1}.xml`, 'worksheet')).join('')}</Types>`,
    ),
    storedEntry(
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${relation('officeDocument', 'xl/workbook.xml', 'rId1')}</Relationships>`,
    ),
    storedEntry(
      'xl/workbook.xml',
      `<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr${is1904 === true ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    ),
    storedEntry(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${sheets.map((_, i) => relation('worksheet', `worksheets/sheet${i + 1}.xml`, `rId${i + 1}`)).join('')}${relation('styles', 'styles.xml', 'rIdS')}${relation('sharedStrings', 'sharedStrings.xml', 'rIdT')}</Relationships>`,
    ),
    storedEntry(
      'xl/styles.xml',
      `<styleSheet ${MAIN}><numFmts count="${formats.length}">${formats.map((code, i) => `<numFmt numFmtId="${200 + i}" formatCode="${escaped(code)}"/>`).join('')}</numFmts>${fonts}${fills}<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${formats.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${formats.map((_, i) => `<xf numFmtId="${200 + i}" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"><alignment horizontal="center"/></xf>`).join('')}</cellXfs></styleSheet>`,
    ),
    storedEntry(
      'xl/sharedStrings.xml',
      `<sst ${MAIN}>${texts.map((xml) => `<si>${xml}</si>`).join('')}</sst>`,
    ),
    ...sheets.map((sheet, i) => storedEntry(`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet))),
    ...Object.entries(parts).map(([name, text]) => storedEntry(name, text)),
  ]
}

function sheetXml({ rows, merges = [], hiddenRows = [], hiddenColumns = [], after = '' }: RawSheet): string {
  const columns = hiddenColumns.map((n) => `<col min="${n}" max="${n}" width="9" hidden="1"/>`)
  const lines = rows.map((cells, i) => {
    const hidden = hiddenRows.includes(i + 1) ? ' hidden="1"' : ''
    const written = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${i + 1}`))
    return `<row r="${i + 1}" spans="1:${cells.length}"${hidden}>${written.join('')}</row>`
  })
  const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
  return `<worksheet ${MAIN}><dimension ref="A1:Z99"/>${columns.length > 0 ? `<cols>${columns.join('')}</cols>` : ''}<sheetData>${lines.join('')}</sheetData>${merged === '' ? '' : `<mergeCells>${merged}</mergeCells>`}${after}</worksheet>`
}

function cellXml(cell: RawCell, reference: string): string {
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`
  if (typeof cell === 'object') return cell.xml.replaceAll('@', reference)
  return cell === '' ? '' : `<c r="${reference}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`
}
