-- Pilot-scale bases 中试基地: applications, recognised bases, and what follows a recognition (docs/decisions/0054).
select platform.own('pilot_bases');

-- An application for recognition or for its renewal, or the registration of a base recognised on paper before; the
-- form as submitted last.
create table pilot_bases.application (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  kind text not null check (kind in ('recognition', 'renewal', 'registration')),
  -- The base whose recognition is renewed.
  base_id uuid,
  org_id uuid not null,
  title text not null,
  form jsonb not null,
  -- Of a registration: document, numbers and validity as they stand on paper.
  existing jsonb,
  -- What the applicant says to conditions of an unconfirmed rule that are not met.
  explanation text,
  state text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  submitted_at timestamptz,
  sample boolean not null,
  check ((kind = 'renewal') = (base_id is not null)),
  check ((kind = 'registration') = (existing is not null))
);
create index application_org on pilot_bases.application (org_id, made_at desc);
create index application_state on pilot_bases.application (state, made_at desc);

-- Full-time people an application names, for the check across bases; a digest of name and number ends, never the name.
create table pilot_bases.full_time (
  application_id uuid not null references pilot_bases.application on delete cascade,
  person_digest text not null,
  primary key (application_id, person_digest)
);
create index full_time_person on pilot_bases.full_time (person_digest);

-- What reviewers found and decided on the way; rows, never overwritten.
create table pilot_bases.finding (
  id uuid primary key,
  application_id uuid not null references pilot_bases.application,
  kind text not null check (kind in ('return', 'recommendation', 'formal', 'accident', 'site', 'meeting', 'refusal')),
  content jsonb not null,
  org_id uuid,
  person_id uuid,
  at timestamptz not null,
  journal_id uuid not null
);
create index finding_application on pilot_bases.finding (application_id, at);
select platform.append_only('pilot_bases.finding');

create table pilot_bases.base (
  id uuid primary key,
  public_id text not null unique,
  application_id uuid not null references pilot_bases.application,
  -- The recognition, or the registration of one on paper, whose document is named.
  dossier_id uuid not null references platform.dossier,
  document_no text,
  org_id uuid not null,
  name text not null,
  field text not null,
  region text not null,
  address text not null,
  site_m2 integer not null,
  equipment_fen bigint not null,
  staff integer not null,
  cert_no text not null unique,
  plate_no text not null unique,
  from_day date not null,
  until_day date not null check (until_day > from_day),
  status text not null check (status in ('valid', 'correcting', 'revoked')),
  revoked_on date,
  -- First day on which the organisation may apply again.
  barred_until date,
  -- The end for which the renewal reminder was sent.
  reminded_for date,
  recognised_at timestamptz not null,
  sample boolean not null,
  check ((status = 'revoked') = (revoked_on is not null))
);
create index base_org on pilot_bases.base (org_id);
create index base_region on pilot_bases.base (region, field);

-- The life of a base in public words; rows, never overwritten.
create table pilot_bases.event (
  id uuid primary key,
  base_id uuid not null references pilot_bases.base,
  kind text not null,
  says text not null,
  on_day date not null,
  dossier_id uuid references platform.dossier,
  at timestamptz not null,
  journal_id uuid not null
);
create index event_base on pilot_bases.event (base_id, at);
select platform.append_only('pilot_bases.event');

-- What follows a recognition: yearly assessment, change, revocation; one dossier each.
create table pilot_bases.matter (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  base_id uuid not null references pilot_bases.base,
  kind text not null check (kind in ('assessment', 'change', 'revocation')),
  year integer,
  form jsonb not null,
  -- Hundredths of a point per part of the score sheet, and their sum.
  scores jsonb,
  total integer,
  grade text,
  state text not null,
  made_at timestamptz not null,
  closed_on date,
  check ((kind = 'assessment') = (year is not null))
);
create unique index matter_year on pilot_bases.matter (base_id, year) where kind = 'assessment';
create index matter_base on pilot_bases.matter (base_id, made_at desc);
