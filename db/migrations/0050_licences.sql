-- Posted licences, open licences of patents, trials (docs/decisions/0042, 0043, 0044).
select platform.own('licences');

create table licences.offer (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  org_id uuid not null,
  achievement_id uuid not null,
  achievement_public_id text not null,
  achievement_name text not null,
  kind text not null check (kind in ('posted', 'open', 'trial')),
  mode text not null check (mode in ('独占许可', '排他许可', '普通许可')),
  -- What was posted, as the form of its kind.
  terms jsonb not null,
  -- Of an open licence: the patent as it is compared.
  patent_number text,
  evaluation_file_id uuid references platform.file,
  -- How many may take it; null: anybody.
  places int check (places > 0),
  valid_until date not null,
  -- 促进科技成果转化法 18: how the price is set, and why this way.
  price_route text not null check (price_route in ('挂牌', '开放许可公告', '标价')),
  price_reason text not null,
  state text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  posted_at timestamptz,
  sample boolean not null,
  check ((kind = 'open') = (patent_number is not null)),
  check (kind = 'posted' or mode = '普通许可'),
  check (mode = '普通许可' or places = 1)
);
create index offer_org on licences.offer (org_id, made_at desc);
create index offer_achievement on licences.offer (achievement_id);
create index offer_shown on licences.offer (made_at desc) where state in ('announcing', 'posted', 'full');

-- How an offer was taken back; of an open licence with its withdrawal at the patent office.
create table licences.withdrawal (
  offer_id uuid primary key references licences.offer,
  reason text not null,
  number text,
  announced_on date,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null
);
select platform.append_only('licences.withdrawal');

-- Who took posted terms; of an open licence this is the written notice of 专利法 51.
create table licences.take (
  id uuid primary key,
  offer_id uuid not null references licences.offer,
  deal_id uuid not null unique,
  contract_id uuid not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index take_offer on licences.take (offer_id, at);
create index take_org on licences.take (org_id, at);
select platform.append_only('licences.take');

create table licences.trial (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  offer_id uuid not null references licences.offer,
  deal_id uuid not null unique,
  seller_org_id uuid not null,
  buyer_org_id uuid not null check (buyer_org_id <> seller_org_id),
  achievement_id uuid not null,
  achievement_name text not null,
  demand_id uuid,
  -- The posted terms when the trial was applied for; what changes later on the offer changes nothing here.
  terms jsonb not null,
  purpose text not null,
  state text not null,
  applied_by uuid not null,
  applied_at timestamptz not null,
  began_at timestamptz,
  ends_on date,
  answer_by date,
  -- What is to be paid after conversion, whole fen.
  due_fen bigint check (due_fen > 0),
  sample boolean not null,
  check ((began_at is null) = (ends_on is null) and (ends_on is null) = (answer_by is null))
);
create index trial_seller on licences.trial (seller_org_id, applied_at desc);
create index trial_buyer on licences.trial (buyer_org_id, applied_at desc);
create index trial_offer on licences.trial (offer_id);

-- What the meter showed, by the user; thousandths of the unit.
create table licences.reading (
  id uuid primary key,
  trial_id uuid not null references licences.trial,
  from_on date not null,
  to_on date not null check (to_on >= from_on),
  quantity_milli bigint not null check (quantity_milli >= 0),
  note text not null,
  file_id uuid references platform.file,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index reading_trial on licences.reading (trial_id, from_on);
create table licences.reading_word (
  reading_id uuid not null references licences.reading,
  word text not null check (word in ('confirm', 'dispute', 'replace')),
  note text not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  primary key (reading_id, word)
);
select platform.append_only('licences.reading');
select platform.append_only('licences.reading_word');

-- Proof of payments made outside (P25), and the second side's word on each.
create table licences.payment (
  id uuid primary key,
  trial_id uuid not null references licences.trial,
  amount_fen bigint not null check (amount_fen > 0),
  paid_on date not null,
  payer text not null,
  account text not null,
  file_id uuid not null references platform.file,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index payment_trial on licences.payment (trial_id, at);
create table licences.payment_word (
  payment_id uuid primary key references licences.payment,
  word text not null check (word in ('confirm', 'refuse')),
  reason text not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('licences.payment');
select platform.append_only('licences.payment_word');

-- Why a trial did not become a licence.
create table licences.ending (
  trial_id uuid primary key references licences.trial,
  by text not null check (by in ('seller', 'buyer', 'clock')),
  reason text not null,
  note text not null,
  at timestamptz not null
);
select platform.append_only('licences.ending');

-- The stage 试用 of the public funnel: a trial that began, whatever became of it.
create view licences.pub_stage as
  select achievement_id, demand_id, deal_id, 'trial' as stage, began_at as at
  from licences.trial where began_at is not null;
select platform.publish_view('licences.pub_stage', array['funnel']);
