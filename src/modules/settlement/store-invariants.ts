import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('settlement'))).rows

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'what a contract received stands in the ledger to the fen',
    rows: rowsOf(`select r.id from settlement.receipt r join platform.ledger_transfer t on t.id = r.id
      left join platform.ledger_entry e on e.transfer_id = t.id and e.amount = r.fen
      where e.transfer_id is null or t.book_id <> r.settlement_id or t.on_day <> r.on_day or t.receipt <> r.number limit 20`),
  },
  {
    name: 'a line of a statement pays one contract, and with its whole amount',
    rows: rowsOf(`select l.id from settlement.bank_line l join settlement.money m on m.line_id = l.id and m.counts
      group by l.id, l.fen having count(*) > 1 or sum(m.fen) <> l.fen limit 20`),
  },
  {
    name: 'what is posted was confirmed by another person than the one who recorded or imported it',
    rows: rowsOf(`select id from settlement.money
      where state in ('posted', 'reversed') and confirmed_by = recorded_by limit 20`),
  },
  {
    name: 'a schedule counts once both sides have confirmed it',
    rows: rowsOf(`select s.id from settlement.settlement s where s.agreed_version is not null and 2 <> (
      select count(*) from settlement.schedule_word w where w.settlement_id = s.id and w.version = s.agreed_version
        and w.org_id in (s.seller_org_id, s.buyer_org_id)) limit 20`),
  },
]
