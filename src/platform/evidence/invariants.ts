import { sql } from 'kysely'
import type { Invariant } from '../module.ts'

/** What must never be in the evidence log. */
export const invariants: readonly Invariant[] = [
  {
    name: 'no leaf waits for its number longer than the 60 s a receipt promises',
    rows: async (tx) => {
      const { rows } = await sql`select l.id from platform.evidence_leaf l
        cross join platform.state s
        where not exists (select from platform.log_entry e where e.leaf_id = l.id)
          and l.at < clock_timestamp() + s.clock_offset_ms * interval '1 millisecond' - interval '60 seconds' limit 20`.execute(
        tx.as('platform'),
      )
      return rows
    },
  },
  {
    name: 'numbers of the log have no gap',
    rows: async (tx) => {
      const { rows } =
        await sql`select max(index) from platform.log_entry having max(index) + 1 <> count(*)`.execute(
          tx.as('platform'),
        )
      return rows
    },
  },
  {
    name: 'the last checkpoint covers the whole log',
    rows: async (tx) => {
      const { rows } = await sql`select e.last from (select max(index) + 1 as last from platform.log_entry) e
        where e.last > coalesce((select max(size) from platform.log_checkpoint), 0)`.execute(
        tx.as('platform'),
      )
      return rows
    },
  },
  {
    name: 'every digest of a row belongs to a numbered leaf or one that waits',
    rows: async (tx) => {
      const { rows } = await sql`select a.leaf_id from platform.attested_row a
        where not exists (select from platform.log_entry e where e.leaf_id = a.leaf_id)
          and not exists (select from platform.evidence_due d where d.leaf_id = a.leaf_id) limit 20`.execute(
        tx.as('platform'),
      )
      return rows
    },
  },
]
