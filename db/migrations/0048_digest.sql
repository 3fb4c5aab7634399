-- The daily digest and what leaves the house because of it (practice.md P35).

-- What a person wants to be told and how; without a row: the digest inside the platform and nothing outside.
create table platform.message_preference (
  person_id uuid primary key references platform.person,
  digest boolean not null,
  channels text[] not null,
  changed_at timestamptz not null
);

-- One digest a person and day; the details are read after signing in.
create table platform.digest (
  id uuid primary key,
  person_id uuid not null references platform.person,
  day date not null,
  groups jsonb not null,
  created_at timestamptz not null,
  unique (person_id, day)
);

-- A text on its way out by one channel: counts and a link, never what they are about.
create table platform.delivery (
  id uuid primary key,
  person_id uuid not null references platform.person,
  channel text not null,
  body jsonb not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  tries int not null,
  error text,
  created_at timestamptz not null,
  settled_at timestamptz
);
create index delivery_person on platform.delivery (person_id, channel, created_at);
create index delivery_failed on platform.delivery (created_at) where state = 'failed';
