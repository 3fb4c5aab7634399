-- Demands 需求 and the answers to proposed matches (domain/achievements.md).
select platform.own('exchange');

create table exchange.demand (
  id uuid primary key,
  public_id text not null unique,
  owner_org_id uuid not null references platform.organisation,
  code text not null,
  name text not null,
  -- State of the listing dossier.
  state text not null,
  -- False while the batch that brings the record is not flipped: nobody sees it.
  visible boolean not null,
  -- The latest version, and the one the public reads; null while nothing is public.
  version int not null,
  -- Highest version there is; later ones than `version` belong to an unflipped or discarded batch.
  last_version int not null,
  public_version int,
  -- 保密审查 record of the latest submit or attestation (practice.md P17).
  review jsonb,
  dossier_id uuid references platform.dossier,
  -- Open dossier about a change of a published record.
  revision_id uuid references platform.dossier,
  -- What an unflipped batch will make the latest version.
  staged_version int,
  staged_batch uuid references platform.bulk_batch,
  -- The deal whose contract was confirmed by both.
  deal_id uuid,
  sample boolean not null,
  published_at timestamptz,
  valid_until date,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- An imported code is unique for its owner; a code is never used again.
  unique (owner_org_id, code)
);
-- Names are not a constraint: real files repeat them; forms refuse a second live record of one name (rules.ts).
create index demand_name on exchange.demand (owner_org_id, name);
create index demand_staged on exchange.demand (staged_batch) where staged_batch is not null;

-- Every version whole but for personal fields, so that any two can be compared.
create table exchange.demand_version (
  record_id uuid not null references exchange.demand,
  version int not null,
  name text not null,
  data jsonb not null,
  -- What is still to be added (待补充) and what contradicts itself, as [{field, message}].
  gaps jsonb not null,
  faults jsonb not null,
  batch_id uuid,
  person_id uuid,
  org_id uuid,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (record_id, version)
);
select platform.append_only('exchange.demand_version');

-- Fields that may hold a person's data, outside the versions so that they can be corrected and forgotten (P18).
create table exchange.demand_private (
  record_id uuid primary key references exchange.demand,
  -- The latest value of each field.
  parts jsonb not null,
  -- What an unflipped batch will make the latest value.
  staged jsonb
);

-- Number series: a row a year, changed only by commands that queue for it (design.md 5).
create table exchange.number_series (
  year int primary key,
  last int not null
);

-- What the two sides said of a proposed pair; the latest row of a side counts.
create table exchange.match_answer (
  id uuid primary key,
  demand_id uuid not null references exchange.demand,
  achievement_id uuid not null,
  side text not null check (side in ('demand', 'achievement')),
  answer text not null check (answer in ('interested', 'later', 'no')),
  reason text,
  note text,
  person_id uuid,
  org_id uuid not null,
  at timestamptz not null,
  check ((answer = 'no') = (reason is not null))
);
create index match_answer_demand on exchange.match_answer (demand_id, achievement_id, at);
create index match_answer_achievement on exchange.match_answer (achievement_id, at);
select platform.append_only('exchange.match_answer');
