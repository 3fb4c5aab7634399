import { sql } from 'kysely'
import { v7 } from 'uuid'
import type { Day } from '../calendar/calendar.ts'
import type { Instant } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Basis, BasisState } from './rules.ts'

interface BasisStateRow {
  id: string
  basis: string
  title: string
  number: string
  state: BasisState
  from_day: Day | null
  until_day: Day | null
  source: string
  recorded_at: Instant
  person_id: string | null
  journal_id: string | null
}

interface ExceptionRow {
  id: string
  procedure: string
  reason: string
  until_day: Day
  person_id: string
  at: Instant
  journal_id: string
}

interface BasisTables {
  'platform.basis_state': BasisStateRow
  'platform.basis_exception': ExceptionRow
}

/** A basis with where its state is known from. */
export interface RecordedBasis extends Basis {
  readonly source: string
  readonly recordedAt: Instant
}

/** The newest row of each basis, by its name; of those named, or of all. */
export async function basesOf(tx: Tx, module: string, named?: readonly string[]): Promise<RecordedBasis[]> {
  const only = named === undefined ? null : [...named]
  const { rows } = await sql<RecordedBasis>`
    select distinct on (basis) basis, title, number, state, from_day as "from", until_day as "until", source,
      recorded_at as "recordedAt"
    from platform.basis_state where ${only}::text[] is null or basis = any (${only}::text[])
    order by basis, recorded_at desc, id desc`.execute(tx.as(module))
  return rows
}

export async function insertBasis(
  tx: Tx,
  basis: Basis & { readonly source: string },
  by: { readonly at: Instant; readonly personId: string | null; readonly journalId: string | null },
): Promise<void> {
  const { from, until, ...row } = basis
  await tx
    .as<BasisTables>('platform')
    .insertInto('platform.basis_state')
    .values({
      ...row,
      id: v7(),
      from_day: from,
      until_day: until,
      recorded_at: by.at,
      person_id: by.personId,
      journal_id: by.journalId,
    })
    .execute()
}

/** A reason for opening a procedure although its basis is dead, while it runs. */
export interface BasisException {
  readonly procedure: string
  readonly reason: string
  readonly until: Day
}

/** Reasons in force on a day, the newest first; of one procedure, or of all. */
export async function exceptionsOn(
  tx: Tx,
  module: string,
  day: Day,
  procedure?: string,
): Promise<BasisException[]> {
  const { rows } = await sql<BasisException>`
    select procedure, reason, until_day as "until" from platform.basis_exception
    where until_day >= ${day} and (${procedure ?? null}::text is null or procedure = ${procedure ?? null})
    order by at desc limit 200`.execute(tx.as(module))
  return rows
}

export async function insertException(tx: Tx, row: ExceptionRow): Promise<void> {
  await tx.as<BasisTables>('platform').insertInto('platform.basis_exception').values(row).execute()
}
