-- Signals that bidders act together, looked into by people (trust.md A1, T18; docs/decisions/0078-signals.md).

-- Where a session was opened from, as keyed hashes: equal ones are known, none is read back (practice.md P18).
alter table platform.session add column address_mark text, add column device_mark text;
create index session_address on platform.session (address_mark) where address_mark is not null;

-- Each lot with several applicants is looked through once, after its end; where something is to be looked into, a
-- dossier of the competent unit holds it.
create table auctions.examination (
  id uuid primary key,
  lot_id uuid not null unique references auctions.lot,
  dossier_id uuid unique references platform.dossier,
  state text,
  at timestamptz not null,
  journal_id uuid not null,
  check ((dossier_id is null) = (state is null))
);

create table auctions.signal (
  id uuid primary key,
  examination_id uuid not null references auctions.examination,
  -- Bidders that belong together by their signals, counted from 1.
  group_no int not null check (group_no > 0),
  family text not null,
  strength text not null check (strength in ('strong', 'middle', 'weak')),
  one uuid not null references auctions.bidder,
  other uuid not null references auctions.bidder,
  sentence text not null,
  evidence text[] not null,
  group_weight_bp int not null
);
create index signal_examination on auctions.signal (examination_id, group_no);
select platform.append_only('auctions.signal');

-- Keyed hashes of phones, mails, accounts, authors of files, addresses and devices of bidders.
create table auctions.trace (
  bidder_id uuid not null references auctions.bidder,
  kind text not null check (kind in ('phone', 'mail', 'account', 'author', 'address', 'device')),
  mark text not null,
  primary key (bidder_id, kind, mark)
);
create index trace_mark on auctions.trace (mark);
select platform.append_only('auctions.trace');
