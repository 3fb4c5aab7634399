-- The accounts typed with a payment of commission stand with it: those of the ledger are those of the first one (practice.md P25). Null for
-- what was recorded before, and for money given back, where no account is asked.
alter table commissions.payment add column own_account text, add column broker_account text;

drop view commissions.money;
create view commissions.money as
select p.*, coalesce(s.state, t.state) as state, s.person_id as confirmed_by, s.at as confirmed_at,
  case s.state when 'voided' then s.reason end as voided_because, coalesce(s.journal_id, p.journal_id) as last_journal_id
from commissions.payment p
join platform.ledger_transfer t on t.id = p.id
left join platform.ledger_transfer s on s.resolves = t.id;
