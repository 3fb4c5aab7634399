import { sql } from 'kysely'
import { v7 } from 'uuid'
import {
  calendarOf,
  type Calendar,
  type CalendarDay,
  type Day,
  type YearTable,
} from '#platform/calendar/calendar.ts'
import {
  calendarVersion,
  type DatedDeadline,
  type KeptTerm,
  type Move,
} from '#platform/calendar/deadlines.ts'
import type { Tx } from '#platform/db/database.ts'

interface CalendarTables {
  'platform.calendar_year': {
    id: string
    year: number
    source: string
    loaded_at: string
    journal_id: string | null
  }
  'platform.calendar_day': { year_id: string; day: string; kind: CalendarDay['kind']; festival: string }
  'platform.state': { one: boolean; calendar_version: string }
  'platform.deadline': {
    id: string
    term: unknown
    starts_on: string
    nominal_on: string
    due_on: string | null
    provisional: boolean
    state: string
  }
}

/** The calendar of the latest loading of each year. */
export async function loadCalendar(tx: Tx): Promise<Calendar> {
  const db = tx.as<CalendarTables>('platform')
  const years = await db
    .selectFrom('platform.calendar_year')
    .select(['id', 'year', 'source'])
    .orderBy('loaded_at')
    .orderBy('id')
    .execute()
  const days = await db
    .selectFrom('platform.calendar_day')
    .select(['year_id', 'day', 'kind', 'festival'])
    .orderBy('day')
    .execute()
  const byYear = Map.groupBy(days, (row) => row.year_id)
  return calendarOf(
    years.map(({ id, year, source }) => ({
      year,
      source,
      days: (byYear.get(id) ?? []).map(({ day, kind, festival }) => ({ day, kind, festival })),
    })),
  )
}

/** Adds the pack's years that were never loaded; returns the version of the calendar that counts. */
export async function seedCalendar(tx: Tx, tables: readonly YearTable[], now: string): Promise<string> {
  const calendar = await loadCalendar(tx)
  const fresh = tables.filter(({ year }) => !calendar.years.has(year))
  for (const table of fresh) await addYear(tx, table, now, null)
  return calendarVersion(await loadCalendar(tx))
}

/** Records one loading of a year and makes its calendar the one later commands decide by. */
export async function addYear(
  tx: Tx,
  table: YearTable,
  now: string,
  journalId: string | null,
): Promise<Calendar> {
  const db = tx.as<CalendarTables>('platform')
  const id = v7()
  const { year, source } = table
  await db
    .insertInto('platform.calendar_year')
    .values({ id, year, source, loaded_at: now, journal_id: journalId })
    .execute()
  await db
    .insertInto('platform.calendar_day')
    .values(table.days.map(({ day, kind, festival }) => ({ year_id: id, day, kind, festival })))
    .execute()
  const calendar = await loadCalendar(tx)
  await db
    .updateTable('platform.state')
    .set({ calendar_version: calendarVersion(calendar) })
    .execute()
  return calendar
}

/** Open deadlines that a year's table can move: the provisional ones and those from its first day on. */
export async function deadlinesFrom(tx: Tx, first: Day): Promise<DatedDeadline[]> {
  const rows = await tx
    .as<CalendarTables>('platform')
    .selectFrom('platform.deadline')
    .select(['id', 'term', 'starts_on', 'nominal_on', 'due_on', 'provisional'])
    .where('state', '=', 'open')
    .where((where) => where.or([where('provisional', '=', true), where('nominal_on', '>=', first)]))
    .orderBy('nominal_on')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    // Written by the procedure engine in this shape.
    kept: row.term as KeptTerm,
    startsOn: row.starts_on,
    nominalOn: row.nominal_on,
    dueOn: row.due_on,
    provisional: row.provisional,
  }))
}

/** Writes the new dates of the deadlines that moved, and what they were, in one statement. */
export async function moveDeadlines(tx: Tx, moves: readonly Move[], journalId: string): Promise<void> {
  if (moves.length === 0) return
  const rows = JSON.stringify(
    moves.map(({ id, before, after }) => ({
      id,
      old_nominal_on: before.nominalOn,
      old_due_on: before.dueOn,
      nominal_on: after.nominalOn,
      due_on: after.dueOn,
      provisional: after.provisional,
    })),
  )
  await sql`
    with m as (
      select * from jsonb_to_recordset(${rows}::jsonb) as m(id uuid, old_nominal_on date, old_due_on date,
        nominal_on date, due_on date, provisional boolean)
    ), moved as (
      update platform.deadline d
      set nominal_on = m.nominal_on, due_on = m.due_on, provisional = m.provisional
      from m where d.id = m.id
    )
    insert into platform.deadline_move
      (deadline_id, journal_id, before_nominal_on, before_due_on, after_nominal_on, after_due_on)
    select id, ${journalId}::uuid, old_nominal_on, old_due_on, nominal_on, due_on from m`.execute(
    tx.as('platform'),
  )
}

/** Open deadlines whose date is not final; for the go-live page. */
export async function countProvisional(tx: Tx): Promise<number> {
  const { n } = await tx
    .as<CalendarTables>('platform')
    .selectFrom('platform.deadline')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('state', '=', 'open')
    .where('provisional', '=', true)
    .executeTakeFirstOrThrow()
  return n
}
