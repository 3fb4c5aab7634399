-- Public notices 公示 (practice.md P12 to P14): one row a dossier and visit. The term is the deadline of the state; what
-- a notice said is never overwritten, only names are taken down when it is over.

create table platform.notice (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null references platform.dossier,
  visit int not null,
  procedure text not null,
  deadline_id uuid not null references platform.deadline,
  org_id uuid not null,
  unit_id uuid,
  -- What everybody may read whatever the audience, and what the notice is about.
  title text not null,
  subject text not null,
  audience text not null check (audience in ('unit', 'public', 'both')),
  identity text not null check (identity in ('named', 'any')),
  opened_at timestamptz not null,
  state text not null check (state in ('open', 'closed', 'replaced', 'withdrawn')),
  closed_at timestamptz,
  closed_journal uuid,
  reason text,
  -- From this day on personal fields read 已按期撤下.
  names_until date,
  sample boolean not null,
  unique (dossier_id, visit),
  check ((state = 'open') = (closed_at is null))
);
create index notice_listed on platform.notice (opened_at, id);
create index notice_org on platform.notice (org_id, opened_at);
create index notice_unit on platform.notice (unit_id, opened_at);

-- `fields` is what may be read for ever: personal values, and all values of a notice for a unit, stand in the digest as
-- commitments, whose salts stay here and are never published.
create table platform.notice_version (
  notice_id uuid not null references platform.notice,
  version int not null check (version > 0),
  at timestamptz not null,
  journal_id uuid not null,
  reason text,
  fields jsonb not null,
  salts jsonb not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  primary key (notice_id, version)
);

-- The personal values of a version, deleted when names end.
create table platform.notice_name (
  notice_id uuid not null,
  version int not null,
  place int not null,
  value text not null,
  primary key (notice_id, version, place),
  foreign key (notice_id, version) references platform.notice_version (notice_id, version)
);

-- Photographs of the posted sheet.
create table platform.notice_photo (
  notice_id uuid not null references platform.notice,
  file_id uuid not null references platform.file,
  taken_on date not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (notice_id, file_id)
);

-- A word against a notice: an objection suspends it, a lead 线索 does not.
create table platform.objection (
  id uuid primary key,
  notice_id uuid not null references platform.notice,
  kind text not null check (kind in ('objection', 'lead')),
  -- SHA-256 of the code by which the objector reads the answer.
  code_hash text not null unique,
  person_id uuid,
  words text not null,
  at timestamptz not null,
  journal_id uuid not null,
  -- The term of the answer; a lead has none.
  deadline_id uuid references platform.deadline,
  state text not null check (state in ('open', 'upheld', 'rejected', 'overtaken')),
  answer text,
  answered_by uuid,
  answered_at timestamptz,
  check (kind = 'lead' or deadline_id is not null),
  check ((state in ('upheld', 'rejected')) = (answered_at is not null))
);
create index objection_notice on platform.objection (notice_id, at);

-- Who objected, for the unit that answers; deleted some time after the notice is over.
create table platform.objector (
  objection_id uuid primary key references platform.objection,
  name text not null,
  contact text not null
);

create table platform.objection_file (
  objection_id uuid not null references platform.objection,
  file_id uuid not null references platform.file,
  primary key (objection_id, file_id)
);

select platform.append_only('platform.notice_version');
select platform.append_only('platform.notice_photo');
select platform.append_only('platform.objection_file');
