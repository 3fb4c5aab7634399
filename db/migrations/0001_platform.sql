-- The ground: instance, command path, journal, evidence leaves, deadlines, outbox, dossiers.
-- Helper functions platform.own, platform.append_only come from 0000_roles.sql.

-- One immutable row: what this installation is (design.md 5, practice.md P38).
create table platform.instance (
  one boolean primary key check (one),
  kind text not null check (kind in ('demo', 'rehearsal', 'production')),
  city text not null,
  origin text not null,
  created_at timestamptz not null
);

-- One mutable row: what every command must know, read together with its idempotency key.
create table platform.state (
  one boolean primary key check (one),
  clock_offset_ms bigint not null check (clock_offset_ms >= 0),
  ruleset_version text not null,
  calendar_version text not null
);

create table platform.idempotency (
  actor text not null,
  key text not null check (length(key) between 1 and 200),
  command text not null,
  payload_hash text not null,
  at timestamptz not null,
  reply jsonb,
  primary key (actor, key)
);

create table platform.journal (
  id uuid primary key,
  at timestamptz not null,
  command text not null,
  sentence text not null,
  params jsonb not null,
  actor_kind text not null check (actor_kind in ('person', 'visitor', 'clock', 'console')),
  person_id uuid,
  org_id uuid,
  agent_for uuid,
  subject_kind text,
  subject_id uuid,
  input jsonb not null,
  ruleset_version text not null,
  gate jsonb not null,
  leaf_id uuid not null
);
create index journal_subject on platform.journal (subject_kind, subject_id, at);
create index journal_at on platform.journal (at, id);
create index journal_person on platform.journal (person_id, at);

-- Unnumbered: the sequencer of a later system numbers leaves outside commands (design.md 5).
create table platform.evidence_leaf (
  id uuid primary key,
  at timestamptz not null,
  body text not null,
  hash text not null unique
);
create index evidence_leaf_at on platform.evidence_leaf (at, id);

-- Salts open the commitments of a leaf; destroying one forgets the person without breaking the log (P14, P18).
create table platform.evidence_salt (
  leaf_id uuid not null references platform.evidence_leaf,
  field text not null,
  salt text not null,
  primary key (leaf_id, field)
);

-- Secret form fields, encrypted with a key file outside the database.
create table platform.secret (
  id uuid primary key,
  journal_id uuid not null,
  field text not null,
  key_id text not null,
  sealed text not null
);

create table platform.deadline (
  id uuid primary key,
  kind text not null,
  subject_kind text not null,
  subject_id uuid not null,
  dossier_id uuid,
  visit int,
  performs text,
  term jsonb not null,
  starts_on date not null,
  nominal_on date not null,
  due_on date,
  provisional boolean not null,
  state text not null check (state in ('open', 'done', 'cancelled')),
  closed_at timestamptz
);
create index deadline_due on platform.deadline (due_on) where state = 'open';
create index deadline_provisional on platform.deadline (nominal_on) where state = 'open' and provisional;
create index deadline_dossier on platform.deadline (dossier_id) where state = 'open';

create table platform.outbox (
  id uuid primary key,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  attempts int not null,
  next_at timestamptz not null,
  done_at timestamptz,
  error text
);
create index outbox_open on platform.outbox (next_at, id) where done_at is null;

create table platform.dossier (
  id uuid primary key,
  procedure text not null,
  version int not null,
  title text not null,
  subject_kind text not null,
  subject_id uuid not null,
  org_id uuid not null,
  party_org_ids uuid[] not null,
  unit_id uuid,
  opened_by uuid,
  opened_at timestamptz not null,
  state text not null,
  visit int not null,
  entered_at timestamptz not null,
  closed_at timestamptz,
  follows uuid references platform.dossier
);
create index dossier_work on platform.dossier (procedure, state, entered_at) where closed_at is null;
create index dossier_org on platform.dossier (org_id, procedure, state);
create index dossier_subject on platform.dossier (subject_kind, subject_id);

create table platform.dossier_entry (
  id uuid primary key,
  dossier_id uuid not null references platform.dossier,
  visit int not null,
  action text not null,
  from_state text not null,
  to_state text not null,
  actor_kind text not null,
  person_id uuid,
  org_id uuid,
  input jsonb not null,
  at timestamptz not null,
  journal_id uuid not null
);
create unique index dossier_entry_visit on platform.dossier_entry (dossier_id, visit);

-- In-app messages to a person, written from the outbox (practice.md P35).
create table platform.message (
  id uuid primary key,
  person_id uuid not null,
  template text not null,
  params jsonb not null,
  link text,
  created_at timestamptz not null,
  read_at timestamptz
);
create index message_person on platform.message (person_id, created_at);
create index message_unread on platform.message (person_id) where read_at is null;

-- Who read whose personal data (P18).
create table platform.access_log (
  id uuid primary key,
  at timestamptz not null,
  route text not null,
  reader_person_id uuid,
  reader_org_id uuid,
  subject_person_id uuid not null
);
create index access_log_subject on platform.access_log (subject_person_id, at);

-- What every command may do on the ground's tables, whichever module's role it runs under.
select platform.for_commands('platform.instance', 'SELECT');
select platform.for_commands('platform.state', 'SELECT');
select platform.for_commands('platform.idempotency', 'SELECT, INSERT, UPDATE');
select platform.for_commands('platform.journal', 'SELECT, INSERT');
select platform.for_commands('platform.evidence_leaf', 'SELECT, INSERT');
select platform.for_commands('platform.evidence_salt', 'SELECT, INSERT');
select platform.for_commands('platform.secret', 'SELECT, INSERT');
select platform.for_commands('platform.deadline', 'SELECT, INSERT, UPDATE');
select platform.for_commands('platform.outbox', 'SELECT, INSERT');
select platform.for_commands('platform.dossier', 'SELECT, INSERT, UPDATE');
select platform.for_commands('platform.dossier_entry', 'SELECT, INSERT');
select platform.publish_view('platform.instance', array['reader']);
select platform.publish_view('platform.state', array['reader']);

-- Append-only is for every role, so it comes after the grants.
select platform.append_only('platform.instance');
select platform.append_only('platform.journal');
select platform.append_only('platform.evidence_leaf');
select platform.append_only('platform.secret');
select platform.append_only('platform.dossier_entry');
select platform.append_only('platform.access_log');
