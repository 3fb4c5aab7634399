import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import { recordStore } from '#platform/records/store.ts'
import type { Patent } from './patent-forms.ts'

export const patentStore = recordStore<Patent>({
  module: 'achievements',
  schema: 'achievements',
  table: 'patent',
  privateFields: [],
})

/** Entries of the register of an achievement's own owner with these numbers, in their compared form. */
export async function patentsOfOwner(
  tx: Tx,
  achievementId: string,
  numbers: readonly string[],
): Promise<Patent[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<{ data: Patent }>`
    select v.data from achievements.achievement a
    join achievements.patent p on p.owner_org_id = a.owner_org_id
    join achievements.patent_version v on v.record_id = p.id and v.version = p.version
    where a.id = ${achievementId} and p.visible and p.code = any (${[...numbers]}::text[])
    order by p.code limit 50`.execute(tx.as('achievements'))
  return rows.map(({ data }) => data)
}
