import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'

export type VectorKind = 'achievement' | 'demand'

export interface Due {
  readonly kind: VectorKind
  readonly id: string
}

/** Marks records whose text may have changed. */
export async function markVectors(tx: Tx, rows: readonly Due[], at: string): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into matching.vector_due (kind, id, since)
    select kind, id, ${at}::timestamptz from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(kind text, id uuid)
    on conflict (kind, id) do update set since = excluded.since`.execute(tx.as('matching'))
}

/** The longest waiting records, demands first: they are few, and every match needs theirs. */
export async function dueVectors(tx: Tx, limit: number): Promise<(Due & { since: string })[]> {
  const { rows } = await sql<Due & { since: string }>`
    select kind, id, since::text as since from matching.vector_due order by kind desc, since, id limit ${limit}`.execute(
    tx.as('matching'),
  )
  return rows
}

/** Takes marks away that were not set anew meanwhile. */
export async function settleVectors(tx: Tx, rows: readonly (Due & { since: string })[]): Promise<void> {
  await sql`delete from matching.vector_due d
    using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(kind text, id uuid, since text)
    where d.kind = x.kind and d.id = x.id and d.since = x.since::timestamptz`.execute(tx.as('matching'))
}

/** Which of the hashes have a vector in the space. */
export async function knownHashes(tx: Tx, space: string, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ hash: string }>`
    select hash from matching.vector where space = ${space} and hash = any (${[...hashes]})`.execute(
    tx.as('matching'),
  )
  return new Set(rows.map(({ hash }) => hash))
}

export async function keepVectors(
  tx: Tx,
  space: string,
  vectors: readonly { readonly hash: string; readonly numbers: Float32Array }[],
): Promise<void> {
  for (const { hash, numbers } of vectors)
    await sql`insert into matching.vector (hash, space, numbers) values (${hash}, ${space}, ${bytesOf(numbers)})
      on conflict do nothing`.execute(tx.as('matching'))
}

/** Says whose vectors these are; no hashes take the record out. */
export async function assignVectors(
  tx: Tx,
  space: string,
  rows: readonly (Due & { readonly hashes: readonly string[] })[],
  at: string,
): Promise<void> {
  const gone = rows.filter(({ hashes }) => hashes.length === 0)
  const kept = rows.filter(({ hashes }) => hashes.length > 0)
  for (const { kind, id } of gone)
    await sql`delete from matching.vector_of where kind = ${kind} and id = ${id} and space = ${space}`.execute(
      tx.as('matching'),
    )
  await sql`insert into matching.vector_of (kind, id, space, hashes, changed_at)
    select kind, id, ${space}, array(select jsonb_array_elements_text(hashes)), ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as x(kind text, id uuid, hashes jsonb)
    on conflict (kind, id, space) do update set hashes = excluded.hashes, changed_at = excluded.changed_at`.execute(
    tx.as('matching'),
  )
}

export interface Vector {
  readonly id: string
  readonly numbers: readonly Float32Array[]
  readonly changedAt: string
}

interface VectorRecord {
  readonly id: string
  readonly numbers: readonly Buffer[]
  readonly changed_at: string
}

/** Vectors of records by id, or of all that changed since an instant, at most `limit`. */
export async function vectorsOf(
  tx: Tx,
  space: string,
  kind: VectorKind,
  which: { readonly ids: readonly string[] } | { readonly since: string | null; readonly limit: number },
): Promise<Vector[]> {
  const rest =
    'ids' in which
      ? sql`and o.id = any (${[...which.ids]}::uuid[])`
      : sql`and (${which.since}::timestamptz is null or o.changed_at >= ${which.since}::timestamptz)
          order by o.changed_at limit ${which.limit}`
  const { rows } = await sql<VectorRecord>`
    select o.id, o.changed_at::text as changed_at, array(
        select v.numbers from unnest(o.hashes) with ordinality h(hash, place)
        join matching.vector v on v.hash = h.hash and v.space = o.space order by h.place) as numbers
    from matching.vector_of o where o.space = ${space} and o.kind = ${kind} ${rest}`.execute(
    tx.as('matching'),
  )
  return rows.map(({ id, numbers, changed_at }) => ({
    id,
    numbers: numbers.map(numbersOf),
    changedAt: changed_at,
  }))
}

/** Ids among these that have no vector in the space. */
export async function withoutVector(
  tx: Tx,
  space: string,
  kind: VectorKind,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select x.id from unnest(${[...ids]}::uuid[]) as x(id) where not exists (
      select 1 from matching.vector_of o where o.kind = ${kind} and o.id = x.id and o.space = ${space})`.execute(
    tx.as('matching'),
  )
  return rows.map(({ id }) => id)
}

function bytesOf(numbers: Float32Array): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [i, value] of numbers.entries()) bytes.writeFloatLE(value, i * 4)
  return bytes
}

function numbersOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
}
