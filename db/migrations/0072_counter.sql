-- Paper applications entered at the counter 窗口代录 (practice.md P10): a clerk of a unit acts for an organisation from a
-- seat lent for this one matter; the scan, the day on the paper and what the organisation says to it are kept.

alter table platform.delegation drop constraint delegation_kind_check;
alter table platform.delegation add constraint delegation_kind_check check (kind in ('deputy', 'secretary', 'counter'));

create table platform.counter_case (
  id uuid primary key,
  public_id text not null unique,
  org_id uuid not null references platform.organisation,
  unit_org_id uuid not null references platform.organisation,
  clerk_person uuid not null references platform.person,
  -- Who brought the paper; no account is made for them.
  brought_by uuid not null references platform.person,
  delegation_id uuid not null unique references platform.delegation,
  matter text not null,
  -- The day written on the paper. The time of receipt is that of the database when the application is handed in (P2).
  paper_on date not null,
  scan_file_ids uuid[] not null check (cardinality(scan_file_ids) > 0),
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index counter_case_unit on platform.counter_case (unit_org_id, opened_at);
create index counter_case_org on platform.counter_case (org_id, opened_at);

-- Dossiers the clerk opened or moved from the seat of a case.
create table platform.counter_dossier (
  case_id uuid not null references platform.counter_case,
  dossier_id uuid not null references platform.dossier,
  at timestamptz not null,
  primary key (case_id, dossier_id)
);

create table platform.counter_objection (
  id uuid primary key,
  case_id uuid not null references platform.counter_case,
  reason text not null,
  by_person uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index counter_objection_case on platform.counter_objection (case_id, at);

create table platform.counter_answer (
  objection_id uuid primary key references platform.counter_objection,
  words text not null,
  by_person uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);

select platform.append_only('platform.counter_dossier');
select platform.append_only('platform.counter_objection');
select platform.append_only('platform.counter_answer');
