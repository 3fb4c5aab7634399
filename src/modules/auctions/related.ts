import type { Day } from '#platform/command/command.ts'
import type { Tx } from '#platform/db/database.ts'
import { knownRelations, signsBetween, signsInWords } from '#modules/relations/index.ts'
import type * as store from './store.ts'

/** What the winner is asked before the contract where signs say that it is related to the seller; null where none does. */
export async function asksRelation(
  tx: Tx,
  lot: store.LotRow,
  winner: store.BidderRow,
  today: Day,
): Promise<string | null> {
  // A note beside "no relation" of the application answers nothing: the signs were not shown then.
  if (winner.related === '有关联关系' && winner.related_note !== null) return null
  const sides = { sellerOrgId: lot.org_id, buyerOrgId: winner.org_id }
  const { facts, rules } = await knownRelations(tx, sides, today)
  const signs = signsBetween({ ...facts, completers: [] }, rules, 'buyer')
  return signs.length === 0
    ? null
    : `${signsInWords(signs)}。请说明与转让方有无关联关系（持股、任职、近亲属、雇佣），再进入签约。`
}
