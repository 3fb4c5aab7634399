import { sql } from 'kysely'
import type { Day } from '../calendar/calendar.ts'
import type { Tx } from '../db/database.ts'

/** What the ground keeps of people of an organisation, for signals that two organisations act together (trust.md A1). */
export interface PeopleOfOrg {
  readonly members: readonly string[]
  readonly phones: readonly string[]
  readonly mails: readonly string[]
}

/** Members of organisations on a day, with how each is reached; nobody who was erased. */
export async function peopleOfOrgs(
  tx: Tx,
  orgIds: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, PeopleOfOrg>> {
  const { rows } = await sql<{ org_id: string; members: string[]; phones: string[]; mails: string[] }>`
    select m.org_id, array_agg(distinct p.id::text) as members,
      coalesce(array_agg(distinct p.phone) filter (where p.phone is not null), '{}') as phones,
      coalesce(array_agg(distinct lower(p.email)) filter (where p.email is not null), '{}') as mails
    from platform.membership m join platform.person p on p.id = m.person_id and p.erased_at is null
    where m.org_id = any (${[...orgIds]}::uuid[]) and (m.until_day is null or m.until_day >= ${day})
    group by m.org_id`.execute(tx.as('platform'))
  return new Map(rows.map(({ org_id: orgId, ...rest }) => [orgId, rest]))
}

/** Who acted in journal entries, by entry. */
export async function peopleOfEntries(
  tx: Tx,
  journalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; person_id: string }>`
    select id, person_id from platform.journal
    where id = any (${[...journalIds]}::uuid[]) and person_id is not null`.execute(tx.as('platform'))
  return new Map(rows.map(({ id, person_id: personId }) => [id, personId]))
}

interface SignedFrom {
  readonly addresses: readonly string[]
  readonly devices: readonly string[]
}

/** Keyed hashes of where these people signed in from, by person. */
export async function signedInFrom(
  tx: Tx,
  personIds: readonly string[],
  since: string,
): Promise<ReadonlyMap<string, SignedFrom>> {
  const { rows } = await sql<{ person_id: string; addresses: string[]; devices: string[] }>`
    select person_id, array_agg(distinct address_mark) as addresses, array_agg(distinct device_mark) as devices
    from platform.session
    where person_id = any (${[...personIds]}::uuid[]) and address_mark is not null and last_seen_at >= ${since}
    group by person_id`.execute(tx.as('platform'))
  return new Map(rows.map(({ person_id: personId, ...rest }) => [personId, rest]))
}

/** How many organisations have members, on a day, who signed in from an address or device, by mark. */
export async function orgsBehind(
  tx: Tx,
  marks: readonly string[],
  day: Day,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ mark: string; n: number }>`
    select s.mark, count(distinct m.org_id)::int as n
    from (select person_id, address_mark as mark from platform.session where address_mark = any (${[...marks]}::text[])
      union select person_id, device_mark from platform.session
      where device_mark = any (${[...marks]}::text[]) and address_mark is not null) s
    join platform.membership m on m.person_id = s.person_id and (m.until_day is null or m.until_day >= ${day})
    group by s.mark`.execute(tx.as('platform'))
  return new Map(rows.map(({ mark, n }) => [mark, n]))
}

/** Names of the members of an organisation on a day, and how many of them are members of another, too. */
export async function staffOf(
  tx: Tx,
  otherId: string,
  orgId: string,
  day: Day,
): Promise<{ readonly shared: number; readonly staff: readonly string[] }> {
  const { rows } = await sql<{ name: string; shared: boolean }>`
    select distinct p.id, p.name, exists (select from platform.membership o
      where o.person_id = p.id and o.org_id = ${otherId} and (o.until_day is null or o.until_day >= ${day})) as shared
    from platform.membership m join platform.person p on p.id = m.person_id and p.erased_at is null
    where m.org_id = ${orgId} and (m.until_day is null or m.until_day >= ${day}) limit 5000`.execute(
    tx.as('platform'),
  )
  return { shared: rows.filter(({ shared }) => shared).length, staff: rows.map(({ name }) => name) }
}
