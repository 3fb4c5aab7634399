import { mustReach, reaches, type Actor } from '#platform/access/access.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { Refusal } from '#platform/refusal.ts'
import { permissions } from './permissions.ts'
import * as store from './store.ts'

/** Amounts of a contract are told to whoever may read them, not to everybody of the organisation (practice.md P16). */
const READERS = Object.keys(permissions['settlement.read'])

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

const partiesOf = (row: store.SettlementRow) => [row.seller_org_id, row.buyer_org_id]

/** The settlement within reach of one of its sides, refused as absent otherwise. */
export async function reachedSettlement(tx: Tx, actor: Actor, id: string): Promise<store.SettlementRow> {
  const found = await store.findSettlement(tx, { id })
  if (!reaches(actor, { partyOrgIds: found ? partiesOf(found) : [] }) || !found)
    throw new Refusal('absent', '没有找到这份合同的结算，或您无权查看。')
  return found
}

/** The settlement of which the actor's organisation is the one that is paid. */
export async function sellersSettlement(tx: Tx, actor: Actor, id: string): Promise<store.SettlementRow> {
  const found = await store.findSettlement(tx, { id })
  mustReach(actor, { orgId: found?.seller_org_id ?? null })
  if (!found) throw new Refusal('absent', '没有找到这份合同的结算，或您无权查看。')
  return found
}

export type Params = Readonly<Record<string, string | number>>

export async function tellOrg(
  tx: CommandTx,
  settlement: store.SettlementRow,
  orgId: string,
  template: string,
  params: Params = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: settlement.title, ...params },
    link: `/app/settlements/${settlement.id}`,
    roles: READERS,
  })
}

/** A message to the other side of whoever acts. */
export async function tellOther(
  tx: CommandTx,
  settlement: store.SettlementRow,
  actor: Actor,
  template: string,
  params: Params = {},
): Promise<void> {
  const isSeller = actor.orgId === settlement.seller_org_id
  await tellOrg(
    tx,
    settlement,
    isSeller ? settlement.buyer_org_id : settlement.seller_org_id,
    template,
    params,
  )
}

/** A field of the form and why it was not taken. */
export function faulty(field: string, message: string): Refusal {
  return new Refusal('invalid', '提交的内容需要更正：{first}', { first: message }, [{ field, message }])
}
