-- Which header of an organisation's own tables fills which field, kept per kind and set of headers
-- (practice.md P32; docs/decisions/0021-column-mapping.md).
create table platform.bulk_mapping (
  id uuid primary key,
  org_id uuid not null references platform.organisation,
  kind text not null,
  -- The headers in their order, and their hash: a file with the same headers is read by this mapping.
  labels jsonb not null,
  labels_hash text not null,
  -- Header to field; null: the column is not read.
  fields jsonb not null,
  kept_by uuid,
  kept_on date not null,
  unique (org_id, kind, labels_hash)
);
select platform.for_commands('platform.bulk_mapping', 'SELECT, INSERT, UPDATE, DELETE');
