-- The data room: what an owner shows after a confidentiality agreement, to whom, and who opened what
-- (practice.md P17; docs/decisions/0028-data-room.md).
select platform.own('disclosure');

create table disclosure.item (
  id uuid primary key,
  -- Shown in every deal about the achievement, or in one deal only.
  achievement_id uuid,
  deal_id uuid,
  owner_org_id uuid not null,
  -- nda: the agreement is enough; each: the owner lets each deal in by name.
  level text not null check (level in ('nda', 'each')),
  mode text not null check (mode in ('view', 'download')),
  version int not null,
  made_at timestamptz not null,
  withdrawn_at timestamptz,
  check ((achievement_id is null) <> (deal_id is null))
);
create index item_achievement on disclosure.item (achievement_id) where achievement_id is not null;
create index item_deal on disclosure.item (deal_id) where deal_id is not null;

create table disclosure.item_version (
  item_id uuid not null references disclosure.item,
  version int not null,
  title text not null,
  -- A text of its own, or a file of the owner's.
  body text,
  file_id uuid references platform.file,
  type text not null,
  size int not null,
  sha256 text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  primary key (item_id, version),
  check ((body is null) <> (file_id is null))
);
select platform.append_only('disclosure.item_version');

-- The owner's word for one deal; the latest row counts.
create table disclosure.access (
  id uuid primary key,
  item_id uuid not null references disclosure.item,
  deal_id uuid not null,
  kind text not null check (kind in ('ask', 'grant', 'withdraw')),
  org_id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index access_item on disclosure.access (deal_id, item_id, at);
select platform.append_only('disclosure.access');

-- Who opened which version when: an act with its journal entry and receipt.
create table disclosure.opening (
  id uuid primary key,
  public_id text not null unique,
  item_id uuid not null,
  version int not null,
  deal_id uuid not null,
  owner_org_id uuid not null,
  org_id uuid not null,
  org_name text not null,
  person_id uuid not null,
  person_name text not null,
  mode text not null,
  sha256 text not null,
  at timestamptz not null,
  journal_id uuid not null,
  foreign key (item_id, version) references disclosure.item_version
);
create index opening_deal on disclosure.opening (deal_id, at);
create index opening_item on disclosure.opening (item_id, at);
select platform.append_only('disclosure.opening');

-- The viewer's own copies with the watermark, as bytes in the file store; n is the page, 0 the whole file.
create table disclosure.copy (
  opening_id uuid not null references disclosure.opening,
  n int not null,
  sha256 text not null,
  type text not null,
  size int not null,
  primary key (opening_id, n)
);
select platform.append_only('disclosure.copy');
