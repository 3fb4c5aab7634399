import { crc32, inflateRawSync } from 'node:zlib'
import { Refusal } from '../refusal.ts'

/** A document of office software has some hundred parts; more is an attack or not a document. */
const ENTRIES_MAX = 5_000
/** All parts unpacked: thirty times the largest upload is still a real spreadsheet, more is a bomb. */
const UNPACKED_MAX = 600 * 1024 * 1024
/** A part that shrinks more than this when packed carries nothing but repetition. */
const RATIO_MAX = 1_000
/** Small parts may shrink much (empty tables); only large ones are judged by the ratio. */
const RATIO_FROM = 10 * 1024 * 1024
/** Local headers give the sizes of a part in front of it. */
const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END_LENGTH = 22
const COMMENT_MAX = 0xffff
/** Bits 0 and 3 of the flags: encrypted; sizes behind the data. */
const ENCRYPTED = 1
const SIZES_BEHIND = 8
const STORED = 0
const DEFLATED = 8

const NESTED = /\.(?:zip|7z|rar|jar|gz|exe|dll|com|scr|bat|cmd|js|vbs|ps1)$/i
const MACROS = /(?:^|\/)vbaProject\.bin$|\/activeX\//i

const CORE = 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
/** Parts that tell author, company, editing time; each with an empty one of its kind in its place. */
const PROPERTIES: Readonly<Record<string, string>> = {
  'docProps/core.xml': `${HEAD}<cp:coreProperties xmlns:cp="${CORE}"/>`,
  'docProps/app.xml': `${HEAD}<Properties xmlns="${OFFICE}/extended-properties"/>`,
  'docProps/custom.xml': `${HEAD}<Properties xmlns="${OFFICE}/custom-properties"/>`,
}

/** 1980-01-01, the first moment of the format. */
const EPOCH = Buffer.from([0, 0, 0x21, 0])

interface Entry {
  readonly name: string
  readonly nameBytes: Buffer
  readonly flags: number
  readonly method: number
  readonly time: Buffer
  readonly crc: number
  /** Packed bytes. */
  readonly data: Buffer
  readonly size: number
}

const broken = () =>
  new Refusal('invalid', '这个文件已损坏，或不是真正的 Office 文件，请重新另存为 docx 或 xlsx 后上传。')

/**
 * A docx or xlsx without author, company and editing history of docProps. Refused: macros, programs or archives
 * inside, passwords, bombs, damage. Parts are copied as they are, not unpacked; with `sameTime` all bear one time, so that
 * a file made here has the same bytes every time.
 */
export function stripOffice(bytes: Buffer, options: { readonly sameTime?: true } = {}): Buffer {
  const entries = entriesOf(bytes)
  if (!entries.some((entry) => entry.name === '[Content_Types].xml')) throw broken()
  let unpacked = 0
  for (const entry of entries) {
    if (entry.flags & ENCRYPTED)
      throw new Refusal('invalid', '这个文件有密码，平台无法检查，请去掉密码后上传。')
    if (MACROS.test(entry.name))
      throw new Refusal(
        'invalid',
        '这个文件含有宏或控件，为安全起见不能上传，请另存为不含宏的 docx 或 xlsx。',
      )
    if (NESTED.test(entry.name))
      throw new Refusal('invalid', '这个文件里嵌有压缩包或程序，为安全起见不能上传，请删去后再传。')
    unpacked += entry.size
    const isBomb = entry.size > RATIO_FROM && entry.size > RATIO_MAX * Math.max(1, entry.data.length)
    if (isBomb || unpacked > UNPACKED_MAX)
      throw new Refusal('invalid', '这个文件解压后过大，不能上传，请拆分或精简后再传。')
  }
  const kept = entries.map(emptied)
  return packed(options.sameTime ? kept.map((entry) => ({ ...entry, time: EPOCH })) : kept)
}

/** The text part of a document; ten times the longest contract, and no room for a bomb. */
const TEXT_MAX = 40 * 1024 * 1024
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What stands in the body of a docx, a line a paragraph or cell; empty when it cannot be read. */
export function docxText(bytes: Buffer): string {
  const part = entriesOf(bytes).find((entry) => entry.name === 'word/document.xml')
  if (!part || part.size > TEXT_MAX) return ''
  let xml: string
  try {
    const raw =
      part.method === DEFLATED ? inflateRawSync(part.data, { maxOutputLength: TEXT_MAX }) : part.data
    xml = raw.toString('utf8')
  } catch {
    return ''
  }
  const texts = xml
    .replaceAll(/<w:(?:tab|br)\b[^>]*\/>/g, ' ')
    .replaceAll('</w:p>', '\n')
    .replaceAll(/<[^>]*>/g, '')
  return texts.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
}

function emptied(entry: Entry): Entry {
  const text = PROPERTIES[entry.name]
  if (text === undefined) return entry
  const data = Buffer.from(text)
  return { ...entry, method: STORED, data, size: data.length, crc: crc32(data) }
}

/** Parts as the central directory lists them; anything unusual is taken as damage. */
function entriesOf(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end < bytes.length - END_LENGTH - COMMENT_MAX || end + END_LENGTH > bytes.length)
    throw broken()
  if (bytes.readUInt32LE(end) !== END) throw broken()
  const count = bytes.readUInt16LE(end + 10)
  if (count === 0 || count > ENTRIES_MAX) throw broken()
  const entries: Entry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL) throw broken()
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push(entryAt(bytes, at, nameLength, end))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (new Set(entries.map((entry) => entry.name.toLowerCase())).size !== entries.length) throw broken()
  return entries
}

function entryAt(bytes: Buffer, at: number, nameLength: number, end: number): Entry {
  const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength)
  const packedSize = bytes.readUInt32LE(at + 20)
  const local = bytes.readUInt32LE(at + 42)
  if (local + 30 > end || bytes.readUInt32LE(local) !== LOCAL) throw broken()
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const method = bytes.readUInt16LE(at + 10)
  if (start + packedSize > end || (method !== STORED && method !== DEFLATED)) throw broken()
  const name = nameBytes.toString('utf8')
  if (/\.\.|\\|^\/|\p{Cc}/u.test(name)) throw broken()
  return {
    name,
    nameBytes,
    flags: bytes.readUInt16LE(at + 8),
    method,
    time: bytes.subarray(at + 12, at + 16),
    crc: bytes.readUInt32LE(at + 16),
    data: bytes.subarray(start, start + packedSize),
    size: bytes.readUInt32LE(at + 24),
  }
}

/** An archive of these parts, sizes in front of each. */
function packed(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(entry.flags & ~SIZES_BEHIND, 2)
    common.writeUInt16LE(entry.method, 4)
    entry.time.copy(common, 6)
    common.writeUInt32LE(entry.crc, 10)
    common.writeUInt32LE(entry.data.length, 14)
    common.writeUInt32LE(entry.size, 18)
    common.writeUInt16LE(entry.nameBytes.length, 22)
    const local = Buffer.concat([signature(LOCAL), common, entry.nameBytes, entry.data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([signature(CENTRAL), Buffer.from([20, 0]), common, tail, entry.nameBytes]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(END_LENGTH)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
