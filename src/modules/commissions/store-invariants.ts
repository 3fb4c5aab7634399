import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('commissions'))).rows

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a commission and a dispute have the state of their dossiers',
    rows: rowsOf(`select x.id from (select id, dossier_id, state from commissions.commission
        union all select id, dossier_id, state from commissions.dispute) x
      join platform.dossier d on d.id = x.dossier_id where d.state <> x.state limit 20`),
  },
  {
    name: 'what is due of a commission is the agreed part of what was received, every fen of it, and no more than agreed',
    rows: rowsOf(`select c.id from commissions.commission c join lateral (
        select sum(d.fen) as fen, sum(d.received_fen) as received from commissions.due d where d.commission_id = c.id) s
        on s.fen is not null
      where s.fen <> case when s.received <= 0 then 0 else
        div(coalesce(c.fen, least(div(s.received * c.bp, 10000), coalesce(c.cap_fen, 9007199254740991)))::numeric
          * c.granted_bp, 10000) end limit 20`),
  },
  {
    name: 'no more commission is paid than ever was due',
    rows: rowsOf(`select c.id from commissions.commission c join (
        select commission_id, sum(case kind when '付款' then fen else -fen end) as paid from commissions.money
        where state = 'posted' group by 1) m on m.commission_id = c.id
      where m.paid < 0 or m.paid > coalesce((select max(x.fen) from (
        select sum(d.fen) over (order by d.n) as fen from commissions.due d where d.commission_id = c.id) x), 0) limit 20`),
  },
  {
    name: 'a payment of a commission stands in the ledger to the fen, and the other side confirmed it',
    rows: rowsOf(`select p.id from commissions.money p join platform.ledger_transfer t on t.id = p.id
      left join platform.ledger_entry e on e.transfer_id = t.id and e.amount = p.fen
      where e.transfer_id is null or t.book_id <> p.commission_id or t.on_day <> p.on_day or t.receipt <> p.number
        or (p.state = 'posted' and p.confirmed_by = p.person_id) limit 20`),
  },
]
