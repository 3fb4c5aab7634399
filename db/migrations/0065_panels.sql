-- Panels of experts (domain/experts.md; docs/decisions/0050, 0051): one row a dossier and visit. What was fixed, drawn,
-- scored and done is never overwritten.

create table platform.panel (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null references platform.dossier,
  visit int not null,
  procedure text not null,
  title text not null,
  unit_id uuid,
  state text not null check (state in ('criteria', 'frozen', 'drawn', 'reviewing', 'decided', 'closed')),
  -- Who is in it is told to nobody before this instant.
  opened_at timestamptz,
  chair_seat uuid,
  -- Text of the panel's opinion, and how often it was written: a confirmation is of one text.
  opinion text,
  opinion_no int not null,
  result jsonb,
  sample boolean not null,
  at timestamptz not null,
  unique (dossier_id, visit)
);

create table platform.panel_criteria (
  panel_id uuid not null references platform.panel,
  version int not null check (version > 0),
  criteria jsonb not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (panel_id, version)
);

-- Whom the applicant asked to leave out, before the draw.
create table platform.panel_exclusion (
  id uuid primary key,
  panel_id uuid not null references platform.panel,
  name text not null,
  unit text not null,
  reason text not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null
);

create table platform.panel_draw (
  id uuid primary key,
  public_id text not null unique,
  panel_id uuid not null references platform.panel,
  round int not null check (round > 0),
  criteria_version int not null,
  -- Why it was drawn again; of the first round none.
  reason text,
  algorithm text not null,
  -- The rows of the criteria as they were drawn by, the commitment and the count of each row.
  rows jsonb not null,
  root text not null check (root ~ '^[0-9a-f]{64}$'),
  counts jsonb not null,
  -- How many were left out before the draw, by reason.
  left_out jsonb not null,
  seed_name text not null,
  seed_at timestamptz not null,
  frozen_by uuid not null,
  frozen_at timestamptz not null,
  -- The command whose leaf in the public log names the commitment.
  journal_id uuid not null,
  unique (panel_id, round),
  check (seed_at > frozen_at)
);

-- The public number as people typed it; two of one attempt must agree.
create table platform.panel_typed (
  draw_id uuid not null references platform.panel_draw,
  attempt int not null check (attempt > 0),
  part int not null check (part in (1, 2)),
  seed text not null,
  source text not null,
  person_id uuid not null,
  at timestamptz not null,
  primary key (draw_id, attempt, part),
  unique (draw_id, attempt, person_id)
);

-- Typed alike by two: the seed of the draw. The order follows from pool and seed, and is stored nowhere.
create table platform.panel_drawn (
  draw_id uuid primary key references platform.panel_draw,
  seed text not null,
  source text not null,
  operator uuid not null,
  witness uuid not null,
  at timestamptz not null,
  check (operator <> witness)
);

-- A round that counts no more.
create table platform.panel_redraw (
  draw_id uuid primary key references platform.panel_draw,
  reason text not null,
  person_id uuid not null,
  at timestamptz not null
);

-- The frozen pool. The salt opens the leaf; only the expert learns it.
create table platform.panel_candidate (
  draw_id uuid not null references platform.panel_draw,
  leaf text not null check (leaf ~ '^[0-9a-f]{64}$'),
  stratum int not null,
  expert_id uuid not null,
  person_id uuid not null,
  unit_key text not null,
  code text not null,
  salt text not null,
  primary key (draw_id, leaf)
);
create index panel_candidate_person on platform.panel_candidate (person_id);

create table platform.panel_seat (
  id uuid primary key,
  panel_id uuid not null references platform.panel,
  draw_id uuid not null references platform.panel_draw,
  leaf text not null,
  stratum int not null,
  type text not null,
  expert_id uuid not null,
  person_id uuid not null,
  unit_key text not null,
  state text not null check (state in ('invited', 'accepted', 'refused', 'silent', 'recused', 'passed', 'committed',
    'reviewing', 'submitted', 'confirmed', 'paid', 'evaluated', 'removed')),
  invited_at timestamptz not null,
  answer_by timestamptz not null,
  answered_at timestamptz,
  conflict text,
  reason text,
  soft text,
  soft_stays boolean,
  soft_reason text,
  chair_vote uuid,
  committed_at timestamptz,
  submitted_at timestamptz,
  removed_at timestamptz,
  fee_fen bigint,
  rating int,
  rating_words text,
  foreign key (draw_id, leaf) references platform.panel_candidate (draw_id, leaf),
  unique (draw_id, leaf)
);
create index panel_seat_person on platform.panel_seat (person_id, invited_at);
create index panel_seat_expert on platform.panel_seat (expert_id);
create index panel_seat_waits on platform.panel_seat (answer_by) where state = 'invited';

create table platform.panel_ballot (
  seat_id uuid primary key references platform.panel_seat,
  ballot jsonb not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  at timestamptz not null,
  journal_id uuid not null
);

create table platform.panel_confirmation (
  seat_id uuid not null references platform.panel_seat,
  opinion_no int not null,
  agrees boolean not null,
  dissent text,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (seat_id, opinion_no)
);

-- What happened, in words without names.
create table platform.panel_event (
  id uuid primary key,
  panel_id uuid not null references platform.panel,
  draw_id uuid references platform.panel_draw,
  leaf text,
  words text not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index panel_event_panel on platform.panel_event (panel_id, at);

select platform.append_only('platform.panel_criteria');
select platform.append_only('platform.panel_draw');
select platform.append_only('platform.panel_typed');
select platform.append_only('platform.panel_drawn');
select platform.append_only('platform.panel_redraw');
select platform.append_only('platform.panel_candidate');
select platform.append_only('platform.panel_ballot');
select platform.append_only('platform.panel_confirmation');
select platform.append_only('platform.panel_event');

-- Acts on these subjects show neither person nor content to anybody until lifted (a panel before its meeting).
create table platform.seal (
  subject_id uuid primary key,
  name text not null,
  sealed_at timestamptz not null,
  lifted_at timestamptz
);
