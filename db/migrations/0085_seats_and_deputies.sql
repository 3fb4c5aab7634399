-- A paper application that could not be handed in goes back with the reason (practice.md P10). A deputy counts as the one
-- represented wherever two persons must differ (practice.md P6, domain/README convention 5), so acts keep for whom.

alter table platform.counter_case add column returned text;
alter table platform.counter_case add check (returned is null or closed_at is not null);

alter table platform.letter_step add column agent_for uuid;
alter table platform.archive_proposal add column agent_for uuid;
alter table platform.archive_destruction add column agent_for uuid;
alter table platform.objection add column agent_for uuid;
