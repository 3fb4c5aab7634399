-- Contracts: made from a deal, confirmed by both (practice.md P8). The dossier holds the state.
select platform.own('contracts');

create table contracts.contract (
  id uuid primary key,
  public_id text not null unique,
  -- The deal belongs to another module: no foreign key across schemas.
  deal_id uuid not null,
  dossier_id uuid not null unique references platform.dossier,
  type text not null,
  title text not null,
  seller_org_id uuid not null,
  buyer_org_id uuid not null check (buyer_org_id <> seller_org_id),
  sample boolean not null,
  state text not null,
  -- The version of the text that counts; earlier ones stay, with their consents.
  version int not null,
  drafted_by uuid not null,
  drafted_at timestamptz not null
);
create index contract_deal on contracts.contract (deal_id, drafted_at desc);
create index contract_seller on contracts.contract (seller_org_id, drafted_at desc);
create index contract_buyer on contracts.contract (buyer_org_id, drafted_at desc);
-- One contract at a time for a deal.
create unique index contract_open on contracts.contract (deal_id) where state in ('drafted', 'confirmed');

create table contracts.document (
  contract_id uuid not null references contracts.contract,
  version int not null,
  terms_version int not null,
  file_id uuid not null references platform.file,
  sha256 text not null,
  made_by uuid not null,
  at timestamptz not null,
  primary key (contract_id, version)
);

-- Agreement to the clause on electronic confirmation, before anything is confirmed (practice.md P8 b).
create table contracts.consent (
  contract_id uuid not null,
  version int not null,
  org_id uuid not null,
  person_id uuid not null,
  clause text not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (contract_id, version, org_id),
  foreign key (contract_id, version) references contracts.document
);

-- The one record of signing, whatever the way: who, capacity, date, document hash, way (practice.md P8).
create table contracts.confirmation (
  id uuid primary key,
  contract_id uuid not null,
  version int not null,
  org_id uuid not null,
  org_name text not null,
  person_id uuid not null,
  person_name text not null,
  capacity text not null,
  way text not null check (way in ('a', 'b', 'c')),
  factor text not null check (factor in ('totp', 'sms')),
  factor_at timestamptz not null,
  document_sha256 text not null,
  at timestamptz not null,
  journal_id uuid not null,
  unique (contract_id, version, org_id),
  foreign key (contract_id, version) references contracts.document
);

create table contracts.rejection (
  id uuid primary key,
  contract_id uuid not null,
  version int not null,
  org_id uuid not null,
  person_id uuid not null,
  reason text not null,
  at timestamptz not null,
  foreign key (contract_id, version) references contracts.document
);

select platform.append_only('contracts.document');
select platform.append_only('contracts.consent');
select platform.append_only('contracts.confirmation');
select platform.append_only('contracts.rejection');
