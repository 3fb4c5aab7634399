-- Exchange with outside platforms by file (docs/decisions/0022-registers-and-partners.md).
select platform.own('partners');

-- Rows of the file that did not pass the checks: what is missing in a file with such rows is not taken as taken down.
alter table platform.bulk_batch add column rejected int not null default 0;
alter table platform.bulk_batch alter column rejected drop default;

create table partners.partner (
  id uuid primary key,
  code text not null unique,
  -- The organisation that owns its records here.
  org_id uuid not null unique,
  name text not null,
  contact text not null,
  link text,
  sends text not null check (sends in ('full', 'changes')),
  headers text,
  changed_by uuid,
  changed_at timestamptz not null
);

-- What was exchanged when: one row a file, never changed.
create table partners.exchange (
  id uuid primary key,
  partner_id uuid not null references partners.partner,
  direction text not null check (direction in ('in', 'out')),
  -- Kind of file that came in; null for one that went out, which carries every kind.
  kind text,
  batch_id uuid,
  counts jsonb not null,
  note text not null,
  person_id uuid,
  at timestamptz not null
);
create index exchange_partner on partners.exchange (partner_id, at desc);
select platform.append_only('partners.exchange');

-- Public content of our records as it went out, and by what change; the latest row of a record is what they have.
create table partners.sent (
  exchange_id uuid not null references partners.exchange,
  partner_id uuid not null,
  kind text not null,
  record_id uuid not null,
  change text not null check (change in ('新增', '更新', '下架')),
  hash text not null,
  row jsonb not null,
  primary key (exchange_id, kind, record_id)
);
create index sent_record on partners.sent (partner_id, kind, record_id, exchange_id desc);
select platform.append_only('partners.sent');
