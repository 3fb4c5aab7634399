-- The pool of experts (domain/experts.md): what panels are drawn from. The public part of experts stands in directories.
select platform.own('experts');

create table experts.expert (
  id uuid primary key,
  code text not null unique check (code ~ '^ZK[0-9]{6,}$'),
  dossier_id uuid not null unique references platform.dossier,
  person_id uuid not null,
  name text not null,
  recommended_by uuid,
  state text not null,
  type text,
  fields text[] not null,
  unit text not null,
  dept text,
  title text not null,
  level text,
  degree text,
  is_local boolean not null,
  region text not null,
  declared jsonb not null,
  -- References of secrets: stored encrypted by the ground.
  id_no text,
  bank_account text,
  valid_until date,
  sample boolean not null,
  at timestamptz not null
);
create index expert_person on experts.expert (person_id);
create index expert_state on experts.expert (state, type);
create unique index expert_once on experts.expert (person_id) where state not in ('removed', 'refused', 'left');
