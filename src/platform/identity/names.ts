import type { Tx } from '../db/database.ts'
import { identity } from './tables.ts'

/** Names of organisations by id; an id that does not exist is left out. */
export async function orgNames(
  tx: Tx,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = distinct(ids)
  if (wanted.length === 0) return new Map()
  const rows = await identity(tx)
    .selectFrom('platform.organisation')
    .select(['id', 'name'])
    .where('id', 'in', wanted)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Those of the organisations that the state founded (促进科技成果转化法 18). */
export async function stateFounded(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const wanted = distinct(ids)
  if (wanted.length === 0) return new Set()
  const rows = await identity(tx)
    .selectFrom('platform.organisation')
    .select('id')
    .where('id', 'in', wanted)
    .where('state_founded', '=', true)
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Names of persons by id, the pseudonym of one who was erased; an id that does not exist is left out. */
export async function personNames(
  tx: Tx,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = distinct(ids)
  if (wanted.length === 0) return new Map()
  const rows = await identity(tx)
    .selectFrom('platform.person')
    .select(['id', 'name'])
    .where('id', 'in', wanted)
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
