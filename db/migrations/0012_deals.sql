-- Deals: intent, messages, terms. The dossier (platform.dossier) holds the state.
select platform.own('deals');

create table deals.deal (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  achievement_id uuid not null,
  achievement_name text not null,
  demand_id uuid,
  seller_org_id uuid not null,
  buyer_org_id uuid not null check (buyer_org_id <> seller_org_id),
  seller_is_state_founded boolean not null,
  opened_by uuid not null,
  opened_at timestamptz not null,
  state text not null,
  terms_version int not null,
  agreed_terms_version int
);
create index deal_seller on deals.deal (seller_org_id, opened_at desc);
create index deal_buyer on deals.deal (buyer_org_id, opened_at desc);
create index deal_achievement on deals.deal (achievement_id);

create table deals.message (
  id uuid primary key,
  deal_id uuid not null references deals.deal,
  person_id uuid not null,
  org_id uuid not null,
  body text not null,
  at timestamptz not null
);
create index message_deal on deals.message (deal_id, at);
select platform.append_only('deals.message');

create table deals.terms (
  deal_id uuid not null references deals.deal,
  version int not null,
  data jsonb not null,
  proposed_by_org_id uuid not null,
  proposed_by uuid not null,
  at timestamptz not null,
  primary key (deal_id, version)
);
select platform.append_only('deals.terms');

-- Who agreed to which version, and how a talk ended: rows, never columns that are overwritten.
create table deals.agreement (
  deal_id uuid not null,
  version int not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  primary key (deal_id, version, org_id),
  foreign key (deal_id, version) references deals.terms
);
select platform.append_only('deals.agreement');

create table deals.ending (
  deal_id uuid primary key references deals.deal,
  reason text not null,
  explanation text not null,
  by_org_id uuid not null,
  at timestamptz not null
);
select platform.append_only('deals.ending');
