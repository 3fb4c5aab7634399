-- Whether the basis of a procedure is alive (practice.md P3). The newest row of a basis counts; the pack brings the first.
create table platform.basis_state (
  id uuid primary key,
  basis text not null,
  title text not null,
  number text not null,
  state text not null check (state in ('现行', '已废止', '已失效', '拟出台', '状态待核实')),
  from_day date,
  until_day date,
  source text not null,
  recorded_at timestamptz not null,
  person_id uuid references platform.person,
  journal_id uuid
);
create index basis_state_basis on platform.basis_state (basis, recorded_at);
select platform.for_commands('platform.basis_state', 'SELECT');
select platform.append_only('platform.basis_state');

-- Why a procedure is opened although its basis is dead, until a day.
create table platform.basis_exception (
  id uuid primary key,
  procedure text not null,
  reason text not null,
  until_day date not null,
  person_id uuid not null references platform.person,
  at timestamptz not null,
  journal_id uuid not null
);
create index basis_exception_procedure on platform.basis_exception (procedure, until_day);
select platform.for_commands('platform.basis_exception', 'SELECT');
select platform.append_only('platform.basis_exception');
