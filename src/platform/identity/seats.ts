import { sql } from 'kysely'
import { visitor, type Actor, type Role } from '../access/access.ts'
import type { Tx } from '../db/database.ts'
import type { SessionView } from './actor.ts'
import type { OrgKind } from './kinds.ts'
import { identity } from './tables.ts'

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
      select 1, d.created_at, null, d.id, d.org_id, coalesce(m.title, '窗口代录'), case d.kind when 'counter' then d.roles else array(select r from unnest(d.roles) as r where r = any (m.roles)) end,
        p.name
      from platform.delegation d
      left join platform.membership m on m.person_id = d.from_person and m.org_id = d.org_id
        and m.from_day <= ${day} and (m.until_day is null or m.until_day >= ${day})
      join platform.person p on p.id = d.from_person
      where d.to_person = ${personId} and d.ended_at is null and d.from_day <= ${day} and d.until_day >= ${day}
        and (d.kind = 'counter' or m.id is not null)
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

/** Sessions of the person that are still open, the latest used first, for “登录的设备”. */
export async function openSessionsOf(tx: Tx, session: SessionView, now: string) {
  const rows = await identity(tx)
    .selectFrom('platform.session')
    .select(['id', 'created_at', 'last_seen_at'])
    .where('person_id', '=', session.personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .limit(50)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    openedAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    current: row.id === session.id,
  }))
}

/** The second factor in use; null when there is none. */
export async function factorOf(
  tx: Tx,
  personId: string,
): Promise<{ id: string; kind: 'totp' | 'sms' } | null> {
  const row = await identity(tx)
    .selectFrom('platform.second_factor')
    .select(['id', 'kind'])
    .where('person_id', '=', personId)
    .where('confirmed_at', 'is not', null)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/** The mobile number of a person; null when none is known. */
export async function phoneOf(tx: Tx, personId: string): Promise<string | null> {
  const row = await identity(tx)
    .selectFrom('platform.person')
    .select('phone')
    .where('id', '=', personId)
    .executeTakeFirst()
  return row?.phone ?? null
}

/** The login of a person, empty for somebody without an account. */
export async function loginOf(tx: Tx, personId: string): Promise<string> {
  const row = await identity(tx)
    .selectFrom('platform.account')
    .select('login')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row?.login ?? ''
}

/** The person as who they are in each organisation on a day, without what was lent to them. */
export async function actorsOf(tx: Tx, personId: string, day: string): Promise<Actor[]> {
  const row = await identity(tx)
    .selectFrom('platform.person')
    .select('name')
    .where('id', '=', personId)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!row) return []
  const seats = await seatsOf(tx, personId, day)
  return seats
    .filter(({ membershipId }) => membershipId !== null)
    .map(({ org, roles }) => ({
      ...visitor,
      kind: 'person',
      personId,
      name: row.name,
      orgId: org?.id ?? null,
      orgName: org?.name ?? null,
      roles,
      orgVerified: org?.verified ?? false,
    }))
}
