-- The work list in full (practice.md P6): who deals with a dossier, what one did, and for whom a deputy did it.

-- For whom the person acted (AB角): separation of duties holds for both of them.
alter table platform.dossier_entry add column agent_for uuid;
create index dossier_entry_person on platform.dossier_entry (person_id, at desc, id) where person_id is not null;
create index dossier_entry_agent on platform.dossier_entry (agent_for, at desc, id) where agent_for is not null;

-- Work lists ask for open dossiers by whom they wait for; each way of belonging has its index.
create index dossier_unit_open on platform.dossier (unit_id, procedure, state) where closed_at is null;
create index dossier_org_open on platform.dossier (org_id, procedure, state) where closed_at is null;
create index dossier_own_open on platform.dossier (opened_by) where closed_at is null;
create index dossier_parties_open on platform.dossier using gin (party_org_ids) where closed_at is null;

-- 经办人: who of an organisation took a dossier, or was given it, as it stands at this visit.
create table platform.dossier_handler (
  dossier_id uuid not null references platform.dossier,
  org_id uuid not null references platform.organisation,
  visit int not null,
  person_id uuid not null references platform.person,
  given_by uuid not null references platform.person,
  at timestamptz not null,
  primary key (dossier_id, org_id)
);
create index dossier_handler_person on platform.dossier_handler (person_id, org_id);
select platform.for_commands('platform.dossier_handler', 'SELECT, INSERT, UPDATE, DELETE');

-- Filters of the work list a person keeps under a name.
create table platform.work_view (
  id uuid primary key,
  person_id uuid not null references platform.person,
  name text not null,
  query jsonb not null,
  created_at timestamptz not null,
  unique (person_id, name)
);
select platform.for_commands('platform.work_view', 'SELECT, INSERT, UPDATE, DELETE');
