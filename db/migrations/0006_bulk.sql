-- Import of files: rows staged by COPY, applied in commands of 500, invisible until one last command (docs/decisions/0010-bulk.md).

create table platform.bulk_batch (
  id uuid primary key,
  kind text not null,
  owner_org_id uuid not null references platform.organisation,
  -- The officer's attestation of 公开 and 保密审查: the batch is listed when it is flipped.
  publish boolean not null,
  -- Example records of the city pack (practice.md P3).
  sample boolean not null,
  state text not null check (state in ('staging', 'applying', 'flipped', 'discarded')),
  -- Rows of the file up to this one are applied; a batch that was cut off goes on from here.
  applied_to int not null,
  person_id uuid,
  created_at timestamptz not null,
  closed_at timestamptz
);
create index bulk_batch_open on platform.bulk_batch (created_at) where closed_at is null;
select platform.for_commands('platform.bulk_batch', 'SELECT, INSERT, UPDATE');

-- Accepted rows on their way in; emptied when the batch is closed. A refused row never comes here (practice.md P17).
create table platform.bulk_row (
  -- No reference: rows are staged before their batch begins; what has no open batch is swept by the next import.
  batch_id uuid not null,
  row int not null,
  body jsonb not null,
  primary key (batch_id, row)
);
select platform.for_commands('platform.bulk_row', 'SELECT, INSERT, DELETE');
