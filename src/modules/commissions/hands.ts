import { mustReach, reaches, type Actor } from '#platform/access/access.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { Refusal } from '#platform/refusal.ts'
import { tellOrgs } from '#platform/message/tell.ts'
import { permissions } from './permissions.ts'
import * as store from './store.ts'

/** Prices and amounts are told to whoever may read them, not to everybody of the organisation (practice.md P16). */
const READERS = Object.keys(permissions['commission.read'])

/** The two who are bound by a commission. */
export const partiesOf = (row: store.CommissionRow) => [row.broker_org_id, row.payer_org_id]

/** The pair that was introduced. */
export const pairOf = (row: store.CommissionRow) =>
  row.payer_side === 'seller'
    ? { sellerOrgId: row.payer_org_id, buyerOrgId: row.other_org_id }
    : { sellerOrgId: row.other_org_id, buyerOrgId: row.payer_org_id }

/** The commission within the actor's reach, refused as absent otherwise. */
export async function reachedCommission(tx: Tx, actor: Actor, id: string): Promise<store.CommissionRow> {
  const found = await store.findCommission(tx, { id })
  if (!reaches(actor, { partyOrgIds: found ? partiesOf(found) : [] }) || !found)
    throw new Refusal('absent', '没有找到这份佣金约定，或您无权查看。')
  return found
}

/** The commission of the actor's own broker's house. */
export async function brokersCommission(tx: Tx, actor: Actor, id: string): Promise<store.CommissionRow> {
  const found = await store.findCommission(tx, { id })
  mustReach(actor, { orgId: found?.broker_org_id ?? null })
  if (!found) throw new Refusal('absent', '没有找到这份佣金约定，或您无权查看。')
  return found
}

export async function commissionOf(tx: Tx, dossierId: string): Promise<store.CommissionRow> {
  const found = await store.findCommission(tx, { dossierId })
  if (!found) throw new Error(`dossier ${dossierId} belongs to no commission`)
  return found
}

export type Params = Readonly<Record<string, string>>

export async function tell(
  tx: CommandTx,
  row: store.CommissionRow,
  orgIds: readonly string[],
  template: string,
  params: Params = {},
): Promise<void> {
  const link = `/app/commissions/${row.id}`
  await tellOrgs(tx, orgIds, { template, params: { name: row.title, ...params }, link, roles: READERS })
}

/** The side that does not act. */
export function otherThan(row: store.CommissionRow, orgId: string | null): string {
  return orgId === row.broker_org_id ? row.payer_org_id : row.broker_org_id
}

/** A field of the form and why it was not taken. */
export function faulty(field: string, message: string): Refusal {
  return new Refusal('invalid', '提交的内容需要更正：{first}', { first: message }, [{ field, message }])
}
