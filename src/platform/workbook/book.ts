import { Refusal } from '../refusal.ts'
import {
  brokenOffice,
  refuseHostile,
  unpacked,
  unpackedText,
  zipEntries,
  type ZipEntry,
} from '../files/zip.ts'
import { builtInFormat } from './formats.ts'
import { CELL_CHARS_KEPT, type SheetName } from './sheet.ts'
import { attribute, decoded, isSet, unescaped, XmlScanner, type XmlHandler } from './xml.ts'

/** Lists of sheets, styles and relations are small; the largest real style sheets have some megabytes. */
const SMALL_PART_BYTES = 32 * 1024 * 1024
/** Texts kept while a workbook is read: twice this many bytes, well below the thread's memory. */
const TEXT_CHARS_MAX = 80_000_000

/** An opened xlsx: its sheets by tab order, and what its cells refer to. */
export interface Book {
  readonly entries: readonly ZipEntry[]
  /** The part that lists the sheets. */
  readonly main: ZipEntry
  readonly sheets: readonly (SheetName & { readonly part: ZipEntry })[]
  readonly texts: readonly string[]
  /** Number format by the style number of a cell. */
  readonly formats: readonly string[]
  readonly is1904: boolean
}

/** Opens the package, refuses what is hostile, reads everything but the sheets themselves. */
export async function openBook(bytes: Buffer): Promise<Book> {
  const entries = zipEntries(bytes)
  refuseHostile(entries)
  const main = await mainPart(entries)
  const { sheets, is1904 } = await sheetList(entries, main)
  const strings = await related(entries, main, 'sharedStrings')
  const styles = await related(entries, main, 'styles')
  return {
    entries,
    main,
    sheets,
    is1904,
    texts: strings ? await sharedTexts(strings) : [],
    formats: styles ? await cellFormats(styles) : [],
  }
}

async function mainPart(entries: readonly ZipEntry[]): Promise<ZipEntry> {
  if (!entries.some(({ name }) => name === '[Content_Types].xml'))
    throw new Refusal(
      'invalid',
      '这是一个压缩包（zip），里面不是表格；请先解压，再选择其中的 xlsx、xls 或 csv 文件。',
    )
  const kind = (start: string) => entries.some(({ name }) => name.startsWith(start))
  if (kind('word/')) throw wrongOffice('Word 文档')
  if (kind('ppt/')) throw wrongOffice('演示文稿')
  if (entries.some(({ name }) => name === 'xl/workbook.bin'))
    throw new Refusal('invalid', '这是二进制工作簿（xlsb），平台读不了，请在表格软件中另存为 xlsx 后再导入。')
  const main = (await relations(entries, '')).find(({ type }) => type === 'officeDocument')?.target
  return partNamed(entries, main ?? 'xl/workbook.xml')
}

function wrongOffice(what: string): Refusal {
  return new Refusal(
    'invalid',
    '这是{what}，不是表格；请把内容放进表格（xlsx、xls 或 csv）后再导入，可先下载导入模板。',
    { what },
  )
}

function partNamed(entries: readonly ZipEntry[], name: string): ZipEntry {
  const found = entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase())
  if (!found) throw brokenOffice()
  return found
}

export async function scan(part: ZipEntry, handler: XmlHandler): Promise<void> {
  const scanner = new XmlScanner(handler)
  const decoder = new TextDecoder('utf-8')
  for await (const piece of unpacked(part)) scanner.write(decoder.decode(piece, { stream: true }))
  scanner.write(decoder.decode())
  scanner.end()
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}

/** Relations of a part (of the package for ''), with targets as names of parts. */
async function relations(entries: readonly ZipEntry[], of: string): Promise<Relation[]> {
  const folder = of.includes('/') ? of.slice(0, of.lastIndexOf('/')) : ''
  const name = `${folder === '' ? '' : `${folder}/`}_rels/${of.slice(of.lastIndexOf('/') + 1)}.rels`
  const part = entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase())
  if (!part) return []
  if (part.size > SMALL_PART_BYTES) throw brokenOffice()
  const found: Relation[] = []
  await scan(part, {
    open: (tag, attributes) => {
      if (tag !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return
      const target = attribute(attributes, 'Target') ?? ''
      const type = attribute(attributes, 'Type') ?? ''
      found.push({
        id: attribute(attributes, 'Id') ?? '',
        type: type.slice(type.lastIndexOf('/') + 1),
        target: target.startsWith('/') ? target.slice(1) : folder === '' ? target : `${folder}/${target}`,
      })
    },
    close: () => {},
  })
  return found
}

async function related(
  entries: readonly ZipEntry[],
  main: ZipEntry,
  type: string,
): Promise<ZipEntry | undefined> {
  const relation = (await relations(entries, main.name)).find((one) => one.type === type)
  return relation && partNamed(entries, relation.target)
}

/** The part of this kind that the workbook refers to: `styles`, `sharedStrings`. */
export function partOf(book: Book, type: string): Promise<ZipEntry | undefined> {
  return related(book.entries, book.main, type)
}

async function sheetList(entries: readonly ZipEntry[], main: ZipEntry) {
  if (main.size > SMALL_PART_BYTES) throw brokenOffice()
  const byId = new Map((await relations(entries, main.name)).map((relation) => [relation.id, relation]))
  const sheets: (SheetName & { part: ZipEntry })[] = []
  let is1904 = false
  await scan(main, {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') is1904 = isSet(attributes, 'date1904')
      if (tag !== 'sheet') return
      // Charts and dialogs are sheets too, without cells.
      const relation = byId.get(/[\w.-]+:id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? '')
      if (relation?.type !== 'worksheet') return
      const state = attribute(attributes, 'state')
      const name = attribute(attributes, 'name') ?? ''
      const isHidden = state === 'hidden' || state === 'veryHidden'
      sheets.push({ name, isHidden, part: partNamed(entries, relation.target) })
    },
    close: () => {},
  })
  if (sheets.length === 0) throw brokenOffice()
  return { sheets, is1904 }
}

/** Every shared text: runs of rich text joined, readings above the characters (rPh) left out. */
async function sharedTexts(part: ZipEntry): Promise<string[]> {
  const texts: string[] = []
  const text = new TextCollector()
  let kept = 0
  await scan(part, {
    open: (tag) => {
      if (tag === 'si') text.begin()
      else text.open(tag)
    },
    close: (tag) => {
      text.close(tag)
      if (tag !== 'si') return
      const whole = text.take()
      kept += whole.length
      if (kept > TEXT_CHARS_MAX)
        throw new Refusal(
          'invalid',
          '表格里的文字超过 {limit} 万字，平台一次读不完，请按行拆成几份分别导入。',
          { limit: TEXT_CHARS_MAX / 10_000 },
        )
      texts.push(whole)
    },
    text: (raw) => text.add(raw),
  })
  return texts
}

/** Joins the `t` parts inside an `si` or `is`. */
export class TextCollector {
  #text = ''
  #isInText = false
  #isInReading = false

  begin(): void {
    this.#text = ''
  }

  open(tag: string): void {
    if (tag === 't') this.#isInText = true
    else if (tag === 'rPh') this.#isInReading = true
  }

  close(tag: string): void {
    if (tag === 't') this.#isInText = false
    else if (tag === 'rPh') this.#isInReading = false
  }

  add(raw: string): void {
    if (this.#isInText && !this.#isInReading && this.#text.length <= CELL_CHARS_KEPT)
      this.#text += decoded(raw)
  }

  get isEmpty(): boolean {
    return this.#text === ''
  }

  take(): string {
    return unescaped(this.#text)
  }
}

/** Number formats of the cell styles, by their number. */
async function cellFormats(part: ZipEntry): Promise<string[]> {
  const own = new Map<number, string>()
  const formats: string[] = []
  let isInCells = false
  if (part.size > SMALL_PART_BYTES) throw brokenOffice()
  await scan(part, {
    open: (tag, attributes) => {
      if (tag === 'numFmt')
        own.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '')
      else if (tag === 'cellXfs') isInCells = true
      else if (tag === 'xf' && isInCells) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0)
        formats.push(own.get(id) ?? builtInFormat(id) ?? 'General')
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') isInCells = false
    },
  })
  return formats
}

/** A small part as text, for who changes it. */
export function smallPart(part: ZipEntry): Promise<string> {
  return unpackedText(part, SMALL_PART_BYTES)
}
