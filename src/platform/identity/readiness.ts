import { sql } from 'kysely'
import type { Day } from '../calendar/calendar.ts'
import type { Tx } from '../db/database.ts'
import type { UnitReadiness } from '../ruleset/golive.ts'

/** How ready each government unit is (practice.md P38). Members are those of real people: a cast member of a rehearsal does not make a unit ready. */
export async function unitReadiness(tx: Tx, today: Day): Promise<UnitReadiness[]> {
  const { rows } = await sql<{ name: string; members: number; contacts: number }>`
    select o.name, count(p.id)::int as members, count(p.phone)::int as contacts
    from platform.organisation o
    left join platform.membership m on m.org_id = o.id and m.from_day <= ${today} and (m.until_day is null or m.until_day >= ${today})
    left join platform.person p on p.id = m.person_id and not p.sample and p.erased_at is null
    where o.slug is not null group by o.id, o.name order by o.name`.execute(tx.as('platform'))
  // Seals are registered with the letters of a later system; until then every unit still needs one.
  return rows.map(({ name, members, contacts }) => ({
    name,
    members,
    hasSeal: false,
    hasContact: contacts > 0,
  }))
}
