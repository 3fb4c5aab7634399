import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { cityTables, quoted, type CityTable } from '#platform/db/tables.ts'
import type { Chance } from './chance.ts'

/** A column of a table in the log. */
export interface Column {
  /** `schema.table`. */
  readonly table: string
  readonly name: string
  readonly type: string
  /** Columns of the primary key in order. */
  readonly key: readonly string[]
}

/** What was done to a row: the names it had before and has after, and the way back. */
export interface Strike {
  readonly names: readonly string[]
  readonly undo: (client: pg.ClientBase) => Promise<unknown>
}

/** Ways to tamper with whole rows. */
export const ROW_STRIKES = ['forge', 'copy', 'remove'] as const

/** Tables of the log itself, bound by its structure. */
export const LOG_TABLES = [
  'platform.evidence_leaf',
  'platform.log_entry',
  'platform.log_node',
  'platform.log_checkpoint',
  'platform.log_cosignature',
  'platform.attest_shape',
  'platform.attested_row',
]

/** Every column of every table in the log. */
export async function attestedColumns(client: pg.ClientBase): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT n.nspname || '.' || c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      array(SELECT b.attname::text FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_attribute b ON b.attrelid = c.oid AND b.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY k.place) AS key
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname || '.' || c.relname = ANY ($1)
      OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'attested')
    ORDER BY 1, a.attnum`,
    [LOG_TABLES],
  )
  return rows
}

export async function makeInstance(client: pg.ClientBase): Promise<void> {
  await client.query(
    `INSERT INTO platform.instance VALUES (true, 'demo', 'proof', 'proof.example/tamper', clock_timestamp())`,
  )
}

/** A superuser is held by no constraint; only primary keys stay, by which rows are named. */
export async function dropConstraints(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ text: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) AS text
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_roles r ON r.rolname = 'keqiao_' || n.nspname
    WHERE k.contype IN ('c', 'f', 'u', 'x') AND k.conparentid = 0 ORDER BY k.contype <> 'f'`,
  )
  for (const { text } of rows) await client.query(text)
  const unique = await client.query<{ text: string }>(
    `SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS text
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_roles r ON r.rolname = 'keqiao_' || n.nspname WHERE i.indisunique AND NOT i.indisprimary`,
  )
  for (const { text } of unique.rows) await client.query(text)
}

/** Made-up rows in every table whose rows are attested, as any client would add them: the triggers see them. */
export async function fillTables(client: pg.ClientBase, count: number): Promise<void> {
  const columns = await attestedColumns(client)
  const types = new Map(columns.map(({ table, name, type }) => [`${table}.${name}`, type]))
  const attested = new Set(columns.map(({ table }) => table).filter((table) => !LOG_TABLES.includes(table)))
  for (const table of await cityTables(client)) {
    const name = `${table.schema}.${table.name}`
    // The instance is one row for ever, and is there; the journal has the rows of commands, each with its leaf.
    if (!attested.has(name) || name === 'platform.instance' || name === 'platform.journal') continue
    for (let n = 0; n < count; n += 1)
      await fill(client, table, (column) => types.get(`${name}.${column}`) ?? '', n)
  }
}

async function fill(
  client: pg.ClientBase,
  { schema, name, columns }: CityTable,
  typeOf: (column: string) => string,
  n: number,
): Promise<void> {
  const list = columns.map((column) => quoted(column)).join(', ')
  const values = columns.map((column) => madeUp(typeOf(column), n)).join(', ')
  await client.query(`INSERT INTO ${quoted(schema, name)} (${list}) VALUES (${values})`)
}

/** Rows made up first have lower numbers; days of the month end with it. */
const FORGED = 7

/** SQL of a value of the type, another one for each n. */
function madeUp(type: string, n: number): string {
  const values: Readonly<Record<string, string>> = {
    uuid: `'${randomUUID()}'`,
    text: `'示例 ${n}'`,
    'text[]': `ARRAY['甲', '乙 ${n}']`,
    'uuid[]': `ARRAY['${randomUUID()}']::uuid[]`,
    integer: `${1_000 + n}`,
    bigint: `${1_000_000 + n}`,
    smallint: `${n}`,
    boolean: n % 2 === 0 ? 'true' : 'false',
    jsonb: `'{"示例": ${n}}'`,
    date: `'2026-03-0${n + 1}'`,
    bytea: `'\\x0${n}ff'`,
    numeric: `${n}.5`,
    'timestamp with time zone': `'2026-03-0${n + 1} 01:00:00+00'`,
  }
  const value = values[type]
  if (value === undefined) throw new Error(`nothing made up for a column of type ${type}`)
  return value
}

/** SQL of another value than the column holds. */
function otherThan(column: string, type: string, chance: Chance): string {
  const uuid = `'${randomUUID()}'::uuid`
  const n = 1 + chance.below(1_000)
  const values: Readonly<Record<string, string>> = {
    uuid,
    text: `coalesce(${column}, '') || '改'`,
    'text[]': `coalesce(${column}, '{}') || ARRAY['改']`,
    'uuid[]': `coalesce(${column}, '{}') || ${uuid}`,
    integer: `coalesce(${column}, 0) + ${100_000 + n}`,
    bigint: `coalesce(${column}, 0) + ${100_000 + n}`,
    smallint: `coalesce(${column}, 0) + ${n}`,
    boolean: `NOT coalesce(${column}, false)`,
    jsonb: `jsonb_build_object('改', ${n}, 'old', ${column})`,
    date: `coalesce(${column}, '2026-01-01') + ${n}`,
    bytea: `sha256(coalesce(${column}, ''))`,
    numeric: `coalesce(${column}, 0) + ${n}`,
    'timestamp with time zone': `coalesce(${column}, '2026-01-01') + interval '${n} seconds'`,
  }
  const value = values[type]
  if (value === undefined) throw new Error(`no other value for a column of type ${type}`)
  return value
}

/** SQL of the primary key as the log writes it. */
function keyOf({ key }: Pick<Column, 'key'>): string {
  return `jsonb_build_array(${key.map((part) => quoted(part)).join(', ')})::text`
}

/** Changes the column in a row chosen by chance. */
export async function edit(client: pg.ClientBase, column: Column, chance: Chance): Promise<Strike> {
  const [table, name] = [quoted(...column.table.split('.')), quoted(column.name)]
  const key = keyOf(column)
  const { rows } = await client.query<{ place: string; key: string; old: string | null }>(
    `SELECT ctid::text AS place, ${key} AS key, ${name}::text AS old FROM ${table}`,
  )
  const row = rows[chance.below(rows.length)]
  if (!row) throw new Error(`${column.table} has no row to edit`)
  const changed = await client.query<{ place: string; key: string }>(
    `UPDATE ${table} SET ${name} = ${otherThan(name, column.type, chance)} WHERE ctid = $1::tid
    RETURNING ctid::text AS place, ${key} AS key`,
    [row.place],
  )
  const [after] = changed.rows
  if (!after) throw new Error(`${column.table} lost its row`)
  return {
    names: [...namesOf(row.key), ...namesOf(after.key)],
    undo: (later) =>
      later.query(`UPDATE ${table} SET ${name} = $1::text::${column.type} WHERE ctid = $2::tid`, [
        row.old,
        after.place,
      ]),
  }
}

/** Adds a made-up row or a copy under another key, or takes one out, with the triggers off, as a superuser can. */
export async function strikeRow(
  client: pg.ClientBase,
  kind: (typeof ROW_STRIKES)[number],
  columns: readonly Column[],
  chance: Chance,
): Promise<Strike> {
  const [first] = columns
  if (!first) throw new Error('a table without columns')
  await client.query('SET session_replication_role = replica')
  const table = quoted(...first.table.split('.'))
  const list = columns.map(({ name }) => quoted(name)).join(', ')
  const insert = async (values: string) => {
    const { rows } = await client.query<{ key: string }>(
      `INSERT INTO ${table} (${list}) ${values} RETURNING ${keyOf(first)} AS key`,
    )
    const key = rows[0]?.key ?? ''
    const undo = (later: pg.ClientBase) =>
      later.query(`DELETE FROM ${table} WHERE ${keyOf(first)} = $1`, [key])
    return { names: namesOf(key), undo }
  }
  if (kind === 'forge')
    return insert(`VALUES (${columns.map(({ type }) => madeUp(type, FORGED)).join(', ')})`)
  const { rows: places } = await client.query<{ place: string }>(`SELECT ctid::text AS place FROM ${table}`)
  const place = places[chance.below(places.length)]?.place
  if (place === undefined) throw new Error(`${first.table} has no row`)
  if (kind === 'copy') {
    const last = first.key.at(-1)
    const copied = columns.map(({ name, type }) =>
      name === last ? otherThan(quoted(name), type, chance) : quoted(name),
    )
    return insert(`SELECT ${copied.join(', ')} FROM ${table} WHERE ctid = '${place}'::tid`)
  }
  const texts = columns.map(({ name }) => `${quoted(name)}::text`).join(', ')
  const { rows } = await client.query<{ key: string; row: (string | null)[] }>(
    `DELETE FROM ${table} WHERE ctid = $1::tid RETURNING ${keyOf(first)} AS key, ARRAY[${texts}] AS row`,
    [place],
  )
  const [gone] = rows
  if (!gone) throw new Error(`${first.table} lost its row`)
  const values = columns.map(({ type }, at) => `$${at + 1}::text::${type}`).join(', ')
  return {
    names: namesOf(gone.key),
    undo: async (later) => {
      await later.query('SET session_replication_role = replica')
      await later.query(`INSERT INTO ${table} (${list}) VALUES (${values})`, gone.row)
    },
  }
}

/** How a verifier may write the key: alone, joined, or as JSON. */
function namesOf(key: string): string[] {
  const parts = JSON.parse(key) as unknown[]
  const instants = parts.map((part) => {
    const isInstant = typeof part === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/.test(part)
    return isInstant ? new Date(part).toISOString() : part
  })
  return [key, instants.join('/'), parts.join('/')]
}

export async function lastNote(client: pg.ClientBase): Promise<{ size: number; at: string; note: string }> {
  const { rows } = await client.query<{ size: number; at: string; note: string }>(
    'SELECT size, at, note FROM platform.log_checkpoint ORDER BY size DESC LIMIT 1',
  )
  if (!rows[0]) throw new Error('no checkpoint')
  return rows[0]
}

export async function addCosignature(
  client: pg.ClientBase,
  row: { readonly size: number; readonly at: string; readonly vkey: string; readonly line: string },
): Promise<void> {
  await client.query('INSERT INTO platform.log_cosignature (size, at, vkey, line) VALUES ($1, $2, $3, $4)', [
    row.size,
    row.at,
    row.vkey,
    row.line,
  ])
}
