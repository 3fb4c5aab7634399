import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('income'))).rows

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a plan and a payout have the state of their dossiers',
    rows: rowsOf(`select x.id from (select id, dossier_id, state from income.plan
        union all select id, dossier_id, state from income.payout) x
      join platform.dossier d on d.id = x.dossier_id where d.state <> x.state limit 20`),
  },
  {
    name: 'the shares of a payout come to its pool, every fen of it',
    rows: rowsOf(`select o.id from income.payout o
      where o.state in ('noticing', 'payable', 'paid') and o.pool_fen is distinct from
        (select coalesce(sum(s.fen), 0) from income.share s where s.payout_id = o.id)::bigint limit 20`),
  },
  {
    name: 'what is paid is the share, of a payout that may be paid',
    rows: rowsOf(`select p.payout_id from income.payment p join income.share s using (payout_id, member)
      join income.payout o on o.id = p.payout_id
      where p.fen <> s.fen or o.state not in ('payable', 'paid') limit 20`),
  },
  {
    name: 'a year of profit is divided once',
    rows: rowsOf(`select o.plan_id, o.source_key from income.payout o where o.state <> 'cancelled' and o.source = 'profit'
      group by o.plan_id, o.source_key having count(*) > 1 limit 20`),
  },
  {
    name: 'what a member was paid stands in the ledger to the fen, from the first payment that was posted on',
    rows: rowsOf(`select p.payout_id from income.payment p join income.payout o on o.id = p.payout_id
      left join platform.ledger_transfer t on t.id = p.transfer_id and t.state = 'posted' and t.book_id = p.payout_id
        and t.on_day = p.paid_on and t.receipt = p.voucher
      left join platform.ledger_entry e on e.transfer_id = t.id and e.amount = p.fen
      where (o.source <> 'equity' or p.transfer_id is not null) and e.transfer_id is null
        and (p.transfer_id is not null
          or p.at > (select min(f.at) from income.payment f where f.transfer_id is not null)) limit 20`),
  },
]
