import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type'
import { Refusal } from '../refusal.ts'

/** A file on disk, or an upload held in memory (never written to disk before it was checked, practice.md P17). */
export type BulkSource = { readonly path: string } | { readonly bytes: Uint8Array }

/** 100,000 rows of ordinary length are 15 to 40 MB; what is larger is split, so that memory and waiting stay bounded. */
export const LARGEST_FILE_BYTES = 50_000_000
const CHUNK_BYTES = 256 * 1024
/** Enough for the first bytes of a file, by which the common kinds are known even when they are broken. */
const MAGIC_BYTES = 4100
/** Kinds people choose by mistake, by their first bytes: said even of a file too broken for a closer look. */
const SIGNATURES = [
  { ext: 'png', mime: 'image/png', start: '\x89PNG' },
  { ext: 'jpg', mime: 'image/jpeg', start: '\xff\xd8\xff' },
  { ext: 'pdf', mime: 'application/pdf', start: '%PDF-' },
  { ext: 'zip', mime: 'application/zip', start: 'PK\x03\x04' },
] as const
const MEGABYTE = 1_000_000

export interface TextSource {
  readonly encoding: 'utf-8' | 'gb18030'
  /** The decoded text from its beginning; may be called again. */
  readonly text: () => AsyncGenerator<string>
}

/**
 * Looks through the whole file once: empty, too large, not text, NUL bytes, unknown encoding are refused in words.
 * UTF-8 with or without a byte order mark is tried first, then GB18030 (which contains GBK and GB2312).
 */
export async function openText(source: BulkSource): Promise<TextSource> {
  const size = 'path' in source ? await sizeOf(source.path) : source.bytes.byteLength
  if (size === 0) throw new Refusal('invalid', '文件是空的（0 字节），请检查导出是否成功后重新选择。')
  if (size >= LARGEST_FILE_BYTES)
    throw new Refusal('tooLarge', '文件有 {size} MB，应小于 {limit} MB，请按行拆成几份分别导入。', {
      size: (size / MEGABYTE).toFixed(1),
      limit: LARGEST_FILE_BYTES / MEGABYTE,
    })
  refuseBinary(await head(source), await typeOf(source))
  const encoding = (await decodes(source, 'utf-8')) ? 'utf-8' : 'gb18030'
  if (encoding === 'gb18030' && !(await decodes(source, 'gb18030')))
    throw new Refusal(
      'invalid',
      '文件的编码认不出来（既不是 UTF-8 也不是 GB18030），请在表格软件中另存为“CSV UTF-8”。',
    )
  return { encoding, text: () => textOf(source, encoding) }
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
  if ('bytes' in source) return source.bytes.subarray(0, MAGIC_BYTES)
  const file = await open(source.path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** By the whole file: the kind of a picture may stand behind a long profile, that of a workbook at its end. */
async function typeOf(source: BulkSource): Promise<Kind | undefined> {
  return 'bytes' in source ? fileTypeFromBuffer(source.bytes) : fileTypeFromFile(source.path)
}

interface Kind {
  readonly ext: string
  readonly mime: string
}

function refuseBinary(start: Uint8Array, found: Kind | undefined): void {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff))
    throw new Refusal('invalid', '文件是 UTF-16 编码，请在表格软件中另存为“CSV UTF-8”后再导入。')
  const first = Buffer.from(start.subarray(0, 8)).toString('latin1')
  const type = found ?? SIGNATURES.find((known) => first.startsWith(known.start))
  if (!type) return
  const isTable = ['xlsx', 'xls', 'cfb', 'zip', 'ods'].includes(type.ext)
  throw new Refusal(
    'invalid',
    isTable
      ? '这是一个 {ext} 文件，不是 csv；请在表格软件中另存为“CSV UTF-8”后再导入。'
      : '这是一个 {ext} 文件（{mime}），不是 csv 表格，请重新选择文件。',
    { ext: type.ext, mime: type.mime },
  )
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
