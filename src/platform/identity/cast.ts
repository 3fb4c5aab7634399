import { sql } from 'kysely'
import { visitor, type Actor, type Role } from '../access/access.ts'
import type { Tx } from '../db/database.ts'

/** A person of the cast as the actor of example acts, in the first place they work at; undefined when unknown. */
export async function castActor(tx: Tx, login: string): Promise<Actor | undefined> {
  const { rows } = await sql<{
    person_id: string
    name: string
    org_id: string | null
    org_name: string | null
    roles: Role[]
    verified: boolean
  }>`
    select p.id as person_id, p.name, m.org_id, o.name as org_name, m.roles, o.verified_at is not null as verified
    from platform.account a
    join platform.person p on p.id = a.person_id
    join platform.membership m on m.person_id = p.id
    left join platform.organisation o on o.id = m.org_id
    where a.login = ${login} and p.sample
    order by m.created_at, m.id
    limit 1`.execute(tx.as('platform'))
  const [row] = rows
  return (
    row && {
      ...visitor,
      kind: 'person',
      personId: row.person_id,
      name: row.name,
      orgId: row.org_id,
      orgName: row.org_name,
      roles: row.roles,
      orgVerified: row.verified,
    }
  )
}

/** Whether an organisation or a person of the cast makes it: then what is made is an example too (P3). */
export async function isOfCast(tx: Tx, orgId: string, personId: string): Promise<boolean> {
  const { rows } = await sql<{ sample: boolean }>`
    select exists (select from platform.organisation where id = ${orgId} and sample)
      or exists (select from platform.person where id = ${personId} and sample) as sample`.execute(
    tx.as('platform'),
  )
  return rows[0]?.sample ?? false
}
