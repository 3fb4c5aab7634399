-- Registers 台账: rights of a unit, and contracts it made before (docs/decisions/0022-registers-and-partners.md). Heads and versions
-- as those of listed records; a register has no dossier and nothing of it is public.

create function platform.make_register(schema_name text, table_name text) returns void language plpgsql as $$
begin
  execute format('create table %I.%I (
    id uuid primary key,
    public_id text not null unique,
    owner_org_id uuid not null references platform.organisation,
    -- What tells the entries of an owner apart: the number of the right, of the contract.
    code text not null,
    name text not null,
    state text not null,
    -- False while the batch that brings it is not flipped, and after it was taken out.
    visible boolean not null,
    version int not null,
    last_version int not null,
    public_version int check (public_version is null),
    review jsonb,
    dossier_id uuid check (dossier_id is null),
    revision_id uuid check (revision_id is null),
    staged_version int,
    staged_batch uuid references platform.bulk_batch,
    deal_id uuid,
    sample boolean not null,
    published_at timestamptz,
    valid_until date,
    created_by uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (owner_org_id, code))', schema_name, table_name);
  execute format('create index %I on %I.%I (owner_org_id, name)', table_name || '_name', schema_name, table_name);
  execute format('create index %I on %I.%I (staged_batch) where staged_batch is not null',
    table_name || '_staged', schema_name, table_name);
  execute format('create table %I.%I (
    record_id uuid not null references %I.%I,
    version int not null,
    name text not null,
    data jsonb not null,
    gaps jsonb not null,
    faults jsonb not null,
    batch_id uuid,
    person_id uuid,
    org_id uuid,
    at timestamptz not null,
    journal_id uuid not null,
    primary key (record_id, version))', schema_name, table_name || '_version', schema_name, table_name);
  perform platform.append_only(format('%I.%I', schema_name, table_name || '_version')::regclass);
  execute format('create table %I.%I (
    record_id uuid primary key references %I.%I,
    parts jsonb not null,
    staged jsonb)', schema_name, table_name || '_private', schema_name, table_name);
end $$;
revoke all on function platform.make_register(text, text) from public;

select platform.make_register('achievements', 'patent');
select platform.make_register('contracts', 'past_contract');
