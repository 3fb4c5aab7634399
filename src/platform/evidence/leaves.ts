import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

/** Leaf hashes of journal entries, for papers that name what was done with its place in the evidence. */
export async function leavesOf(tx: Tx, journalIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (journalIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; hash: string }>`
    select j.id, l.hash from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
    where j.id = any (${[...journalIds]}::uuid[])`.execute(tx.as('platform'))
  return new Map(rows.map((row) => [row.id, row.hash]))
}

/** Leaves of journal entries with their bytes, which the public log shows too. */
export async function leafBodiesOf(
  tx: Tx,
  journalIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly leaf: string; readonly leafBody: string }>> {
  if (journalIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; hash: string; body: string }>`
    select j.id, l.hash, l.body from platform.journal j join platform.evidence_leaf l on l.id = j.leaf_id
    where j.id = any (${[...journalIds]}::uuid[])`.execute(tx.as('platform'))
  return new Map(rows.map((row) => [row.id, { leaf: row.hash, leafBody: row.body }]))
}

/** What opens the commitment of a secret field of a journal entry; only for whom the secret itself may be told. */
export async function openingOf(
  tx: Tx,
  journalId: string,
  field: string,
): Promise<{ readonly leaf: string; readonly leafBody: string; readonly salt: string } | undefined> {
  const { rows } = await sql<{ leaf: string; leafBody: string; salt: string }>`
    select l.hash as leaf, l.body as "leafBody", s.salt from platform.journal j
    join platform.evidence_leaf l on l.id = j.leaf_id
    join platform.evidence_salt s on s.leaf_id = l.id and s.field = ${`secret:${field}`}
    where j.id = ${journalId}`.execute(tx.as('platform'))
  return rows[0]
}
