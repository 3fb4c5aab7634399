import { sql } from 'kysely'
import { visitor, type Actor, type Role } from '../access/access.ts'
import type { Day } from '../command/command.ts'
import type { Tx } from '../db/database.ts'
import { strongRoles } from '../identity/kinds.ts'

/** For whom a deputy or secretary acts, with which roles and how long: what the work list shows as “代 某某”. */
export interface Represented {
  readonly delegationId: string
  readonly personId: string
  readonly name: string
  readonly kind: 'deputy' | 'secretary'
  readonly roles: readonly string[]
  readonly until: Day
}

/** One place a work list is read from: the actor as they would act, and for whom. */
export interface WorkSeat {
  readonly actor: Actor
  readonly as: Represented | null
}

/** A person represents a handful of colleagues at a time. */
const LENT_MAX = 50

/**
 * The places whose work an actor has: their own, and those colleagues lent them today (AB角, P6). Whoever acts from a
 * lent place already has the work of that place only.
 */
export async function workSeats(tx: Tx, actor: Actor, day: Day): Promise<WorkSeat[]> {
  const lent = await lentSeats(tx, actor.personId, day)
  if (actor.agentFor === null) return [{ actor, as: null }, ...lent]
  const present = lent.find(({ as, actor: a }) => as?.personId === actor.agentFor && a.orgId === actor.orgId)
  return [{ actor, as: present?.as ?? null }]
}

interface LentRow {
  id: string
  kind: Represented['kind']
  from_person: string
  from_name: string
  name: string
  org_id: string
  org_name: string
  org_verified: boolean
  roles: Role[]
  until_day: string
  is_strong: boolean
}

/** A lent role works only while its owner holds it; strong ones of a real city only with a second factor. */
export async function lentSeats(tx: Tx, personId: string | null, day: Day): Promise<WorkSeat[]> {
  const { rows } = await sql<LentRow>`
    select d.id, d.kind, d.from_person, p.name as from_name, u.name, d.org_id, o.name as org_name, d.until_day,
      o.verified_at is not null as org_verified,
      array(select r from unnest(d.roles) as r where r = any (m.roles)) as roles,
      (i.kind <> 'production' or exists (select from platform.second_factor f
        where f.person_id = d.to_person and f.confirmed_at is not null and f.removed_at is null)) as is_strong
    from platform.delegation d
    join platform.membership m on m.person_id = d.from_person and m.org_id = d.org_id
      and m.from_day <= ${day} and (m.until_day is null or m.until_day >= ${day})
    join platform.person p on p.id = d.from_person
    join platform.person u on u.id = d.to_person and u.erased_at is null
    join platform.organisation o on o.id = d.org_id
    cross join platform.instance i
    where d.to_person = ${personId} and d.ended_at is null and d.from_day <= ${day} and d.until_day >= ${day}
    order by d.created_at, d.id limit ${LENT_MAX}`.execute(tx.as('platform'))
  return rows.map((row) => {
    const roles = row.roles.filter((role) => row.is_strong || !strongRoles.includes(role))
    return {
      actor: {
        ...visitor,
        kind: 'person',
        personId,
        name: row.name,
        orgId: row.org_id,
        orgName: row.org_name,
        orgVerified: row.org_verified,
        roles,
        agentFor: row.from_person,
      },
      as: {
        delegationId: row.id,
        personId: row.from_person,
        name: row.from_name,
        kind: row.kind,
        roles,
        until: row.until_day,
      },
    }
  })
}
