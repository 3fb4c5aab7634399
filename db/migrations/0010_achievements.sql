-- Achievements 成果: records, their versions and the rights they name (domain/achievements.md).
select platform.own('achievements');

create table achievements.achievement (
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
create index achievement_name on achievements.achievement (owner_org_id, name);
create index achievement_staged on achievements.achievement (staged_batch) where staged_batch is not null;

-- Every version whole but for personal fields, so that any two can be compared.
create table achievements.achievement_version (
  record_id uuid not null references achievements.achievement,
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
select platform.append_only('achievements.achievement_version');

-- Fields that may hold a person's data, outside the versions so that they can be corrected and forgotten (P18).
create table achievements.achievement_private (
  record_id uuid primary key references achievements.achievement,
  -- The latest value of each field.
  parts jsonb not null,
  -- What an unflipped batch will make the latest value.
  staged jsonb
);

-- Number series: a row a year, changed only by commands that queue for it (design.md 5).
create table achievements.number_series (
  year int primary key,
  last int not null
);

-- Numbers of the rights a record names, to find the same right on two live records.
create table achievements.ip_number (
  record_id uuid not null references achievements.achievement,
  number text not null,
  primary key (record_id, number)
);
create index ip_number_number on achievements.ip_number (number);
