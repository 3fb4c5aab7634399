import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { writeArchive, type Add } from './archive.ts'
import type { Database } from './database.ts'
import { appliedMigrations, MIGRATION_LOCK } from './migrate.ts'
import { citySequences, cityTables, quoted, type CityTable } from './tables.ts'

/** The first entry of a backup: what must be known before rows are read. */
export const headSchema = z.object({
  format: z.literal('keqiao-backup'),
  version: z.literal(1),
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
  tables: z.array(z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), last: z.number(), called: z.boolean() })),
})

/** The last entry: what must have been read. */
export const manifestSchema = z.object({
  tables: z.array(z.object({ table: z.string(), rows: z.number() })),
  parts: z.array(z.object({ name: z.string(), size: z.number(), sha256: z.string() })),
})

export type Manifest = z.infer<typeof manifestSchema>

export interface BackupOptions {
  readonly db: Database
  /** KEQIAO_DATA: its folders `files` and `keys` belong to the backup. */
  readonly dataDir: string
  readonly file: string
}

export interface BackupResult {
  readonly ok: true
  readonly tables: number
  readonly rows: number
  readonly files: number
}

/** Folders of the data folder that hold what the database does not. */
export const FOLDERS = ['files', 'keys'] as const
// Big enough to compress well, small enough to hold in memory: tar needs each size beforehand.
const PART_BYTES = 8_000_000

/**
 * Writes the whole city (every table of every module's schema in one snapshot, files, keys) into one tar.gz.
 * The city may run meanwhile. The file holds the keys: keep it as safe as the city. Refuses an existing file.
 */
export async function backup({ db, dataDir, file }: BackupOptions): Promise<BackupResult> {
  if (existsSync(file)) {
    throw new Refusal('conflict', '文件 {file} 已存在，请换一个名称。 (The file exists already.)', { file })
  }
  return db.owner(async (client) => {
    // Migrations wait until the snapshot is read.
    await client.query(`SELECT pg_advisory_lock_shared(${MIGRATION_LOCK})`)
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const manifest: Manifest = { tables: [], parts: [] }
    await writeArchive(file, async (add) => {
      const tables = await cityTables(client)
      const head: z.infer<typeof headSchema> = {
        format: 'keqiao-backup',
        version: 1,
        migrations: await appliedMigrations(client),
        tables: tables.map((table) => ({ ...table, columns: [...table.columns] })),
        sequences: await citySequences(client),
      }
      await addJson(add, 'head.json', head)
      for (const table of tables) await addTable(client, add, table, manifest)
      for (const folder of FOLDERS) await addFolder(add, dataDir, folder, manifest)
      await addJson(add, 'manifest.json', manifest)
    })
    await client.query('COMMIT')
    return resultOf(manifest)
  })
}

/** The counts of a backup. */
export function resultOf(manifest: Manifest): BackupResult {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  const files = manifest.parts.filter(({ name }) => !name.startsWith('tables/')).length
  return { ok: true, tables: manifest.tables.length, rows, files }
}

function addJson(add: Add, name: string, value: unknown): Promise<void> {
  const content = Buffer.from(JSON.stringify(value))
  return add(name, content.length, [content])
}

async function addTable(client: pg.Client, add: Add, table: CityTable, manifest: Manifest): Promise<void> {
  const name = `${table.schema}.${table.name}`
  const columns = table.columns.map((column) => quoted(column)).join(', ')
  const stream = client.query(copyTo(`COPY ${quoted(table.schema, table.name)} (${columns}) TO STDOUT`))
  let part: Buffer[] = []
  let size = 0
  let number = 0
  const flush = async (): Promise<void> => {
    const content = Buffer.concat(part)
    const partName = `tables/${name}/${(number += 1)}`
    manifest.parts.push({ name: partName, size, sha256: createHash('sha256').update(content).digest('hex') })
    part = []
    size = 0
    await add(partName, content.length, [content])
  }
  for await (const chunk of stream) {
    const bytes: Buffer = chunk
    part.push(bytes)
    size += bytes.length
    if (size >= PART_BYTES) await flush()
  }
  if (size > 0) await flush()
  manifest.tables.push({ table: name, rows: stream.rowCount })
}

async function addFolder(add: Add, dataDir: string, folder: string, manifest: Manifest): Promise<void> {
  const root = join(dataDir, folder)
  if (!existsSync(root)) return
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const name = `${folder}/${relative(root, path).split(sep).join('/')}`
    const { size } = statSync(path)
    const hash = createHash('sha256')
    // A file that grows meanwhile is cut at the size the archive was told.
    const content = size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 })
    await add(name, size, hashing(content, hash))
    manifest.parts.push({ name, size, sha256: hash.digest('hex') })
  }
}

/** Passes the bytes on and hashes them. */
export async function* hashing(
  content: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}
