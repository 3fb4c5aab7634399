import type pg from 'pg'

/** A table of the city, found in the catalog. */
export interface CityTable {
  readonly schema: string
  readonly name: string
  /** Columns in order, without generated ones. */
  readonly columns: readonly string[]
}

export interface CitySequence {
  readonly name: string
  readonly last: number
  readonly called: boolean
}

/** A name as SQL text, quoted. */
export function quoted(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

// A schema is the city's when a role keqiao_<schema> may write in it (platform.own made both).
const CITY_SCHEMAS = `SELECT n.oid, n.nspname FROM pg_namespace n JOIN pg_roles r ON r.rolname = 'keqiao_' || n.nspname`

/** The city's schemas by name. */
export async function citySchemas(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ nspname: string }>(`${CITY_SCHEMAS} ORDER BY n.nspname`)
  return rows.map(({ nspname }) => nspname)
}

/** The city's tables by schema and name, without the record of migrations, which belongs to the program. */
export async function cityTables(client: pg.ClientBase): Promise<CityTable[]> {
  const { rows } = await client.query<CityTable>(
    `WITH city AS (${CITY_SCHEMAS})
    SELECT city.nspname AS schema, c.relname AS name,
      array(SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN city ON city.oid = c.relnamespace
    WHERE c.relkind = 'r' AND NOT (city.nspname = 'platform' AND c.relname = 'migration')
    ORDER BY city.nspname, c.relname`,
  )
  return rows
}

/** The city's sequences and where they stand. */
export async function citySequences(client: pg.ClientBase): Promise<CitySequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `WITH city AS (${CITY_SCHEMAS})
    SELECT city.nspname AS schema, c.relname AS name
    FROM pg_class c JOIN city ON city.oid = c.relnamespace WHERE c.relkind = 'S' ORDER BY 1, 2`,
  )
  const found: CitySequence[] = []
  for (const row of rows) {
    const name = quoted(row.schema, row.name)
    const state = await client.query<{ last: number; called: boolean }>(
      `SELECT last_value AS last, is_called AS called FROM ${name}`,
    )
    for (const { last, called } of state.rows) found.push({ name, last, called })
  }
  return found
}

/** Whether any of the tables holds a row. */
export async function anyRow(client: pg.ClientBase, tables: readonly CityTable[]): Promise<boolean> {
  for (const { schema, name } of tables) {
    const { rows } = await client.query(`SELECT 1 FROM ${quoted(schema, name)} LIMIT 1`)
    if (rows.length > 0) return true
  }
  return false
}

/**
 * Loads rows in any order: takes the foreign keys and the triggers off the city's tables and answers the
 * function that puts them back (and so checks every row). Call both in one transaction.
 */
export async function withoutChecks(
  client: pg.ClientBase,
  tables: readonly CityTable[],
): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `WITH city AS (${CITY_SCHEMAS})
    SELECT k.conrelid::regclass::text AS table, quote_ident(k.conname) AS name, pg_get_constraintdef(k.oid) AS definition
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN city ON city.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.conparentid = 0`,
  )
  const names = tables.map(({ schema, name }) => quoted(schema, name))
  for (const key of keys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT ${key.name}`)
  for (const name of names) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`)
  return async () => {
    for (const name of names) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`)
    for (const key of keys) {
      await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT ${key.name} ${key.definition}`)
    }
  }
}
