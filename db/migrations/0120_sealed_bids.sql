-- 密封报价: custodians of a lot, their keys, sealed envelopes, shares brought to the opening, what was opened
-- (docs/decisions/0075-sealed-bids.md). Nothing here opens an envelope before its custodians come.
alter table auctions.bidder alter column offer_secret drop not null;

-- Who keeps a seat; the newest row of a seat counts, an earlier one was replaced.
create table auctions.custodian (
  id uuid primary key,
  lot_id uuid not null references auctions.lot,
  seat int not null check (seat > 0),
  org_id uuid not null,
  reason text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index custodian_lot on auctions.custodian (lot_id, seat, at);
create index custodian_org on auctions.custodian (org_id);
select platform.append_only('auctions.custodian');

-- The public half of a key that was made in the custodian's own browser; the private half was never here.
create table auctions.custodian_key (
  custodian_id uuid primary key references auctions.custodian,
  recipient text not null unique,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('auctions.custodian_key');

create table auctions.sealed_bid (
  id uuid primary key,
  lot_id uuid not null references auctions.lot,
  bidder_id uuid not null references auctions.bidder,
  -- A later envelope of the same bidder replaces an earlier one, which then stays shut for ever.
  n int not null check (n > 0),
  envelope text not null,
  -- SHA-256 of the envelope in hex.
  digest text not null,
  at timestamptz not null,
  journal_id uuid not null,
  unique (bidder_id, n)
);
create index sealed_bid_lot on auctions.sealed_bid (lot_id, at);
select platform.append_only('auctions.sealed_bid');

-- What a custodian brought for an envelope after the close; null where the box could not be read.
create table auctions.share (
  bid_id uuid not null references auctions.sealed_bid,
  custodian_id uuid not null references auctions.custodian,
  share text,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (bid_id, custodian_id)
);
select platform.append_only('auctions.share');

create table auctions.opened_bid (
  bid_id uuid primary key references auctions.sealed_bid,
  amount_fen bigint check (amount_fen > 0),
  -- Why it does not count.
  fault text,
  journal_id uuid not null,
  check ((amount_fen is null) <= (fault is not null))
);
select platform.append_only('auctions.opened_bid');

alter table deals.deal drop constraint deal_price_route_check;
alter table deals.deal add constraint deal_price_route_check
  check (price_route in ('挂牌', '开放许可公告', '标价', '网络竞价', '密封报价'));
