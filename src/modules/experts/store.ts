import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Declared, ExpertForm } from './forms.ts'
import type { Checked } from './rules.ts'

export interface ExpertRow {
  id: string
  code: string
  dossier_id: string
  person_id: string
  name: string
  /** The unit that recommended; null when the expert applied. */
  recommended_by: string | null
  state: string
  type: ExpertForm['type'] | null
  fields: string[]
  unit: string
  dept: string | null
  title: string
  level: string | null
  degree: string | null
  is_local: boolean
  region: string
  /** Declarations conflicts are computed from. */
  declared: Declared
  id_no: string | null
  bank_account: string | null
  valid_until: string | null
  /** What a renewal asks to have changed, until an officer has checked it. */
  proposed: Partial<Checked> | null
  /** When and why the expert was removed. */
  removed_at: string | null
  removed_for: string | null
  sample: boolean
  at: string
}

interface Tables {
  'experts.expert': Omit<ExpertRow, 'declared' | 'proposed'> & { declared: unknown; proposed: unknown }
}

const tables = (tx: Tx) => tx.as<Tables>('experts')

/** A city's pool; a list page shows a part. */
const POOL_MAX = 5_000
/** Entries of one person that a page shows: nobody applied as often. */
const EARLIER_MAX = 20

export async function insertExpert(tx: Tx, row: ExpertRow): Promise<void> {
  await tables(tx)
    .insertInto('experts.expert')
    .values({ ...row, ...stored(row) })
    .execute()
}

export async function changeExpert(tx: Tx, id: string, to: Partial<ExpertRow>): Promise<void> {
  await tables(tx)
    .updateTable('experts.expert')
    .set({ ...to, ...stored(to) })
    .where('id', '=', id)
    .execute()
}

/** The columns that are JSON, as far as they are given. */
function stored({ declared, proposed }: Partial<ExpertRow>): { declared?: string; proposed?: string | null } {
  return {
    ...(declared && { declared: JSON.stringify(declared) }),
    ...(proposed !== undefined && { proposed: proposed && JSON.stringify(proposed) }),
  }
}

export async function findExpert(
  tx: Tx,
  by: { readonly id: string } | { readonly dossierId: string },
): Promise<ExpertRow | undefined> {
  const all = tables(tx).selectFrom('experts.expert').selectAll()
  const one = 'id' in by ? all.where('id', '=', by.id) : all.where('dossier_id', '=', by.dossierId)
  return (await one.executeTakeFirst()) as ExpertRow | undefined
}

/** States after which an expert applies anew. */
const OVER = ['removed', 'refused', 'left']

/** Everybody in the pool or on the way into it. */
export async function notOver(tx: Tx): Promise<ExpertRow[]> {
  const rows = await tables(tx)
    .selectFrom('experts.expert')
    .selectAll()
    .where('state', 'not in', OVER)
    .limit(POOL_MAX)
    .execute()
  return rows as ExpertRow[]
}

/** A person's entry that is not over: one at a time. */
export async function openEntry(tx: Tx, personId: string): Promise<ExpertRow | undefined> {
  const row = await tables(tx)
    .selectFrom('experts.expert')
    .selectAll()
    .where('person_id', '=', personId)
    .where('state', 'not in', OVER)
    .executeTakeFirst()
  return row as ExpertRow | undefined
}

/** Entries of a person that are over, the newest first: what becomes of somebody who applies again is judged by them. */
export async function earlierEntries(tx: Tx, personId: string): Promise<ExpertRow[]> {
  const rows = await tables(tx)
    .selectFrom('experts.expert')
    .selectAll()
    .where('person_id', '=', personId)
    .where('state', 'in', OVER)
    .orderBy('at', 'desc')
    .limit(EARLIER_MAX)
    .execute()
  return rows as ExpertRow[]
}

/** When the person was last removed from the pool; undefined when never. */
export async function lastRemoval(tx: Tx, personId: string): Promise<string | undefined> {
  const row = await tables(tx)
    .selectFrom('experts.expert')
    .select(({ fn }) => fn.max('removed_at').as('at'))
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.at ?? undefined
}

/** The newest entry of a person, over or not. */
export async function newestEntry(tx: Tx, personId: string): Promise<ExpertRow | undefined> {
  const row = await tables(tx)
    .selectFrom('experts.expert')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row as ExpertRow | undefined
}

export async function expertsIn(tx: Tx, states: readonly string[]): Promise<ExpertRow[]> {
  const rows = await tables(tx)
    .selectFrom('experts.expert')
    .selectAll()
    .where('state', 'in', [...states])
    .orderBy('code')
    .limit(POOL_MAX)
    .execute()
  return rows as ExpertRow[]
}

export async function expertsOf(tx: Tx, ids: readonly string[]): Promise<ExpertRow[]> {
  if (ids.length === 0) return []
  const rows = await tables(tx)
    .selectFrom('experts.expert')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  return rows as ExpertRow[]
}

export interface PoolFilter {
  readonly q: string
  readonly type?: string | undefined
  readonly field?: string | undefined
  readonly place?: string | undefined
  readonly state?: string | undefined
  readonly limit: number
  readonly offset: number
}

/** Entries of the pool by filters, with their names, by code; total with them. */
export async function poolPage(tx: Tx, filter: PoolFilter): Promise<{ rows: ExpertRow[]; total: number }> {
  const like = `%${filter.q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`
  const where = sql`where (${filter.q} = '' or e.name ilike ${like} or e.unit ilike ${like} or e.code ilike ${like})
    and (${filter.type ?? null}::text is null or e.type = ${filter.type ?? null})
    and (${filter.field ?? null}::text is null or ${filter.field ?? null} = any (e.fields))
    and (${filter.place ?? null}::text is null or e.is_local = (${filter.place ?? null} = '本市'))
    and (${filter.state ?? null}::text is null or e.state = ${filter.state ?? null})`
  const { rows } = await sql<ExpertRow & { total: number }>`
    select e.*, count(*) over ()::int as total from experts.expert e ${where}
    order by e.code limit ${filter.limit} offset ${filter.offset}`.execute(tx.as('experts'))
  return { rows, total: rows[0]?.total ?? 0 }
}

/** The next number of the pool; the caller queues, so that two never read the same. */
export async function nextCode(tx: Tx): Promise<string> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(max(substr(code, 3)::int), 0) + 1 as n from experts.expert`.execute(tx.as('experts'))
  return `ZK${String(rows[0]?.n ?? 1).padStart(6, '0')}`
}

/** Forgets what is personal of an expert (practice.md P18). */
export async function eraseExpert(tx: Tx, personId: string): Promise<number> {
  const result = await tables(tx)
    .updateTable('experts.expert')
    .set({
      declared: JSON.stringify({ employers: [], kin: [], holdings: [], ties: [] }),
      name: '（已删除）',
      dept: null,
      proposed: null,
      id_no: null,
      bank_account: null,
    })
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
