-- Rules and calendar years are never changed in place: a new row replaces an old one, and both stay.

create table platform.rule (
  id uuid primary key,
  layer text not null check (layer in ('national', 'city')),
  key text not null,
  title text not null,
  from_on date not null,
  until_on date,
  value jsonb not null,
  unit text not null,
  status text not null check (status in ('verified', 'draft', 'memory', 'proposed')),
  source text not null,
  note text not null,
  added_at timestamptz not null,
  -- The command that added it; null for rows that came with the product or the city pack.
  journal_id uuid,
  check (until_on is null or until_on >= from_on)
);
create index rule_key on platform.rule (key, layer, from_on);
select platform.append_only('platform.rule');

-- A row that no longer counts, and the row that took its place.
create table platform.rule_replaced (
  rule_id uuid primary key references platform.rule,
  by_rule_id uuid not null references platform.rule,
  at timestamptz not null
);
select platform.append_only('platform.rule_replaced');

-- Which rows a ruleset version stood for: those added and not replaced at that instant.
create table platform.ruleset_version (
  version text not null,
  since timestamptz not null,
  primary key (version, since)
);
select platform.append_only('platform.ruleset_version');

-- Loadings of a year's holiday arrangement; the latest of a year counts.
create table platform.calendar_year (
  id uuid primary key,
  year int not null,
  source text not null,
  loaded_at timestamptz not null,
  journal_id uuid
);
create index calendar_year_latest on platform.calendar_year (year, loaded_at, id);
select platform.append_only('platform.calendar_year');

create table platform.calendar_day (
  year_id uuid not null references platform.calendar_year,
  day date not null,
  kind text not null check (kind in ('放假', '上班')),
  festival text not null,
  primary key (year_id, day)
);
select platform.append_only('platform.calendar_day');

-- Every deadline that a loaded year moved, with the command that moved it (practice.md P1).
create table platform.deadline_move (
  deadline_id uuid not null references platform.deadline,
  journal_id uuid not null,
  before_nominal_on date not null,
  before_due_on date,
  after_nominal_on date not null,
  after_due_on date,
  primary key (deadline_id, journal_id)
);
select platform.append_only('platform.deadline_move');
