import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { Refusal } from '../refusal.ts'
import { HEAD_BYTES, tableKind, type TableKind } from '../workbook/kinds.ts'
import { rebuiltBook, type Marks } from '../workbook/marks.ts'
import {
  HEADER_WITHIN_ROWS,
  SurveyMaker,
  type SheetName,
  type SheetRow,
  type Survey,
} from '../workbook/sheet.ts'
import { openWorkbook } from '../workbook/workbook.ts'
import { csvRows } from './csv.ts'

/** A file on disk, or an upload held in memory (never written to disk before it was checked, practice.md P17). */
export type BulkSource = { readonly path: string } | { readonly bytes: Uint8Array }

const CHUNK_BYTES = 256 * 1024
const MEGABYTE = 1_000_000
/** Name of the one sheet of a csv in the workbook made of it. */
const CSV_SHEET = '导入的表格'

/** An opened table file: csv as it streams, or a workbook in a thread of its own. `close` must be called. */
export interface TableFile {
  readonly kind: TableKind
  /** A csv has one without a name. */
  readonly sheets: readonly SheetName[]
  /** A csv is not counted through: its survey knows the top only. */
  readonly survey: (sheet: string) => Promise<Survey>
  /** Rows that hold anything, from the first one; one reading at a time, from the beginning each time. */
  readonly rows: (sheet: string) => AsyncGenerator<SheetRow>
  /** An xlsx with sentences beside the rows: the person's own, or one of the same cells. */
  readonly mark: (sheet: string, marks: Marks) => Promise<Uint8Array>
  readonly close: () => Promise<void>
}

/** Opens by content, whatever the name says. Refused in words: empty, too large, no table, broken, hostile. */
export async function openTable(source: BulkSource, maxBytes: number): Promise<TableFile> {
  const size = 'path' in source ? await sizeOf(source.path) : source.bytes.byteLength
  if (size === 0) throw new Refusal('invalid', '文件是空的（0 字节），请检查导出是否成功后重新选择。')
  if (size >= maxBytes)
    throw new Refusal('tooLarge', '文件有 {size} MB，应小于 {limit} MB，请按行拆成几份分别导入。', {
      size: (size / MEGABYTE).toFixed(1),
      limit: Math.floor(maxBytes / MEGABYTE),
    })
  const kind = await tableKind(await head(source))
  if (kind === 'csv') return openCsv(source)
  const bytes = 'bytes' in source ? source.bytes : await readFile(source.path)
  return { kind, ...(await openWorkbook(bytes, kind)) }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new Refusal('invalid', '“{path}”不是文件。', { path })
    return found.size
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('invalid', '文件“{path}”不存在或无法读取。', { path })
  }
}

async function head(source: BulkSource): Promise<Uint8Array> {
  if ('bytes' in source) return source.bytes
  const file = await open(source.path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** UTF-8 with or without a byte order mark is tried first, then GB18030 (which contains GBK and GB2312). */
async function openCsv(source: BulkSource): Promise<TableFile> {
  const encoding = (await decodes(source, 'utf-8')) ? 'utf-8' : 'gb18030'
  if (encoding === 'gb18030' && !(await decodes(source, 'gb18030')))
    throw new Refusal(
      'invalid',
      '文件的编码认不出来（既不是 UTF-8 也不是 GB18030），请在表格软件中另存为“CSV UTF-8”。',
    )
  const rows = () => csvRows(() => textOf(source, encoding))
  return {
    kind: 'csv',
    sheets: [{ name: '', isHidden: false }],
    survey: () => topOf(rows()),
    rows,
    mark: (_sheet, marks) => rebuiltBook(CSV_SHEET, rows(), [], marks),
    close: async () => {},
  }
}

async function topOf(rows: AsyncGenerator<SheetRow>): Promise<Survey> {
  const maker = new SurveyMaker()
  let read = 0
  for await (const row of rows) {
    maker.add(row)
    read += 1
    if (read > HEADER_WITHIN_ROWS) break
  }
  return maker.survey([], [])
}

async function* bytesOf(source: BulkSource): AsyncGenerator<Uint8Array> {
  if ('path' in source) {
    const stream: AsyncIterable<Uint8Array> = createReadStream(source.path, { highWaterMark: CHUNK_BYTES })
    yield* stream
    return
  }
  for (let from = 0; from < source.bytes.byteLength; from += CHUNK_BYTES)
    yield source.bytes.subarray(from, from + CHUNK_BYTES)
}

async function* textOf(source: BulkSource, encoding: string): AsyncGenerator<string> {
  // The decoder drops a UTF-8 byte order mark by itself.
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of bytesOf(source)) yield decoder.decode(chunk, { stream: true })
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

async function decodes(source: BulkSource, encoding: string): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let line = 1
  try {
    for await (const chunk of bytesOf(source)) {
      const nul = chunk.indexOf(0)
      if (nul >= 0)
        throw new Refusal(
          'invalid',
          '文件第 {line} 行附近含有看不见的空字符（NUL），文件可能已损坏，请重新导出。',
          {
            line: line + newlines(chunk.subarray(0, nul)),
          },
        )
      line += newlines(chunk)
      decoder.decode(chunk, { stream: true })
    }
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

function newlines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}
