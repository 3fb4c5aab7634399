-- People, organisations, memberships, sessions, competence (design.md 2 row 11; practice.md P4, P6, P7, P18).
-- Rows that only prove something happened are append-only; rows that hold a person's data can be forgotten (P18).

create table platform.person (
  id uuid primary key,
  name text not null,
  phone text,
  email text,
  sample boolean not null,
  created_at timestamptz not null,
  -- Set by a deletion request: name is then a pseudonym and the rest is null.
  erased_at timestamptz
);

-- How a person signs in; a cast member of the demo has no password, only the one-click button.
create table platform.account (
  person_id uuid primary key references platform.person,
  login text not null unique check (login = lower(login)),
  password_hash text,
  password_set_at timestamptz,
  disabled_at timestamptz
);

-- Former hashes, so that a preset that asks for it can refuse an old password.
create table platform.password_history (
  id uuid primary key,
  person_id uuid not null references platform.person,
  password_hash text not null,
  set_at timestamptz not null
);
create index password_history_person on platform.password_history (person_id, set_at);

create table platform.organisation (
  id uuid primary key,
  public_id text not null unique,
  kind text not null check (kind in (
    '国家设立研发机构', '国家设立高校', '事业单位', '国企', '民企', '个人', '政府', '服务机构', '待核定')),
  name text not null,
  short_name text not null,
  -- Identifier in the city pack (units and sample organisations); null for all others.
  slug text unique,
  credit_code text unique,
  region text,
  address text not null,
  business text not null,
  state_founded boolean not null,
  evidence_file_id uuid,
  verified_at timestamptz,
  verified_by uuid references platform.person,
  sample boolean not null,
  created_at timestamptz not null,
  created_by uuid references platform.person
);
create index organisation_name on platform.organisation (name);

-- A person acting for an organisation; without one (org_id null) for the market itself or in own name.
create table platform.membership (
  id uuid primary key,
  person_id uuid not null references platform.person,
  org_id uuid references platform.organisation,
  title text not null,
  roles text[] not null,
  from_day date not null,
  until_day date,
  created_at timestamptz not null
);
create index membership_person on platform.membership (person_id);
create unique index membership_current on platform.membership (org_id, person_id) where until_day is null;

create table platform.invitation (
  id uuid primary key,
  org_id uuid not null references platform.organisation,
  code_hash text not null unique,
  title text not null,
  roles text[] not null,
  invited_by uuid not null references platform.person,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by uuid references platform.person
);

-- AB角: the deputy acts with roles of the absent one; a secretary drafts for a professor (P6).
create table platform.delegation (
  id uuid primary key,
  kind text not null check (kind in ('deputy', 'secretary')),
  org_id uuid not null references platform.organisation,
  from_person uuid not null references platform.person,
  to_person uuid not null references platform.person,
  roles text[] not null,
  from_day date not null,
  until_day date not null check (until_day >= from_day),
  created_at timestamptz not null,
  ended_at timestamptz,
  check (from_person <> to_person)
);
create index delegation_to on platform.delegation (to_person);
create index delegation_from on platform.delegation (from_person);

-- Which unit is competent for a procedure (and step) from day to day (P4).
create table platform.competence (
  id uuid primary key,
  procedure text not null,
  step text,
  unit_org_id uuid not null references platform.organisation,
  basis text not null,
  from_day date not null,
  until_day date,
  status text not null check (status in ('verified', 'draft', 'memory', 'proposed'))
);
create index competence_procedure on platform.competence (procedure, from_day);
select platform.for_commands('platform.competence', 'SELECT');

-- Only a hash of the token is stored; times are those of the machine's clock.
create table platform.session (
  id uuid primary key,
  token_hash text not null unique,
  person_id uuid not null references platform.person,
  membership_id uuid references platform.membership,
  delegation_id uuid references platform.delegation,
  second_factor_at timestamptz,
  one_click boolean not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_person on platform.session (person_id) where revoked_at is null;

-- Every try of a password or code, before it is checked. What was typed as login is kept only as a keyed hash:
-- people type passwords into the wrong field.
create table platform.login_attempt (
  id uuid primary key,
  account_key text not null,
  source text not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('try', 'ok'))
);
create index login_attempt_account on platform.login_attempt (account_key, at);
create index login_attempt_source on platform.login_attempt (source, at);
select platform.append_only('platform.login_attempt');

-- The TOTP secret lies sealed in platform.secret; here is its reference.
create table platform.second_factor (
  id uuid primary key,
  person_id uuid not null references platform.person,
  kind text not null check (kind in ('totp', 'sms')),
  secret_ref text,
  -- The last time step used: a code is good once (RFC 6238 5.2).
  last_step bigint not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  removed_at timestamptz
);
create index second_factor_person on platform.second_factor (person_id) where removed_at is null;

-- Codes sent by SMS (sealed in platform.secret) and long codes known by their hash.
create table platform.one_time_code (
  id uuid primary key,
  purpose text not null check (purpose in ('second-factor', 'first-administrator', 'password-reset')),
  person_id uuid references platform.person,
  org_id uuid references platform.organisation,
  secret_ref text,
  code_hash text unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index one_time_code_person on platform.one_time_code (person_id, created_at);

-- A second factor given just now, to be used once by the act it confirms (P8 b): matter names that act's object and
-- content (contract:<id>:<sha256>), so that a code given for one text never confirms another.
create table platform.confirmation (
  id uuid primary key,
  person_id uuid not null references platform.person,
  matter text not null check (length(matter) between 3 and 200),
  way text not null check (way in ('totp', 'sms')),
  at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  journal_id uuid
);
create index confirmation_person on platform.confirmation (person_id, expires_at) where used_at is null;

-- What somebody drafted for another person, waiting for that person's own word (P6): agent and confirmation stay
-- apart. matter names the very version, so that a later change asks anew.
create table platform.drafting (
  id uuid primary key,
  matter text not null,
  title text not null,
  link text not null,
  org_id uuid not null references platform.organisation,
  drafted_by uuid not null references platform.person,
  for_person uuid not null references platform.person check (for_person <> drafted_by),
  asked_at timestamptz not null,
  answer text check (answer in ('confirmed', 'declined', 'replaced')),
  note text,
  answered_at timestamptz,
  journal_id uuid,
  check ((answer is null) = (answered_at is null))
);
create index drafting_matter on platform.drafting (matter);
create index drafting_person on platform.drafting (for_person, asked_at) where answered_at is null;

-- Consent to electronic service, given and withdrawn; the latest row counts (P9).
create table platform.service_consent (
  id uuid primary key,
  person_id uuid not null references platform.person,
  given boolean not null,
  at timestamptz not null
);
create index service_consent_person on platform.service_consent (person_id, at);
select platform.append_only('platform.service_consent');

create view platform.pub_organisation as
  select id, public_id, name, short_name, slug, kind, state_founded, region, verified_at is not null as verified, sample
  from platform.organisation;
select platform.publish_view('platform.pub_organisation', array['command', 'reader']);
