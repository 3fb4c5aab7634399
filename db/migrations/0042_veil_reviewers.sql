-- A blind demand hides its owner from all but its own people and the officers who review it: the unit's other members
-- read the journal too (docs/decisions/0038-blind-demand.md).
alter table platform.veil add column reviewers_see boolean not null default false;
alter table platform.veil alter column reviewers_see drop default;
