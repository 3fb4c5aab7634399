import type { Actor } from '#platform/access/access.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { perform } from '#platform/procedure/perform.ts'
import { draftRecord, editRecord, type Saved } from '#platform/records/draft.ts'
import { listingBinding, revisionBinding } from '#platform/records/listing.ts'
import { recordReaders } from '#platform/records/reading.ts'
import { isUuid } from '#platform/records/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { achievementForm, type Achievement } from './forms.ts'
import { achievementKind } from './kind.ts'
import { achievementListing, achievementRevision } from './procedure.ts'
import { publicView } from './publicity.ts'
import { itemOf } from './search.ts'
import { store } from './store.ts'

export const listing = listingBinding(achievementKind, achievementListing)
export const revision = revisionBinding(achievementKind, achievementRevision)

export async function draft(tx: CommandTx, actor: Actor, form: unknown, now: Instant): Promise<Saved> {
  return draftRecord(tx, achievementKind, listing, actor, form, now)
}

export async function edit(
  tx: CommandTx,
  actor: Actor,
  { id, version, ...form }: { readonly id: string; readonly version: number },
  now: Instant,
): Promise<Saved> {
  return editRecord(tx, achievementKind, revision, actor, { id, version, form }, now)
}

/** Own list, whole record, check before submit, comparison of versions. */
export const { listMine, show, check, compare } = recordReaders({
  kind: achievementKind,
  procedure: achievementListing,
  form: achievementForm,
  publicView,
  item: itemOf,
})

/** The public page of a record, by id or public id. */
export async function showPublic(tx: Tx, _actor: Actor, { id }: { readonly id: string }, now: Instant) {
  const found = await publicAchievement(tx, id, dayOf(now))
  if (!found) throw new Refusal('absent', '没有找到这项成果，或它已下架。')
  return found
}

/** What is public of an achievement; undefined when nothing is. `id` is the id or the public id. */
export async function publicAchievement(tx: Tx, id: string, today: string) {
  const record = await store.findPublic(tx, id)
  if (!record) return undefined
  const { fields, withheld } = publicView(record.data, today)
  return {
    ...itemOf(record, today),
    fields,
    withheld,
    version: record.public_version ?? record.version,
    ownerVerified: record.owner_verified,
  }
}

/** What a deal needs of an achievement: who owns it, whether it is listed, and its terms of supply. */
export interface DealAchievement {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly state: string
  readonly ownerOrgId: string
  readonly version: number
  readonly form: Achievement
}

export async function achievementForDeal(tx: Tx, id: string): Promise<DealAchievement | undefined> {
  const record = (await store.findPublic(tx, id)) ?? (isUuid(id) ? await store.find(tx, id) : undefined)
  if (!record?.visible) return undefined
  return {
    id: record.id,
    publicId: record.public_id,
    code: record.code,
    name: record.name,
    state: record.state,
    ownerOrgId: record.owner_org_id,
    version: record.public_version ?? record.version,
    form: record.data,
  }
}

/**
 * A contract over the achievement was confirmed by both: an exclusive one takes it off the shelf as converted, after a
 * non-exclusive licence it stays published and is shown as licensed.
 */
export async function markConverted(
  tx: CommandTx,
  actor: Actor,
  id: string,
  by: { readonly dealId: string; readonly exclusive: boolean },
  now: Instant,
): Promise<void> {
  const record = await store.find(tx, id)
  if (!record) throw new Error(`no achievement ${id}`)
  await store.update(tx, id, { deal_id: by.dealId, updated_at: now })
  if (by.exclusive && record.state === 'published' && record.dossier_id !== null) {
    const act = {
      dossierId: record.dossier_id,
      action: 'convert',
      visit: undefined,
      input: { dealId: by.dealId },
    }
    await perform(tx, listing, { ...act, event: true }, actor, now)
  } else await tx.emit('record.changed', { kind: 'achievement', id })
}
