-- Files by hash (bytes outside the database), organisation facts, evidence library, slot booking.

create table platform.file (
  id uuid primary key,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  type text not null,
  size bigint not null check (size >= 0),
  -- Who may read it besides the record it belongs to.
  org_id uuid,
  created_by uuid,
  created_at timestamptz not null
);
create index file_sha256 on platform.file (sha256);

-- Organisations that may read a file because of a record they have a part in: parties, the competent unit.
create table platform.file_reader (
  file_id uuid not null references platform.file,
  org_id uuid not null,
  at timestamptz not null,
  primary key (file_id, org_id)
);

-- Facts of an organisation, dated (practice.md P34): a change is a new row that names the one it replaces.
create table platform.fact (
  id uuid primary key,
  org_id uuid not null,
  key text not null,
  value jsonb not null,
  unit text not null,
  from_day date not null,
  until_day date check (until_day >= from_day),
  source text not null,
  proof_file_id uuid references platform.file,
  supersedes uuid unique references platform.fact,
  person_id uuid,
  at timestamptz not null,
  journal_id uuid not null
);
create index fact_org on platform.fact (org_id, key, from_day);

-- Each time a form asked for a fact, and whether the person had to type it: the burden meter.
create table platform.fact_asked (
  id uuid primary key,
  form text not null,
  field text not null,
  key text not null,
  org_id uuid not null,
  journal_id uuid not null,
  at timestamptz not null,
  typed boolean not null
);
create index fact_asked_form on platform.fact_asked (form, key);

-- Evidence of an organisation or a person, put in once and reused by reference (practice.md P33).
create table platform.evidence_item (
  id uuid primary key,
  org_id uuid,
  person_id uuid,
  kind text not null,
  title text not null,
  file_id uuid not null references platform.file,
  valid_from date,
  valid_until date check (valid_until >= valid_from),
  note text not null,
  added_by uuid not null,
  at timestamptz not null,
  withdrawn_at timestamptz,
  check ((org_id is null) <> (person_id is null))
);
create index evidence_item_org on platform.evidence_item (org_id, kind) where withdrawn_at is null;
create index evidence_item_person on platform.evidence_item (person_id, kind) where withdrawn_at is null;

-- Half-open slots [from_at, until_at) on a resource: a seat, an instrument, a room. Overlap is kept out by the
-- booking command (queue and SERIALIZABLE), not by an exclusion constraint (design.md 3).
create table platform.booking (
  id uuid primary key,
  resource_kind text not null,
  resource_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  org_id uuid,
  person_id uuid,
  purpose text not null,
  booked_at timestamptz not null,
  cancelled_at timestamptz,
  check (from_at < until_at)
);
create index booking_resource on platform.booking (resource_id, from_at) where cancelled_at is null;
create index booking_org on platform.booking (org_id, from_at);

select platform.for_commands('platform.file', 'SELECT, INSERT');
select platform.for_commands('platform.file_reader', 'SELECT, INSERT');
select platform.for_commands('platform.fact', 'SELECT');
select platform.for_commands('platform.fact_asked', 'SELECT, INSERT');
select platform.for_commands('platform.evidence_item', 'SELECT');
select platform.for_commands('platform.booking', 'SELECT, INSERT, UPDATE');
select platform.append_only('platform.file');
select platform.append_only('platform.file_reader');
select platform.append_only('platform.fact');
select platform.append_only('platform.fact_asked');
