import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { perform } from '#platform/procedure/perform.ts'
import { Refusal } from '#platform/refusal.ts'
import { refuseOutside } from '#platform/records/outside.ts'
import { listedRecord } from '#platform/records/routes.ts'
import { isUuid } from '#platform/records/store.ts'
import { achievementForm, draftForm, type Achievement } from './forms.ts'
import { achievementKind } from './kind.ts'
import { achievementListing, achievementRevision, CONVERTIBLE, OWNERS } from './procedure.ts'
import { publicView } from './publicity.ts'
import { itemOf } from './search.ts'
import {
  beginOpenLicence,
  deleteReservation,
  endOpenLicence,
  insertReservation,
  openLicenceOf,
  reservationOf,
  store,
  type Reservation,
} from './store.ts'

/** What achievements do as all listed records do. */
export const listed = listedRecord({
  kind: achievementKind,
  path: '/achievements',
  procedure: achievementListing,
  revision: achievementRevision,
  form: achievementForm,
  draftForm,
  owners: OWNERS,
  readers: ['leader', 'legal', 'security', 'assets', 'orgAdmin'],
  publicView,
  item: itemOf,
  absent: '没有找到这项成果，或它已下架。',
})
export const { publicRecord: publicAchievement } = listed

/** What a deal needs of an achievement: who owns it, whether it is listed, and its terms of supply. */
export interface DealAchievement {
  readonly id: string
  readonly publicId: string
  readonly code: string
  readonly name: string
  readonly state: string
  readonly ownerOrgId: string
  readonly version: number
  /** Number of a patent of it under open licence; null without one (专利法 50). */
  readonly openLicence: string | null
  /** The lot or sale outside it is reserved for; null while none stands. */
  readonly reserved: Reservation | null
  readonly form: Achievement
}

/** The achievement for a deal of ours, which one that another platform negotiates is refused. */
export async function achievementForDeal(tx: Tx, id: string): Promise<DealAchievement | undefined> {
  const found = await listedAchievement(tx, id)
  refuseOutside(found?.form.source)
  return found
}

/** The same wherever it is negotiated. */
export async function listedAchievement(tx: Tx, id: string): Promise<DealAchievement | undefined> {
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
    openLicence: await openLicenceOf(tx, record.id),
    reserved: (await reservationOf(tx, record.id)) ?? null,
    form: record.data,
  }
}

/** Published achievements of an organisation, for whoever puts it together with others. */
export async function publishedBy(
  tx: Tx,
  orgId: string,
  limit: number,
): Promise<{ readonly id: string; readonly name: string }[]> {
  const rows = await store.list(tx, { orgId, personId: null, state: 'published', after: null, limit })
  return rows.map(({ id, name }) => ({ id, name }))
}

/**
 * A contract over the achievement was confirmed by both: an exclusive one takes it off the shelf as converted, after a
 * non-exclusive licence it stays published and is shown as licensed.
 */
async function markConverted(
  tx: CommandTx,
  actor: Actor,
  id: string,
  by: { readonly dealId: string; readonly exclusive: boolean },
  now: Instant,
): Promise<void> {
  const record = await store.find(tx, id)
  if (!record) throw new Error(`no achievement ${id}`)
  const reserved = await reservationOf(tx, id)
  if (reserved && reserved.dealId !== by.dealId && (by.exclusive || reserved.exclusive))
    throw new Refusal('conflict', '这项成果正在{by}，结束以前不能签订与它相冲突的合同。', { by: reserved.by })
  if (record.state === 'converted' && record.deal_id !== by.dealId) {
    // Who has it is not written over by a service or an ordinary licence that was agreed before.
    if (!by.exclusive) return
    throw new Refusal('conflict', '这项成果已经转让，或者已经独占、排他许可给另一方，不能再签订这份合同。')
  }
  await store.update(tx, id, { deal_id: by.dealId, updated_at: now })
  if (by.exclusive && isConvertible(record.state) && record.dossier_id !== null) {
    const act = {
      dossierId: record.dossier_id,
      action: 'convert',
      visit: undefined,
      input: { dealId: by.dealId },
    }
    await perform(tx, listed.listing, { ...act, event: true }, actor, now)
  } else await tx.emit('record.changed', { kind: 'achievement', id })
}

const isConvertible = (state: string): boolean => (CONVERTIBLE as readonly string[]).includes(state)

/** A declaration of open licence took effect, or was withdrawn, on this day (专利法 50). */
async function markOpenLicence(
  tx: CommandTx,
  id: string,
  patent: string,
  change: { readonly since: string } | { readonly endedOn: string },
): Promise<void> {
  if ('since' in change) await beginOpenLicence(tx, id, patent, change.since)
  else await endOpenLicence(tx, id, patent, change.endedOn)
}

/** A lot of the achievement, or a sale of it outside, stands; null when it is over. */
async function markReserved(tx: CommandTx, id: string, by: Reservation | null, now: Instant): Promise<void> {
  await (by ? insertReservation(tx, id, by, now) : deleteReservation(tx, id))
}

/** What other modules make known of an achievement. */
export const achievementMarks = {
  converted: markConverted,
  openLicence: markOpenLicence,
  reserved: markReserved,
}

/** Ids of the public achievements (of one organisation, when given) after `after` in id order. */
export const publicAchievementIds = store.publicIds
