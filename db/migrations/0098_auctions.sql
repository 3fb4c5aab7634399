-- 挂牌竞价: lots, who may bid, moves, bids, outages (docs/decisions/0068-open-bidding.md). The dossier holds the state.
select platform.own('auctions');

create table auctions.lot (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  org_id uuid not null,
  achievement_id uuid not null,
  achievement_name text not null,
  form jsonb not null,
  -- What bidding goes by, fixed when the lot was posted: rules of that day beside the announced floor, step and times.
  rules jsonb not null,
  floor_fen bigint not null check (floor_fen > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- Moves with late bids and outages.
  closes_at timestamptz not null,
  closed_at timestamptz,
  award_bidder uuid,
  award_fen bigint,
  -- The attempt before this one: what failed is offered again in one visible chain.
  after_lot uuid references auctions.lot,
  deal_id uuid,
  contract_id uuid,
  state text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  sample boolean not null,
  check ((award_bidder is null) = (award_fen is null))
);
create index lot_org on auctions.lot (org_id, made_at desc);
create index lot_made on auctions.lot (made_at desc, id desc);
create index lot_achievement on auctions.lot (achievement_id);
create index lot_bidding on auctions.lot (closes_at) where closed_at is null;

create table auctions.bidder (
  id uuid primary key,
  lot_id uuid not null references auctions.lot,
  org_id uuid not null,
  person_id uuid not null,
  -- Random; the only name anybody else reads before the end.
  alias text not null,
  -- Reference of the sealed offer; opened only where it is the only one.
  offer_secret text not null,
  priority_basis text,
  priority_file_id uuid,
  deposit_file_id uuid not null,
  deposit_account text not null,
  related text,
  related_note text,
  at timestamptz not null,
  journal_id uuid not null,
  unique (lot_id, org_id),
  unique (lot_id, alias)
);
select platform.append_only('auctions.bidder');

-- The seller's word on an application: admitted with or without the right of priority, or refused with the reason.
create table auctions.admission (
  bidder_id uuid primary key references auctions.bidder,
  admitted boolean not null,
  priority boolean not null,
  reason text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('auctions.admission');

-- Standing orders 自动出价: the most stays sealed until the close (platform.secret), then stands in opened_order.
create table auctions.standing_order (
  id uuid primary key,
  lot_id uuid not null references auctions.lot,
  bidder_id uuid not null references auctions.bidder,
  max_secret text not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index standing_order_lot on auctions.standing_order (lot_id, at);
select platform.append_only('auctions.standing_order');

create table auctions.opened_order (
  order_id uuid primary key references auctions.standing_order,
  max_fen bigint not null check (max_fen > 0)
);
select platform.append_only('auctions.opened_order');

create table auctions.bid (
  lot_id uuid not null references auctions.lot,
  n int not null check (n > 0),
  bidder_id uuid not null references auctions.bidder,
  amount_fen bigint not null check (amount_fen > 0),
  at timestamptz not null,
  auto boolean not null,
  journal_id uuid not null,
  primary key (lot_id, n)
);
select platform.append_only('auctions.bid');

-- Times the service could not be reached, as far as they moved a close.
create table auctions.outage (
  lot_id uuid not null references auctions.lot,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  journal_id uuid not null,
  primary key (lot_id, from_at)
);
select platform.append_only('auctions.outage');

-- Runs of the service without a gap, while lots are bid on; gaps between them are outages (practice.md P24).
create table auctions.uptime (
  id uuid primary key,
  from_at timestamptz not null,
  until_at timestamptz not null
);

-- Deposits given back; the money itself moves outside (practice.md P25).
create table auctions.deposit_return (
  bidder_id uuid primary key references auctions.bidder,
  kept boolean not null,
  reason text not null,
  receipt text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('auctions.deposit_return');

alter table deals.deal drop constraint deal_price_route_check;
alter table deals.deal add constraint deal_price_route_check
  check (price_route in ('挂牌', '开放许可公告', '标价', '网络竞价'));
