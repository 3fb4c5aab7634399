import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

/** Rows whose content nobody reads yet: who stands in the pool of a panel and what the drawn ones answered, before it meets. */
export interface Sealed {
  /** By `table key`. */
  readonly rows: ReadonlySet<string>
  /** Leaves of the commands among them: their salts would let anybody try names. */
  readonly leaves: ReadonlySet<string>
  /** By `table key`, what opens the digests of the row. */
  readonly digests: ReadonlyMap<string, readonly SealedDigest[]>
}

interface SealedDigest {
  readonly leaf: string
  readonly place: number
  readonly shape: string
  readonly salt: string
}

export const sealedName = (table: string, key: string): string => `${table} ${key}`

/** What is sealed at this moment (practice.md P15). A panel that closed without meeting seals nothing more. */
export async function sealedRows(tx: Tx): Promise<Sealed> {
  const { rows } = await sql<{ table: string; key: string; leaf_id: string | null }>`
    with waits as (select id from platform.panel where opened_at is null and state <> 'closed')
    select 'platform.panel_candidate' as "table", jsonb_build_array(c.draw_id, c.leaf)::text as key, null::uuid as leaf_id
      from platform.panel_candidate c join platform.panel_draw d on d.id = c.draw_id join waits on waits.id = d.panel_id
    union all select 'platform.journal', jsonb_build_array(j.id)::text, j.leaf_id
      from platform.journal j join platform.panel_seat s on s.id = j.subject_id join waits on waits.id = s.panel_id
      where j.subject_kind = 'panel-seat'`.execute(tx.as('platform'))
  const { rows: digests } = await sql<SealedDigest & { table: string; key: string }>`
    select s.table_name as "table", a.key, a.leaf_id as leaf, a.place, a.shape_id as shape, a.salt
    from platform.attested_row a join platform.attest_shape s on s.id = a.shape_id
    join unnest(${rows.map(({ table }) => table)}::text[], ${rows.map(({ key }) => key)}::text[]) as k(table_name, key)
      on k.table_name = s.table_name and k.key = a.key`.execute(tx.as('platform'))
  return {
    rows: new Set(rows.map(({ table, key }) => sealedName(table, key))),
    leaves: new Set(rows.flatMap(({ leaf_id }) => leaf_id ?? [])),
    digests: Map.groupBy(digests, ({ table, key }) => sealedName(table, key)),
  }
}
