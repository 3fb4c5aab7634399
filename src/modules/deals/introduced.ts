import type { CommandTx, Instant } from '#platform/command/command.ts'
import { brokerOf, introductionFor } from '#modules/introductions/index.ts'
import type { DealRow } from './store.ts'

type Bound = Pick<DealRow, 'introduction_id' | 'introduction_counts'>

export const UNBOUND: Bound = { introduction_id: null, introduction_counts: null }

/** The protected introduction between the two that a deal belongs to, or is at least to be told of. */
export async function bindingOf(
  tx: CommandTx,
  deal: {
    readonly sellerOrgId: string
    readonly buyerOrgId: string
    readonly achievementId: string
    readonly at: Instant
  },
): Promise<Bound> {
  const found = await introductionFor(tx, deal)
  return found ? { introduction_id: found.id, introduction_counts: found.counts } : UNBOUND
}

/** The broker learns the stage of what it introduced, nothing else (its page shows the same). */
export async function tellBroker(
  tx: CommandTx,
  deal: DealRow,
  template: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (deal.introduction_id === null || deal.introduction_counts !== true || deal.buyer_hidden) return
  const { brokerOrgId } = await brokerOf(tx, deal.introduction_id)
  await tx.emit('message.org', {
    orgId: brokerOrgId,
    template,
    params: { name: deal.achievement_name, ...params },
    link: `/app/introductions/${deal.introduction_id}`,
  })
}
