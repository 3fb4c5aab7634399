import { v7 } from 'uuid'
import type { DealMarket } from '#test/deal-market.ts'
import { AGENCY, FIRM, people, UNIVERSITY } from '#test/market.ts'

/** Rows that the writes of money routes make, counted. */
export async function countMoney(market: DealMarket) {
  const [row] = await market.query<{
    bids: number
    receipts: number
    confirmed: number
    refunds: number
    payouts: number
    commissions: number
    returns: number
    journal: number
  }>(`select (select count(*)::int from auctions.bid) as bids,
    (select count(*)::int from settlement.receipt where kind = '收款') as receipts,
    (select count(*)::int from platform.ledger_transfer t join settlement.receipt r on r.id = t.resolves where t.state = 'posted') as confirmed,
    (select count(*)::int from settlement.receipt where kind = '退款') as refunds,
    (select count(*)::int from income.payment p join platform.ledger_transfer t on t.id = p.transfer_id) as payouts,
    (select count(*)::int from commissions.payment) as commissions,
    (select count(*)::int from auctions.deposit_return) as returns,
    (select count(*)::int from platform.journal
      where command in ('lot.bid', 'settlement.receipt', 'settlement.confirm', 'settlement.refund', 'lot.return-deposit',
        'income.pay', 'commission.pay')) as journal`)
  if (!row) throw new Error('nothing was counted')
  return row
}

/** Dossiers of divisions. */
export async function payoutsOf(market: DealMarket): Promise<string[]> {
  const rows = await market.query<{ dossier_id: string }>(
    'select dossier_id from income.payout order by made_at',
  )
  return rows.map(({ dossier_id: id }) => id)
}

/** Shares of divisions whose notice is over. */
export async function payableOf(market: DealMarket) {
  return market.query<{ id: string; member: string }>(
    `select o.id, s.member from income.payout o join income.share s on s.payout_id = o.id
     where o.state = 'payable' and s.fen > 0 order by o.made_at, s.member`,
  )
}

/** A commission that stands and is due, as it is after a receipt of its contract; its identifier. */
export async function dueCommission(market: DealMarket, fen: number): Promise<string> {
  const [id, dossierId, contractId] = [v7(), v7(), v7()]
  await market.query(
    `insert into platform.dossier (id, procedure, version, title, subject_kind, subject_id, org_id, party_org_ids, opened_at,
       state, visit, entered_at)
     values ($1, 'commission', 1, '示例佣金', 'commission', $2, $3, array[$4]::uuid[], '2026-01-05', 'claimed', 1, '2026-01-05')`,
    [dossierId, id, AGENCY, FIRM],
  )
  await market.query(
    `insert into commissions.commission (id, public_id, dossier_id, introduction_id, broker_org_id, broker_person_id,
       payer_org_id, other_org_id, payer_side, title, fen, note, contract_id, contract_title, contract_on, arose, granted_bp,
       state, made_at, sample)
     values ($1, 'c1', $2, gen_random_uuid(), $3, $4, $5, $6, 'buyer', '示例佣金', $7, '', $8, '示例合同', '2026-01-05', 'event',
       10000, 'claimed', '2026-01-05', false)`,
    [id, dossierId, AGENCY, people.broker.personId, FIRM, UNIVERSITY, fen, contractId],
  )
  await market.query(
    `insert into commissions.due (id, commission_id, n, receipt_id, on_day, received_fen, fen, granted_bp, at, journal_id)
     select gen_random_uuid(), $1, 1, gen_random_uuid(), '2026-01-05', $2, $2, 10000, '2026-01-05', id
     from platform.journal limit 1`,
    [id, fen],
  )
  return id
}
