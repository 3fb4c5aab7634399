-- 场外交易: an achievement sold at an exchange outside, by the file that goes there and the result that comes back
-- (practice.md P24; docs/decisions/0081-outside-sales.md).
create table auctions.outside_sale (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  org_id uuid not null,
  achievement_id uuid not null,
  achievement_name text not null,
  form jsonb not null,
  floor_fen bigint not null check (floor_fen > 0),
  -- The attempt before this one, here or outside.
  after_lot uuid references auctions.lot,
  after_outside uuid references auctions.outside_sale,
  approved_on date,
  -- The result that stands; null before one came, and after it was sent back.
  result_id uuid,
  deal_id uuid,
  contract_id uuid,
  state text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  sample boolean not null,
  check (after_lot is null or after_outside is null)
);
create index outside_sale_org on auctions.outside_sale (org_id, made_at desc);
create index outside_sale_achievement on auctions.outside_sale (achievement_id);

create table auctions.outside_result (
  id uuid primary key,
  sale_id uuid not null references auctions.outside_sale,
  outcome text not null check (outcome in ('成交', '未成交')),
  winner_org_id uuid,
  winner_name text,
  price_fen bigint check (price_fen > 0),
  bidders int not null check (bidders >= 0),
  -- Number of the exchange's certificate.
  receipt text,
  done_on date not null,
  certificate_file_id uuid not null,
  -- The file the exchange filled in; null where the result was typed.
  source_file_id uuid,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  check (num_nonnulls(winner_org_id, winner_name, price_fen, receipt) = case outcome when '成交' then 4 else 0 end)
);
create index outside_result_sale on auctions.outside_result (sale_id);
create index outside_result_winner on auctions.outside_result (winner_org_id);
select platform.append_only('auctions.outside_result');
alter table auctions.outside_sale add foreign key (result_id) references auctions.outside_result;

alter table deals.deal drop constraint deal_price_route_check;
alter table deals.deal add constraint deal_price_route_check
  check (price_route in ('挂牌', '开放许可公告', '标价', '网络竞价', '密封报价', '场外交易'));
