-- The register of enterprises of the city (domain/sme.md): kept by the bureau, public of nobody (practice.md P12).
select platform.own('enterprises');

create table enterprises.enterprise (
  id uuid primary key,
  -- What the register knows, whole, without contacts and figures; empty fields are absent.
  data jsonb not null,
  -- From data, for looking up: the code is one firm's, the key of the name finds likely twins.
  credit_code text unique,
  name text not null,
  name_key text not null,
  sample boolean not null,
  source text not null,
  -- The record it was merged into; then nobody sees it any more, and nothing of it is lost.
  merged_into uuid references enterprises.enterprise,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index enterprise_name_key on enterprises.enterprise (name_key) where merged_into is null;

-- Figures with their year and source (private): a correction is a new row, the latest of a key and year counts.
create table enterprises.figure (
  id uuid primary key,
  enterprise_id uuid not null references enterprises.enterprise,
  -- Key of the fact it becomes when the firm confirms it (practice.md P34): org.revenue.
  key text not null,
  year int not null,
  value bigint not null,
  unit text not null,
  source text not null,
  said_on date not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index figure_enterprise on enterprises.figure (enterprise_id, key, year, at);
select platform.append_only('enterprises.figure');

-- Which figure the firm has confirmed or corrected: the word is the firm's, the row stays.
create table enterprises.figure_word (
  figure_id uuid primary key references enterprises.figure,
  word text not null check (word in ('confirmed', 'corrected')),
  person_id uuid,
  at timestamptz not null
);
select platform.append_only('enterprises.figure_word');

-- People to reach (personal, P18): outside the record, so that they can be corrected and forgotten.
create table enterprises.contact (
  enterprise_id uuid primary key references enterprises.enterprise,
  name text not null,
  phone text not null
);

-- Two records of one name that a person has said are two firms: not proposed again.
create table enterprises.not_same (
  one uuid not null references enterprises.enterprise,
  other uuid not null references enterprises.enterprise,
  person_id uuid,
  at timestamptz not null,
  primary key (one, other),
  check (one < other)
);

-- What an unflipped import will write.
create table enterprises.staged (
  batch_id uuid not null references platform.bulk_batch,
  enterprise_id uuid not null,
  is_new boolean not null,
  data jsonb not null,
  figures jsonb not null,
  contact jsonb,
  primary key (batch_id, enterprise_id)
);

-- Which organisation has which credit code: one firm, one record. Only the register joins it.
create view platform.pub_organisation_code as
  select id as org_id, credit_code, verified_at is not null as verified
  from platform.organisation where credit_code is not null;
select platform.publish_view('platform.pub_organisation_code', array['enterprises']);
