import {
  brokenOffice,
  NO_TIME,
  packZip,
  refuseHostile,
  storedEntry,
  unpackedText,
  zipEntries,
  type ZipEntry,
} from './zip.ts'

const CORE = 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
/** Parts that tell author, company, editing time; each with an empty one of its kind in its place. */
const PROPERTIES: Readonly<Record<string, string>> = {
  'docProps/core.xml': `${HEAD}<cp:coreProperties xmlns:cp="${CORE}"/>`,
  'docProps/app.xml': `${HEAD}<Properties xmlns="${OFFICE}/extended-properties"/>`,
  'docProps/custom.xml': `${HEAD}<Properties xmlns="${OFFICE}/custom-properties"/>`,
}

/**
 * A docx or xlsx without author, company and editing history of docProps. Refused: macros, programs or archives
 * inside, passwords, bombs, damage. Parts are copied as they are, not unpacked; with `sameTime` all bear one time, so that
 * a file made here has the same bytes every time.
 */
export function stripOffice(bytes: Buffer, options: { readonly sameTime?: true } = {}): Buffer {
  const entries = zipEntries(bytes)
  if (!entries.some((entry) => entry.name === '[Content_Types].xml')) throw brokenOffice()
  refuseHostile(entries)
  const kept = entries.map(emptied)
  return packZip(options.sameTime ? kept.map((entry) => ({ ...entry, time: NO_TIME })) : kept)
}

/** The text part of a document; ten times the longest contract, and no room for a bomb. */
const TEXT_MAX = 40 * 1024 * 1024
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What stands in the body of a docx, a line a paragraph or cell; empty when it cannot be read. */
export async function docxText(bytes: Buffer): Promise<string> {
  const xml = await partsOf(bytes, /^word\/document\.xml$/)
  return plain(xml.replaceAll(/<w:(?:tab|br)\b[^>]*\/>/g, ' ').replaceAll('</w:p>', '\n'))
}

/** What stands in the cells and comments of an xlsx, a line each; empty when it cannot be read. */
export async function bookText(bytes: Buffer): Promise<string> {
  const xml = await partsOf(bytes, /^xl\/(?:sharedStrings|comments\d*|worksheets\/[^/]+)\.xml$/)
  return plain(xml.replaceAll(/<\/(?:si|is|c|text)>/g, '\n'))
}

async function partsOf(bytes: Buffer, which: RegExp): Promise<string> {
  const texts: string[] = []
  for (const part of zipEntries(bytes))
    if (which.test(part.name)) texts.push(await unpackedText(part, TEXT_MAX).catch(() => ''))
  return texts.join('\n')
}

function plain(xml: string): string {
  return xml
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
}

function emptied(entry: ZipEntry): ZipEntry {
  const text = PROPERTIES[entry.name]
  return text === undefined ? entry : { ...storedEntry(entry.name, text), time: entry.time }
}
