import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'

/** Changes whenever a search is saved, changed or removed. */
export async function searchesVersion(tx: Tx): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select count(*)::text || ' ' || coalesce(max(changed_at)::text, '') as version from subscriptions.search`.execute(
    tx.as('subscriptions'),
  )
  return rows[0]?.version ?? ''
}

/** The different questions people wait for. */
export async function questions(tx: Tx): Promise<{ kind: string; query: string }[]> {
  const { rows } = await sql<{ kind: string; query: string }>`
    select distinct kind, query from subscriptions.search where not paused`.execute(tx.as('subscriptions'))
  return rows
}

/** Remembers what is public of these records; answers those of which it was something else before, or nothing. */
export async function markSeen(
  tx: Tx,
  kind: string,
  records: readonly { readonly id: string; readonly fingerprint: string }[],
): Promise<string[]> {
  if (records.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    insert into subscriptions.seen as s (kind, record_id, fingerprint)
    select ${kind}, id, fingerprint from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as x(id uuid, fingerprint text)
    on conflict (kind, record_id) do update set fingerprint = excluded.fingerprint
      where s.fingerprint <> excluded.fingerprint
    returning record_id as id`.execute(tx.as('subscriptions'))
  return rows.map(({ id }) => id)
}

/** Records that are not public any more: nobody is told of them, and coming back they are news. */
export async function unsee(tx: Tx, kind: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const db = tx.as('subscriptions')
  await sql`delete from subscriptions.seen where kind = ${kind} and record_id = any (${[...ids]}::uuid[])`.execute(
    db,
  )
  await sql`delete from subscriptions.hit h using subscriptions.search s
    where s.id = h.search_id and s.kind = ${kind} and h.record_id = any (${[...ids]}::uuid[])
      and h.told_at is null`.execute(db)
}

/** A search that got news at once: who is to be told, of how many, and the name of one of them. */
export interface AtOnce {
  readonly search_id: string
  readonly person_id: string
  readonly name: string
  readonly kind: string
  readonly n: number
  readonly record_id: string
}

/**
 * Gives every search with one of these questions the records that answer it. Those told at once are marked as told,
 * and answered, for the caller to write the messages.
 */
export async function addHits(
  tx: Tx,
  kind: string,
  hits: readonly { readonly query: string; readonly recordId: string }[],
  at: string,
): Promise<AtOnce[]> {
  if (hits.length === 0) return []
  const { rows } = await sql<AtOnce>`
    with x as (
      select query, "recordId" from jsonb_to_recordset(${JSON.stringify(hits)}::jsonb) as x(query text, "recordId" uuid)
    ), added as (
      insert into subscriptions.hit (search_id, record_id, at, told_at)
      select s.id, x."recordId", ${at}::timestamptz,
        case when s.frequency = 'at_once' then ${at}::timestamptz end
      from x join subscriptions.search s on s.kind = ${kind} and s.query = x.query and not s.paused
      on conflict (search_id, record_id) do update set at = excluded.at, told_at = excluded.told_at
      returning search_id, record_id, told_at
    )
    select s.id as search_id, s.person_id, s.name, s.kind, count(*)::int as n, min(a.record_id::text) as record_id
    from added a join subscriptions.search s on s.id = a.search_id
    where a.told_at is not null group by s.id`.execute(tx.as('subscriptions'))
  return rows
}
