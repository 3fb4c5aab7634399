import { packedEntry, packZip, storedEntry, type ZipEntry } from '../files/zip.ts'
import { partOf, scan, smallPart, type Book } from './book.ts'
import { AddedStyles } from './marked-styles.ts'
import { MarkedSheet } from './marked-sheet.ts'
import { rebuiltBook, type Marks } from './marks.ts'
import { packBook } from './pack.ts'
import type { SheetRow } from './sheet.ts'
import { SheetReader } from './xlsx.ts'

/**
 * The person's own workbook with a red column of sentences and faulty cells filled; formats, other columns, other
 * sheets, title rows stay. When a row was refused for secrecy, the copy has this one sheet only, without formulas and
 * without texts that no kept cell shows, so that nothing of the row leaves again (practice.md P17).
 */
export async function markedBook(book: Book, sheetName: string, marks: Marks): Promise<Buffer> {
  const sheet = book.sheets.find(({ name }) => name === sheetName)
  if (!sheet) throw new Error(`no sheet ${sheetName}`)
  const stylesPart = await partOf(book, 'styles')
  const styles = stylesPart && AddedStyles.of(await smallPart(stylesPart))
  const isReduced = [...marks.rows.values()].some((mark) => mark.isSecret)
  if (!stylesPart || !styles) {
    const reader = new SheetReader(book, sheet.part)
    const rows = flat(reader.rows())
    return rebuiltBook(sheetName, rows, [], marks)
  }
  const marking = new MarkedSheet(sheet.part, { marks, styles, isReduced })
  const marked = await packedEntry(sheet.part.name, marking.xml())
  const added = storedEntry(stylesPart.name, styles.xml())
  if (isReduced) return reducedBook(book, sheetName, marked, added, marking.usedTexts)
  return packZip(
    book.entries.map((entry) => [marked, added].find(({ name }) => name === entry.name) ?? entry),
  )
}

async function* flat(parts: AsyncIterable<readonly SheetRow[]>): AsyncGenerator<SheetRow> {
  for await (const part of parts) yield* part
}

/** A workbook of this one sheet, its styles and the texts its cells show. */
async function reducedBook(
  book: Book,
  name: string,
  xml: ZipEntry,
  styles: ZipEntry,
  used: ReadonlySet<number>,
): Promise<Buffer> {
  const strings = await partOf(book, 'sharedStrings')
  const texts = strings && (await packedEntry(strings.name, keptTexts(strings, used)))
  return packBook({ sheets: [{ name, xml }], styles, is1904: book.is1904, ...(texts && { texts }) })
}

/** The shared texts with those emptied that no kept cell refers to. */
async function* keptTexts(part: ZipEntry, used: ReadonlySet<number>): AsyncGenerator<string> {
  let out = ''
  let index = -1
  let isKept = true
  let prefix = ''
  const keep = (raw: string) => {
    if (isKept) out += raw
  }
  await scan(part, {
    copies: true,
    open: (tag, _attributes, raw) => {
      if (tag === 'si') {
        index += 1
        prefix = /^<(\w+:)/.exec(raw)?.[1] ?? ''
        isKept = used.has(index)
        if (!isKept) out += `<${prefix}si><${prefix}t></${prefix}t></${prefix}si>`
      }
      keep(raw)
    },
    close: (tag, raw) => {
      keep(raw)
      if (tag === 'si') isKept = true
    },
    text: keep,
    other: keep,
  })
  yield out
}
