import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import { forgetIn, marksOf, type Forgotten } from '../identity/forget.ts'
import type { Tables } from './tables.ts'

type Parts = Readonly<Record<string, unknown>>

interface PartsRow {
  record_id: string
  owner_org_id: string
  parts: Parts
  staged: Parts | null
}

/**
 * The fields marked `personal` stand outside the append-only versions, one row a record with their latest value, so
 * that a correction or an erasure leaves no older one behind (PIPL 46, 47; practice.md P18).
 */
export function privateParts(tables: Tables) {
  const { parts, head, run, privateFields, subject } = tables
  return {
    /** The personal fields of a form that have a value. */
    privateOf: (form: unknown) => pick(form as Parts, privateFields),

    forgetSalts: (tx: Tx, ids: readonly string[], fields: readonly string[]) =>
      destroySalts(tx, subject, ids, fields),

    /** What the batch staged becomes the latest value; call before the heads forget the batch. */
    flipParts: (tx: Tx, batchId: string) =>
      run(
        tx,
        sql`update ${parts} p set parts = p.staged, staged = null from ${head} r
          where r.staged_batch = ${batchId} and r.id = p.record_id and p.staged is not null`,
      ),

    /** What a discarded batch staged is gone. */
    dropParts: async (tx: Tx, batchId: string) => {
      await run(
        tx,
        sql`delete from ${parts} p using ${head} r
          where r.staged_batch = ${batchId} and r.id = p.record_id and p.parts = '{}'::jsonb`,
      )
      await run(
        tx,
        sql`update ${parts} p set staged = null from ${head} r where r.staged_batch = ${batchId} and r.id = p.record_id`,
      )
    },

    /** Takes a person out of every record's personal fields; answers how many records named the person. */
    forget: (tx: Tx, person: Forgotten) => forget(tables, tx, person),
  }
}

async function forget(tables: Tables, tx: Tx, person: Forgotten): Promise<number> {
  const { parts, head, run, all, privateFields, subject } = tables
  const rows = await all(
    tx,
    sql<PartsRow>`
          select p.record_id, r.owner_org_id, p.parts, p.staged from ${parts} p join ${head} r on r.id = p.record_id
          where exists (select from unnest(${marksOf(person)}::text[]) m
            where strpos(regexp_replace(p.parts::text || coalesce(p.staged::text, ''), '[[:space:]-]', '', 'g'), m) > 0)`,
  )
  const changed = rows.flatMap((row) => {
    const now = without(row.parts, person, row.owner_org_id)
    const staged = row.staged && without(row.staged, person, row.owner_org_id)
    return now === row.parts && staged === row.staged ? [] : [{ id: row.record_id, parts: now, staged }]
  })
  if (changed.length === 0) return 0
  await run(
    tx,
    sql`update ${parts} p set parts = x.parts, staged = x.staged
          from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as x(id uuid, parts jsonb, staged jsonb)
          where p.record_id = x.id`,
  )
  await destroySalts(
    tx,
    subject,
    changed.map(({ id }) => id),
    privateFields,
  )
  return changed.length
}

/** The rest of a form without its personal fields, for the version. */
export function openData<Form>(tables: Tables, form: Form): Form {
  const closed = new Set(tables.privateFields)
  return Object.fromEntries(Object.entries(form as Parts).filter(([name]) => !closed.has(name))) as Form
}

interface KeptRow {
  readonly id: string
  readonly parts: Parts | null
  readonly staged: Parts | null
}

/** Keeps the personal fields of versions: at once, or with the version's batch. */
export async function keepParts(
  tables: Tables,
  tx: Tx,
  versions: readonly {
    readonly record_id: string
    readonly data: unknown
    readonly batch_id: string | null
  }[],
): Promise<void> {
  const { parts, privateFields, run } = tables
  const rows = versions.flatMap(({ record_id: id, data, batch_id: batch }): KeptRow[] => {
    const kept = pick(data as Parts, privateFields)
    if (batch === null) return [{ id, parts: kept, staged: null }]
    // A file never empties a field, so that a row without personal fields changes none.
    return Object.keys(kept).length === 0 ? [] : [{ id, parts: null, staged: kept }]
  })
  if (rows.length === 0) return
  await run(
    tx,
    sql`insert into ${parts} as p (record_id, parts, staged)
      select id, coalesce(parts, '{}'::jsonb), staged
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, parts jsonb, staged jsonb)
      on conflict (record_id) do update set
        parts = case when excluded.staged is null then excluded.parts else p.parts end,
        staged = coalesce(excluded.staged, p.staged)`,
  )
}

/** Destroys what could tell which value of these fields the journal's earlier commitments hide. */
export async function destroySalts(
  tx: Tx,
  subject: string,
  ids: readonly string[],
  fields: readonly string[],
): Promise<void> {
  if (ids.length === 0 || fields.length === 0) return
  const names = fields.map((field) => `secret:${field}`)
  await sql`delete from platform.evidence_salt s using platform.journal j
    where s.leaf_id = j.leaf_id and j.subject_kind = ${subject} and j.subject_id = any (${[...ids]}::uuid[])
      and s.field = any (${names}::text[])`.execute(tx.as('platform'))
}

function pick(form: Parts, fields: readonly string[]): Parts {
  return Object.fromEntries(
    fields.flatMap((field) =>
      form[field] === undefined || form[field] === null ? [] : [[field, form[field]]],
    ),
  )
}

/** The parts with every text that names the person cleared of name, number and address; the same object when none does. */
function without(parts: Parts, person: Forgotten, ownerOrgId: string): Parts {
  const cleared = Object.entries(parts).map(([field, value]): [string, unknown] => [
    field,
    typeof value === 'string' ? forgetIn(value, person, ownerOrgId) : value,
  ])
  return cleared.some(([field, value]) => value !== parts[field]) ? Object.fromEntries(cleared) : parts
}
