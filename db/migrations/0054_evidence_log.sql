-- The evidence log (docs/decisions/0045-evidence-log.md): leaves are numbered after commit, rows of append-only tables
-- are attested by hash, checkpoints are signed. One sequencer writes here; no command counts anything.

-- Leaves not numbered yet. A command puts its leaf here in the same statement, so that one that commits late is
-- numbered late and never passed over by a watermark.
create table platform.evidence_due (leaf_id uuid primary key);
insert into platform.evidence_due select id from platform.evidence_leaf;
select platform.for_commands('platform.evidence_due', 'INSERT');

-- The numbered leaves: level 0 of the tree.
create table platform.log_entry (
  index bigint primary key check (index >= 0),
  leaf_id uuid not null unique references platform.evidence_leaf,
  hash bytea not null check (length(hash) = 32)
);
-- Roots of full subtrees of 256^level entries: with them a tile of any level is one range.
create table platform.log_node (
  level int not null check (level > 0),
  index bigint not null check (index >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (level, index)
);
create table platform.log_checkpoint (
  size bigint not null check (size > 0),
  at timestamptz not null,
  note text not null,
  primary key (size, at)
);
create index log_checkpoint_at on platform.log_checkpoint (at);
create table platform.log_cosignature (
  size bigint not null,
  at timestamptz not null,
  vkey text not null,
  line text not null,
  primary key (size, at, vkey),
  foreign key (size, at) references platform.log_checkpoint
);

-- Columns of a table when its rows were attested: a later migration may add some.
create table platform.attest_shape (
  id text primary key,
  table_name text not null,
  columns text[] not null
);
-- Which row a digest in a leaf is of, and the salt that opens it.
create table platform.attested_row (
  leaf_id uuid not null references platform.evidence_leaf,
  place int not null check (place >= 0),
  shape_id text not null references platform.attest_shape,
  key text not null,
  salt text not null,
  primary key (leaf_id, place)
);
create unique index attested_row_key on platform.attested_row (shape_id, key);
-- Rows added and not attested yet; filled by triggers, which also see what a console writes.
create table platform.attest_due (table_name text not null, key text not null, primary key (table_name, key));
select platform.for_commands('platform.attest_due', 'INSERT');

-- What append_only did until now.
alter function platform.append_only(regclass) rename to no_change;

-- Every row added to the table is attested in the log: its key (the primary key as a JSON array) waits in attest_due.
create function platform.attest(target regclass) returns void language plpgsql as $$
declare
  full_name text;
  function_name text;
  key_columns text;
begin
  select n.nspname || '.' || c.relname, left(n.nspname || '_' || c.relname, 52) || '_attested'
    into full_name, function_name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  select string_agg(format('%I', a.attname), ', ' order by k.place) into key_columns
    from pg_index i
    cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = target and i.indisprimary;
  if key_columns is null then
    raise exception 'append-only table % needs a primary key, by which its rows are attested', full_name;
  end if;
  execute format($f$
    create or replace function platform.%I() returns trigger language plpgsql as $t$
    begin
      insert into platform.attest_due (table_name, key)
        select %L, jsonb_build_array(%s)::text from added on conflict do nothing;
      return null;
    end $t$ $f$, function_name, full_name, key_columns);
  execute format('drop trigger if exists attested on %s', target);
  execute format('create trigger attested after insert on %s referencing new table as added
    for each statement execute function platform.%I()', target, function_name);
  execute format('insert into platform.attest_due (table_name, key)
    select %L, jsonb_build_array(%s)::text from %s on conflict do nothing', full_name, key_columns, target);
end $$;

-- Rows of this table are never changed or removed by the application, and the log holds a digest of each.
create function platform.append_only(table_name regclass) returns void language plpgsql as $$
begin
  perform platform.no_change(table_name);
  perform platform.attest(table_name);
end $$;
revoke all on function platform.append_only(regclass), platform.attest(regclass) from public;

-- The log's own tables are bound by its structure instead.
select platform.no_change('platform.log_entry');
select platform.no_change('platform.log_node');
select platform.no_change('platform.log_checkpoint');
select platform.no_change('platform.log_cosignature');
select platform.no_change('platform.attest_shape');
select platform.no_change('platform.attested_row');

-- Tables that were append-only before.
do $$
declare
  found record;
begin
  for found in
    select c.oid::regclass as target from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_roles r on r.rolname = 'keqiao_' || n.nspname
    where c.relkind = 'r'
      and not has_table_privilege(r.oid, c.oid, 'UPDATE') and not has_table_privilege(r.oid, c.oid, 'DELETE')
      and not (n.nspname = 'platform' and c.relname in ('migration', 'evidence_leaf', 'log_entry', 'log_node',
        'log_checkpoint', 'log_cosignature', 'attest_shape', 'attested_row'))
    order by n.nspname, c.relname
  loop
    perform platform.attest(found.target);
  end loop;
end $$;
