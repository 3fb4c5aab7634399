import { mustReach, scopesOf, type Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { leavesOf } from '#platform/evidence/leaves.ts'
import { orgNames } from '#platform/identity/names.ts'
import { findOrganisation } from '#platform/identity/organisations.ts'
import { Refusal } from '#platform/refusal.ts'
import { HIDDEN_DEMANDER } from '#platform/veil/veil.ts'
import { achievementForDeal } from '#modules/achievements/index.ts'
import { concludedText } from '#modules/contracts/index.ts'
import { dealParties, type DealParties } from '#modules/deals/index.ts'
import { reachedParties } from './commands.ts'
import { LEVELS, MODES } from './forms.ts'
import { shutIn } from './opening.ts'
import { permissions } from './permissions.ts'
import * as store from './store.ts'

/** The room of a deal: one's own items with who may see them; of the other side's what is open, and why the rest is not. */
export async function showRoom(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const deal = await reachedParties(tx, actor, id)
  const items = [
    ...(await store.itemsOf(tx, { achievementId: deal.achievementId })),
    ...(await store.itemsOf(tx, { dealId: deal.id })),
  ]
  const words = await store.accessIn(tx, deal.id)
  const nda = await concludedText(tx, deal.id, 'nda')
  const foreign = items.filter((item) => item.owner_org_id !== actor.orgId)
  // Before the agreement only how many there are: a title tells already.
  const mayKnow = nda !== undefined && deal.isOpen
  const isOwnHidden = deal.buyerIsHidden && actor.orgId === deal.buyerOrgId
  const mayKeep = deal.isOpen && !isOwnHidden && holds(actor, 'room.keep-in-deal')
  return {
    nda: nda ? { signedOn: nda.signedOn, contractId: nda.contractId } : null,
    mayKeep,
    mayGrant: deal.isOpen && holds(actor, 'room.grant'),
    mayWithdraw: holds(actor, 'room.keep'),
    own: items
      .filter((item) => item.owner_org_id === actor.orgId)
      .map((item) => ownShown(item, deal, words, nda !== undefined)),
    foreignCount: foreign.filter((item) => item.withdrawn_at === null).length,
    foreign: mayKnow
      ? foreign.flatMap((item) => {
          const shut = shutIn(deal, item, words, true)
          const asked = words.some((word) => word.item_id === item.id && word.kind === 'ask')
          const mayAsk = shut !== undefined && item.level === 'each' && item.withdrawn_at === null && !asked
          return item.withdrawn_at === null ? [{ ...titled(item), shut: shut ?? null, asked, mayAsk }] : []
        })
      : [],
  }
}

const holds = (actor: Actor, permission: keyof typeof permissions) =>
  scopesOf(permissions, permission, actor).length > 0

function ownShown(
  item: store.Item,
  deal: DealParties,
  words: readonly store.AccessRow[],
  ndaConcluded: boolean,
) {
  const ofItem = words.filter((word) => word.item_id === item.id)
  const lastAsk = ofItem.findLastIndex((word) => word.kind === 'ask')
  const lastWord = ofItem.findLastIndex((word) => word.kind !== 'ask')
  return {
    ...titled(item),
    scope: item.deal_id === null ? '该成果的各次洽谈' : '本次洽谈',
    withdrawnAt: item.withdrawn_at,
    shut: shutIn(deal, item, words, ndaConcluded) ?? null,
    isAsked: lastAsk > lastWord,
    // With the agreement alone an item is let in unless the owner said otherwise; by name, only when it said so.
    isGranted:
      item.level === 'nda' ? ofItem[lastWord]?.kind !== 'withdraw' : ofItem[lastWord]?.kind === 'grant',
  }
}

function titled(item: store.Item) {
  return {
    id: item.id,
    title: item.title,
    isText: item.body !== null,
    type: item.type,
    size: item.size,
    version: item.version,
    sha256: item.sha256,
    at: item.at,
    level: item.level,
    levelTitle: LEVELS[item.level],
    mode: item.mode,
    modeTitle: MODES[item.mode],
  }
}

/** The room of an achievement as its owner keeps it, with everybody who opened something. */
export async function showAchievementRoom(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const achievement = await achievementForDeal(tx, id)
  mustReach(actor, { orgId: achievement?.ownerOrgId ?? null })
  if (!achievement) throw new Refusal('absent', '没有找到这项成果。')
  const items = await store.itemsOf(tx, { achievementId: achievement.id })
  const openings = await store.openingsOf(tx, { achievementId: achievement.id })
  return {
    name: achievement.name,
    items: items.map((item) => ({ ...titled(item), withdrawnAt: item.withdrawn_at })),
    openings: await openingsShown(tx, openings),
  }
}

/** Who saw what when: the owner sees all openings of its items, the other side its own. */
export async function listOpenings(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const deal = await reachedParties(tx, actor, id)
  const openings = await store.openingsOf(tx, { dealId: deal.id })
  const mine = openings.filter((one) => one.org_id === actor.orgId || one.owner_org_id === actor.orgId)
  const items = await openingsShown(tx, mine)
  return { items, total: items.length }
}

export async function openingsShown(tx: Tx, openings: readonly store.Opened[]) {
  const leaves = await leavesOf(
    tx,
    openings.map((one) => one.journal_id),
  )
  const owners = await orgNames(
    tx,
    openings.map((one) => one.owner_org_id),
  )
  return openings.map((one) => ({
    id: one.id,
    dealId: one.deal_id,
    receiptNo: one.public_id,
    title: one.title,
    version: one.version,
    sha256: one.sha256,
    mode: one.mode,
    modeTitle: MODES[one.mode],
    owner: owners.get(one.owner_org_id) ?? '',
    org: one.org_name,
    by: one.person_name,
    at: one.at,
    leaf: leaves.get(one.journal_id) ?? null,
  }))
}

/** Names of the two sides for the printed record; a hidden demander has opened nothing. */
export async function partiesOf(tx: Tx, dealId: string) {
  const deal = await dealParties(tx, dealId)
  if (!deal) throw new Refusal('absent', '没有找到这次洽谈。')
  const seller = await findOrganisation(tx, deal.sellerOrgId)
  const buyer = await findOrganisation(tx, deal.buyerOrgId)
  return {
    name: deal.achievementName,
    seller: seller?.name ?? '',
    buyer: deal.buyerIsHidden ? HIDDEN_DEMANDER : (buyer?.name ?? ''),
    isSample: seller?.sample === true || buyer?.sample === true,
  }
}
