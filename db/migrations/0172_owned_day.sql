-- What of the achievement the unit owned on a day whose record did not name it: its own word with the reason, read by who
-- approves the division (practice.md P28). A version of a record is never changed for a day that has passed.
create table income.owned_day (
  plan_id uuid not null references income.plan,
  on_day date not null,
  unit_bp int not null check (unit_bp between 1 and 10000),
  reason text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (plan_id, on_day)
);
select platform.append_only('income.owned_day');
