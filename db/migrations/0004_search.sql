-- The public search index: derived state, written only by the indexer (src/platform/search), never by a command.
-- Why posting lists in blocks and not one row a posting: docs/decisions/0007-search.md.

-- One row a kind: what every query needs. `version` is new after each change of the index.
create table platform.search_state (
  kind text primary key,
  version text not null,
  next_doc integer not null check (next_doc > 0),
  docs integer not null check (docs >= 0),
  length bigint not null check (length >= 0)
);

-- A document gets a new number each time it is indexed; postings of its old number die with it.
create table platform.search_doc (
  kind text not null,
  doc integer not null,
  id text collate "C" not null,
  public_id text not null,
  code text collate "C" not null,
  name text not null,
  owner_name text not null,
  name_key text collate "C" not null,
  published_at timestamptz not null,
  length integer not null check (length >= 0),
  item json not null,
  text text not null,
  primary key (kind, doc),
  unique (kind, id)
);
create index search_doc_public_id on platform.search_doc (kind, public_id);
create index search_doc_newest on platform.search_doc (kind, published_at desc, doc desc);
create index search_doc_name on platform.search_doc (kind, name_key, doc);
create index search_doc_code on platform.search_doc (kind, code, doc);

-- Numbers of documents that were replaced or removed and still stand in posting lists.
create table platform.search_dead (
  kind text not null,
  doc integer not null,
  primary key (kind, doc)
);

-- A segment is the postings of one indexed batch, or of several merged: a closed range of document numbers.
create table platform.search_segment (
  segment bigint primary key,
  kind text not null,
  first_doc integer not null,
  docs integer not null check (docs > 0)
);
create index search_segment_kind on platform.search_segment (kind, first_doc);

-- Block 0 of a term holds its best postings by impact, the following blocks the rest.
create table platform.search_block (
  segment bigint not null,
  term text collate "C" not null,
  block integer not null check (block >= 0),
  df integer not null check (df > 0),
  count integer not null check (count > 0),
  data bytea not null,
  primary key (segment, term, block)
) with (toast_tuple_target = 8160);
alter table platform.search_block alter column data set storage external;

select platform.publish_view(name::regclass, array['reader'])
from unnest(array['platform.search_state', 'platform.search_doc', 'platform.search_dead',
  'platform.search_segment', 'platform.search_block']) as t(name);
