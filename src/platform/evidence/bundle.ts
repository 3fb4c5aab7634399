import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql, type RawBuilder } from 'kysely'
import type { Database, Tx } from '../db/database.ts'
import { databaseNow, readInstance } from '../instance/instance.ts'
import type { Keys } from '../keys/keys.ts'
import { attestedTables, ownerOf, rowDigest, rowText, type AttestedTable } from './attest.ts'
import { logVerifier } from './note.ts'
import { sealedName, sealedRows, type Sealed } from './sealed.ts'

/** Rows fetched at a time from a cursor: a few megabytes of the longest texts. */
const FETCH = 1_000

export interface BundleParts {
  readonly db: Database
  readonly keys: Keys
  readonly witnesses: readonly string[]
}

/**
 * The auditor's bundle (design.md 7): one JSON object a line, of one moment: the log's own tables, the salts, and every
 * row of the tables in the log as it stands now. It holds personal data and opens commitments: for auditors only. Of
 * panels that have not met it holds digests without content, for auditors too.
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
  const sealed = await sealedRows(tx)
  for await (const row of rowsOf(tx, 'platform', LEAVES)) {
    count.leaves += 1
    if (row['index'] !== null) count.size += 1
    yield line({ leaf: sealed.leaves.has(String(row['id'])) ? { ...row, salts: null } : row })
  }
  for (const [kind, query] of Object.entries(PARTS)) {
    for await (const row of rowsOf(tx, 'platform', query)) {
      const isSealed =
        kind === 'digest' && sealed.rows.has(sealedName(String(row['table']), String(row['key'])))
      yield line({ [kind]: isSealed ? { ...row, salt: null } : row })
    }
  }
  const shapes = await shapesOf(tx)
  for (const table of await attestedTables(tx)) {
    const mine = shapes.filter(({ table: name, columns }) => {
      return name === table.name && columns.every((column) => table.columns.includes(column))
    })
    for await (const row of rowsOf<RowLine>(tx, ownerOf(table), tableQuery(table, mine)))
      yield line({ row: { table: table.name, ...unread(sealed, table.name, row) } })
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
  digest: sql`select a.leaf_id as leaf, a.place, a.shape_id as shape, s.table_name as "table", a.key, a.salt
    from platform.attested_row a left join platform.attest_shape s on s.id = a.shape_id order by a.leaf_id, a.place`,
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

interface RowLine {
  readonly key: string
  /** Text of the row by the shapes it may have been attested with. */
  readonly texts: Readonly<Record<string, string>>
}

/** A sealed row without its text: what its digests would be is enough to see that nobody touched it. */
function unread(sealed: Sealed, table: string, row: RowLine): object {
  const name = sealedName(table, row.key)
  if (!sealed.rows.has(name)) return row
  const digests = (sealed.digests.get(name) ?? []).map(({ leaf, place, shape, salt }) => {
    return [`${leaf}/${place}`, rowDigest(table, row.texts[shape] ?? '', salt)] as const
  })
  return { key: row.key, texts: {}, sealed: Object.fromEntries(digests) }
}

async function* rowsOf<Row = Readonly<Record<string, unknown>>>(
  tx: Tx,
  role: string,
  query: RawBuilder<unknown>,
): AsyncGenerator<Row> {
  const db = tx.as(role)
  await sql`declare bundle no scroll cursor for ${query}`.execute(db)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(FETCH)} from bundle`.execute(db)
    yield* rows
    if (rows.length < FETCH) break
  }
  await sql`close bundle`.execute(db)
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}
