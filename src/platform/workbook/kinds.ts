import { fileTypeFromBuffer } from 'file-type'
import { Refusal } from '../refusal.ts'
import type { LegacyKind } from './legacy.ts'

/** How a table file is read: text as it comes, or a workbook in the thread. */
export type TableKind = 'csv' | 'xlsx' | LegacyKind

/** Enough for the first bytes of a file, by which the common kinds are known even when they are broken. */
export const HEAD_BYTES = 4100

const OLE = 'd0cf11e0a1b11ae1'
const ZIP = '504b0304'
const EMPTY_ZIP = '504b0506'
/** Kinds people choose by mistake, by their first bytes: said even of a file too broken for a closer look. */
const SIGNATURES = [
  { ext: 'png', start: '89504e47' },
  { ext: 'jpg', start: 'ffd8ff' },
  { ext: 'pdf', start: '255044462d' },
] as const
const PICTURES = ['jpg', 'png', 'gif', 'webp', 'bmp', 'tif', 'heic', 'heif', 'avif', 'svg']
const ARCHIVES = ['rar', '7z', 'gz', 'tar', 'bz2', 'xz', 'zst', 'lz']

/**
 * Kind of a table file by its content, whatever its name says; everything that is no table is refused with what it is
 * and what to do. `bytes` may be the beginning only.
 */
export async function tableKind(bytes: Uint8Array): Promise<TableKind> {
  const start = Buffer.from(bytes.subarray(0, HEAD_BYTES))
  const magic = start.subarray(0, 8).toString('hex')
  if (magic.startsWith(ZIP) || magic.startsWith(EMPTY_ZIP)) return 'xlsx'
  if (magic === OLE) return 'biff'
  if (magic.startsWith('fffe') || magic.startsWith('feff'))
    throw new Refusal('invalid', '文件是 UTF-16 编码，请在表格软件中另存为“CSV UTF-8”后再导入。')
  const text = start
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  if (text.startsWith('<')) return markupKind(text)
  if (/^MIME-Version:/i.test(text))
    throw new Refusal(
      'invalid',
      '这是网页归档（mht），不是表格；请在浏览器或表格软件中打开，另存为 xlsx 后再导入。',
    )
  const ext =
    (await fileTypeFromBuffer(bytes))?.ext ?? SIGNATURES.find((known) => magic.startsWith(known.start))?.ext
  if (ext !== undefined) refuseKind(ext)
  return 'csv'
}

function markupKind(text: string): TableKind {
  if (text.includes('urn:schemas-microsoft-com:office:spreadsheet') && !/<html/i.test(text)) return 'xml2003'
  if (/<(?:html|table|head|body|meta|style|div|tr)\b/i.test(text)) return 'html'
  if (/<svg/i.test(text)) refuseKind('svg')
  throw new Refusal(
    'invalid',
    '这是标记文件（XML 或网页），里面没有找到表格；请在表格软件中打开并另存为 xlsx 后再导入。',
  )
}

/** Says what the file is, in words; never returns. */
function refuseKind(ext: string): never {
  if (PICTURES.includes(ext))
    throw new Refusal(
      'invalid',
      '这是一张图片（{ext}），不是表格，改文件名没有用；平台不从照片里读文字，请录入表格（可先下载导入模板）后再导入。',
      { ext },
    )
  if (ext === 'pdf')
    throw new Refusal(
      'invalid',
      '这是 pdf 文件，不是表格；请向提供的人要原来的表格，或把内容录入模板后再导入。',
    )
  if (ARCHIVES.includes(ext))
    throw new Refusal('invalid', '这是压缩包（{ext}）；请先解压，再选择其中的 xlsx、xls 或 csv 文件。', {
      ext,
    })
  throw new Refusal('invalid', '这是 {ext} 文件，不是表格；可以导入的是 xlsx、xls、et 和 csv。', { ext })
}

/** Said of a workbook whose content does not fit into the memory a thread may take. */
export function tooMuch(): Refusal {
  return new Refusal(
    'invalid',
    '这个表格的内容太多，平台读取时超出了内存上限；请只留要导入的一张表，或按行拆成几份分别导入。',
  )
}
