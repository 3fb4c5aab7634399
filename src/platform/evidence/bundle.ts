import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql, type RawBuilder } from 'kysely'
import type { Database, Tx } from '../db/database.ts'
import { databaseNow, readInstance } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import { attestedTables, ownerOf, rowText, type AttestedTable } from './attest.ts'
import { logVerifier } from './note.ts'

/** Rows fetched at a time from a cursor: a few megabytes of the longest texts. */
const FETCH = 1_000

export interface BundleParts {
  readonly db: Database
  readonly keys: Keys
  readonly witnesses: readonly string[]
}

/**
 * The auditor's bundle (design.md 7): one JSON object a line, of one moment: the log's own tables, the salts, and every
 * row of the tables in the log as it stands now. It holds personal data and opens commitments: for auditors only.
 */
export async function exportBundle(
  parts: BundleParts,
  file: string,
): Promise<{ leaves: number; size: number }> {
  const aside = `${file}.part`
  const count = { leaves: 0, size: 0 }
  try {
    await parts.db.read('platform', async (tx) => {
      const lines = bundleLines(tx, parts, count)
      await pipeline(Readable.from(lines), createWriteStream(aside, { mode: 0o600 }))
    })
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  return count
}

/** The lines of the bundle, counted as they pass. */
export async function* bundleLines(
  tx: Tx,
  { keys, witnesses }: Pick<BundleParts, 'keys' | 'witnesses'>,
  count: { leaves: number; size: number } = { leaves: 0, size: 0 },
): AsyncGenerator<string> {
  const origin = (await readInstance(tx))?.origin ?? ''
  yield line({
    format: 'keqiao-bundle/v1',
    origin,
    at: await databaseNow(tx),
    keys: { log: logVerifier(keys, origin).vkey, receipt: keys.publicPem('receipt'), witnesses },
  })
  for await (const row of rowsOf(tx, 'platform', LEAVES)) {
    count.leaves += 1
    if (row['index'] !== null) count.size += 1
    yield line({ leaf: row })
  }
  for (const [kind, query] of Object.entries(PARTS)) {
    for await (const row of rowsOf(tx, 'platform', query)) yield line({ [kind]: row })
  }
  const shapes = await shapesOf(tx)
  for (const table of await attestedTables(tx)) {
    const mine = shapes.filter(({ table: name, columns }) => {
      return name === table.name && columns.every((column) => table.columns.includes(column))
    })
    for await (const row of rowsOf(tx, ownerOf(table), tableQuery(table, mine)))
      yield line({ row: { table: table.name, ...row } })
  }
  yield line({ end: count })
}

// An entry without leaf and a leaf without entry both have their line: neither may hide.
const LEAVES = sql`
  select e.index, e.leaf_id as "entryLeaf", encode(e.hash, 'hex') as "entryHash", l.id, l.at, l.body, l.hash,
    exists (select from platform.evidence_due d where d.leaf_id = l.id) as waits,
    (select jsonb_object_agg(s.field, s.salt) from platform.evidence_salt s where s.leaf_id = l.id) as salts
  from platform.log_entry e full join platform.evidence_leaf l on l.id = e.leaf_id order by e.index, l.id`

const PARTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  node: sql`select level, index, encode(hash, 'hex') as hash from platform.log_node order by level, index`,
  checkpoint: sql`select size, at, note from platform.log_checkpoint order by size, at`,
  cosignature: sql`select size, at, vkey, line from platform.log_cosignature order by size, at, vkey`,
  shape: sql`select id, table_name as "table", columns from platform.attest_shape order by id`,
  digest: sql`select leaf_id as leaf, place, shape_id as shape, key, salt from platform.attested_row order by leaf_id, place`,
  due: sql`select table_name as "table", key from platform.attest_due order by table_name, key`,
}

async function shapesOf(tx: Tx) {
  const { rows } = await sql<{ id: string; table: string; columns: string[] }>`
    select id, table_name as "table", columns from platform.attest_shape order by id`.execute(
    tx.as('platform'),
  )
  return rows
}

/** Each row with its key and, by shape, its text in the columns it may have been attested with. */
function tableQuery(table: AttestedTable, shapes: readonly { id: string; columns: string[] }[]) {
  const key = sql.join(table.key.map(({ name }) => sql.ref(`t.${name}`)))
  const texts = shapes.map(({ id, columns }) => sql`${sql.lit(id)}, ${rowText(columns)}`)
  const object = texts.length === 0 ? sql`'{}'::jsonb` : sql`jsonb_build_object(${sql.join(texts)})`
  return sql`select jsonb_build_array(${key})::text as key, ${object} as texts from ${sql.table(table.name)} t`
}

async function* rowsOf(
  tx: Tx,
  role: string,
  query: RawBuilder<unknown>,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const db = tx.as(role)
  await sql`declare bundle no scroll cursor for ${query}`.execute(db)
  for (;;) {
    const { rows } = await sql<
      Readonly<Record<string, unknown>>
    >`fetch ${sql.lit(FETCH)} from bundle`.execute(db)
    yield* rows
    if (rows.length < FETCH) break
  }
  await sql`close bundle`.execute(db)
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}
