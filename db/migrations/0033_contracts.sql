-- Contracts over the ground of signing: every text the parties of a deal sign, by purpose; what it was made from; what
-- the law wants known before it is signed.

alter table contracts.contract
  add column purpose text not null default 'contract' check (purpose in ('contract', 'nda', 'trial', 'supplement')),
  -- Copied from the deal, which belongs to another module, for the stages of the funnel.
  add column achievement_id uuid,
  add column demand_id uuid,
  -- What a text that does not come from the terms of the deal is made of (保密, 试用, 补充).
  add column matter jsonb,
  add column concluded_at timestamptz;
alter table contracts.contract alter column purpose drop default;

update contracts.contract c set achievement_id = d.achievement_id, demand_id = d.demand_id
  from deals.deal d where d.id = c.deal_id;
alter table contracts.contract alter column achievement_id set not null;

drop index contracts.contract_open;
-- One contract and one confidentiality agreement at a time for a deal; trials and supplements may follow each other.
create unique index contract_open on contracts.contract (deal_id, purpose)
  where state = 'drafted' or (state = 'confirmed' and purpose in ('contract', 'nda'));
create index contract_achievement on contracts.contract (achievement_id);

alter table contracts.document
  add column source text not null default 'generated' check (source in ('generated', 'own')),
  add column signing_id uuid references platform.signing_document,
  -- Clauses of a generated text, by which versions are compared.
  add column clauses jsonb,
  -- The nine points of 民法典 845 as the parties found them in a text of their own.
  add column points jsonb,
  -- Contents of what is signed with marks, for an own text: its cover sheet.
  add column cover_file_id uuid references platform.file,
  add column docx_file_id uuid references platform.file,
  add column docx_sha256 text,
  -- A text in another language has a Chinese one beside it.
  add column chinese_file_id uuid references platform.file,
  -- What was found in it, and whose rights had to be asked, when it was made.
  add column findings jsonb not null default '[]',
  add column rights jsonb not null default '[]';

-- What was agreed and signed moves to the ground, row by row.
insert into platform.signing_document
  select gen_random_uuid(), 'contract', t.contract_id, t.version, c.title, t.file_id, t.sha256, c.public_id, t.sha256,
    null, 0, false, t.at
  from contracts.document t join contracts.contract c on c.id = t.contract_id;
insert into platform.signing_signatory
  select gen_random_uuid(), d.id, p.key, p.place, p.role, p.org_id, o.name
  from platform.signing_document d join contracts.contract c on c.id = d.subject_id
  cross join lateral (values ('seller', 0, '甲方', c.seller_org_id), ('buyer', 1, '乙方', c.buyer_org_id))
    as p (key, place, role, org_id)
  join platform.organisation o on o.id = p.org_id
  where d.subject_kind = 'contract';
insert into platform.signing_consent
  select d.id, s.id, n.person_id, coalesce(p.name, ''), n.clause, n.at, n.journal_id
  from contracts.consent n
  join platform.signing_document d on d.subject_id = n.contract_id and d.version = n.version
  join platform.signing_signatory s on s.document_id = d.id and s.org_id = n.org_id
  left join platform.person p on p.id = n.person_id;
insert into platform.signing_record
  select f.id, d.id, s.id, f.way, f.org_name, f.person_id, f.person_name, f.capacity,
    (f.at at time zone 'Asia/Shanghai')::date, f.document_sha256, f.at,
    jsonb_build_object('factor', f.factor, 'factorAt', f.factor_at), f.journal_id
  from contracts.confirmation f
  join platform.signing_document d on d.subject_id = f.contract_id and d.version = f.version
  join platform.signing_signatory s on s.document_id = d.id and s.org_id = f.org_id;
update contracts.document t set signing_id = d.id
  from platform.signing_document d where d.subject_id = t.contract_id and d.version = t.version;
update contracts.contract c set concluded_at = r.at
  from (select d.subject_id, d.version, max(r.at) as at
    from platform.signing_record r join platform.signing_document d on d.id = r.document_id group by 1, 2) r
  where c.state = 'confirmed' and r.subject_id = c.id and r.version = c.version;
alter table contracts.document alter column signing_id set not null;
drop table contracts.consent;
drop table contracts.confirmation;

-- Who signs besides the two parties: natural persons without account.
create table contracts.signer (
  id uuid primary key,
  contract_id uuid not null references contracts.contract,
  name text not null,
  role text not null,
  added_by uuid not null,
  added_org uuid not null,
  at timestamptz not null,
  removed_at timestamptz
);
create index signer_contract on contracts.signer (contract_id);

-- Approvals and permits a deal needs before it is signed (科技进步法 34; 民法典 877), kept with the deal: a text made anew
-- needs no new one.
create table contracts.approval (
  id uuid primary key,
  deal_id uuid not null,
  kind text not null check (kind in ('fiscal', 'export')),
  number text not null,
  approved_on date not null,
  issued_by text not null,
  evidence_id uuid not null,
  file_id uuid not null references platform.file,
  by_person uuid not null,
  by_org uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index approval_deal on contracts.approval (deal_id);
select platform.append_only('contracts.approval');

-- What holders of priority rights and co-owners answered when they were asked, on these very terms (民法典 847, 859,
-- 860; 专利法 14).
create table contracts.right_answer (
  id uuid primary key,
  deal_id uuid not null,
  terms_version int not null,
  right_key text not null,
  holders text not null,
  offered_on date not null,
  answer text not null check (answer in ('放弃', '行使', '同意', '不同意', '逾期未答', '不享有')),
  note text not null,
  file_id uuid references platform.file,
  by_person uuid not null,
  by_org uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index right_answer_deal on contracts.right_answer (deal_id, terms_version);
select platform.append_only('contracts.right_answer');

-- Stage 签约 of the funnel: contracts only, not what is signed on the way.
create view contracts.pub_stage as
  select achievement_id, demand_id, deal_id, 'signed'::text as stage, concluded_at as at
  from contracts.contract where purpose = 'contract' and state = 'confirmed';
select platform.publish_view('contracts.pub_stage', array['funnel']);
