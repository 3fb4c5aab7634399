-- Introductions by brokers: who introduced whom to what, and until when it is protected (docs/decisions/0027).
select platform.own('introductions');

create table introductions.introduction (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  broker_org_id uuid not null,
  broker_person_id uuid not null,
  seller_org_id uuid not null,
  buyer_org_id uuid not null check (buyer_org_id <> seller_org_id),
  -- Null: the two are introduced to each other as such.
  achievement_id uuid,
  achievement_name text,
  demand_id uuid,
  demand_name text,
  reason text not null,
  -- Who pays the broker how much; only recorded, paid outside (P25).
  commission jsonb,
  state text not null,
  protected_on date,
  protected_until date,
  made_at timestamptz not null,
  sample boolean not null,
  check (broker_org_id <> seller_org_id and broker_org_id <> buyer_org_id),
  check ((protected_on is null) = (protected_until is null))
);
create index introduction_broker on introductions.introduction (broker_org_id, made_at desc);
create index introduction_pair on introductions.introduction (buyer_org_id, seller_org_id, protected_on);
create index introduction_seller on introductions.introduction (seller_org_id, made_at desc);

-- What each introduced side said; rows, never overwritten.
create table introductions.answer (
  id uuid primary key,
  introduction_id uuid not null references introductions.introduction,
  kind text not null check (kind in ('confirm', 'object', 'silence')),
  -- Null for silence, which is the clock's to find.
  org_id uuid,
  person_id uuid,
  known_since date,
  proof text,
  at timestamptz not null,
  journal_id uuid not null,
  check ((kind = 'object') = (known_since is not null and proof is not null))
);
create index answer_introduction on introductions.answer (introduction_id, at);
create table introductions.answer_file (
  answer_id uuid not null references introductions.answer,
  file_id uuid not null references platform.file,
  primary key (answer_id, file_id)
);
select platform.append_only('introductions.answer');
select platform.append_only('introductions.answer_file');

-- What introductions may know of deals: who has talked with whom since when (never a hidden demander), and how far
-- introduced ones have come; no terms, no words.
create view deals.pub_pair as
  select seller_org_id, buyer_org_id, achievement_id, opened_at from deals.deal where not buyer_hidden;
select platform.publish_view('deals.pub_pair', array['introductions']);
create view deals.pub_introduced as
  select id as deal_id, introduction_id, introduction_counts, achievement_name, state, opened_at, accepted_at
  from deals.deal where introduction_id is not null and not buyer_hidden;
select platform.publish_view('deals.pub_introduced', array['introductions']);
