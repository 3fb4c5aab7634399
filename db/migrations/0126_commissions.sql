-- 经纪佣金 (docs/decisions/0076-commissions.md): what a broker and one of the introduced agreed to, the claim that comes of
-- the contract, what of it is due with each receipt, what was paid, and disputes. Money itself stands in the ledger; a
-- payment has the identifier of the transfer it was first written as.
select platform.own('commissions');

create table commissions.commission (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  introduction_id uuid not null,
  broker_org_id uuid not null,
  broker_person_id uuid not null,
  payer_org_id uuid not null,
  -- The other of the two introduced.
  other_org_id uuid not null,
  payer_side text not null check (payer_side in ('seller', 'buyer')),
  title text not null,
  -- A part of what is received, with an upper limit or without, or one sum.
  bp int check (bp between 1 and 10000),
  cap_fen bigint check (cap_fen > 0),
  fen bigint check (fen > 0),
  note text not null,
  -- The contract the claim is of; null before there is one.
  contract_id uuid,
  deal_id uuid,
  contract_title text,
  contract_on date,
  -- By the introduction the deal belongs to, or raised by the broker with a reason.
  arose text check (arose in ('event', 'raised')),
  -- What a decision left of the claim.
  granted_bp int not null check (granted_bp between 0 and 10000),
  state text not null,
  made_at timestamptz not null,
  sample boolean not null,
  check ((bp is null) <> (fen is null)),
  check (cap_fen is null or bp is not null),
  check ((contract_id is null) = (arose is null)),
  check (payer_org_id <> other_org_id and broker_org_id not in (payer_org_id, other_org_id))
);
create index commission_broker on commissions.commission (broker_org_id, made_at desc, id desc);
create index commission_payer on commissions.commission (payer_org_id, made_at desc, id desc);
create index commission_introduction on commissions.commission (introduction_id);
-- One claim of one broker on one payer for one contract.
create unique index commission_contract on commissions.commission (contract_id, broker_org_id, payer_org_id);

-- What became due with a receipt, or is no longer due after a refund (negative).
create table commissions.due (
  id uuid primary key,
  commission_id uuid not null references commissions.commission,
  n int not null,
  -- The receipt of the contract; null where a decision changed what is due.
  receipt_id uuid,
  on_day date not null,
  received_fen bigint not null,
  fen bigint not null,
  granted_bp int not null,
  at timestamptz not null,
  journal_id uuid not null,
  unique (commission_id, n)
);
select platform.append_only('commissions.due');

create table commissions.payment (
  -- Transfer of the ledger it was first written as.
  id uuid primary key references platform.ledger_transfer,
  commission_id uuid not null references commissions.commission,
  kind text not null check (kind in ('付款', '退回')),
  fen bigint not null check (fen > 0),
  on_day date not null,
  number text not null,
  reason text,
  person_id uuid not null,
  org_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  check ((kind = '退回') = (reason is not null))
);
create index payment_commission on commissions.payment (commission_id, on_day);
select platform.append_only('commissions.payment');

create table commissions.dispute (
  id uuid primary key,
  dossier_id uuid not null unique references platform.dossier,
  commission_id uuid not null references commissions.commission,
  opened_by_org_id uuid not null,
  grounds text not null,
  account text not null,
  -- Where the claim goes back to when the dispute is taken back.
  from_state text not null,
  state text not null,
  granted_bp int check (granted_bp between 0 and 10000),
  made_at timestamptz not null
);
create index dispute_commission on commissions.dispute (commission_id, made_at);

-- Words of a dispute as they were said: the opening, the answer, the decision.
create table commissions.word (
  id uuid primary key,
  dispute_id uuid not null references commissions.dispute,
  kind text not null check (kind in ('open', 'answer', 'decide')),
  org_id uuid not null,
  person_id uuid not null,
  text text not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index word_dispute on commissions.word (dispute_id, at);
select platform.append_only('commissions.word');

create table commissions.word_file (
  word_id uuid not null references commissions.word,
  file_id uuid not null references platform.file,
  primary key (word_id, file_id)
);
select platform.append_only('commissions.word_file');

-- Payments as they stand: waiting for the other side, posted, or voided.
create view commissions.money as
select p.*, coalesce(s.state, t.state) as state, s.person_id as confirmed_by, s.at as confirmed_at,
  case s.state when 'voided' then s.reason end as voided_because, coalesce(s.journal_id, p.journal_id) as last_journal_id
from commissions.payment p
join platform.ledger_transfer t on t.id = p.id
left join platform.ledger_transfer s on s.resolves = t.id;

select platform.publish_view('deals.pub_pair', array['commissions']);
select platform.publish_view('deals.pub_introduced', array['commissions']);
