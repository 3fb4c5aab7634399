import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Invariant } from '../module.ts'

const none = (name: string, query: (tx: Tx) => Promise<readonly unknown[]>): Invariant => ({
  name,
  rows: query,
})

/** What must never be in the ground's own tables, whatever the modules do. */
export const invariants: readonly Invariant[] = [
  none('every journal entry has its evidence leaf', async (tx) => {
    const { rows } = await sql`select j.id from platform.journal j
      left join platform.evidence_leaf l on l.id = j.leaf_id where l.id is null limit 20`.execute(
      tx.as('platform'),
    )
    return rows
  }),
  none('every finished command has its reply', async (tx) => {
    const { rows } = await sql`select key from platform.idempotency where reply is null limit 20`.execute(
      tx.as('platform'),
    )
    return rows
  }),
  none('a dossier stands where its last entry put it', async (tx) => {
    const { rows } = await sql`select d.id from platform.dossier d
      join platform.dossier_entry e on e.dossier_id = d.id and e.visit = d.visit
      where e.to_state <> d.state limit 20`.execute(tx.as('platform'))
    return rows
  }),
  none('visits of a dossier have no gap', async (tx) => {
    const { rows } = await sql`select d.id from platform.dossier d
      where d.visit <> (select count(*) from platform.dossier_entry e where e.dossier_id = d.id) limit 20`.execute(
      tx.as('platform'),
    )
    return rows
  }),
  none('a closed dossier has no open deadline', async (tx) => {
    const { rows } =
      await sql`select t.id from platform.deadline t join platform.dossier d on d.id = t.dossier_id
      where d.closed_at is not null and t.state = 'open' and (t.term ->> 'kept') is distinct from 'true'
      limit 20`.execute(tx.as('platform'))
    return rows
  }),
  none('a definite deadline has its day, a provisional one has none', async (tx) => {
    const { rows } = await sql`select id from platform.deadline
      where state = 'open' and (provisional <> (due_on is null)) limit 20`.execute(tx.as('platform'))
    return rows
  }),
  none('nobody reviewed what they submitted', async (tx) => {
    const { rows } = await sql`select a.dossier_id from platform.dossier_entry a
      join platform.dossier_entry s on s.dossier_id = a.dossier_id and s.action = 'submit' and s.person_id = a.person_id
      where a.action in ('approve', 'reject', 'return', 'verify', 'refuse') and a.person_id is not null limit 20`.execute(
      tx.as('platform'),
    )
    return rows
  }),
]
