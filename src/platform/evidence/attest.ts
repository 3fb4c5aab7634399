import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Tx } from '../db/database.ts'
import { canonical, leafHash } from './leaf.ts'

/** Digests in one leaf: its bytes stay below the 64 KiB an entry of a tile may have, and a proof names one of few. */
const ROWS_MAX = 256
/** Rows attested in one turn. */
const TURN_MAX = 4_096

/** A table of the log as the catalogue has it now. */
export interface AttestedTable {
  /** `schema.table`. */
  readonly name: string
  readonly columns: readonly string[]
  /** Columns of the primary key with their types, in its order. */
  readonly key: readonly { readonly name: string; readonly type: string }[]
}

interface FreshRow {
  readonly table: string
  readonly shape: string
  readonly key: string
  readonly row: string
}

/** A row's digest: SHA-256 over its table and its text under a salt, so that nobody can guess what it says. */
export function rowDigest(table: string, row: string, salt: string): string {
  return createHash('sha256').update(`keqiao-row/v1\n${salt}\n${table}\n${row}`).digest('base64url')
}

/** Takes rows that wait in `attest_due`, keeps a salt for each and writes leaves with their digests; answers how many. */
export async function attestRows(tx: Tx, now: string): Promise<number> {
  const { rows: due } = await sql<{ table_name: string; keys: string[] }>`
    with taken as (
      delete from platform.attest_due where (table_name, key) in
        (select table_name, key from platform.attest_due limit ${TURN_MAX})
      returning table_name, key
    ) select table_name, array_agg(key order by key) as keys from taken group by table_name order by table_name`.execute(
    tx.as('platform'),
  )
  if (due.length === 0) return 0
  const tables = new Map((await attestedTables(tx)).map((table) => [table.name, table]))
  const fresh: FreshRow[] = []
  for (const { table_name: name, keys } of due) {
    const table = tables.get(name)
    if (!table) throw new Error(`rows of ${name} wait to be attested, but it is no table of the log`)
    fresh.push(...(await freshRows(tx, table, keys)))
  }
  for (let from = 0; from < fresh.length; from += ROWS_MAX) {
    const id = v7()
    const salted = fresh
      .slice(from, from + ROWS_MAX)
      .map((row, place) => ({ ...row, place, salt: randomBytes(16).toString('hex') }))
    await writeLeaf(
      tx,
      id,
      now,
      salted.map(({ table, row, salt }) => rowDigest(table, row, salt)),
    )
    await keep(
      tx,
      salted.map(({ shape, key, place, salt }) => ({ leaf: id, place, shape, key, salt })),
    )
  }
  return fresh.length
}

/** A leaf over digests of rows: it binds every column of them, and tells nothing but how many there were. */
async function writeLeaf(tx: Tx, id: string, now: string, digests: readonly string[]): Promise<void> {
  const body = canonical({ v: 2, at: now, rows: digests })
  await sql`
    with leaf as (
      insert into platform.evidence_leaf (id, at, body, hash) values (${id}, ${now}, ${body}, ${leafHash(body)})
    ) insert into platform.evidence_due (leaf_id) values (${id})`.execute(tx.as('platform'))
}

/** Tables whose rows are attested, as the catalogue has them: those with the trigger of `platform.attest`. */
export async function attestedTables(tx: Tx): Promise<readonly AttestedTable[]> {
  const { rows } = await sql<AttestedTable>`
    select n.nspname || '.' || c.relname as name,
      array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum) as columns,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by k.place)
        from pg_index i cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where t.tgname = 'attested' and not t.tgisinternal order by 1`.execute(tx.as('platform'))
  return rows
}

/** SQL of the row `t` of a table as text: these columns by name, as JSON. */
export function rowText(columns: readonly string[]) {
  const list = sql.join(columns.map((column) => sql.ref(`t.${column}`)))
  return sql<string>`(select to_jsonb(x) from (select ${list}) x)::text`
}

/** SQL that finds the row `t` of the table by `k.key`. */
export function keyMatches({ key }: AttestedTable) {
  const parts = key.map(
    ({ name, type }, place) =>
      sql`${sql.ref(`t.${name}`)} = (k.key::jsonb->>${sql.lit(place)})::${sql.raw(type)}`,
  )
  return sql.join(parts, sql` and `)
}

/** The role that may read the table: that of the module whose schema it is in. */
export function ownerOf({ name }: { readonly name: string }): string {
  return name.slice(0, name.indexOf('.'))
}

async function freshRows(tx: Tx, table: AttestedTable, keys: readonly string[]): Promise<FreshRow[]> {
  const shape = await shapeOf(tx, table)
  const { rows } = await sql<{ key: string; row: string }>`
    select k.key, ${rowText(table.columns)} as row from unnest(${[...keys]}::text[]) as k(key)
    join ${sql.table(table.name)} t on ${keyMatches(table)}`.execute(tx.as(ownerOf(table)))
  return rows.map(({ key, row }) => ({ table: table.name, shape, key, row }))
}

/** Identifier of the table's columns as they are now, kept so that the same text can be made after a migration. */
async function shapeOf(tx: Tx, { name, columns }: AttestedTable): Promise<string> {
  const text = [name, ...columns].join('\n')
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16)
  await sql`insert into platform.attest_shape (id, table_name, columns) values (${id}, ${name}, ${[...columns]}::text[])
    on conflict do nothing`.execute(tx.as('platform'))
  return id
}

async function keep(tx: Tx, rows: readonly object[]): Promise<void> {
  await sql`insert into platform.attested_row (leaf_id, place, shape_id, key, salt)
    select r.leaf, r.place, r.shape, r.key, r.salt
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(leaf uuid, place int, shape text, key text, salt text)`.execute(
    tx.as('platform'),
  )
}
