import { sql } from 'kysely'
import type { Tx } from '#platform/db/database.ts'
import type { Invariant } from '#platform/module.ts'

const rowsOf = (text: string) => async (tx: Tx) => (await sql.raw(text).execute(tx.as('licences'))).rows

/** What must never be, asked by tests and by `keqiao invariants`. */
export const invariants: readonly Invariant[] = [
  {
    name: 'offers and trials have the states of their dossiers',
    rows: rowsOf(`select o.id from licences.offer o join platform.dossier d on d.id = o.dossier_id where d.state <> o.state
      union all
      select t.id from licences.trial t join platform.dossier d on d.id = t.dossier_id where d.state <> t.state limit 20`),
  },
  {
    name: 'nobody holds more places than were posted',
    rows: rowsOf(`select o.id from licences.offer o join (
        select offer_id, deal_id from licences.take union all select offer_id, deal_id from licences.trial
      ) x on x.offer_id = o.id
      join deals.pub_standing d on d.deal_id = x.deal_id and d.state <> 'ended'
      where o.places is not null group by o.id, o.places having count(*) > o.places limit 20`),
  },
  {
    name: 'an exclusive or sole offer stands beside no other of its achievement, and none beside an open licence',
    rows: rowsOf(`select a.id from licences.offer a join licences.offer b
        on b.achievement_id = a.achievement_id and b.id <> a.id
      where a.mode <> '普通许可' and a.state in ('announcing', 'posted', 'full')
        and b.state in ('announcing', 'posted', 'full') limit 20`),
  },
  {
    name: 'what was taken had been posted, and its announcement was over',
    rows: rowsOf(`select t.id from licences.take t join licences.offer o on o.id = t.offer_id
      where o.posted_at is null or o.posted_at > t.at limit 20`),
  },
  {
    name: 'a trial that became a paid licence was paid in full, confirmed by the other side',
    rows: rowsOf(`select t.id from licences.trial t where t.state = 'converted' and t.due_fen is distinct from (
      select sum(p.amount_fen) from licences.payment p join licences.payment_word w on w.payment_id = p.id
      where p.trial_id = t.id and w.word = 'confirm' and w.org_id <> p.org_id) limit 20`),
  },
  {
    name: 'a trial that lapsed and is settled owes no fee',
    rows: rowsOf(`select t.id from licences.trial t where t.state = 'lapsed' and t.due_fen is not null
      and t.due_fen is distinct from (
        select sum(p.amount_fen) from licences.payment p join licences.payment_word w on w.payment_id = p.id
        where p.trial_id = t.id and w.word = 'confirm' and w.org_id <> p.org_id) limit 20`),
  },
  {
    name: 'a trial that did not become a licence says why, and its deal has ended or talks on without it',
    rows: rowsOf(`select t.id from licences.trial t left join licences.ending e on e.trial_id = t.id
      join deals.pub_standing d on d.deal_id = t.deal_id
      where t.state in ('declined', 'abandoned', 'stopping', 'feeDue', 'feeShown', 'lapsed', 'waived', 'unconfirmed')
        and (e.trial_id is null or d.state = 'trial') limit 20`),
  },
  {
    name: 'every trial that goes on waits under a term',
    rows: rowsOf(`select t.id from licences.trial t
      where t.state not in ('converted', 'lapsed', 'waived', 'unconfirmed', 'declined', 'abandoned') and not exists (
        select 1 from platform.deadline l where l.dossier_id = t.dossier_id and l.kind = 'term' and l.state = 'open') limit 20`),
  },
]
