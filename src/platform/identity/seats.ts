import { sql } from 'kysely'
import type { Role } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import type { OrgKind } from './kinds.ts'

/** A place from which a person may act (“以…身份”): an own membership, or one lent by a colleague (代). */
export interface Seat {
  readonly membershipId: string | null
  readonly delegationId: string | null
  readonly org: {
    readonly id: string
    readonly name: string
    readonly kind: OrgKind
    readonly verified: boolean
  } | null
  readonly title: string
  readonly roles: readonly Role[]
  /** Name of the person acted for; null for an own membership. */
  readonly agentFor: string | null
}

/** All places of a person on a day, own ones first. */
export async function seatsOf(tx: Tx, personId: string, day: string): Promise<Seat[]> {
  const { rows } = await sql<{
    membership_id: string | null
    delegation_id: string | null
    org_id: string | null
    org_name: string
    org_kind: OrgKind
    org_verified: boolean
    title: string
    roles: Role[]
    agent_for: string | null
  }>`
    select x.*, o.name as org_name, o.kind as org_kind, o.verified_at is not null as org_verified
    from (
      select 0 as place, m.created_at, m.id as membership_id, null::uuid as delegation_id, m.org_id, m.title, m.roles,
        null::text as agent_for
      from platform.membership m
      where m.person_id = ${personId} and m.from_day <= ${day} and (m.until_day is null or m.until_day >= ${day})
      union all
      select 1, d.created_at, null, d.id, d.org_id, m.title, array(select r from unnest(d.roles) as r where r = any (m.roles)),
        p.name
      from platform.delegation d
      join platform.membership m on m.person_id = d.from_person and m.org_id = d.org_id
        and m.from_day <= ${day} and (m.until_day is null or m.until_day >= ${day})
      join platform.person p on p.id = d.from_person
      where d.to_person = ${personId} and d.ended_at is null and d.from_day <= ${day} and d.until_day >= ${day}
    ) x left join platform.organisation o on o.id = x.org_id
    order by x.place, x.created_at, x.membership_id, x.delegation_id limit 100`.execute(tx.as('platform'))
  return rows.map((row) => ({
    membershipId: row.membership_id,
    delegationId: row.delegation_id,
    org:
      row.org_id === null
        ? null
        : { id: row.org_id, name: row.org_name, kind: row.org_kind, verified: row.org_verified },
    title: row.title,
    roles: row.roles,
    agentFor: row.agent_for,
  }))
}
