import { packZip, storedEntry, type ZipEntry } from '../files/zip.ts'
import { escaped } from './xml.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The parts of a workbook that is put together anew; the names of the entries do not count. */
export interface BookParts {
  readonly sheets: readonly { readonly name: string; readonly isHidden?: boolean; readonly xml: ZipEntry }[]
  readonly styles: ZipEntry
  /** Shared texts. */
  readonly texts?: ZipEntry
  readonly is1904?: boolean
}

/** An xlsx of these parts and nothing else. */
export function packBook({ sheets, styles, texts, is1904 }: BookParts): Buffer {
  const parts = [
    ...sheets.map(({ xml }, i) => ({ file: `worksheets/sheet${i + 1}.xml`, type: 'worksheet', entry: xml })),
    { file: 'styles.xml', type: 'styles', entry: styles },
    ...(texts ? [{ file: 'sharedStrings.xml', type: 'sharedStrings', entry: texts }] : []),
  ]
  const overrides = [{ file: 'workbook.xml', type: 'sheet.main' }, ...parts].map(
    ({ file, type }) => `<Override PartName="/xl/${file}" ContentType="${TYPES}.${type}+xml"/>`,
  )
  const names = sheets.map(
    ({ name, isHidden }, i) =>
      `<sheet name="${escaped(name)}" sheetId="${i + 1}"${isHidden === true ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
  )
  return packZip([
    storedEntry(
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
    ),
    storedEntry('_rels/.rels', relations([{ type: 'officeDocument', file: 'xl/workbook.xml' }])),
    storedEntry(
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">${is1904 === true ? '<workbookPr date1904="1"/>' : ''}<bookViews><workbookView activeTab="0"/></bookViews><sheets>${names.join('')}</sheets></workbook>`,
    ),
    storedEntry('xl/_rels/workbook.xml.rels', relations(parts)),
    ...parts.map(({ file, entry }) => ({
      ...entry,
      name: `xl/${file}`,
      nameBytes: Buffer.from(`xl/${file}`),
    })),
  ])
}

function relations(targets: readonly { readonly type: string; readonly file: string }[]): string {
  const items = targets.map(
    ({ type, file }, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${file}"/>`,
  )
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`
}
