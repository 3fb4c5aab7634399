import { parentPort, workerData } from 'node:worker_threads'
import { Refusal } from '../refusal.ts'
import { openBook, type Book } from './book.ts'
import { tooMuch, type TableKind } from './kinds.ts'
import { markedBook } from './marked.ts'
import type { LegacySheet } from './legacy.ts'
import { rebuiltBook, type Marks } from './marks.ts'
import { MergeFiller, SurveyMaker, type SheetName, type SheetRow, type Survey } from './sheet.ts'
import { SheetReader } from './xlsx.ts'

/**
 * The thread in which a stranger's workbook is read (docs/decisions/0020-workbooks.md): the server ends it when it
 * takes too long, and its own memory limit ends it when it wants too much. It answers one request at a time.
 */
export type Request =
  | { readonly op: 'open' }
  | { readonly op: 'survey'; readonly sheet: string }
  /** Begins the rows of a sheet; the next parts are asked for by `next`. */
  | { readonly op: 'rows'; readonly sheet: string }
  | { readonly op: 'next' }
  | { readonly op: 'mark'; readonly sheet: string; readonly marks: Marks }

export interface Answers {
  readonly open: readonly SheetName[]
  readonly survey: Survey
  readonly rows: null
  /** Null after the last row. */
  readonly next: readonly SheetRow[] | null
  readonly mark: Uint8Array
}

export type Reply =
  | { readonly answer: Answers[keyof Answers] }
  | { readonly refusal: Pick<Refusal, 'kind' | 'template' | 'params'> }
  | { readonly fault: string }

export interface ThreadData {
  readonly bytes: Uint8Array
  readonly kind: Exclude<TableKind, 'csv'>
}

/** Rows of one message: enough that messages cost little, few enough that little waits in memory. */
const ROWS_PER_PART = 500

/** What both kinds of workbook answer. */
interface OpenedBook {
  readonly sheets: readonly SheetName[]
  readonly survey: (sheet: string) => Promise<Survey>
  readonly rows: (sheet: string) => AsyncGenerator<SheetRow>
  readonly mark: (sheet: string, marks: Marks) => Promise<Buffer>
}

async function opened({ bytes, kind }: ThreadData): Promise<OpenedBook> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (kind === 'xlsx') return modern(await openBook(buffer))
  // The reader of old forms is large: loaded by who needs it.
  const { readLegacy } = await import('./legacy.ts')
  return legacy(readLegacy(buffer, kind))
}

function modern(book: Book): OpenedBook {
  const surveys = new Map<string, Survey>()
  const reader = (name: string) => {
    const found = book.sheets.find((sheet) => sheet.name === name)
    if (!found) throw new Error('the caller knows the sheets')
    return new SheetReader(book, found.part)
  }
  const survey = async (name: string): Promise<Survey> => {
    const known = surveys.get(name)
    if (known) return known
    const maker = new SurveyMaker()
    const sheet = reader(name)
    for await (const part of sheet.rows()) for (const row of part) maker.add(row)
    const made = maker.survey(sheet.merges, [...sheet.hiddenColumns])
    surveys.set(name, made)
    return made
  }
  return {
    sheets: book.sheets.map(({ name, isHidden }) => ({ name, isHidden })),
    survey,
    rows: async function* (name) {
      const filler = new MergeFiller((await survey(name)).merges)
      for await (const part of reader(name).rows()) for (const row of part) yield filler.fill(row)
    },
    mark: (name, marks) => markedBook(book, name, marks),
  }
}

function legacy(sheets: readonly LegacySheet[]): OpenedBook {
  const named = (name: string) => {
    const found = sheets.find((sheet) => sheet.name === name)
    if (!found) throw new Error('the caller knows the sheets')
    return found
  }
  return {
    sheets: sheets.map(({ name, isHidden }) => ({ name, isHidden })),
    survey: async (name) => {
      const { rows, merges, hiddenColumns } = named(name)
      const maker = new SurveyMaker()
      for (const row of rows) maker.add(row)
      return maker.survey(merges, hiddenColumns)
    },
    rows: async function* (name) {
      const { rows, merges } = named(name)
      const filler = new MergeFiller(merges)
      for (const row of rows) yield filler.fill(row)
    },
    mark: (name, marks) => rebuiltBook(name, named(name).rows, named(name).merges, marks),
  }
}

const port = parentPort
if (!port) throw new Error('only started as a thread')
let book: OpenedBook | undefined
let rows: AsyncGenerator<SheetRow> | undefined

async function answer(request: Request): Promise<Answers[keyof Answers]> {
  book ??= await opened(workerData as ThreadData)
  switch (request.op) {
    case 'open':
      return book.sheets
    case 'survey':
      return book.survey(request.sheet)
    case 'rows':
      rows = book.rows(request.sheet)
      return null
    case 'next':
      return nextPart()
    default:
      return book.mark(request.sheet, request.marks)
  }
}

async function nextPart(): Promise<readonly SheetRow[] | null> {
  const part: SheetRow[] = []
  while (rows && part.length < ROWS_PER_PART) {
    const next = await rows.next()
    if (next.done === true) rows = undefined
    else part.push(next.value)
  }
  return part.length === 0 ? null : part
}

async function reply(request: Request): Promise<Reply> {
  try {
    return { answer: await answer(request) }
  } catch (thrown) {
    // A text or list longer than the engine can hold.
    const error: unknown = thrown instanceof RangeError ? tooMuch() : thrown
    if (error instanceof Refusal) {
      const { kind, template, params } = error
      return { refusal: { kind, template, params } }
    }
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

port.on('message', (request: Request) => {
  void reply(request).then((said) => port.postMessage(said))
})
