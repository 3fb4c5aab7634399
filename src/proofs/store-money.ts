import type { DealMarket } from '#test/deal-market.ts'

/** Rows that the writes of money routes make, counted. */
export async function countMoney(market: DealMarket) {
  const [row] = await market.query<{
    bids: number
    receipts: number
    confirmed: number
    refunds: number
    returns: number
    journal: number
  }>(`select (select count(*)::int from auctions.bid) as bids,
    (select count(*)::int from settlement.receipt where kind = '收款') as receipts,
    (select count(*)::int from platform.ledger_transfer t join settlement.receipt r on r.id = t.resolves where t.state = 'posted') as confirmed,
    (select count(*)::int from settlement.receipt where kind = '退款') as refunds,
    (select count(*)::int from auctions.deposit_return) as returns,
    (select count(*)::int from platform.journal
      where command in ('lot.bid', 'settlement.receipt', 'settlement.confirm', 'settlement.refund', 'lot.return-deposit')) as journal`)
  if (!row) throw new Error('nothing was counted')
  return row
}
