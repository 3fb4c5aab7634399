import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { mustReach, roleTitles, type Permissions, type Role } from '../access/access.ts'
import { dayOf } from '../calendar/calendar.ts'
import { routesOf, type CommandTx, type Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Actor, Belonging } from '../access/access.ts'
import { databaseNow } from '../instance/instance.ts'
import { isSheetDown, noticeOfPhoto } from '../notice/store.ts'
import { Refusal } from '../refusal.ts'

export interface FileRow {
  id: string
  sha256: string
  name: string
  type: string
  size: number
  /** Of a PDF that can be opened; null for anything else. */
  pages: number | null
  org_id: string | null
  created_by: string | null
  created_at: string
}

interface FileTables {
  'platform.file': FileRow
  'platform.file_reader': { file_id: string; org_id: string; at: string }
}

const tables = (tx: Tx) => tx.as<FileTables>('platform')

const everyRole = Object.fromEntries(Object.keys(roleTitles).map((role) => [role, 'party'])) as Record<
  Role,
  'party'
>

export const permissions = {
  'file.keep': { person: 'any' },
  'file.read': { ...everyRole, person: 'own' },
} satisfies Permissions

/** What is answered of a file wherever one is named. */
export interface FileView {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly sha256: string
}

export function fileView(row: FileRow): FileView {
  const { id, name, type, size, sha256 } = row
  return { id, name, type, size, sha256 }
}

const { write } = routesOf('platform')

/**
 * The row of an uploaded file; the bytes were written before. Performed by the upload handler only and mounted
 * nowhere: whoever could name a SHA-256 freely could read the bytes of others.
 */
export const keepFile = write({
  method: 'POST',
  path: '/files',
  permission: 'file.keep',
  journal: 'file.keep',
  says: '{actor}上传文件“{name}”',
  input: z.object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    name: z.string().min(1).max(200),
    type: z.string().min(1).max(100),
    size: z.int().min(1),
    pages: z.int().min(1).nullable().default(null),
  }),
  gate: { none: '上传本身不办理业务' },
  verb: async (tx, actor, input, now) => {
    const row = { ...input, orgId: actor.orgId, personId: actor.personId }
    const file = await addFile(tx, row, now)
    tx.about('file', file.id, { name: input.name })
    return fileView(file)
  },
})

export interface NewFile {
  readonly sha256: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly pages?: number | null
  readonly orgId: string | null
  readonly personId: string | null
  /** Organisations that may read it because of the record it belongs to. */
  readonly readers?: readonly string[]
}

/** Notes a file whose bytes are in `tx.files`; its id is random, so that an address tells nothing. */
export async function addFile(tx: CommandTx, file: NewFile, now: Instant): Promise<FileRow> {
  const row: FileRow = {
    // Version 4: the other identifiers tell when they were made.
    id: randomUUID(),
    sha256: file.sha256,
    name: file.name,
    type: file.type,
    size: file.size,
    pages: file.pages ?? null,
    org_id: file.orgId,
    created_by: file.personId,
    created_at: now,
  }
  await tables(tx).insertInto('platform.file').values(row).execute()
  await shareFile(tx, row.id, file.readers ?? [], now)
  return row
}

/** Lets organisations read a file because of a record they have a part in; again is harmless. */
export async function shareFile(
  tx: CommandTx,
  fileId: string,
  orgIds: readonly string[],
  now: Instant,
): Promise<void> {
  const rows = [...new Set(orgIds)].map((orgId) => ({ file_id: fileId, org_id: orgId, at: now }))
  if (rows.length === 0) return
  const insert = tables(tx).insertInto('platform.file_reader').values(rows)
  await insert.onConflict((conflict) => conflict.doNothing()).execute()
}

/** Organisations that may read a file besides its owner. */
export async function readersOfFile(tx: Tx, fileId: string): Promise<string[]> {
  const rows = await tables(tx)
    .selectFrom('platform.file_reader')
    .select('org_id')
    .where('file_id', '=', fileId)
    .limit(100)
    .execute()
  return rows.map((reader) => reader.org_id)
}

/** Rows of files by id; ids that do not exist are left out. */
export async function findFiles(tx: Tx, ids: readonly string[]): Promise<FileRow[]> {
  if (ids.length === 0) return []
  return tables(tx)
    .selectFrom('platform.file')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
}

/** A file the actor may read (uploader, owner, party of its record), or refused as absent. */
export async function readableFile(tx: Tx, actor: Actor, id: string): Promise<FileRow> {
  const [found] = await findFiles(tx, [id])
  const row = found && (await isTakenDown(tx, id)) ? undefined : found
  mustReach(actor, row ? await belongingOf(tx, row) : {})
  if (!row) throw new Refusal('absent', '没有找到这个文件。')
  return row
}

/** Whether it is a photograph of a posted notice whose names have come down (practice.md P14). */
async function isTakenDown(tx: Tx, id: string): Promise<boolean> {
  const noticeId = await noticeOfPhoto(tx, id)
  return noticeId !== undefined && (await isSheetDown(tx, noticeId, dayOf(await databaseNow(tx))))
}

/**
 * Checks that the actor may attach these files to a record: own uploads and those of the own organisation. A file
 * one may merely read is no evidence of one's own. Too many for one record are refused (ruleset `file.maxPerRecord`).
 */
export async function mustOwnFiles(tx: CommandTx, actor: Actor, ids: readonly string[]): Promise<void> {
  const max = tx.rules.number('file.maxPerRecord', tx.today)
  if (ids.length > max) throw new Refusal('invalid', '一条记录最多附 {max} 个文件，请合并或删减。', { max })
  const rows = await findFiles(tx, ids)
  const own = rows.filter(
    (row) =>
      (row.org_id !== null && row.org_id === actor.orgId) ||
      (row.created_by !== null && row.created_by === actor.personId),
  )
  const missing = ids.filter((id) => !own.some((row) => row.id === id))
  if (missing.length > 0)
    throw new Refusal('invalid', '有 {count} 个附件没有找到，或不是本单位上传的，请重新上传。', {
      count: missing.length,
    })
}

async function belongingOf(tx: Tx, row: FileRow): Promise<Belonging> {
  const readers = await readersOfFile(tx, row.id)
  const orgs = [row.org_id, ...readers].filter((id) => id !== null)
  return { orgId: row.org_id, partyOrgIds: orgs, personId: row.created_by, madeBy: row.created_by }
}
