-- The directories: service bodies 服务机构, instruments 仪器设备, brokers 技术经纪人, experts 专家 (domain/achievements.md).

-- A dossier about a person's own profile is never handed to a colleague (practice.md P6, P18).
alter table platform.dossier add column of_person boolean not null default false;

-- The tables of a kind of listed record, as achievements.achievement and exchange.demand have them: what they share
-- is read and written by src/platform/records. `personal`: the record is a person's own profile.
create function platform.create_record_tables(module text, record text, personal boolean) returns void
language plpgsql as $$
begin
  execute format($sql$
    create table %1$I.%2$I (
      id uuid primary key,
      public_id text not null unique,
      owner_org_id uuid not null references platform.organisation,
      code text not null,
      name text not null,
      state text not null,
      visible boolean not null,
      version int not null,
      last_version int not null,
      public_version int,
      review jsonb,
      dossier_id uuid references platform.dossier,
      revision_id uuid references platform.dossier,
      staged_version int,
      staged_batch uuid references platform.bulk_batch,
      deal_id uuid,
      sample boolean not null,
      published_at timestamptz,
      valid_until date,
      created_by uuid,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (owner_org_id, code)
    )$sql$, module, record);
  execute format('create index on %I.%I (owner_org_id, name)', module, record);
  execute format('create index on %I.%I (staged_batch) where staged_batch is not null', module, record);
  execute format($sql$
    create table %1$I.%3$I (
      record_id uuid not null references %1$I.%2$I,
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
      primary key (record_id, version)
    )$sql$, module, record, record || '_version');
  perform platform.append_only(format('%I.%I', module, record || '_version')::regclass);
  execute format($sql$
    create table %1$I.%3$I (
      record_id uuid primary key references %1$I.%2$I,
      parts jsonb not null,
      staged jsonb
    )$sql$, module, record, record || '_private');
  execute format('create table %I.%I (year int primary key, last int not null)', module, record || '_series');
  if personal then
    -- Whose profile it is; null while the person has not taken an imported one as their own.
    execute format('alter table %I.%I add column person_id uuid', module, record);
    execute format('create index on %I.%I (person_id)', module, record);
    -- The personal fields the public reads: made when a version is approved, gone when the person withdraws.
    execute format('alter table %I.%I add column open jsonb', module, record || '_private');
  end if;
end $$;
revoke all on function platform.create_record_tables(text, text, boolean) from public;

select platform.own('directories');
select platform.create_record_tables('directories', 'service_body', false);
select platform.create_record_tables('directories', 'instrument', false);
select platform.create_record_tables('directories', 'broker', true);
select platform.create_record_tables('directories', 'expert', true);

-- A broker's certificate is one person's: looked up before a second record may name it.
create index broker_certificate on directories.broker_private ((parts->>'certificateNo'));
