import { z } from 'zod'
import { mustReach, reachedByQuery, type Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { pageOf, paged, readAfter } from '#platform/http/paging.ts'
import { orgNames } from '#platform/identity/names.ts'
import { Refusal } from '#platform/refusal.ts'
import * as lots from '../store.ts'
import { bidSignalProcedure } from './procedure.ts'
import { FAMILIES, STRENGTHS, type Family } from './rules.ts'
import * as store from './store.ts'

const states: Readonly<Record<string, { readonly title: string }>> = bidSignalProcedure.states

export const reviewsQuery = z.object({
  state: z.enum(Object.keys(bidSignalProcedure.states) as [string, ...string[]]).optional(),
  ...paged,
})

const NO_ORG = '00000000-0000-0000-0000-000000000000'

/** Reviews of the own unit. */
export async function listReviews(
  tx: Tx,
  actor: Actor,
  { state, limit, cursor }: z.infer<typeof reviewsQuery>,
) {
  reachedByQuery(actor)
  const unitId = actor.scopes.includes('any') ? null : (actor.orgId ?? NO_ORG)
  const rows = await store.reviewsOf(tx, { unitId, state, limit: limit + 1, after: readAfter(cursor) })
  const { page, next } = pageOf(rows, limit, (row) => [row.at, row.id])
  return { items: page.map(summary), total: await store.countReviews(tx, { unitId, state }), next }
}

function summary(row: store.ReviewRow) {
  return {
    id: row.id,
    dossierId: row.dossier_id,
    lotId: row.lot_id,
    name: row.lot_name,
    state: row.state,
    stateTitle: states[row.state]?.title ?? row.state,
    at: row.at,
    weightBp: row.weight,
    bidders: row.bidders,
  }
}

/** One review: groups of bidders by name and alias, with every signal between two of them. */
export async function showReview(tx: Tx, actor: Actor, { id }: { readonly id: string }) {
  const [review] = await store.reviewsOf(tx, { unitId: null, id, limit: 1 })
  mustReach(actor, { unitId: review?.unit_id ?? null })
  if (!review) throw new Refusal('absent', '没有找到这次核查。')
  const bidders = await lots.biddersOf(tx, review.lot_id)
  const names = await orgNames(
    tx,
    bidders.map((one) => one.org_id),
  )
  const lot = await lots.findLot(tx, { id: review.lot_id })
  const nameOf = new Map(
    bidders.map(({ id: bidderId, org_id: orgId, alias }) => [
      bidderId,
      { alias, org: names.get(orgId) ?? '', won: bidderId === lot?.award_bidder },
    ]),
  )
  const groups = Map.groupBy(await store.signalsIn(tx, review.id), ({ group_no: no }) => no)
  return {
    ...summary(review),
    awardFen: lot?.award_fen ?? null,
    applicants: bidders.length,
    groups: [...groups].map(([no, signals]) => ({
      no,
      weightBp: signals[0]?.group_weight_bp ?? 0,
      bidders: [...new Set(signals.flatMap(({ one, other }) => [one, other]))].flatMap(
        (bidderId) => nameOf.get(bidderId) ?? [],
      ),
      signals: signals.map(({ family, strength, one, other, sentence, evidence }) => ({
        title: FAMILIES[family as Family],
        strength: STRENGTHS[strength],
        between: [one, other].map((bidderId) => nameOf.get(bidderId)?.alias ?? ''),
        sentence,
        evidence,
      })),
    })),
  }
}
