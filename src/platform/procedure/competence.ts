import { sql } from 'kysely'
import type { Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Procedure } from './procedure.ts'

/**
 * The unit competent for a procedure on a day (practice.md P4): a dated pack row, never code.
 * Null when the pack names none: the dossier then waits for an administrator to hand it over.
 */
export async function competentUnit(
  tx: Tx,
  procedure: Pick<Procedure, 'id' | 'module'>,
  day: Day,
): Promise<string | null> {
  const { rows } = await sql<{ unit_org_id: string }>`
    select unit_org_id from platform.competence
    where procedure = ${procedure.id} and step is null and from_day <= ${day} and (until_day is null or until_day >= ${day})
    order by from_day desc limit 1`.execute(tx.as(procedure.module))
  return rows[0]?.unit_org_id ?? null
}
