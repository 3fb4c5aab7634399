-- Pilot services 中试服务: lines of recognised bases, their bookings from request to rating, and maturity raised by
-- reports (docs/decisions/0056). The slot itself is a row of platform.booking.
select platform.own('pilot_services');
select platform.create_record_tables('pilot_services', 'pilot_service', false);

create table pilot_services.booking (
  id uuid primary key,
  public_id text not null unique,
  service_id uuid not null references pilot_services.pilot_service,
  slot_id uuid not null references platform.booking,
  dossier_id uuid not null unique references platform.dossier,
  -- State of the dossier.
  state text not null,
  client_org_id uuid not null references platform.organisation,
  base_org_id uuid not null references platform.organisation,
  person_id uuid,
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- The achievement it is about: its identifier and name in achievements; known to the two sides.
  achievement_id uuid,
  -- What is to be done: known to the two sides only. A confidential one is named on its own page alone.
  process text not null,
  material text not null,
  batch bigint not null check (batch > 0),
  batch_unit text not null,
  hazard text not null,
  confidential boolean not null,
  note text,
  -- Said by the base with its reply: such a client is not counted as external.
  affiliated boolean,
  opinion text,
  fee_fen bigint check (fee_fen > 0),
  covers text,
  lead_days int check (lead_days > 0),
  contract jsonb,
  contract_by uuid,
  -- The other time somebody asked for, held beside the first until it is answered.
  move_slot_id uuid references platform.booking,
  move_from timestamptz,
  move_until timestamptz,
  move_reason text,
  move_by uuid,
  safety jsonb,
  report jsonb,
  reported_at timestamptz,
  accepted_at timestamptz,
  accept_note text,
  late_cancel boolean not null,
  stars int check (stars between 1 and 5),
  comment text,
  sample boolean not null,
  asked_at timestamptz not null,
  updated_at timestamptz not null,
  check ((move_slot_id is null) = (move_from is null)),
  check (until_at > from_at)
);
create index booking_service on pilot_services.booking (service_id, from_at);
create index booking_client on pilot_services.booking (client_org_id, from_at);
create index booking_base on pilot_services.booking (base_org_id, from_at);

-- A report that raises the maturity of an achievement, for its owner to confirm.
create table pilot_services.raise (
  id uuid primary key,
  booking_id uuid not null unique references pilot_services.booking,
  achievement_id uuid not null,
  achievement_name text not null,
  owner_org_id uuid not null references platform.organisation,
  trl_before int not null check (trl_before between 1 and 9),
  trl_after int not null check (trl_after between 1 and 9 and trl_after > trl_before),
  file_id uuid not null,
  state text not null check (state in ('proposed', 'confirmed', 'declined')),
  reason text,
  proposed_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid
);
create index raise_owner on pilot_services.raise (owner_org_id, state);
