-- What silence until the end of the term meant when the unit was asked, and by which basis (practice.md P31); null: it
-- meant nothing, or the unit was asked before this was kept.
alter table platform.opinion_asked add column silence jsonb;
