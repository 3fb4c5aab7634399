-- 收益分配: plans with their versions and what members said, payouts with shares and payments
-- (docs/decisions/0073-income.md). The dossiers hold the states.
select platform.own('income');

create table income.plan (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  -- The unit whose part of the income is divided; a co-owner has a plan of its own.
  org_id uuid not null,
  unit_class text not null check (unit_class in ('STATE_RI_OR_HEI', 'ENTERPRISE')),
  -- Null where no contract pays: shares formed, or own use.
  contract_id uuid,
  deal_id uuid,
  achievement_id uuid not null,
  achievement_name text not null,
  mode text not null check (mode in ('TRANSFER', 'LICENSE', 'EQUITY', 'SELF_IMPLEMENT')),
  version int not null check (version > 0),
  state text not null,
  made_by uuid not null,
  made_at timestamptz not null,
  sample boolean not null,
  check ((contract_id is null) = (mode in ('EQUITY', 'SELF_IMPLEMENT')))
);
create index plan_org on income.plan (org_id, made_at desc, id desc);
create index plan_contract on income.plan (contract_id);
create index plan_achievement on income.plan (achievement_id);

create table income.plan_version (
  plan_id uuid not null references income.plan,
  version int not null,
  form jsonb not null,
  made_by uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (plan_id, version)
);
select platform.append_only('income.plan_version');

-- What a member said to a version, or what was found about a dispute; the last word of a member counts.
create table income.word (
  id uuid primary key,
  plan_id uuid not null,
  version int not null,
  member text not null,
  kind text not null check (kind in ('agree', 'dispute', 'settle')),
  reason text not null,
  -- Signed paper of who has no account; a finding of the unit.
  file_id uuid,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  foreign key (plan_id, version) references income.plan_version
);
create index word_plan on income.word (plan_id, version, at);
select platform.append_only('income.word');

create table income.payout (
  id uuid primary key,
  dossier_id uuid not null unique references platform.dossier,
  plan_id uuid not null,
  version int not null,
  -- What is divided: a receipt of the contract, the profit of a year, or the value of the shares formed.
  source text not null check (source in ('receipt', 'profit', 'equity')),
  source_key text not null,
  received_on date not null,
  gross_fen bigint not null,
  -- The unit's share by ownership on the day of the receipt, and what of it completers own themselves (practice.md P28).
  unit_bp int not null check (unit_bp between 1 and 10000),
  part_fen bigint not null,
  costs jsonb not null,
  net_fen bigint,
  pool_fen bigint check (pool_fen >= 0),
  clause text not null,
  state text not null,
  made_at timestamptz not null,
  foreign key (plan_id, version) references income.plan_version
);
create index payout_plan on income.payout (plan_id, made_at, id);

create table income.share (
  payout_id uuid not null references income.payout,
  member text not null,
  fen bigint not null check (fen >= 0),
  primary key (payout_id, member)
);
select platform.append_only('income.share');

-- A share paid by the unit itself: the money moves outside (practice.md P25).
create table income.payment (
  payout_id uuid not null,
  member text not null,
  fen bigint not null check (fen > 0),
  paid_on date not null,
  account text not null,
  voucher text not null,
  file_id uuid,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (payout_id, member),
  foreign key (payout_id, member) references income.share
);
select platform.append_only('income.payment');
