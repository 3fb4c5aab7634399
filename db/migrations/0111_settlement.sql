-- 结算 (docs/decisions/0072-settlement.md): what is to be paid on a contract, what was, and by which receipt outside. The
-- money itself stands in the ledger; a receipt has the identifier of the transfer it was first written as.
select platform.own('settlement');

create table settlement.settlement (
  id uuid primary key,
  public_id text not null unique,
  -- A contract signed here; null for one typed in.
  contract_id uuid unique,
  deal_id uuid,
  -- Code the parties write into the purpose of a payment.
  code text not null,
  title text not null,
  seller_org_id uuid not null,
  buyer_org_id uuid not null,
  signed_on date not null,
  -- Newest version of the schedule, and the newest one both have confirmed.
  version int not null,
  agreed_version int check (agreed_version <= version),
  sample boolean not null,
  opened_at timestamptz not null,
  check (seller_org_id <> buyer_org_id)
);
create index settlement_seller on settlement.settlement (seller_org_id, opened_at desc);
create index settlement_buyer on settlement.settlement (buyer_org_id, opened_at desc);

-- Version 1 of a contract signed here is read from its terms by the system.
create table settlement.schedule (
  settlement_id uuid not null references settlement.settlement,
  version int not null check (version > 0),
  data jsonb not null,
  org_id uuid,
  person_id uuid,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (settlement_id, version)
);
select platform.append_only('settlement.schedule');

create table settlement.schedule_word (
  settlement_id uuid not null,
  version int not null,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (settlement_id, version, org_id),
  foreign key (settlement_id, version) references settlement.schedule (settlement_id, version)
);
select platform.append_only('settlement.schedule_word');

create table settlement.invoice (
  id uuid primary key,
  settlement_id uuid not null references settlement.settlement,
  seller_org_id uuid not null,
  number text not null,
  issued_on date not null,
  fen bigint not null check (fen > 0),
  -- 红字发票: takes an earlier one back.
  red boolean not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  unique (seller_org_id, number)
);
create index invoice_settlement on settlement.invoice (settlement_id, issued_on);
select platform.append_only('settlement.invoice');

-- Royalty of a period as the buyer reports it; the amount is computed from base and rate.
create table settlement.royalty (
  id uuid primary key,
  settlement_id uuid not null references settlement.settlement,
  from_on date not null,
  until_on date not null check (until_on >= from_on),
  base_fen bigint not null check (base_fen >= 0),
  rate_bp int not null check (rate_bp between 1 and 10000),
  fen bigint not null check (fen >= 0),
  due_on date not null,
  -- The report this one stands for.
  corrects uuid unique references settlement.royalty,
  note text,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index royalty_settlement on settlement.royalty (settlement_id, from_on);
select platform.append_only('settlement.royalty');

-- Lines of bank statements that brought money in; seen once their statement stands.
create table settlement.bank_line (
  id uuid primary key,
  batch_id uuid not null,
  org_id uuid not null,
  ref text not null,
  on_day date not null,
  fen bigint not null check (fen > 0),
  payer text not null,
  payer_account text,
  own_account text,
  purpose text not null,
  at timestamptz not null,
  unique (batch_id, ref)
);
create index bank_line_org on settlement.bank_line (org_id, ref);
select platform.append_only('settlement.bank_line');

create table settlement.statement (
  batch_id uuid primary key,
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('settlement.statement');

-- A line that is no payment of a contract here.
create table settlement.line_aside (
  line_id uuid primary key references settlement.bank_line,
  reason text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
select platform.append_only('settlement.line_aside');

create table settlement.receipt (
  -- Transfer of the ledger it was first written as.
  id uuid primary key references platform.ledger_transfer,
  settlement_id uuid not null references settlement.settlement,
  kind text not null check (kind in ('收款', '退款', '冲正')),
  fen bigint not null check (fen > 0),
  on_day date not null,
  number text not null,
  -- From whom it came, as the bank or the finance says.
  payer text not null,
  payer_account text,
  royalty_id uuid references settlement.royalty,
  line_id uuid references settlement.bank_line,
  reverses uuid references settlement.receipt,
  reason text,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  check ((kind = '冲正') = (reverses is not null)),
  check (kind = '收款' or reason is not null)
);
create index receipt_settlement on settlement.receipt (settlement_id, on_day);
create index receipt_line on settlement.receipt (line_id) where line_id is not null;
select platform.append_only('settlement.receipt');

-- Told of what is due or overdue: once each.
create table settlement.reminder (
  settlement_id uuid not null references settlement.settlement,
  what text not null,
  due_on date not null,
  stage text not null check (stage in ('soon', 'late')),
  at timestamptz not null,
  journal_id uuid not null,
  primary key (settlement_id, what, due_on, stage)
);
select platform.append_only('settlement.reminder');

-- Receipts as they stand: waiting for a second person, posted, voided, or posted and taken back.
create view settlement.money as
select r.*, coalesce(s.id, t.id) as transfer_id,
  case when v.id is not null then 'reversed' else coalesce(s.state, t.state) end as state,
  -- Who brought it to the platform: of a line of a statement who imported that.
  coalesce(b.person_id, r.person_id) as recorded_by, coalesce(s.person_id, t.person_id) as confirmed_by, coalesce(s.at, t.at) as confirmed_at,
  coalesce(s.state, t.state) = 'posted' and v.id is null and r.kind <> '冲正' as counts
from settlement.receipt r
join platform.ledger_transfer t on t.id = r.id
left join platform.ledger_transfer s on s.resolves = t.id
left join platform.ledger_transfer v on v.reverses = coalesce(s.id, t.id) and v.state = 'posted'
left join settlement.bank_line l on l.id = r.line_id
left join settlement.statement b on b.batch_id = l.batch_id;

-- What is to be paid, by item of the agreed schedule and by royalty report, with what is still open. Receipts that name
-- no report pay the items in the order of their days.
create view settlement.due as
with got as (
  select settlement_id, sum(case kind when '收款' then fen else -fen end) as fen from settlement.money
  where counts and royalty_id is null group by 1),
item as (
  select s.id as settlement_id, i.n, i.item->>'title' as title, (i.item->>'dueOn')::date as due_on,
    (i.item->>'fen')::bigint as fen,
    sum((i.item->>'fen')::bigint) over (partition by s.id order by (i.item->>'dueOn')::date nulls last, i.n) as reached
  from settlement.settlement s
  join settlement.schedule c on c.settlement_id = s.id and c.version = s.agreed_version
  cross join lateral jsonb_array_elements(c.data->'items') with ordinality as i(item, n))
select i.settlement_id, null::uuid as royalty_id, i.n::int as n, i.title, i.due_on, i.fen,
  greatest(0, least(i.fen, i.reached - coalesce(g.fen, 0)))::bigint as open_fen
from item i left join got g on g.settlement_id = i.settlement_id
union all
select y.settlement_id, y.id, 0, '提成 ' || y.from_on || ' 至 ' || y.until_on, y.due_on, y.fen,
  greatest(0, y.fen - coalesce((select sum(case m.kind when '收款' then m.fen else -m.fen end) from settlement.money m
    where m.royalty_id = y.id and m.counts), 0))::bigint
from settlement.royalty y where not exists (select from settlement.royalty o where o.corrects = y.id);
