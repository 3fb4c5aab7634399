import { randomUUID } from 'node:crypto'
import type { Sql } from './sql.ts'

export interface IndexState {
  readonly next_doc: number
  readonly docs: number
  readonly length: number
}

/** Held to the end of the transaction: one writer of a kind's index at a time, in all processes. */
export async function lockKind(sql: Sql, kind: string): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('keqiao search ' || $1, 0))`, [kind])
}

/** Number of documents of a kind, exact where a search stops counting at its cap. */
export async function indexedCount(sql: Sql, kind: string): Promise<number> {
  const [row] = await sql.query<{ readonly docs: number }>(
    'select docs from platform.search_state where kind = $1',
    [kind],
  )
  return row?.docs ?? 0
}

/** Average document length, the pivot of length normalisation, with a batch about to be added. */
export function averageLength(state: IndexState, added: readonly { readonly length: number }[]): number {
  const length = added.reduce((sum, one) => sum + one.length, state.length)
  return Math.max(1, length / Math.max(1, state.docs + added.length))
}

/** The counters of a kind, created when it is new. */
export async function readState(sql: Sql, kind: string): Promise<IndexState> {
  await sql.query(
    `insert into platform.search_state (kind, version, next_doc, docs, length) values ($1, $2, 1, 0, 0)
     on conflict (kind) do nothing`,
    [kind, randomUUID()],
  )
  const [state] = await sql.query<IndexState>(
    'select next_doc, docs, length from platform.search_state where kind = $1',
    [kind],
  )
  if (state === undefined) throw new Error(`search state of ${kind} is missing`)
  return state
}

/** Counts and a new version, by which readers see that the index has changed. */
export async function changeState(
  sql: Sql,
  kind: string,
  numbers: number,
  docs: number,
  length: number,
): Promise<void> {
  await sql.query(
    `update platform.search_state set version = $2, next_doc = next_doc + $3, docs = docs + $4, length = length + $5
     where kind = $1`,
    [kind, randomUUID(), numbers, docs, length],
  )
}
