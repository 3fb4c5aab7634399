import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { ReadHashes } from './merkle.ts'

export interface StoredCheckpoint {
  readonly size: number
  readonly at: string
  readonly note: string
}

export interface LogState {
  readonly size: number
  /** Last checkpoint, or null before the first. */
  readonly checkpoint: { readonly size: number; readonly at: string } | null
  /** Leaves and rows not numbered or attested yet. */
  readonly waiting: number
  /** Age of the oldest leaf that waits, in whole seconds; 0 when none does. */
  readonly behindSeconds: number
  /** Witnesses that cosigned a checkpoint of the day before the last one. */
  readonly witnesses: readonly string[]
}

export async function logSize(tx: Tx): Promise<number> {
  const { rows } = await sql<{ size: number }>`
    select coalesce(max(index) + 1, 0) as size from platform.log_entry`.execute(tx.as('platform'))
  return rows[0]?.size ?? 0
}

/** Hashes of the stored tree by level. */
export function readHashes(tx: Tx): ReadHashes {
  return async (level, from, to) => {
    const query =
      level === 0
        ? sql<{ hash: Buffer }>`select hash from platform.log_entry
            where index >= ${from} and index < ${to} order by index`
        : sql<{ hash: Buffer }>`select hash from platform.log_node
            where level = ${level} and index >= ${from} and index < ${to} order by index`
    const { rows } = await query.execute(tx.as('platform'))
    return rows.map(({ hash }) => hash)
  }
}

/** Bytes of the leaves with these numbers. */
export async function readBodies(tx: Tx, from: number, to: number): Promise<readonly string[]> {
  const { rows } = await sql<{ body: string }>`
    select l.body from platform.log_entry e join platform.evidence_leaf l on l.id = e.leaf_id
    where e.index >= ${from} and e.index < ${to} order by e.index`.execute(tx.as('platform'))
  return rows.map(({ body }) => body)
}

/** The newest checkpoint, or the newest of this size. */
export async function readCheckpoint(tx: Tx, size?: number): Promise<StoredCheckpoint | undefined> {
  const { rows } = await sql<StoredCheckpoint>`
    select size, at, note from platform.log_checkpoint
    where ${size ?? null}::bigint is null or size = ${size ?? null}::bigint
    order by size desc, at desc limit 1`.execute(tx.as('platform'))
  return rows[0]
}

/** The checkpoint of this size with whose text the note begins. */
export async function readCheckpointOf(
  tx: Tx,
  size: number,
  note: string,
): Promise<StoredCheckpoint | undefined> {
  const { rows } = await sql<StoredCheckpoint>`
    select size, at, note from platform.log_checkpoint where size = ${size} and starts_with(${note}, note)`.execute(
    tx.as('platform'),
  )
  return rows[0]
}

/** Cosignatures of one checkpoint, the newest of each witness. */
export async function readCosignatures(tx: Tx, { size, at }: StoredCheckpoint): Promise<readonly string[]> {
  const { rows } = await sql<{ line: string }>`
    select line from platform.log_cosignature where size = ${size} and at = ${at} order by vkey`.execute(
    tx.as('platform'),
  )
  return rows.map(({ line }) => line)
}

/** The newest checkpoint a witness cosigned. */
export async function readCosigned(tx: Tx): Promise<StoredCheckpoint | undefined> {
  const { rows } = await sql<StoredCheckpoint>`
    select c.size, c.at, c.note from platform.log_cosignature w
    join platform.log_checkpoint c on c.size = w.size and c.at = w.at
    order by w.size desc, w.at desc limit 1`.execute(tx.as('platform'))
  return rows[0]
}

export async function writeCosignature(
  tx: Tx,
  { size, at }: StoredCheckpoint,
  { vkey, line }: { readonly vkey: string; readonly line: string },
): Promise<void> {
  await sql`insert into platform.log_cosignature (size, at, vkey, line)
    values (${size}, ${at}, ${vkey}, ${line}) on conflict do nothing`.execute(tx.as('platform'))
}

/** A leaf by its hash: its number, or null while it waits; undefined when there is no such leaf. */
export async function findLeaf(
  tx: Tx,
  hash: string,
): Promise<{ readonly index: number | null; readonly at: string; readonly body: string } | undefined> {
  const { rows } = await sql<{ index: number | null; at: string; body: string }>`
    select e.index, l.at, l.body from platform.evidence_leaf l
    left join platform.log_entry e on e.leaf_id = l.id where l.hash = ${hash}`.execute(tx.as('platform'))
  return rows[0]
}

/** How far the log is; for the health page and the workbench. */
export async function logState(tx: Tx): Promise<LogState> {
  const { rows } = await sql<{ waiting: number; behind: number; witnesses: string[] }>`
    select (select count(*) from platform.evidence_due) + (select count(*) from platform.attest_due) as waiting,
      coalesce((select extract(epoch from clock_timestamp() + s.clock_offset_ms * interval '1 millisecond' - min(l.at))::bigint
        from platform.evidence_due d join platform.evidence_leaf l on l.id = d.leaf_id, platform.state s
        group by s.one, s.clock_offset_ms), 0) as behind,
      array(select distinct split_part(w.vkey, '+', 1) from platform.log_cosignature w
        where w.at > (select max(at) - interval '1 day' from platform.log_checkpoint)) as witnesses`.execute(
    tx.as('platform'),
  )
  const [row] = rows
  const last = await readCheckpoint(tx)
  return {
    size: await logSize(tx),
    checkpoint: last ? { size: last.size, at: last.at } : null,
    waiting: row?.waiting ?? 0,
    behindSeconds: Math.max(0, row?.behind ?? 0),
    witnesses: row?.witnesses ?? [],
  }
}
