import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Frequency } from './forms.ts'

export interface SearchRow {
  id: string
  person_id: string
  kind: string
  query: string
  name: string
  frequency: Frequency
  paused: boolean
  created_at: string
  changed_at: string
}

interface Tables {
  'subscriptions.search': SearchRow
  'subscriptions.hit': { search_id: string; record_id: string; at: string; told_at: string | null }
}

const tables = (tx: Tx) => tx.as<Tables>('subscriptions')

export async function insertSearch(tx: Tx, row: SearchRow): Promise<void> {
  await tables(tx).insertInto('subscriptions.search').values(row).execute()
}

export async function findSearch(tx: Tx, id: string): Promise<SearchRow | undefined> {
  return tables(tx).selectFrom('subscriptions.search').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function sameSearch(
  tx: Tx,
  personId: string,
  kind: string,
  query: string,
): Promise<SearchRow | undefined> {
  return tables(tx)
    .selectFrom('subscriptions.search')
    .selectAll()
    .where('person_id', '=', personId)
    .where('kind', '=', kind)
    .where('query', '=', query)
    .executeTakeFirst()
}

export async function countSearches(tx: Tx, personId: string): Promise<number> {
  const { n } = await tables(tx)
    .selectFrom('subscriptions.search')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
  return n
}

export async function updateSearch(
  tx: Tx,
  id: string,
  patch: Partial<Pick<SearchRow, 'name' | 'frequency' | 'paused' | 'changed_at'>>,
): Promise<void> {
  await tables(tx).updateTable('subscriptions.search').set(patch).where('id', '=', id).execute()
}

/** Removes searches and what was found for them; answers how many. */
export async function deleteSearches(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  await tables(tx)
    .deleteFrom('subscriptions.hit')
    .where('search_id', 'in', [...ids])
    .execute()
  await tables(tx)
    .deleteFrom('subscriptions.search')
    .where('id', 'in', [...ids])
    .execute()
  return ids.length
}

export async function searchesOf(tx: Tx, personId: string): Promise<SearchRow[]> {
  return tables(tx)
    .selectFrom('subscriptions.search')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}

/** A record found for a search, as it is public now. */
export interface HitRow {
  readonly search_id: string
  readonly kind: string
  readonly public_id: string
  readonly name: string
  readonly owner_name: string
  readonly at: string
  readonly told_at: string | null
}

/** Records found for these searches that are still public, newest first; only those nobody was told of, if asked. */
export async function hitsOf(
  tx: Tx,
  searchIds: readonly string[],
  { untold, each }: { readonly untold: boolean; readonly each: number },
): Promise<(HitRow & { readonly total: number })[]> {
  if (searchIds.length === 0) return []
  const { rows } = await sql<HitRow & { total: number }>`
    select s.id as search_id, h.* from unnest(${[...searchIds]}::uuid[]) as s(id)
    cross join lateral (
      select d.kind, d.public_id, d.name, d.owner_name, h.at, h.told_at, count(*) over ()::int as total
      from subscriptions.hit h
      join subscriptions.search q on q.id = h.search_id
      join platform.search_doc d on d.kind = q.kind and d.id = h.record_id::text
      where h.search_id = s.id and (not ${untold} or h.told_at is null)
      order by h.at desc, d.id limit ${each}
    ) h`.execute(tx.as('subscriptions'))
  return rows
}

/** Searches of these people that are due in a digest and have news. */
export async function freshSearches(tx: Tx, personIds: readonly string[]): Promise<SearchRow[]> {
  const { rows } = await sql<SearchRow>`
    select s.* from subscriptions.search s
    where s.person_id = any (${[...personIds]}::uuid[]) and s.frequency = 'daily' and not s.paused
      and exists (select from subscriptions.hit h where h.search_id = s.id and h.told_at is null)
    order by s.person_id, s.created_at`.execute(tx.as('subscriptions'))
  return rows
}

/** Everything found for these searches up to now was told. */
export async function markTold(tx: Tx, searchIds: readonly string[], at: string): Promise<void> {
  await sql`update subscriptions.hit set told_at = ${at}
    where search_id = any (${[...searchIds]}::uuid[]) and told_at is null and at <= ${at}`.execute(
    tx.as('subscriptions'),
  )
}

/** What was told before this instant is forgotten. */
export async function forgetTold(tx: Tx, before: string): Promise<void> {
  await sql`delete from subscriptions.hit where told_at < ${before}`.execute(tx.as('subscriptions'))
}
