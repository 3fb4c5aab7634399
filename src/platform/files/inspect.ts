import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { Refusal } from '../refusal.ts'
import { stripOffice } from './office.ts'
import { heicToJpeg } from './raster.ts'

/** Kinds of file taken, by ending: what the content must turn out to be. SVG, HTML and programs are never among them. */
export const KINDS = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  txt: 'text/plain',
} as const

export type FileKind = keyof typeof KINDS
export type FileType = (typeof KINDS)[FileKind]

/** Said where one chooses a file, before choosing (practice.md P33). */
export const KINDS_IN_WORDS = 'PDF、JPG、PNG、HEIC、docx、xlsx、csv、txt'
/** A name longer than this is cut; 255 bytes is what file systems take, and a Chinese character needs three. */
const NAME_MAX = 80
/** A photograph of 100 million points is beyond any telephone; decoding more would fill the memory. */
const PIXELS_MAX = 100_000_000
const JPEG_QUALITY = 90
const MARKUP = /^\s*<(?:!doctype|\?xml|html|svg|script|head|body)/i

export interface Inspected {
  readonly name: string
  readonly type: FileType
  readonly bytes: Buffer
}

/**
 * What may be kept of an upload: the kind is judged by content and must agree with the ending; pictures are encoded
 * anew (upright, without place, camera and hidden parts), docProps of docx and xlsx emptied. Refused in words otherwise.
 */
export async function inspectFile(bytes: Buffer, givenName: string): Promise<Inspected> {
  const name = cleanName(givenName)
  if (bytes.length === 0) throw new Refusal('invalid', '文件“{name}”是空的，请检查后重新上传。', { name })
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (ending === 'heic' || ending === 'heif') return fromTelephone(bytes, name)
  const type = Object.hasOwn(KINDS, ending) ? KINDS[ending as FileKind] : undefined
  if (type === undefined) {
    throw new Refusal('invalid', '不能上传“{name}”：可以上传的是 {kinds}。', { name, kinds: KINDS_IN_WORDS })
  }
  const isText = type === 'text/csv' || type === 'text/plain'
  const found = (await fileTypeFromBuffer(bytes))?.mime
  // Telephones and chat programs send HEIC photographs on under the name of a JPEG.
  if (type === KINDS.jpg && isHeic(found)) return fromTelephone(bytes, name)
  if (isText ? found !== undefined || !isPlainText(bytes) : found !== type) {
    throw new Refusal('invalid', '“{name}”的内容与扩展名不符，请用原来的软件另存后再上传，不要只改文件名。', {
      name,
    })
  }
  return { name, type, bytes: await stripped(bytes, type, name) }
}

function isHeic(mime: string | undefined): boolean {
  return mime === 'image/heic' || mime === 'image/heif'
}

/** The format in which many telephones keep photographs, as the JPEG everything else can read (practice.md P33). */
async function fromTelephone(bytes: Buffer, name: string): Promise<Inspected> {
  const found = (await fileTypeFromBuffer(bytes))?.mime
  const jpeg = isHeic(found) ? await heicToJpeg(bytes) : undefined
  if (!jpeg)
    throw new Refusal(
      'invalid',
      '照片“{name}”无法读取：可能已损坏，或不是真正的 HEIC 照片。请在手机“设置—相机—格式”中选“兼容性最佳”重拍，或另存为 JPG。',
      { name },
    )
  return { name: name.replace(/\.hei[cf]$/i, '.jpg'), type: KINDS.jpg, bytes: jpeg }
}

async function stripped(bytes: Buffer, type: FileType, name: string): Promise<Buffer> {
  if (type === KINDS.jpg || type === KINDS.png) return cleanPicture(bytes, type, name)
  if (type === KINDS.docx || type === KINDS.xlsx) return stripOffice(bytes)
  return bytes
}

/** Encoding anew leaves nothing of EXIF, GPS, comments, thumbnails and bytes behind the picture. */
async function cleanPicture(bytes: Buffer, type: FileType, name: string): Promise<Buffer> {
  try {
    const upright = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' }).autoOrient()
    return await (type === KINDS.png ? upright.png() : upright.jpeg({ quality: JPEG_QUALITY })).toBuffer()
  } catch {
    // What the decoder says is of no use to the person, and a hostile picture is no fault of ours.
    throw new Refusal('invalid', '图片“{name}”已损坏或过大，无法读取，请重新拍摄或另存后上传。', { name })
  }
}

/** UTF-8 or GB18030 text without binary control characters that does not begin like a web page. */
function isPlainText(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) return false
  }
  const text = decoded(bytes, 'utf-8') ?? decoded(bytes, 'gb18030')
  return text !== undefined && !MARKUP.test(text.replace(/^\ufeff/, ''))
}

function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The last part of a path, without what hides or turns text round, cut to a length that every system takes. */
export function cleanName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  // Cf holds the marks that write a name backwards: gpj.exe shown as exe.jpg.
  const plain = last.replace(/[\p{Cc}\p{Cf}"<>|:*?]/gu, '').replace(/^[.\s]+|[.\s]+$/g, '')
  if (plain === '') throw new Refusal('invalid', '文件没有名称，请改名后重新上传。')
  const dot = plain.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, '']
  return `${Array.from(stem).slice(0, NAME_MAX).join('')}${ending}`
}
