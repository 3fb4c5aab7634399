import { constants, crc32, createDeflateRaw, createInflateRaw } from 'node:zlib'
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
const CENTRAL_LENGTH = 46
const END_LENGTH = 22
const COMMENT_MAX = 0xffff
/** Bits 0, 3 and 11 of the flags: encrypted; sizes behind the data; the name is UTF-8. */
const ENCRYPTED = 1
const SIZES_BEHIND = 8
const UTF8_NAME = 0x800
const STORED = 0
const DEFLATED = 8
/** A size or offset of this value stands in the Zip64 field, which Java libraries write even for small files. */
const IN_ZIP64 = 0xffffffff
const ZIP64 = 1
/** 1980-01-01 00:00, the first moment a zip can name: what we write carries no time. */
export const NO_TIME = Buffer.from([0, 0, 0x21, 0])

const NESTED = /\.(?:zip|7z|rar|jar|gz|exe|dll|com|scr|bat|cmd|js|vbs|ps1)$/i
const MACROS = /(?:^|\/)vbaProject\.bin$|\/activeX\//i

export interface ZipEntry {
  readonly name: string
  readonly nameBytes: Buffer
  readonly flags: number
  readonly method: number
  readonly time: Buffer
  readonly crc: number
  /** Packed bytes. */
  readonly data: Buffer
  /** Unpacked bytes, as the directory says. */
  readonly size: number
}

export const brokenOffice = () =>
  new Refusal('invalid', '这个文件已损坏，或不是真正的 Office 文件，请用原来的软件打开，重新另存后再试。')

/** Parts as the central directory lists them; anything unusual is taken as damage. */
export function zipEntries(bytes: Buffer): ZipEntry[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end < bytes.length - END_LENGTH - COMMENT_MAX || end + END_LENGTH > bytes.length)
    throw brokenOffice()
  if (bytes.readUInt32LE(end) !== END) throw brokenOffice()
  const count = bytes.readUInt16LE(end + 10)
  if (count === 0 || count > ENTRIES_MAX) throw brokenOffice()
  const entries: ZipEntry[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < count; i += 1) {
    if (at + CENTRAL_LENGTH > end || bytes.readUInt32LE(at) !== CENTRAL) throw brokenOffice()
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push(entryAt(bytes, at, nameLength, end))
    at += CENTRAL_LENGTH + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (new Set(entries.map((entry) => entry.name.toLowerCase())).size !== entries.length) throw brokenOffice()
  return entries
}

function entryAt(bytes: Buffer, at: number, nameLength: number, end: number): ZipEntry {
  const nameBytes = bytes.subarray(at + CENTRAL_LENGTH, at + CENTRAL_LENGTH + nameLength)
  const [size, packedSize, local] = sizesOf(bytes, at, nameLength)
  if (local + 30 > end || bytes.readUInt32LE(local) !== LOCAL) throw brokenOffice()
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const method = bytes.readUInt16LE(at + 10)
  if (start + packedSize > end || (method !== STORED && method !== DEFLATED)) throw brokenOffice()
  const name = nameBytes.toString('utf8')
  if (/\.\.|\\|^\/|\p{Cc}/u.test(name)) throw brokenOffice()
  return {
    name,
    nameBytes,
    flags: bytes.readUInt16LE(at + 8),
    method,
    time: bytes.subarray(at + 12, at + 16),
    crc: bytes.readUInt32LE(at + 16),
    data: bytes.subarray(start, start + packedSize),
    size,
  }
}

/** Unpacked size, packed size, place of the local header; each from the Zip64 field where the short one is full. */
function sizesOf(bytes: Buffer, at: number, nameLength: number): readonly [number, number, number] {
  const short = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)]
  if (!short.includes(IN_ZIP64)) return [short[0] ?? 0, short[1] ?? 0, short[2] ?? 0]
  const from = at + CENTRAL_LENGTH + nameLength
  const until = Math.min(from + bytes.readUInt16LE(at + 30), bytes.length)
  for (let field = from; field + 4 <= until; field += 4 + bytes.readUInt16LE(field + 2)) {
    if (bytes.readUInt16LE(field) !== ZIP64) continue
    let next = field + 4
    const full = short.map((value) => {
      if (value !== IN_ZIP64) return value
      if (next + 8 > until) throw brokenOffice()
      next += 8
      return Number(bytes.readBigUInt64LE(next - 8))
    })
    return [full[0] ?? 0, full[1] ?? 0, full[2] ?? 0]
  }
  return [short[0] ?? 0, short[1] ?? 0, short[2] ?? 0]
}

/** Refuses macros, programs or archives inside, passwords and bombs, by what the directory says. */
export function refuseHostile(entries: readonly ZipEntry[]): void {
  let unpacked = 0
  for (const entry of entries) {
    if (entry.flags & ENCRYPTED)
      throw new Refusal('invalid', '这个文件有密码，平台无法检查，请去掉密码后再试。')
    if (MACROS.test(entry.name))
      throw new Refusal(
        'invalid',
        '这个文件含有宏或控件，为安全起见平台不接收，请另存为不含宏的 docx 或 xlsx。',
      )
    if (NESTED.test(entry.name))
      throw new Refusal('invalid', '这个文件里嵌有压缩包或程序，为安全起见平台不接收，请删去后再试。')
    unpacked += entry.size
    const isBomb = entry.size > RATIO_FROM && entry.size > RATIO_MAX * Math.max(1, entry.data.length)
    if (isBomb || unpacked > UNPACKED_MAX) throw tooLarge()
  }
}

function tooLarge(): Refusal {
  return new Refusal('invalid', '这个文件解压后过大，平台不接收，请拆分或精简后再试。')
}

/**
 * The unpacked bytes of a part, piece by piece. A part that turns out longer than its directory says is a bomb that
 * lies about its size: refused at that byte, not after unpacking.
 */
export async function* unpacked(entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.method === STORED) {
    if (entry.data.length !== entry.size || crc32(entry.data) !== entry.crc) throw brokenOffice()
    yield entry.data
    return
  }
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 })
  inflate.end(entry.data)
  let size = 0
  let crc = 0
  try {
    const pieces: AsyncIterable<Buffer> = inflate
    for await (const piece of pieces) {
      size += piece.length
      if (size > entry.size) throw tooLarge()
      crc = crc32(piece, crc)
      yield piece
    }
  } catch (error) {
    // What zlib says of broken data is of no use to the person.
    throw error instanceof Refusal ? error : brokenOffice()
  } finally {
    inflate.destroy()
  }
  if (size !== entry.size || crc !== entry.crc) throw brokenOffice()
}

/** A whole small part as text; one larger than `maxBytes` is refused. */
export async function unpackedText(entry: ZipEntry, maxBytes: number): Promise<string> {
  if (entry.size > maxBytes) throw tooLarge()
  const pieces: Buffer[] = []
  for await (const piece of unpacked(entry)) pieces.push(piece)
  return new TextDecoder().decode(Buffer.concat(pieces))
}

/** A part packed from pieces as they come; only the packed bytes are kept. */
export async function packedEntry(
  name: string,
  pieces: AsyncIterable<string | Buffer> | Iterable<string | Buffer>,
): Promise<ZipEntry> {
  const deflate = createDeflateRaw({ level: constants.Z_DEFAULT_COMPRESSION })
  const kept: Buffer[] = []
  deflate.on('data', (piece: Buffer) => kept.push(piece))
  const ended = new Promise<void>((resolve, reject) => deflate.once('end', resolve).once('error', reject))
  let crc = 0
  let size = 0
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    crc = crc32(bytes, crc)
    size += bytes.length
    if (!deflate.write(bytes)) await new Promise((resolve) => deflate.once('drain', resolve))
  }
  deflate.end()
  await ended
  return { ...plainEntry(name), method: DEFLATED, crc, size, data: Buffer.concat(kept) }
}

/** A part that is kept as it is. */
export function storedEntry(name: string, text: string): ZipEntry {
  const data = Buffer.from(text)
  return { ...plainEntry(name), data, size: data.length, crc: crc32(data) }
}

function plainEntry(name: string): ZipEntry {
  const nothing = { crc: 0, size: 0, data: Buffer.alloc(0) }
  return { name, nameBytes: Buffer.from(name), flags: UTF8_NAME, method: STORED, time: NO_TIME, ...nothing }
}

/** An archive of these parts, sizes in front of each. */
export function packZip(entries: readonly ZipEntry[]): Buffer {
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
