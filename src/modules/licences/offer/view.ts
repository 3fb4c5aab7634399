import { z } from 'zod'
import { reachedByQuery, scopesOf, type Actor } from '#platform/access/access.ts'
import type { Day, Instant } from '#platform/command/command.ts'
import { dayOf } from '#platform/calendar/calendar.ts'
import type { Tx } from '#platform/db/database.ts'
import { readPublicId } from '#platform/identifiers/identifiers.ts'
import { orgNames, stateFounded } from '#platform/identity/names.ts'
import { deadlinesOf } from '#platform/procedure/store.ts'
import { loadRuleset } from '#platform/ruleset/store.ts'
import { Refusal } from '#platform/refusal.ts'
import { KINDS, type Kind } from '../forms.ts'
import { permissions } from '../permissions.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { routeRule } from '../rules.ts'
import { offerProcedure } from './procedure.ts'
import * as store from './store.ts'
import { priceWords, termRows } from './words.ts'

const states: Readonly<Record<string, { readonly title: string }>> = offerProcedure.states
const NO_ORG = '00000000-0000-0000-0000-000000000000'
const kinds = Object.keys(KINDS) as [Kind, ...Kind[]]

export const publicQuery = z.object({
  achievement: z.uuid().optional(),
  kind: z.enum(kinds).optional(),
  ...paged,
})

export const ownQuery = z.object({
  kind: z.enum(kinds).optional(),
  state: z.enum(Object.keys(offerProcedure.states) as [string, ...string[]]).optional(),
  ...paged,
})

/** Posted terms in force, for anybody. */
export async function publicOffers(tx: Tx, query: z.infer<typeof publicQuery>) {
  const { achievement, ...rest } = query
  const of = achievement === undefined ? {} : { achievementId: achievement }
  return pageShown(tx, { ...rest, ...of, shownOnly: true })
}

async function pageShown(tx: Tx, query: Omit<store.OfferQuery, 'after'> & { cursor?: string | undefined }) {
  const { cursor, limit, ...rest } = query
  const rows = await store.offersOf(tx, { ...rest, limit: limit + 1, after: readAfter(cursor) })
  const { page, next } = pageOf(rows, limit, (row) => [row.made_at, row.id])
  return { items: await shown(tx, page), total: await store.countOffers(tx, rest), next }
}

/** What the actor's organisation has posted. */
export async function ownOffers(tx: Tx, actor: Actor, query: z.infer<typeof ownQuery>) {
  reachedByQuery(actor)
  return pageShown(tx, { ...query, orgId: actor.orgId ?? NO_ORG })
}

/** One offer with its terms, and what the viewer may do; one taken back stays readable for who posted or took it. */
export async function showOffer(tx: Tx, actor: Actor, { id: key }: { readonly id: string }, now: Instant) {
  const short = readPublicId(key)
  const offer = z.uuid().safeParse(key).success
    ? await store.findOffer(tx, { id: key })
    : short === undefined
      ? undefined
      : await store.findOffer(tx, { publicId: short })
  const isOwner = offer !== undefined && offer.org_id === actor.orgId
  const takes = offer ? await store.takesOf(tx, offer.id, isOwner ? undefined : (actor.orgId ?? NO_ORG)) : []
  const isShown = offer !== undefined && (store.SHOWN as readonly string[]).includes(offer.state)
  if (!offer || !(isShown || isOwner || takes.length > 0))
    throw new Refusal('absent', '没有找到公布的这项许可条件，或它已撤下。')
  const [summary] = await shown(tx, [offer])
  if (!summary) throw new Error(`offer ${offer.id} cannot be shown`)
  const withdrawal = await store.withdrawalOf(tx, offer.id)
  const names = await orgNames(
    tx,
    takes.map((take) => take.org_id),
  )
  return {
    ...summary,
    dossierId: isOwner ? offer.dossier_id : null,
    isOwner,
    withdrawal: withdrawal
      ? {
          reason: withdrawal.reason,
          number: withdrawal.number,
          announcedOn: withdrawal.announced_on,
          at: withdrawal.at,
        }
      : null,
    takes: takes.map((take) => ({
      org: names.get(take.org_id) ?? '',
      dealId: take.deal_id,
      contractId: take.contract_id,
      at: take.at,
      state: take.state,
    })),
    next: nextOf(offer, takes, actor, dayOf(now)),
  }
}

interface Next {
  readonly name: 'take' | 'try'
  readonly title: string
  readonly allowed: boolean
  readonly reason?: string
}

/** What somebody of another organisation may do with the offer, or why not now. */
function nextOf(offer: store.OfferRow, takes: readonly store.Standing[], actor: Actor, today: Day): Next[] {
  if (actor.orgId === null || offer.org_id === actor.orgId) return []
  const name = offer.kind === 'trial' ? 'try' : 'take'
  if (scopesOf(permissions, `licence-offer.${name}`, actor).length === 0) return []
  const title = name === 'try' ? '申请试用' : '按公布条件取得许可'
  const reason = reasonAgainst(offer, takes, actor, today)
  return [{ name, title, allowed: reason === undefined, ...(reason !== undefined && { reason }) }]
}

function reasonAgainst(
  offer: store.OfferRow,
  takes: readonly store.Standing[],
  actor: Actor,
  today: Day,
): string | undefined {
  if (!actor.orgVerified) return '贵单位尚未通过核验，请先在“单位”页提交核验。'
  if (takes.some((take) => take.org_id === actor.orgId && take.state !== 'ended'))
    return '贵单位已按这项条件办理，请在“洽谈与签约”中继续。'
  if (offer.state === 'announcing') return '挂牌公告期满后才能取得。'
  if (offer.state === 'full') return '名额已满。'
  return offer.state === 'posted' && offer.valid_until >= today ? undefined : '条件已撤回或到期。'
}

/** Offers as anybody may read them. */
export async function shown(tx: Tx, rows: readonly store.OfferRow[]) {
  const ids = rows.map((row) => row.id)
  const held = await store.placesHeld(tx, ids)
  const names = await orgNames(
    tx,
    rows.map((row) => row.org_id),
  )
  const founded = await stateFounded(
    tx,
    rows.map((row) => row.org_id),
  )
  const rules = await loadRuleset(tx)
  const isUnconfirmed = (row: store.OfferRow) => {
    const rule = routeRule(row.price_route, founded.has(row.org_id))
    return rule !== undefined && rules.badges([rule], dayOf(row.made_at)).length > 0
  }
  const announced = rows.filter((row) => row.state === 'announcing').map((row) => row.dossier_id)
  const deadlines = await deadlinesOf(tx, 'licences', announced)
  return rows.map((row) => ({
    id: row.id,
    publicId: row.public_id,
    kind: row.kind,
    kindTitle: KINDS[row.kind],
    mode: row.mode,
    achievementId: row.achievement_id,
    achievementPublicId: row.achievement_public_id,
    name: row.achievement_name,
    owner: names.get(row.org_id) ?? '',
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    price: priceWords(row),
    rows: termRows(row),
    placesLeft: row.places === null ? null : Math.max(0, row.places - (held.get(row.id) ?? 0)),
    validUntil: row.valid_until,
    announcedUntil:
      deadlines.find((one) => one.dossier_id === row.dossier_id && one.kind === 'term')?.nominal_on ?? null,
    priceRoute: row.price_route,
    priceReason: row.price_reason,
    priceIsUnconfirmed: isUnconfirmed(row),
    madeAt: row.made_at,
    postedAt: row.posted_at,
    sample: row.sample,
  }))
}
