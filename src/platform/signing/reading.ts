import { z } from 'zod'
import { clockActor, type Permissions } from '../access/access.ts'
import type { Bus } from '../command/bus.ts'
import { routesOf } from '../command/command.ts'
import { isLockTimeout, type Database } from '../db/database.ts'
import { addFile, readersOfFile } from '../files/files.ts'
import { readSheets, type Sheet } from '../files/raster.ts'
import type { FileStore } from '../files/store.ts'
import { readMark, type SheetRead } from './marks.ts'
import { paperToRead, SHEETS_MAX } from './paper.ts'
import * as store from './store.ts'

const { write } = routesOf('platform')

export const permissions = { 'signing-paper.read': { clock: 'any' } } satisfies Permissions

const markSchema = z.object({
  id: z.string(),
  version: z.int(),
  page: z.int(),
  pages: z.int(),
  digest: z.string(),
})

/** What the machine read on a paper, with a picture of each sheet for the person who compares. */
export const notePaperReading = write({
  method: 'POST',
  path: '/signing-papers/{paperId}/reading',
  permission: 'signing-paper.read',
  journal: 'signing-paper.read',
  says: '平台识别了交回的纸质文本的页码标记',
  input: z.object({
    paperId: z.uuid(),
    sheets: z.array(z.object({ sheet: z.int().min(1), mark: markSchema.nullable() })).max(SHEETS_MAX),
    pictures: z.array(z.object({ sha256: z.string(), size: z.int() })).max(SHEETS_MAX),
    fault: z.string().max(200).nullable(),
  }),
  gate: { none: '由平台识别，不办理业务' },
  verb: async (tx, _actor, input, now) => {
    const found = await paperToRead(tx, input.paperId)
    if (!found) throw new Error(`no paper ${input.paperId}`)
    tx.about('signing-paper', input.paperId)
    const readers = await readersOfFile(tx, found.paper.file_id)
    const pictures: string[] = []
    for (const [i, { sha256, size }] of input.pictures.entries()) {
      const name = `交回件第 ${i + 1} 张.jpg`
      const file = { sha256, name, type: 'image/jpeg', size, orgId: null, personId: null, readers }
      pictures.push((await addFile(tx, file, now)).id)
    }
    const row = {
      paper_id: input.paperId,
      sheets: JSON.stringify(input.sheets),
      picture_ids: pictures,
      fault: input.fault,
      at: now,
      journal_id: tx.journalId,
    }
    await store
      .signing(tx)
      .insertInto('platform.signing_paper_reading')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return {}
  },
})

export interface ReadingParts {
  readonly db: Database
  readonly bus: Bus
  readonly files: FileStore
}

/** One process reads at a time; another one looks again later. */
const LOCK_WAIT_MS = 100

/**
 * Reads the marks on the oldest paper that nobody has read; answers how many were. Not a consumer of the outbox: that
 * would hold a transaction, and everything behind it, for the minute a long scan takes.
 */
export async function readPendingPaper(parts: ReadingParts): Promise<number> {
  if ((await nextPaper(parts.db)) === undefined) return 0
  return parts.db
    .withAdvisoryLock('signing-papers', LOCK_WAIT_MS, async () => {
      const paperId = await nextPaper(parts.db)
      if (paperId === undefined) return 0
      await readPaper(parts, paperId)
      return 1
    })
    .catch((error: unknown) => {
      if (isLockTimeout(error)) return 0
      throw error
    })
}

async function nextPaper(db: Database): Promise<string | undefined> {
  const row = await db.read('platform', (tx) =>
    store
      .signing(tx)
      .selectFrom('platform.signing_paper as p')
      .leftJoin('platform.signing_paper_reading as r', 'r.paper_id', 'p.id')
      .select('p.id')
      .where('r.paper_id', 'is', null)
      .orderBy('p.at')
      .limit(1)
      .executeTakeFirst(),
  )
  return row?.id
}

async function readPaper({ db, bus, files }: ReadingParts, paperId: string): Promise<void> {
  const found = await db.read('platform', (tx) => paperToRead(tx, paperId))
  if (!found) throw new Error(`no paper ${paperId}`)
  const sheets = await sheetsOf(files, found)
  const input = {
    paperId,
    sheets: sheets ? sheets.map(sheetRead) : [],
    pictures: (sheets ?? []).map(({ picture }) => ({ sha256: files.write(picture), size: picture.length })),
    fault: sheets ? null : '交回件无法自动识别，请下载原件逐页核对。',
  }
  await bus({ route: notePaperReading, actor: clockActor, input, key: `signing-paper:${paperId}` })
}

/** Undefined when the file cannot be read, for whatever reason: a person looks at the original then. */
async function sheetsOf(
  files: FileStore,
  { sha256, type, markedPages }: { sha256: string; type: string; markedPages: number },
): Promise<readonly Sheet[] | undefined> {
  try {
    const bytes = files.read(sha256)
    return bytes && (await readSheets(bytes, type, SHEETS_MAX, markedPages))
  } catch {
    return undefined
  }
}

function sheetRead({ codes }: Sheet, i: number): SheetRead {
  return { sheet: i + 1, mark: codes.map(readMark).find((mark) => mark !== undefined) ?? null }
}
