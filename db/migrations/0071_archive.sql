-- Archive volumes 案卷 (practice.md P11): made when a dossier ended and its letters are filed; kept for the term of the
-- ruleset; destroyed by two people, never before.

create table platform.archive_volume (
  id uuid primary key,
  dossier_id uuid not null unique references platform.dossier,
  procedure text not null,
  title text not null,
  org_id uuid not null,
  unit_org_id uuid,
  closed_on date not null,
  -- 永久, 30 or 10 as the rule says; the last day it must be kept, null for ever.
  retention text not null check (retention in ('永久', '30', '10')),
  keep_until date check ((keep_until is null) = (retention = '永久')),
  -- 卷内目录: order, title, file name, bytes, SHA-256.
  items jsonb not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  ruleset_version text not null,
  made_at timestamptz not null,
  journal_id uuid not null
);
create index archive_volume_unit on platform.archive_volume (unit_org_id, made_at);
create index archive_volume_org on platform.archive_volume (org_id, made_at);

-- One proposes, another one agrees; the record and the list of digests stay.
create table platform.archive_proposal (
  id uuid primary key,
  volume_id uuid not null references platform.archive_volume,
  reason text not null,
  by_person uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index archive_proposal_volume on platform.archive_proposal (volume_id, at);

create table platform.archive_destruction (
  volume_id uuid primary key references platform.archive_volume,
  proposal_id uuid not null unique references platform.archive_proposal,
  by_person uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);

select platform.append_only('platform.archive_volume');
select platform.append_only('platform.archive_proposal');
select platform.append_only('platform.archive_destruction');
