import { sql } from 'kysely'
import { markedFields } from '#platform/command/secret.ts'
import type { Tx } from '#platform/db/database.ts'
import { recordStore } from '#platform/records/store.ts'
import { demandForm, type Demand } from './forms.ts'

export const store = recordStore<Demand>({
  module: 'exchange',
  schema: 'exchange',
  table: 'demand',
  dayIds: true,
  privateFields: markedFields(demandForm, 'personal'),
})

/**
 * Public demands in id order. Of one owner, whose name changed, only those that show it: a blind one indexed anew
 * beside the owner's others would tell that it is one of them.
 */
export async function publicIds(
  tx: Tx,
  after: string | null,
  limit: number,
  ownerOrgId: string | null = null,
): Promise<string[]> {
  if (ownerOrgId === null) return store.publicIds(tx, after, limit)
  const { rows } = await sql<{ id: string }>`
    select d.id from exchange.demand d
    join exchange.demand_version v on v.record_id = d.id and v.version = d.public_version
    where d.visible and d.owner_org_id = ${ownerOrgId} and (${after}::uuid is null or d.id > ${after}::uuid)
      and coalesce((v.data->>'blind')::boolean, false) = false
    order by d.id limit ${limit}`.execute(tx.as('exchange'))
  return rows.map(({ id }) => id)
}

/** Demands of an owner that are or were public under its name, but for one. */
export async function openOfOwner(tx: Tx, ownerOrgId: string, exceptId: string) {
  const { rows } = await sql<{ code: string; name: string; problem: string | null }>`
    select d.code, v.name, v.data->>'problem' as problem
    from exchange.demand d join exchange.demand_version v on v.record_id = d.id and v.version = d.version
    where d.owner_org_id = ${ownerOrgId} and d.id <> ${exceptId} and d.visible and d.published_at is not null
      and coalesce((v.data->>'blind')::boolean, false) = false
    order by d.created_at desc limit ${OPEN_MAX}`.execute(tx.as('exchange'))
  return rows
}

/** Demands compared with a blind one; a firm has a few, a university rarely hundreds. */
const OPEN_MAX = 500
