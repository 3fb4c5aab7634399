import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { finished, pipeline } from 'node:stream/promises'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams'
import type { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { checkArchive, damaged, readArchive } from './archive.ts'
import { FOLDERS, hashing, headSchema, manifestSchema, resultOf } from './backup.ts'
import type { BackupOptions, BackupResult, Manifest } from './backup.ts'
import { migrate, readMigrations } from './migrate.ts'
import { anyRow, citySchemas, cityTables, quoted, withoutChecks, type CityTable } from './tables.ts'

export interface RestoreOptions extends BackupOptions {
  /** Folder of the migrations of this release. */
  readonly migrations: string
  readonly modules: readonly string[]
}

type Head = z.infer<typeof headSchema>

/**
 * Puts the city of a backup into an empty one: checks every byte of the file, migrates to the state the backup
 * was made in, loads it in one transaction, then migrates on. Refuses a city that holds a row, a damaged file,
 * and a backup of another or newer release; then nothing was changed. Folders of files and keys that are there
 * already are kept beside, renamed `….before-restore`.
 */
export async function restore(options: RestoreOptions): Promise<BackupResult> {
  const { db, file, migrations: dir, modules } = options
  if (!existsSync(file)) throw new Refusal('absent', '找不到备份文件 {file}。 (No such file.)', { file })
  await checkArchive(file)
  const head = await readHead(file)
  checkMigrations(dir, head)
  return db.owner(async (client) => {
    await client.query(`SELECT pg_advisory_lock(hashtextextended('keqiao restore', 0))`)
    await clearEmptyCity(client)
    await migrate(db, { dir, modules: [], upTo: head.migrations.at(-1)?.name ?? '' })
    const manifest = await load(client, options, head)
    await migrate(db, { dir, modules })
    await client.query('ANALYZE')
    return resultOf(manifest)
  })
}

async function readHead(file: string): Promise<Head> {
  let text = ''
  await readArchive(file, async (name, content) => {
    if (name === 'head.json') text = (await buffer(content)).toString('utf8')
    return 'stop'
  })
  const head = text === '' ? null : headSchema.safeParse(JSON.parse(text))
  if (!head?.success) throw damaged(file)
  return head.data
}

function checkMigrations(dir: string, head: Head): void {
  const known = new Map(readMigrations(dir).map(({ name, sha256 }) => [name, sha256]))
  const strange = head.migrations.find(({ name, sha256 }) => known.get(name) !== sha256)
  if (!strange) return
  throw new Refusal(
    'conflict',
    '备份来自更新的或另一个版本（含 {name}），没有恢复任何内容：请用做备份的版本或更新的版本恢复。 (The backup is of a newer or different release: restore with that release.)',
    { name: strange.name },
  )
}

/** Removes the empty tables of a city that was migrated but holds nothing; refuses one that holds a row. */
async function clearEmptyCity(client: pg.Client): Promise<void> {
  if (await anyRow(client, await cityTables(client))) {
    throw new Refusal(
      'conflict',
      '当前城市已有数据，没有恢复任何内容：请用 KEQIAO_DATA 或 DATABASE_URL 指定一个空的安装。 (This city holds data; restore into an empty one.)',
    )
  }
  for (const schema of await citySchemas(client)) await client.query(`DROP SCHEMA ${quoted(schema)} CASCADE`)
}

async function load(client: pg.Client, options: RestoreOptions, head: Head): Promise<Manifest> {
  const incoming = join(options.dataDir, 'restore.partial')
  rmSync(incoming, { recursive: true, force: true })
  await client.query('BEGIN')
  try {
    const tables = await cityTables(client)
    if (!isDeepStrictEqual(tables, head.tables)) throw damaged(options.file)
    const putBack = await withoutChecks(client, tables)
    // A migration may have written rows; the backup has them too.
    for (const { schema, name } of tables) await client.query(`TRUNCATE ${quoted(schema, name)}`)
    const reader = new Reader(client, tables, incoming)
    await readArchive(options.file, (name, content) => reader.take(name, content))
    const manifest = await reader.end(options.file)
    for (const { name, last, called } of head.sequences) {
      await client.query('SELECT setval($1::regclass, $2, $3)', [name, last, called])
    }
    await putBack()
    moveFolders(incoming, options.dataDir)
    await client.query('COMMIT')
    return manifest
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    rmSync(incoming, { recursive: true, force: true })
  }
}

/** Takes the entries of the archive one after another and remembers what it read. */
class Reader {
  readonly #client: pg.Client
  readonly #tables: ReadonlyMap<string, CityTable>
  readonly #incoming: string
  readonly #parts: Manifest['parts'] = []
  readonly #rows = new Map<string, number>()
  #copy: { table: string; stream: CopyStreamQuery } | null = null
  #manifest = ''

  constructor(client: pg.Client, tables: readonly CityTable[], incoming: string) {
    this.#client = client
    this.#tables = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]))
    this.#incoming = incoming
    for (const table of this.#tables.keys()) this.#rows.set(table, 0)
  }

  async take(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const hash = createHash('sha256')
    const [folder, table = ''] = name.split('/')
    let size = 0
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of hashing(content, hash)) {
        size += chunk.length
        yield chunk
      }
    }
    if (folder === 'tables') await this.#copyPart(table, counted())
    else {
      await this.#endCopy()
      if (name === 'manifest.json') this.#manifest = (await buffer(content)).toString('utf8')
      if (!FOLDERS.some((known) => known === folder)) return
      await this.#writeFile(name, counted())
    }
    this.#parts.push({ name, size, sha256: hash.digest('hex') })
  }

  /** Compares what was read with the manifest; throws when they differ. */
  async end(file: string): Promise<Manifest> {
    await this.#endCopy()
    const manifest = manifestSchema.safeParse(JSON.parse(this.#manifest))
    const read = { tables: [...this.#rows].map(([table, rows]) => ({ table, rows })), parts: this.#parts }
    if (!manifest.success || !isDeepStrictEqual(manifest.data, read)) throw damaged(file)
    return manifest.data
  }

  // The parts of a table are cut anywhere, so they go into one COPY.
  async #copyPart(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    if (this.#copy?.table !== name) {
      await this.#endCopy()
      const table = this.#tables.get(name)
      if (!table) throw new Error(`the backup has rows of ${name}, which is no table here`)
      const columns = table.columns.map((column) => quoted(column)).join(', ')
      const text = `COPY ${quoted(table.schema, table.name)} (${columns}) FROM STDIN`
      this.#copy = { table: name, stream: this.#client.query(copyFrom(text)) }
    }
    await pipeline(content, this.#copy.stream, { end: false })
  }

  async #endCopy(): Promise<void> {
    if (!this.#copy) return
    const { table, stream } = this.#copy
    this.#copy = null
    stream.end()
    await finished(stream)
    this.#rows.set(table, stream.rowCount)
  }

  async #writeFile(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const parts = name.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..'))
      throw new Error(`bad file name ${name}`)
    const path = join(this.#incoming, ...parts)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    await pipeline(content, createWriteStream(path, { mode: 0o600, flush: true }))
  }
}

/** Puts the restored folders in place; those that are there are renamed, never deleted. */
function moveFolders(incoming: string, dataDir: string): void {
  for (const folder of FOLDERS) {
    const target = join(dataDir, folder)
    if (!existsSync(join(incoming, folder))) continue
    if (existsSync(target)) {
      let number = 1
      while (existsSync(`${target}.before-restore-${number}`)) number += 1
      renameSync(target, `${target}.before-restore-${number}`)
    }
    renameSync(join(incoming, folder), target)
  }
}
