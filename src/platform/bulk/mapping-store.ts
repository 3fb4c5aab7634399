import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Mapping } from './header.ts'
import { keyLabels, type KeptMapping } from './table.ts'

interface MappingRow {
  readonly id: string
  readonly org_id: string
  readonly kind: string
  readonly labels: readonly string[]
  readonly fields: Mapping
  readonly kept_by: string | null
  readonly kept_on: string
}

/** Mappings an organisation keeps of one kind; a file with other headers is a new one, so they are few. */
const KEPT_MAX = 100

/** What these organisations keep for a kind of file, latest first. */
export async function keptMappings(
  tx: Tx,
  kind: string,
  orgIds: readonly (string | null | undefined)[],
): Promise<KeptMapping[]> {
  const ids = orgIds.filter((id) => id !== null && id !== undefined)
  if (ids.length === 0) return []
  const { rows } = await sql<MappingRow>`select * from platform.bulk_mapping
    where kind = ${kind} and org_id = any (${ids}::uuid[]) order by kept_on desc, id desc limit ${KEPT_MAX}`.execute(
    tx.as('platform'),
  )
  return rows.map(({ id, labels, fields, kept_on: keptOn }) => ({ id, labels, fields, keptOn }))
}

export async function mappingsOf(tx: Tx, orgId: string): Promise<MappingRow[]> {
  const { rows } = await sql<MappingRow>`select * from platform.bulk_mapping where org_id = ${orgId}
    order by kept_on desc, id desc limit ${KEPT_MAX}`.execute(tx.as('platform'))
  return rows
}

export async function findMapping(tx: Tx, id: string): Promise<MappingRow | undefined> {
  const { rows } = await sql<MappingRow>`select * from platform.bulk_mapping where id = ${id}`.execute(
    tx.as('platform'),
  )
  return rows[0]
}

/** Keeps a mapping; the one for the same headers is replaced. */
export async function keepMapping(tx: Tx, row: MappingRow): Promise<void> {
  const labels = keyLabels(row.labels)
  const hash = createHash('sha256').update(JSON.stringify(labels)).digest('hex')
  await sql`insert into platform.bulk_mapping
      (id, org_id, kind, labels, labels_hash, fields, kept_by, kept_on)
    values (${row.id}, ${row.org_id}, ${row.kind}, ${JSON.stringify(labels)}::jsonb, ${hash},
      ${JSON.stringify(row.fields)}::jsonb, ${row.kept_by}, ${row.kept_on})
    on conflict (org_id, kind, labels_hash) do update set id = excluded.id, fields = excluded.fields,
      kept_by = excluded.kept_by, kept_on = excluded.kept_on`.execute(tx.as('platform'))
}

export async function dropMapping(tx: Tx, id: string): Promise<void> {
  await sql`delete from platform.bulk_mapping where id = ${id}`.execute(tx.as('platform'))
}
