import type { Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { orgNames, personNames } from '#platform/identity/names.ts'
import { HIDDEN_DEMANDER, seesThrough } from '#platform/veil/veil.ts'
import type { DealRow } from './store.ts'

/** Names in a deal as one viewer may read them: the one place where a hidden demander becomes 匿名需求方. */
export interface DealNames {
  readonly buyerIsHidden: boolean
  readonly org: (orgId: string) => string
  /** Name of a person acting for an organisation; empty for the people of a hidden one. */
  readonly person: (personId: string, orgId: string) => string
  /** The identifier of an organisation, or null where it must not be recognised. */
  readonly orgId: (orgId: string) => string | null
}

export function isHiddenFrom(deal: DealRow, viewer: Actor): boolean {
  return deal.buyer_hidden && viewer.orgId !== deal.buyer_org_id && !seesThrough(viewer)
}

/** Names of the parties, and of the people who acted in these deals. */
export async function namesIn(
  tx: Tx,
  deal: DealRow,
  viewer: Actor,
  personIds: readonly string[],
): Promise<DealNames> {
  const orgs = await orgNames(tx, [deal.seller_org_id, deal.buyer_org_id])
  const people = await personNames(tx, personIds)
  const buyerIsHidden = isHiddenFrom(deal, viewer)
  const hides = (orgId: string) => buyerIsHidden && orgId === deal.buyer_org_id
  return {
    buyerIsHidden,
    org: (orgId) => (hides(orgId) ? HIDDEN_DEMANDER : (orgs.get(orgId) ?? '')),
    person: (personId, orgId) => (hides(orgId) ? '' : (people.get(personId) ?? '')),
    orgId: (orgId) => (hides(orgId) ? null : orgId),
  }
}
