-- Deals in depth: offers, hidden demanders, points, files, meetings, help (docs/decisions/0026-deal-room.md).
alter table deals.deal
  add column opened_as text not null default 'intent' check (opened_as in ('intent', 'offer')),
  -- The demander of a blind demand is not shown to the seller until it consents.
  add column buyer_hidden boolean not null default false,
  add column accepted_at timestamptz,
  -- Whose turn it is; null: of both, or of nobody.
  add column waits_for_org_id uuid,
  -- The protected introduction between these two (module introductions), and whether it covers this deal.
  add column introduction_id uuid,
  add column introduction_counts boolean,
  add constraint deal_introduction_counts check ((introduction_id is null) = (introduction_counts is null));
alter table deals.deal alter column opened_as drop default, alter column buyer_hidden drop default;
create index deal_demand on deals.deal (demand_id) where demand_id is not null;
create index deal_introduction on deals.deal (introduction_id) where introduction_id is not null;

-- The clock ends deals too.
alter table deals.ending alter column by_org_id drop not null;
alter table deals.agreement add column related text, add column related_note text;

-- The demander's consent to being seen, once.
create table deals.disclosure (
  deal_id uuid primary key references deals.deal,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('deals.disclosure');

create table deals.message_file (
  message_id uuid not null references deals.message,
  file_id uuid not null references platform.file,
  primary key (message_id, file_id)
);
select platform.append_only('deals.message_file');

-- Open questions about the terms, and how each was settled.
create table deals.point (
  id uuid primary key,
  deal_id uuid not null references deals.deal,
  field text,
  body text not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null
);
create index point_deal on deals.point (deal_id, at);
select platform.append_only('deals.point');
create table deals.point_answer (
  point_id uuid primary key references deals.point,
  body text not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null
);
select platform.append_only('deals.point_answer');

-- Whether each side lets the broker of the introduction read the terms; the latest row of a side counts.
create table deals.broker_access (
  id uuid primary key,
  deal_id uuid not null references deals.deal,
  org_id uuid not null,
  allowed boolean not null,
  person_id uuid not null,
  at timestamptz not null
);
create index broker_access_deal on deals.broker_access (deal_id, org_id, at);
select platform.append_only('deals.broker_access');

create table deals.meeting (
  id uuid primary key,
  deal_id uuid not null references deals.deal,
  dossier_id uuid not null unique references platform.dossier,
  topic text not null,
  way text not null,
  place text not null,
  proposed_by_org_id uuid not null,
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  state text not null,
  -- The time agreed to; how often it changed, for calendars.
  starts_at timestamptz,
  ends_at timestamptz,
  changes int not null,
  -- When the minutes were confirmed: the meeting counts as held.
  held_at timestamptz
);
create index meeting_deal on deals.meeting (deal_id, proposed_at);
create table deals.meeting_slot (
  meeting_id uuid not null references deals.meeting,
  n int not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  primary key (meeting_id, n)
);
select platform.append_only('deals.meeting_slot');
create table deals.minutes (
  meeting_id uuid not null references deals.meeting,
  version int not null,
  body text not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  primary key (meeting_id, version)
);
select platform.append_only('deals.minutes');

-- 请平台协助: what was asked, about what, and what the operator did.
create table deals.help (
  id uuid primary key,
  dossier_id uuid not null unique references platform.dossier,
  about_kind text not null check (about_kind in ('deal', 'demand', 'achievement', 'match')),
  about_id uuid not null,
  -- The achievement of a match whose demand is about_id.
  other_id uuid,
  about_name text not null,
  question text not null,
  org_id uuid not null,
  person_id uuid not null,
  asked_at timestamptz not null,
  state text not null
);
create index help_org on deals.help (org_id, asked_at);
create table deals.help_step (
  id uuid primary key,
  help_id uuid not null references deals.help,
  kind text not null check (kind in ('assign', 'answer')),
  body text not null,
  helper_org_id uuid,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  check ((kind = 'assign') = (helper_org_id is not null))
);
create index help_step_help on deals.help_step (help_id, at);
select platform.append_only('deals.help_step');

-- Stages of the public funnel (one row a deal and stage): asked by intent or offer; met when it was accepted or a
-- meeting was held, whichever came first.
create view deals.pub_stage as
  select d.achievement_id, d.demand_id, d.id as deal_id, 'asked' as stage, d.opened_at as at from deals.deal d
  union all
  select d.achievement_id, d.demand_id, d.id, 'met', least(d.accepted_at, m.held_at)
  from deals.deal d
  left join lateral (
    select min(held_at) as held_at from deals.meeting where deal_id = d.id and held_at is not null
  ) m on true
  where d.accepted_at is not null or m.held_at is not null;
select platform.publish_view('deals.pub_stage', array['funnel']);
