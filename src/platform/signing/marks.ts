/**
 * The mark on each printed page, small enough for a code of 25 modules that a telephone photographs well: record,
 * version, page of pages, first twelve digits of the text's digest. Upper case only, which such codes pack best.
 */
export interface PageMark {
  /** Public identifier of the record. */
  readonly id: string
  readonly version: number
  readonly page: number
  /** 0 when only the address of the first page was read. */
  readonly pages: number
  /** First twelve hexadecimal digits of the digest. */
  readonly digest: string
}

const SCHEME = 'KQ1'
const SHAPE = /^KQ1:([0-9A-Z]{12}):(\d{1,4}):(\d{1,4})\/(\d{1,4}):([0-9A-F]{12})$/

export const MARK_DIGITS = 12

export function markText(mark: PageMark): string {
  const digest = mark.digest.slice(0, MARK_DIGITS)
  return `${SCHEME}:${mark.id}:${mark.version}:${mark.page}/${mark.pages}:${digest}`.toUpperCase()
}

/** The mark a code holds; undefined when it is something else. The address on the first page tells the same of it. */
export function readMark(text: string): PageMark | undefined {
  const found = SHAPE.exec(text.trim().toUpperCase())
  if (!found) return readAddress(text)
  const [, id = '', version, page, pages, digest = ''] = found
  return {
    id: id.toLowerCase(),
    version: Number(version),
    page: Number(page),
    pages: Number(pages),
    digest: digest.toLowerCase(),
  }
}

const ADDRESS = /\/id\/[a-z-]+\/([0-9a-z]{12})\?v=(\d{1,4})&d=([0-9a-f]{12})$/

function readAddress(text: string): PageMark | undefined {
  const found = ADDRESS.exec(text.trim())
  if (!found) return undefined
  const [, id = '', version, digest = ''] = found
  return { id, version: Number(version), page: 1, pages: 0, digest }
}

/** What was read on one sheet of a scan: a mark, or none that could be read. */
export interface SheetRead {
  readonly sheet: number
  readonly mark: PageMark | null
}

/** The document a scan is held against. */
export interface Marked {
  readonly markId: string
  readonly version: number
  readonly digest: string
  /** Null where the file does not tell how many pages it prints to. */
  readonly pages: number | null
  /** Pages in front that carry marks; own texts have them on the cover sheet only. */
  readonly markedPages: number
}

export interface PaperFindings {
  readonly sheets: number
  /** Sheets that belong to another document, another version or another text of the same number. */
  readonly foreign: readonly number[]
  /** Marked pages that were read on no sheet. */
  readonly notRead: readonly number[]
  /** Sheets on which no mark was read: a person looks at these. */
  readonly unread: readonly number[]
  /** Pages are missing for certain: fewer sheets than pages, or fewer unread sheets than pages not read. */
  readonly missing: boolean
  /** Every page there and every one that has a mark was read. */
  readonly complete: boolean
}

/** Holds what was read on a scan against the document it should be. */
export function findingsOf(document: Marked, read: readonly SheetRead[]): PaperFindings {
  const digest = document.digest.slice(0, MARK_DIGITS)
  const isOwn = (mark: PageMark) =>
    mark.id === document.markId && mark.version === document.version && mark.digest === digest
  const foreign = read.filter(({ mark }) => mark !== null && !isOwn(mark)).map(({ sheet }) => sheet)
  const pages = new Set(read.flatMap(({ mark }) => (mark !== null && isOwn(mark) ? [mark.page] : [])))
  const marked = Array.from({ length: document.markedPages }, (_, i) => i + 1)
  const notRead = marked.filter((page) => !pages.has(page))
  const unread = read.filter(({ mark }) => mark === null).map(({ sheet }) => sheet)
  const missing = (document.pages !== null && read.length < document.pages) || notRead.length > unread.length
  const everyPageIsMarked = document.pages !== null && document.markedPages === document.pages
  const complete = everyPageIsMarked && foreign.length === 0 && notRead.length === 0 && !missing
  return { sheets: read.length, foreign, notRead, unread, missing, complete }
}
