-- The change of a member and a new draw take two people (domain/experts.md; docs/decisions/0063): one proposes with a
-- reason, another answers.
create table platform.panel_proposal (
  id uuid primary key,
  panel_id uuid not null references platform.panel,
  kind text not null check (kind in ('remove', 'redraw')),
  -- Whom a removal is about.
  seat_id uuid references platform.panel_seat,
  -- The round a new draw replaces.
  draw_id uuid references platform.panel_draw,
  conflict text,
  reason text not null,
  person_id uuid not null,
  -- Whom the person stood in for: both count as one.
  agent_for uuid,
  at timestamptz not null,
  journal_id uuid not null,
  check ((kind = 'remove') = (seat_id is not null)),
  check ((kind = 'remove') = (conflict is not null)),
  check ((kind = 'redraw') = (draw_id is not null))
);
create index panel_proposal_panel on platform.panel_proposal (panel_id, at);

create table platform.panel_proposal_answer (
  proposal_id uuid primary key references platform.panel_proposal,
  agrees boolean not null,
  words text not null,
  person_id uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);

select platform.append_only('platform.panel_proposal');
select platform.append_only('platform.panel_proposal_answer');

-- Deputies count as the one they stand in for.
alter table platform.panel_criteria add column agent_for uuid;
alter table platform.panel_typed add column agent_for uuid;
