-- A receipt of a day on which the unit owned nothing of the achievement any more: others divide it (practice.md P28). Noted
-- once by each plan; what came is in the settlement.
create table income.undivided (
  plan_id uuid not null references income.plan,
  source_key text not null,
  received_on date not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (plan_id, source_key)
);
select platform.append_only('income.undivided');
