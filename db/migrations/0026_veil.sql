-- Whose part in a subject is not shown to others: acts stay in the journal, names do not come out of it
-- (a blind demand before its demander consents). A row stays after it is lifted.
create table platform.veil (
  subject_kind text not null,
  subject_id uuid not null,
  org_id uuid not null,
  -- What others read instead: 匿名需求方.
  name text not null,
  drawn_at timestamptz not null,
  lifted_at timestamptz,
  primary key (subject_kind, subject_id, org_id)
);
create index veil_drawn on platform.veil (subject_id) where lifted_at is null;
select platform.for_commands('platform.veil', 'SELECT, INSERT, UPDATE');
