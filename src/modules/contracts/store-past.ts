import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import { SIZE_CLASSES } from '#platform/forms/contracts.ts'
import { recordStore } from '#platform/records/store.ts'
import type { PastContract } from './past-forms.ts'

export const pastStore = recordStore<PastContract>({
  module: 'contracts',
  schema: 'contracts',
  table: 'past_contract',
  privateFields: [],
})

export interface PastCount {
  readonly year: string
  readonly type: string
  /** Place in SIZE_CLASSES; null: the amount is not known. */
  readonly size: number | null
  readonly contracts: number
}

/** How many past contracts there are by year, class and size; of one organisation or, for null, of all. */
export async function pastCounts(tx: Tx, orgId: string | null): Promise<PastCount[]> {
  const from = SIZE_CLASSES.map(({ fromFen }) => fromFen)
  const { rows } = await sql<PastCount>`
    select left(v.data->>'signedOn', 4) as year, v.data->>'type' as type,
      width_bucket((v.data->>'totalFen')::bigint, ${from}::bigint[]) - 1 as size, count(*)::int as contracts
    from contracts.past_contract r
    join contracts.past_contract_version v on v.record_id = r.id and v.version = r.version
    where r.visible and (${orgId}::uuid is null or r.owner_org_id = ${orgId}::uuid)
    group by 1, 2, 3 order by 1 desc, 2, 3`.execute(tx.as('contracts'))
  return rows
}

/** All past contracts that were registered by their units. */
export async function pastContracts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from contracts.past_contract where visible`.execute(tx.as('contracts'))
  return rows[0]?.n ?? 0
}
