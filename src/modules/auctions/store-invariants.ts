import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('auctions'))).rows

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a lot has the state of its dossier',
    rows: rowsOf(`select l.id from auctions.lot l join platform.dossier o on o.id = l.dossier_id
      where o.state <> l.state limit 20`),
  },
  {
    name: 'bids rise or match, in time, and none stands at or after the close',
    rows: rowsOf(`select b.lot_id, b.n from auctions.bid b join auctions.lot l on l.id = b.lot_id
      left join auctions.bid p on p.lot_id = b.lot_id and p.n = b.n - 1
      where b.at < l.starts_at or b.at >= l.closes_at or (b.n > 1 and p.n is null)
        or b.at < p.at or b.amount_fen < p.amount_fen or b.amount_fen < l.floor_fen limit 20`),
  },
  {
    name: 'sealed bids stand before the close, open after it, and the best of them is the award',
    rows: rowsOf(`select s.id from auctions.sealed_bid s join auctions.lot l on l.id = s.lot_id
      left join auctions.opened_bid o on o.bid_id = s.id
      where s.at < l.starts_at or s.at >= l.closes_at
        or o.bid_id is not null and (l.closed_at is null or exists (select 1 from auctions.sealed_bid t where t.bidder_id = s.bidder_id and t.n > s.n))
        or o.amount_fen > coalesce(l.award_fen, 0) and o.fault is null limit 20`),
  },
  {
    name: 'the award is the last bid, or the offer of the only bidder',
    rows: rowsOf(`select l.id from auctions.lot l
      left join lateral (select * from auctions.bid b where b.lot_id = l.id order by n desc limit 1) b on true
      where l.closed_at is not null and b.lot_id is not null
        and (l.award_bidder is distinct from b.bidder_id or l.award_fen is distinct from b.amount_fen) limit 20`),
  },
  {
    name: 'only admitted bidders bid',
    rows: rowsOf(`select b.lot_id, b.n from auctions.bid b left join auctions.admission a on a.bidder_id = b.bidder_id
      where a.admitted is not true limit 20`),
  },
  {
    name: 'a sale outside has the state of its dossier, and an award its confirmed price at or above the floor',
    rows: rowsOf(`select s.id from auctions.outside_sale s join platform.dossier o on o.id = s.dossier_id
      left join auctions.outside_result r on r.id = s.result_id and r.sale_id = s.id
      where o.state <> s.state or s.floor_fen <> (s.form ->> 'floorFen')::bigint
        or s.state in ('awarded', 'concluded', 'defaulted') and (r.price_fen is null or r.price_fen < s.floor_fen)
        or s.state in ('draft', 'proposed', 'outside') and s.result_id is not null limit 20`),
  },
  {
    name: 'an open bidding goes by its announced rules',
    rows: rowsOf(`select id from auctions.lot where closes_at < ends_at or starts_at <> (form ->> 'startsAt')::timestamptz
      or floor_fen <> (form ->> 'floorFen')::bigint limit 20`),
  },
]
