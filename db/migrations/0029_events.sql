-- Events 对接会、路演: registration, sign-in by QR code, pairs met (practice.md P40; docs/decisions/0029).
select platform.own('events');

create table events.event (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  org_id uuid not null,
  title text not null,
  kind text not null,
  audience text not null check (audience in ('public', 'invited')),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  place text not null,
  capacity int not null check (capacity > 0),
  agenda text not null,
  -- What the poster's QR code carries; whoever has it stands at the door.
  code text not null,
  state text not null,
  -- How often time or place changed, for calendars.
  changes int not null,
  sample boolean not null,
  made_by uuid not null,
  made_at timestamptz not null,
  published_at timestamptz
);
create index event_org on events.event (org_id, starts_at desc);
create index event_published on events.event (starts_at) where state in ('published', 'finished');

-- Service bodies that may hold events, by the competent unit's word; the latest row of one counts.
create table events.organiser (
  id uuid primary key,
  org_id uuid not null,
  allowed boolean not null,
  by_org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null
);
create index organiser_org on events.organiser (org_id, at);
select platform.append_only('events.organiser');

create table events.invitation (
  event_id uuid not null references events.event,
  org_id uuid not null,
  at timestamptz not null,
  primary key (event_id, org_id)
);
select platform.append_only('events.invitation');

create table events.registration (
  id uuid primary key,
  event_id uuid not null references events.event,
  person_id uuid not null,
  org_id uuid,
  state text not null check (state in ('registered', 'waiting', 'cancelled')),
  at timestamptz not null,
  changed_at timestamptz not null,
  unique (event_id, person_id)
);
create index registration_event on events.registration (event_id, state, at);

-- Guests without an account: personal data, taken out when the time is over (P14, PIPL 19, 47).
create table events.guest (
  id uuid primary key,
  event_id uuid not null references events.event,
  name text not null,
  unit text not null,
  phone text not null,
  at timestamptz not null,
  erased_at timestamptz
);
create index guest_event on events.guest (event_id);

create table events.attendance (
  id uuid primary key,
  event_id uuid not null references events.event,
  person_id uuid,
  org_id uuid,
  guest_id uuid references events.guest,
  at timestamptz not null,
  check ((person_id is null) <> (guest_id is null))
);
create unique index attendance_person on events.attendance (event_id, person_id) where person_id is not null;
select platform.append_only('events.attendance');

-- 1:1 meetings: planned or made on the spot.
create table events.pair (
  id uuid primary key,
  event_id uuid not null references events.event,
  seller_org_id uuid not null,
  buyer_org_id uuid not null check (buyer_org_id <> seller_org_id),
  achievement_id uuid,
  achievement_name text,
  demand_id uuid,
  demand_name text,
  starts_at timestamptz,
  ends_at timestamptz,
  table_no int,
  met_at timestamptz,
  deal_id uuid,
  made_at timestamptz not null,
  check ((starts_at is null) = (ends_at is null) and (starts_at is null) = (table_no is null))
);
create index pair_event on events.pair (event_id, starts_at);
create index pair_seller on events.pair (seller_org_id);
create index pair_buyer on events.pair (buyer_org_id);

-- That they met, by the organiser or by each side, and what each side says afterwards.
create table events.pair_word (
  id uuid primary key,
  pair_id uuid not null references events.pair,
  kind text not null check (kind in ('met', 'answer')),
  answer text check (answer in ('continue', 'later', 'no')),
  reason text,
  note text,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  check ((kind = 'answer') = (answer is not null)),
  check ((answer is not distinct from 'no') = (reason is not null))
);
create index pair_word_pair on events.pair_word (pair_id, at);
select platform.append_only('events.pair_word');

create view events.pub_stage as
  select achievement_id, demand_id, deal_id, 'met' as stage, met_at as at from events.pair where met_at is not null;
select platform.publish_view('events.pub_stage', array['funnel']);
