-- Files by hash (bytes outside the database), organisation facts, evidence library, slot booking.

create table platform.file (
  id uuid primary key,
  sha256 text not null,
  name text not null,
  type text not null,
  size bigint not null check (size >= 0),
  -- Who may read it besides the record it belongs to.
  org_id uuid,
  created_by uuid,
  created_at timestamptz not null
);
create index file_sha256 on platform.file (sha256);
select platform.for_commands('platform.file', 'SELECT, INSERT');
select platform.append_only('platform.file');
