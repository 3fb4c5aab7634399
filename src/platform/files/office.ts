import { brokenOffice, packZip, refuseHostile, storedEntry, zipEntries, type ZipEntry } from './zip.ts'

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
 * inside, passwords, bombs, damage. Parts are copied as they are, not unpacked.
 */
export function stripOffice(bytes: Buffer): Buffer {
  const entries = zipEntries(bytes)
  if (!entries.some((entry) => entry.name === '[Content_Types].xml')) throw brokenOffice()
  refuseHostile(entries)
  return packZip(entries.map(emptied))
}

function emptied(entry: ZipEntry): ZipEntry {
  const text = PROPERTIES[entry.name]
  return text === undefined ? entry : { ...storedEntry(entry.name, text), time: entry.time }
}
