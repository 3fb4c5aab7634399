-- Vectors of public texts, where the operator has set an embedding endpoint (decision 0024). Derived state.

-- A vector by what it was made of: the same text is never sent twice.
create table matching.vector (
  -- SHA-256 of role and text.
  hash text not null,
  -- SHA-256 of model and prefixes: vectors of different spaces are never compared.
  space text not null,
  -- 32-bit floats, little endian, of length 1.
  numbers bytea not null,
  primary key (hash, space)
);

-- Whose text it is now: one vector of an achievement; of a demand that of its title and that of its beginning.
create table matching.vector_of (
  kind text not null check (kind in ('achievement', 'demand')),
  id uuid not null,
  space text not null,
  hashes text[] not null,
  changed_at timestamptz not null,
  primary key (kind, id, space)
);
create index vector_of_changed on matching.vector_of (space, kind, changed_at);

-- Records whose vectors must be looked at again.
create table matching.vector_due (
  kind text not null check (kind in ('achievement', 'demand')),
  id uuid not null,
  since timestamptz not null,
  primary key (kind, id)
);

-- Whether nearness by meaning counted in a demand's matches: off, used, or missing (endpoint set, no vector yet).
alter table matching.list add column meaning text not null default 'off' check (meaning in ('off', 'used', 'missing'));
alter table matching.list alter column meaning drop default;
