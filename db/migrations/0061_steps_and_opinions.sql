-- Competence by step and region (practice.md P4): the county a case comes from reviews it first, other units give
-- their opinion in the order of the plan.
alter table platform.competence add column region text;
alter table platform.competence add column opinion_order int;

-- The step of the state a dossier is in; null for what the unit of the whole procedure does. Units asked for an opinion
-- may read the dossier.
alter table platform.dossier add column step text;
alter table platform.dossier add column asked_org_ids uuid[] not null default '{}';

create index dossier_follows on platform.dossier (follows) where follows is not null;

-- Units that are asked for an opinion 会签, a row a unit and visit.
create table platform.opinion_asked (
  id uuid primary key,
  dossier_id uuid not null references platform.dossier,
  visit int not null,
  unit_org_id uuid not null references platform.organisation,
  place int not null,
  basis text not null,
  asked_at timestamptz not null,
  starts_on date not null,
  -- Its last day is counted when it is asked for, so that a calendar year loaded later counts (P1).
  term jsonb not null,
  unique (dossier_id, visit, unit_org_id)
);
create index opinion_asked_unit on platform.opinion_asked (unit_org_id, asked_at);
select platform.for_commands('platform.opinion_asked', 'SELECT, INSERT');
select platform.append_only('platform.opinion_asked');

-- What a unit said; later words never replace earlier ones.
create table platform.opinion (
  id uuid primary key,
  asked_id uuid not null references platform.opinion_asked,
  verdict text not null check (verdict in ('同意', '不同意', '无意见')),
  words text not null,
  late boolean not null,
  person_id uuid not null references platform.person,
  at timestamptz not null,
  journal_id uuid not null
);
create index opinion_asked_id on platform.opinion (asked_id, at);
select platform.for_commands('platform.opinion', 'SELECT, INSERT');
select platform.append_only('platform.opinion');
