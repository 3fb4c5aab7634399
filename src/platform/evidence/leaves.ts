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
