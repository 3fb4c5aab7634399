-- Signing (practice.md P8): what is signed, by whom, and one record of each signature whatever its way. Modules bring
-- texts and procedures; what was agreed, brought on paper, checked and signed stands here and is never overwritten.

create table platform.signing_document (
  id uuid primary key,
  -- The record it belongs to, for example contract and its id; each version of the text is a document of its own.
  subject_kind text not null,
  subject_id uuid not null,
  version int not null check (version > 0),
  title text not null,
  -- What is confirmed electronically: the bytes of this file.
  file_id uuid not null references platform.file,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- What the marks on printed pages carry. No file can hold its own hash: the digest is that of its content.
  mark_id text not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  -- Pages as printed, with the cover sheet; null where the file does not tell (docx).
  pages int check (pages > 0),
  -- How many of them carry a mark that can be read by machine.
  marked_pages int not null check (marked_pages >= 0),
  -- Inheritance and other documents that the law lets be signed on paper only.
  paper_only boolean not null,
  at timestamptz not null,
  unique (subject_kind, subject_id, version),
  unique (mark_id, version)
);

create table platform.signing_signatory (
  id uuid primary key,
  document_id uuid not null references platform.signing_document,
  -- Stable over versions: seller, buyer, signer:<id>.
  key text not null,
  place int not null,
  role text not null,
  -- Null: a natural person without account.
  org_id uuid,
  -- As registered when the text was made.
  name text not null,
  unique (document_id, key)
);
create index signing_signatory_org on platform.signing_signatory (org_id, document_id);

-- Agreement to the clause on electronic form, before anything is confirmed (电子签名法 3).
create table platform.signing_consent (
  document_id uuid not null references platform.signing_document,
  signatory_id uuid not null references platform.signing_signatory,
  person_id uuid,
  person_name text not null,
  clause text not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (document_id, signatory_id)
);

-- The one record: who, capacity, date, document hash, way, evidence.
create table platform.signing_record (
  id uuid primary key,
  document_id uuid not null references platform.signing_document,
  signatory_id uuid not null references platform.signing_signatory,
  way text not null check (way in ('a', 'b', 'c')),
  name text not null,
  person_id uuid,
  person_name text not null,
  capacity text not null,
  -- The day on the paper, or the day of the confirmation.
  signed_on date not null,
  document_sha256 text not null,
  -- When the platform received it: the day that counts for terms.
  at timestamptz not null,
  evidence jsonb not null,
  journal_id uuid not null,
  unique (document_id, signatory_id)
);

-- A signed paper brought back as scan or photographs; it carries the signatures of one or more signatories.
create table platform.signing_paper (
  id uuid primary key,
  document_id uuid not null references platform.signing_document,
  file_id uuid not null references platform.file,
  signatory_ids uuid[] not null check (cardinality(signatory_ids) > 0),
  sheets int not null check (sheets > 0),
  brought_by uuid not null,
  brought_org uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index signing_paper_document on platform.signing_paper (document_id, at);

-- What the machine read on it: marks by sheet, pictures for the person who compares.
create table platform.signing_paper_reading (
  paper_id uuid primary key references platform.signing_paper,
  sheets jsonb not null,
  picture_ids uuid[] not null,
  fault text,
  at timestamptz not null,
  journal_id uuid not null
);

-- A second person compared name and seal, one row a signatory; one row without signatory sends the paper back.
create table platform.signing_paper_check (
  id uuid primary key,
  paper_id uuid not null references platform.signing_paper,
  signatory_id uuid references platform.signing_signatory,
  accepted boolean not null check (accepted = (signatory_id is not null)),
  registered_name text,
  seal_text text,
  differs boolean not null,
  reason text not null,
  checked_by uuid not null,
  checked_org uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  unique (paper_id, signatory_id)
);

-- One-time links for people without an account; the token is made from the id by a key, so that no row opens a link. Name and telephone number go when the link is done with.
create table platform.signing_link (
  id uuid primary key,
  document_id uuid not null references platform.signing_document,
  signatory_id uuid not null references platform.signing_signatory,
  person_name text,
  phone text,
  capacity text not null,
  issued_by uuid not null,
  issued_org uuid not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null,
  -- Name and last digits were right: the code was sent.
  named_at timestamptz,
  code_ref text,
  code_expires_at timestamptz,
  codes_sent int not null,
  ended_at timestamptz,
  ended text check (ended in ('signed', 'revoked', 'locked', 'expired')),
  check ((ended is null) = (ended_at is null))
);
create index signing_link_document on platform.signing_link (document_id);

-- Requests to a licensed certificate service (way c).
create table platform.signing_request (
  id uuid primary key,
  document_id uuid not null references platform.signing_document,
  signatory_id uuid not null references platform.signing_signatory,
  provider text not null,
  person_id uuid not null,
  person_name text not null,
  capacity text not null,
  state text not null check (state in ('asked', 'open', 'signed', 'declined', 'failed')),
  provider_ref text,
  address text,
  fault text,
  asked_at timestamptz not null,
  answered_at timestamptz,
  unique (provider, provider_ref)
);
create index signing_request_document on platform.signing_request (document_id);

-- The certificate service this installation is connected to; no row: 尚未接入.
create table platform.signing_provider (
  one boolean primary key check (one),
  name text not null,
  is_fake boolean not null,
  at timestamptz not null
);

select platform.append_only('platform.signing_document');
select platform.append_only('platform.signing_signatory');
select platform.append_only('platform.signing_consent');
select platform.append_only('platform.signing_record');
select platform.append_only('platform.signing_paper');
select platform.append_only('platform.signing_paper_reading');
select platform.append_only('platform.signing_paper_check');

-- Invariants of modules join what was signed to rows of their own.
select platform.for_commands('platform.signing_document', 'SELECT');
select platform.for_commands('platform.signing_signatory', 'SELECT');
select platform.for_commands('platform.signing_consent', 'SELECT');
select platform.for_commands('platform.signing_record', 'SELECT');
select platform.for_commands('platform.signing_paper', 'SELECT');

-- Pages of a PDF, counted when it is uploaded; null for other kinds and for a PDF that cannot be opened.
alter table platform.file add column pages int;
