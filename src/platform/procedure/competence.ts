import { sql } from 'kysely'
import type { Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import type { Procedure } from './procedure.ts'

/** Which part of a procedure: its step, and the organisation whose region decides where the pack divides by region. */
export interface Where {
  readonly step: string | null
  readonly orgId: string
}

/**
 * The unit competent for a procedure on a day (practice.md P4): a dated pack row, never code. A row of the step counts
 * before one of the whole procedure, one of the organisation's region before one without. Null when the pack names
 * none: the dossier then waits for an administrator to hand it over.
 */
export async function competentUnit(
  tx: Tx,
  procedure: Pick<Procedure, 'id' | 'module'>,
  day: Day,
  where?: Where,
): Promise<string | null> {
  const { rows } = await sql<{ unit_org_id: string }>`
    select unit_org_id from platform.competence c
    where procedure = ${procedure.id} and opinion_order is null
      and (step is null or step = ${where?.step ?? null})
      and (region is null or region = (select region from platform.pub_organisation where id = ${where?.orgId ?? null}))
      and from_day <= ${day} and (until_day is null or until_day >= ${day})
    order by step nulls last, region nulls last, from_day desc limit 1`.execute(tx.as(procedure.module))
  return rows[0]?.unit_org_id ?? null
}

/** A unit that is asked for its opinion. */
export interface OpinionUnit {
  readonly orgId: string
  readonly place: number
  readonly basis: string
}

/** The units asked for an opinion in a step, in the order the pack gives, which is the plan's: never sorted by name. */
export async function opinionUnits(
  tx: Tx,
  procedure: Pick<Procedure, 'id' | 'module'>,
  day: Day,
  step: string,
): Promise<OpinionUnit[]> {
  const { rows } = await sql<OpinionUnit>`
    select unit_org_id as "orgId", opinion_order as place, basis from platform.competence
    where procedure = ${procedure.id} and step = ${step} and opinion_order is not null
      and from_day <= ${day} and (until_day is null or until_day >= ${day})
    order by opinion_order`.execute(tx.as(procedure.module))
  return rows
}

/** A competence row in force: who is competent for a step, in a region, or asked for an opinion in a place of the order. */
export interface Seat {
  readonly step: string | null
  readonly region: string | null
  readonly place: number | null
  readonly unit: string
}

/** Competence rows of every procedure in force on a day, by procedure; those asked for opinions in the pack's order. */
export async function seatsOn(tx: Tx, day: Day): Promise<ReadonlyMap<string, readonly Seat[]>> {
  const { rows } = await sql<Seat & { readonly procedure: string }>`
    select c.procedure, c.step, c.region, c.opinion_order as place, o.name as unit
    from platform.competence c join platform.organisation o on o.id = c.unit_org_id
    where c.from_day <= ${day} and (c.until_day is null or c.until_day >= ${day})
    order by c.opinion_order nulls first, c.from_day desc, c.region`.execute(tx.as('platform'))
  return Map.groupBy(rows, ({ procedure }) => procedure)
}
