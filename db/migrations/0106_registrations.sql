-- 技术合同认定登记 (docs/decisions/0069-contract-registration.md): applications, what was found and decided on the way,
-- what follows a registration. The dossier holds the state.
select platform.own('registrations');

create table registrations.registration (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  -- The applicant: the seller, or the domestic buyer of a contract from abroad.
  org_id uuid not null,
  -- The contract of the platform it was prefilled from; null for one made elsewhere.
  contract_id uuid,
  title text not null,
  form jsonb not null,
  -- Parties, subject and amount in one text: what makes two entries the same contract.
  likeness text,
  state text not null,
  -- Whether the registration counts after it was made.
  standing text check (standing in ('valid', 'changed', 'cancelled')),
  type text,
  tech_field text,
  right_kinds text[] not null,
  seller_kind text,
  buyer_kind text,
  flow text,
  gov_funded boolean,
  total_fen bigint check (total_fen > 0),
  tech_fen bigint check (tech_fen >= 0),
  number text unique,
  certificate_file_id uuid,
  refusal_ground text,
  made_by uuid not null,
  made_at timestamptz not null,
  submitted_at timestamptz,
  -- Day of acceptance; of a corrected application the day of the corrected submission.
  accepted_on date,
  decided_on date,
  sample boolean not null,
  check ((number is null) = (standing is null))
);
create index registration_org on registrations.registration (org_id, made_at desc);
create index registration_made on registrations.registration (made_at desc, id desc);
create index registration_likeness on registrations.registration (likeness);
create index registration_decided on registrations.registration (decided_on);
create unique index registration_contract on registrations.registration (contract_id)
  where state not in ('refused', 'withdrawn', 'lapsed');

-- What was found, asked and decided; rows, never overwritten.
create table registrations.finding (
  id uuid primary key,
  registration_id uuid not null references registrations.registration,
  kind text not null,
  content jsonb not null,
  org_id uuid,
  person_id uuid,
  at timestamptz not null,
  journal_id uuid not null
);
create index finding_registration on registrations.finding (registration_id, at);
select platform.append_only('registrations.finding');

-- What follows a registration: change, cancellation, objection; one dossier each.
create table registrations.matter (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null unique references platform.dossier,
  registration_id uuid not null references registrations.registration,
  kind text not null check (kind in ('change', 'cancellation', 'objection')),
  -- Who asked: the applicant, the other party, or the office itself.
  org_id uuid not null,
  form jsonb not null,
  state text not null,
  made_at timestamptz not null,
  closed_on date
);
create index matter_registration on registrations.matter (registration_id, made_at desc);

-- What a seller says it earned by a registered contract in a tax year; the newest row counts.
create table registrations.income (
  id uuid primary key,
  registration_id uuid not null references registrations.registration,
  org_id uuid not null,
  year integer not null,
  content jsonb not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index income_org on registrations.income (org_id, year);
select platform.append_only('registrations.income');
