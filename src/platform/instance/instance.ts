import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

export type InstanceKind = 'demo' | 'rehearsal' | 'production'

/** What this installation is: one immutable row, and how far its clock was moved (rehearsal only). */
export interface Instance {
  readonly kind: InstanceKind
  readonly city: string
  readonly origin: string
  readonly offsetMs: number
  readonly rulesetVersion: string
  readonly calendarVersion: string
}

/** The instance, or undefined on a database that was not founded yet. */
export async function readInstance(tx: Tx): Promise<Instance | undefined> {
  const { rows } = await sql<{
    kind: InstanceKind
    city: string
    origin: string
    clock_offset_ms: number
    ruleset_version: string
    calendar_version: string
  }>`
    select i.kind, i.city, i.origin, s.clock_offset_ms, s.ruleset_version, s.calendar_version
    from platform.instance i cross join platform.state s`.execute(tx.as('platform'))
  const row = rows[0]
  return (
    row && {
      kind: row.kind,
      city: row.city,
      origin: row.origin,
      offsetMs: row.clock_offset_ms,
      rulesetVersion: row.ruleset_version,
      calendarVersion: row.calendar_version,
    }
  )
}

/** The database's clock plus the rehearsal offset, in milliseconds precision (design.md 5). */
export async function databaseNow(tx: Tx): Promise<string> {
  const { rows } = await sql<{ now: string }>`
    select date_trunc('milliseconds', clock_timestamp()) + coalesce(max(clock_offset_ms), 0) * interval '1 millisecond' as now
    from platform.state`.execute(tx.as('platform'))
  const now = rows[0]?.now
  if (now === undefined) throw new Error('the database did not tell the time')
  return now
}
