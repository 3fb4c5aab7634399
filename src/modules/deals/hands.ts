import type { Actor } from '#platform/access/access.ts'
import type { CommandTx } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { findOrganisation, type Organisation } from '#platform/identity/organisations.ts'
import type { DossierRow } from '#platform/procedure/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { HIDDEN_DEMANDER } from '#platform/veil/veil.ts'
import { permissions } from './permissions.ts'
import * as store from './store.ts'

/** Prices and amounts are told to whoever may read them, not to everybody of the organisation (practice.md P16). */
const READERS = Object.keys(permissions['deal.read'])

export async function dealOf(tx: Tx, dossier: DossierRow): Promise<store.DealRow> {
  const deal = await store.dealOfDossier(tx, dossier.id)
  if (!deal) throw new Error(`dossier ${dossier.id} belongs to no deal`)
  return deal
}

export async function sellerOf(tx: Tx, deal: store.DealRow): Promise<Organisation> {
  const seller = await findOrganisation(tx, deal.seller_org_id)
  if (!seller) throw new Error(`deal ${deal.id} has no seller`)
  return seller
}

export async function agreedTerms(tx: Tx, deal: store.DealRow): Promise<store.TermsRow> {
  const all = await store.termsOf(tx, deal.id)
  const agreed = all.find((terms) => terms.version === deal.agreed_terms_version)
  if (!agreed) throw new Refusal('conflict', '双方还没有就同一版条款达成一致。')
  return agreed
}

export function signedIn(actor: Actor): { personId: string; orgId: string } {
  if (!actor.personId || !actor.orgId) throw new Refusal('forbidden', '请以单位身份办理此事。')
  return { personId: actor.personId, orgId: actor.orgId }
}

type Params = Readonly<Record<string, string | number>>

/** A message to the other side of whoever acts; `{org}` of a hidden demander is never its name. */
export async function tellOther(
  tx: CommandTx,
  deal: store.DealRow,
  actor: Actor,
  template: string,
  params: Params = {},
): Promise<void> {
  const isSeller = actor.orgId === deal.seller_org_id
  const masked = deal.buyer_hidden && !isSeller && 'org' in params ? { org: HIDDEN_DEMANDER } : {}
  await tell(tx, deal, isSeller ? deal.buyer_org_id : deal.seller_org_id, template, { ...params, ...masked })
}

export async function tell(
  tx: CommandTx,
  deal: store.DealRow,
  orgId: string,
  template: string,
  params: Params = {},
): Promise<void> {
  await tx.emit('message.org', {
    orgId,
    template,
    params: { name: deal.achievement_name, ...params },
    link: `/app/deals/${deal.id}`,
    roles: READERS,
  })
}
