import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { perform } from '#platform/procedure/perform.ts'
import { refuseOutside } from '#platform/records/outside.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { asOthersSee } from '#platform/records/veil.ts'
import { demandVeil, isBlind } from './blind/veil.ts'
import { demandDraftForm, demandForm } from './forms.ts'
import { demandKind } from './kind.ts'
import { demandListing, demandRevision, DEMANDERS } from './procedure.ts'
import { publicDemandView } from './rules.ts'
import { demandItem } from './search.ts'
import { publicIds, store } from './store.ts'

/** What demands do as all listed records do. */
export const listed = listedRecord({
  kind: demandKind,
  path: '/demands',
  procedure: demandListing,
  revision: demandRevision,
  form: demandForm,
  draftForm: demandDraftForm,
  owners: DEMANDERS,
  readers: ['leader', 'legal', 'orgAdmin'],
  publicView: (form) => ({ fields: publicDemandView(form), withheld: null }),
  item: demandItem,
  absent: '没有找到这项需求，或它已结束。',
})
export const { publicRecord: publicDemand } = listed

/** Owner and state of a demand for a deal of ours, which one that another platform negotiates is refused. */
export async function demandForDeal(tx: Tx, id: string) {
  const found = await listedDemand(tx, id)
  refuseOutside(found?.source)
  return found
}

/** Owner and state of a demand wherever it is negotiated, and whether its owner hides; undefined when it is not public. */
export async function listedDemand(tx: Tx, id: string) {
  const record = await store.findPublic(tx, id)
  return (
    record && {
      id: record.id,
      publicId: record.public_id,
      code: asOthersSee(demandVeil, record).code,
      name: record.name,
      state: record.state,
      ownerOrgId: record.owner_org_id,
      ...(isBlind(record.data) && { blind: true as const }),
      source: record.data.source,
    }
  )
}

/** Demands of an organisation that look for solutions and do not hide, for whoever puts it together with others. */
export async function openDemandsOf(
  tx: Tx,
  orgId: string,
  limit: number,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const found: { id: string; name: string }[] = []
  for (const state of ['published', 'matching'])
    for (const { id, name } of await store.list(tx, { orgId, personId: null, state, after: null, limit })) {
      const demand = await listedDemand(tx, id)
      if (demand && demand.blind !== true && demand.source === undefined) found.push({ id, name })
    }
  return found.slice(0, limit)
}

/**
 * A demander's interest in an achievement moves the demand to 对接中. Nothing happens to a demand that is there already,
 * or whose listing has no dossier of its own.
 */
export async function startMatching(tx: CommandTx, actor: Actor, id: string, now: Instant): Promise<void> {
  const demand = await store.findPublic(tx, id)
  if (demand?.state !== 'published' || demand.dossier_id === null) return
  const act = { dossierId: demand.dossier_id, action: 'match', visit: undefined, input: {} }
  await perform(tx, listed.listing, { ...act, event: true }, actor, now)
}

/** Ids of the public demands (of one organisation, when given) after `after` in id order. */
export const publicDemandIds = publicIds
