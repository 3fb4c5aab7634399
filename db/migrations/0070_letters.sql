-- Letters (practice.md P9): from draft to file, each step a person and a time; numbers, use of seals, service.

create table platform.letter (
  id uuid primary key,
  public_id text not null unique,
  dossier_id uuid not null references platform.dossier,
  -- The visit of the dossier the action led to, and the action that drafted it.
  visit int not null,
  procedure text not null,
  action text not null,
  kind text not null,
  -- The unit that issues it; null follows the dossier's.
  unit_org_id uuid references platform.organisation,
  countersign_org_ids uuid[] not null,
  addressee_org_ids uuid[] not null,
  addressee_person_ids uuid[] not null,
  adverse boolean not null,
  -- Days of service start the term of the dossier's state.
  starts_term boolean not null,
  -- The last step done; open: a text was prepared or came back, and waits for somebody to draft it.
  state text not null check (state in
    ('open', 'draft', 'check', 'countersign', 'issue', 'number', 'seal', 'serve', 'file', 'cancelled')),
  -- Of the text; a return makes the next version possible.
  version int not null check (version > 0),
  number text,
  issued_on date,
  -- What was sealed: the bytes of these two files.
  pdf_sha256 text check (pdf_sha256 ~ '^[0-9a-f]{64}$'),
  docx_sha256 text check (docx_sha256 ~ '^[0-9a-f]{64}$'),
  drafted_at timestamptz not null,
  moved_at timestamptz not null,
  check ((pdf_sha256 is null) = (docx_sha256 is null))
);
create index letter_unit on platform.letter (unit_org_id, moved_at);
create index letter_dossier on platform.letter (dossier_id);
create index letter_addressee on platform.letter using gin (addressee_org_ids);

-- Versions of the text.
create table platform.letter_text (
  letter_id uuid not null references platform.letter,
  version int not null check (version > 0),
  title text not null,
  content jsonb not null,
  by_person uuid,
  at timestamptz not null,
  primary key (letter_id, version)
);

-- Every step, return, voided number and cancellation.
create table platform.letter_step (
  id uuid primary key,
  letter_id uuid not null references platform.letter,
  version int not null,
  step text not null,
  person_id uuid,
  org_id uuid,
  note text not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index letter_step_letter on platform.letter_step (letter_id, at);

-- A run of numbers the unit's office lent to the platform; other numbers are typed in as given.
create table platform.letter_series (
  id uuid primary key,
  unit_org_id uuid not null references platform.organisation,
  -- The words before the year, without year and number.
  prefix text not null,
  year int not null,
  first_number int not null check (first_number > 0),
  last_number int not null,
  next_number int not null,
  opened_by uuid,
  opened_at timestamptz not null,
  check (last_number >= first_number and next_number between first_number and last_number + 1)
);
create index letter_series_unit on platform.letter_series (unit_org_id, year);

-- A number was given to a letter; it is never given again, not when it is void either.
create table platform.letter_number (
  number text primary key,
  letter_id uuid not null references platform.letter,
  unit_org_id uuid,
  -- Null: typed in as given by the unit's office.
  series_id uuid references platform.letter_series,
  by_person uuid,
  at timestamptz not null,
  journal_id uuid not null
);
create index letter_number_unit on platform.letter_number (unit_org_id, at);

create table platform.letter_number_void (
  number text primary key references platform.letter_number,
  reason text not null,
  by_person uuid,
  at timestamptz not null,
  journal_id uuid not null
);

-- The register of the use of seals 用印登记: no seal is made here, only noted.
create table platform.seal_use (
  id uuid primary key,
  letter_id uuid not null references platform.letter,
  seal_name text not null,
  copies int not null check (copies > 0),
  pdf_sha256 text not null,
  -- The picture printed in place of the frame 「（印章）」, if the unit has given one.
  picture_sha256 text,
  by_person uuid,
  unit_org_id uuid,
  at timestamptz not null,
  journal_id uuid not null
);
create index seal_use_unit on platform.seal_use (unit_org_id, at);

-- Pictures of a unit's seal, for the printed mark; the newest not ended counts.
create table platform.seal_picture (
  id uuid primary key,
  org_id uuid not null references platform.organisation,
  name text not null,
  file_id uuid not null references platform.file,
  sha256 text not null,
  by_person uuid,
  at timestamptz not null,
  ended_at timestamptz
);
create index seal_picture_org on platform.seal_picture (org_id);

-- Consent of an addressee to electronic service; withdrawn whenever it likes.
create table platform.electronic_consent (
  id uuid primary key,
  org_id uuid references platform.organisation,
  person_id uuid references platform.person,
  given_by uuid not null,
  given_at timestamptz not null,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  check ((org_id is null) <> (person_id is null)),
  check ((withdrawn_by is null) = (withdrawn_at is null))
);
create index electronic_consent_org on platform.electronic_consent (org_id);
create index electronic_consent_person on platform.electronic_consent (person_id);

-- Service of a letter on one addressee; the day starts terms.
create table platform.letter_service (
  id uuid primary key,
  letter_id uuid not null references platform.letter,
  org_id uuid,
  person_id uuid,
  way text not null check (way in ('electronic', 'post', 'hand')),
  served_on date not null,
  consent_id uuid references platform.electronic_consent,
  receipt_file_id uuid references platform.file,
  note text not null,
  by_person uuid,
  at timestamptz not null,
  journal_id uuid not null,
  check ((org_id is null) <> (person_id is null)),
  check ((way = 'electronic') = (consent_id is not null)),
  check ((way = 'electronic') = (receipt_file_id is null))
);
create index letter_service_letter on platform.letter_service (letter_id);

select platform.append_only('platform.letter_text');
select platform.append_only('platform.letter_step');
select platform.append_only('platform.letter_number');
select platform.append_only('platform.letter_number_void');
select platform.append_only('platform.seal_use');
select platform.append_only('platform.letter_service');
