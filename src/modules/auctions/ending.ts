import type { Actor } from '#platform/access/access.ts'
import type { CommandTx, Instant } from '#platform/command/command.ts'
import { yuanText } from '#platform/forms/money.ts'
import type { Table } from './bidding.ts'
import { moveLot, tellBidders, tellOrg } from './commands.ts'
import * as store from './store.ts'

interface Award {
  readonly bidderId: string
  readonly fen: number
}

/** What each is told of the result. */
export const AWARD_SAYS = {
  owner: '《{name}》已成交，成交价 {price}。',
  winner: '您竞得《{name}》，成交价 {price}，请进入签约。',
  others: '《{name}》竞价结束，您没有竞得，保证金由转让方退还。',
  unsold: '《{name}》流标：没有合格的受让方或没有人出价，可以重新挂牌。',
} as const

/** Writes the result once, and tells everybody theirs. */
export async function end(
  tx: CommandTx,
  { lot }: Table,
  award: Award | undefined,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const opened: { order_id: string; max_fen: number }[] = []
  for (const order of await store.ordersOf(tx, lot.id))
    opened.push({ order_id: order.id, max_fen: Number(await tx.openSecret(order.max_secret)) })
  await store.insertOpened(tx, opened)
  await store.updateLot(tx, lot.id, {
    closed_at: lot.closed_at ?? now,
    award_bidder: award?.bidderId ?? null,
    award_fen: award?.fen ?? null,
  })
  await moveLot(tx, lot, award ? 'award' : 'fail', actor, now)
  if (!award) {
    await tellOrg(tx, lot, lot.org_id, AWARD_SAYS.unsold)
    await tellBidders(tx, lot, '《{name}》流标，已交的保证金由转让方退还。')
    return
  }
  await tellOrg(tx, lot, lot.org_id, AWARD_SAYS.owner, { price: yuanText(award.fen) })
  for (const one of await store.biddersOf(tx, lot.id)) {
    if (one.word?.admitted !== true) continue
    const says = one.id === award.bidderId ? AWARD_SAYS.winner : AWARD_SAYS.others
    await tellOrg(tx, lot, one.org_id, says, { price: yuanText(award.fen) })
  }
}
