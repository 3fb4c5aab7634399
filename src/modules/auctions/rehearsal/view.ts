import type { z } from 'zod'
import { mustReach, type Actor } from '#platform/access/access.ts'
import type { Tx } from '#platform/db/database.ts'
import { yuanText } from '#platform/forms/money.ts'
import { Refusal } from '#platform/refusal.ts'
import { iso, rulesOf } from '../bidding.ts'
import { leaderOf } from '../course.ts'
import { AWARD_SAYS } from '../ending.ts'
import * as store from '../store.ts'
import type { rehearsalForm } from './forms.ts'
import { rehearse, type Rehearsed } from './rehearse.ts'

/** A clock closes a lot so long after its close (module.ts). */
const CLOSED_AFTER_MS = 2_000

/**
 * 演练 of a lot before it is announced, for its owner: simulated bidders on the rules the lot would be bid on by. Reads
 * the lot and writes nothing.
 */
export async function rehearseLot(
  tx: Tx,
  actor: Actor,
  { id, ...cast }: z.infer<typeof rehearsalForm> & { readonly id: string },
) {
  const lot = await rehearsable(tx, actor, id)
  if (lot.form.manner === '密封报价')
    throw new Refusal('conflict', '这次是密封报价，演练的是开标，请在演练页办理。')
  if (cast.snipers + cast.orders > cast.bidders) {
    const message = '最后出价的和设定自动出价的加起来，不能多于模拟竞买人。'
    throw new Refusal('invalid', message, {}, [{ field: 'snipers', message }])
  }
  const played = rehearse(rulesOf(lot), cast)
  const leader = leaderOf(played.course)
  return {
    name: lot.achievement_name,
    steps: played.steps.map((step) => ({ ...step, at: iso(step.at), closesAt: iso(step.closesAt) })),
    endsAt: lot.ends_at,
    closesAt: iso(played.course.closesAt),
    winner: leader?.alias ?? null,
    priceFen: leader?.amountFen ?? null,
    letters: lettersOf(lot, leader ?? null),
    record: recordOf(lot, played),
  }
}

/** A lot of the own organisation before it is announced; refused otherwise. */
export async function rehearsable(tx: Tx, actor: Actor, id: string): Promise<store.LotRow> {
  const lot = await store.findLot(tx, { id })
  mustReach(actor, { orgId: lot?.org_id ?? null })
  if (!lot) throw new Refusal('absent', '没有找到这次挂牌。')
  if (lot.announced_at !== null) throw new Refusal('conflict', '已经公告的挂牌不再演练，以实际的竞价为准。')
  return lot
}

/** What each would be told of the result. */
export function lettersOf(
  lot: store.LotRow,
  award: { readonly alias: string; readonly amountFen: number | null } | null,
): { readonly who: string; readonly text: string }[] {
  const price = award ? yuanText(award.amountFen ?? 0) : ''
  const says = (template: string) =>
    `【演练】${template.replace('{name}', lot.achievement_name).replace('{price}', price)}`
  if (!award) return [{ who: '转让方', text: says(AWARD_SAYS.unsold) }]
  return [
    { who: '转让方', text: says(AWARD_SAYS.owner) },
    { who: `受让方（${award.alias}）`, text: says(AWARD_SAYS.winner) },
    { who: '其他竞买人', text: says(AWARD_SAYS.others) },
  ]
}

/** What the public record would hold; its number says that it is none. */
function recordOf(lot: store.LotRow, { course, bidders, orders, outages }: Rehearsed) {
  const { stepFen, floorFen, startsAt, endsAt } = rulesOf(lot)
  const { sealed: _sealed, ...rules } = lot.rules
  const leader = leaderOf(course)
  return {
    id: '演练',
    rules: { ...rules, startsAt: iso(startsAt), endsAt: iso(endsAt), floorFen, stepFen },
    bidders,
    bids: course.bids.map((bid) => ({ ...bid, at: iso(bid.at) })),
    limits: orders.map((order) => ({ ...order, at: iso(order.at) })),
    outages: outages.map(({ from, until }) => ({ from: iso(from), until: iso(until) })),
    closedAt: iso(course.closesAt + CLOSED_AFTER_MS),
    award: leader ? { alias: leader.alias, amountFen: leader.amountFen } : null,
  }
}
