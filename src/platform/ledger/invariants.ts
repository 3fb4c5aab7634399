import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'
import type { Invariant } from '../module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('platform'))).rows

/** The ledger check: each query must return no row, in tests and on a live system (design.md 7). */
export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'the sides of every transfer come to nothing, and a transfer has sides',
    rows: rowsOf(`select t.id from platform.ledger_transfer t left join platform.ledger_entry e on e.transfer_id = t.id
      group by t.id having coalesce(sum(e.amount), 0) <> 0
        or (t.state = 'voided') <> (count(e.transfer_id) = 0) or count(e.transfer_id) = 1 limit 20`),
  },
  {
    name: 'no account is below its floor, what is pending out of it counted, and its balance is that of its entries',
    rows: rowsOf(`select a.id from platform.ledger_account a
      left join platform.ledger_balance b on b.account_id = a.id
      left join lateral (select coalesce(sum(e.amount) filter (where t.state = 'posted'), 0) as posted,
          coalesce(-sum(e.amount) filter (where t.state = 'pending' and r.id is null and e.amount < 0), 0) as outgoing
        from platform.ledger_entry e join platform.ledger_transfer t on t.id = e.transfer_id
        left join platform.ledger_transfer r on r.resolves = t.id where e.account_id = a.id) s on true
      where a.floor is not null and (b.account_id is null or b.floor <> a.floor or s.posted - s.outgoing < a.floor
        or b.posted <> s.posted or b.outgoing <> s.outgoing) limit 20`),
  },
  {
    name: 'what is posted or voided was pending, once, and is posted as it was held',
    rows: rowsOf(`select t.id from platform.ledger_transfer t join platform.ledger_transfer p on p.id = t.resolves
      where p.state <> 'pending' or p.book_id <> t.book_id or p.at > t.at
        or (select count(*) from platform.ledger_transfer o where o.resolves = p.id) > 1
        or (t.state = 'posted' and exists (
          (select account_id, amount from platform.ledger_entry where transfer_id = t.id
            except select account_id, amount from platform.ledger_entry where transfer_id = p.id)
          union all (select account_id, amount from platform.ledger_entry where transfer_id = p.id
            except select account_id, amount from platform.ledger_entry where transfer_id = t.id))) limit 20`),
  },
  {
    name: 'what is taken back was posted, once, and is taken back whole',
    rows: rowsOf(`select t.id from platform.ledger_transfer t join platform.ledger_transfer o on o.id = t.reverses
      where t.state = 'posted' and (o.state <> 'posted' or o.reverses is not null
        or (select count(*) from platform.ledger_transfer x where x.reverses = o.id and x.state = 'posted') > 1
        or exists (select from platform.ledger_entry a full join platform.ledger_entry b
          on b.transfer_id = o.id and b.account_id = a.account_id and b.amount = -a.amount
          where a.transfer_id = t.id and b.transfer_id is null)
        or (select count(*) from platform.ledger_entry where transfer_id = t.id)
          <> (select count(*) from platform.ledger_entry where transfer_id = o.id)) limit 20`),
  },
  {
    name: 'a book has one unit, and money names its account and receipt outside (practice.md P25)',
    rows: rowsOf(`select e.transfer_id from platform.ledger_entry e
      join platform.ledger_transfer t on t.id = e.transfer_id join platform.ledger_account a on a.id = e.account_id
      join platform.ledger_book b on b.id = t.book_id
      where a.book_id <> t.book_id or a.unit <> b.unit or t.unit <> b.unit
        or (b.unit = 'fen' and (a.outside is null or (t.state = 'posted' and t.receipt is null))) limit 20`),
  },
]
