-- Booking of instruments: what was asked, what came of it. The slot itself is a row of platform.booking.

-- use: somebody uses the resource. block: its owner keeps it back (maintenance, own use).
alter table platform.booking add column kind text not null default 'use' check (kind in ('use', 'block'));

create table directories.booking (
  id uuid primary key,
  public_id text not null unique,
  instrument_id uuid not null references directories.instrument,
  slot_id uuid not null unique references platform.booking,
  dossier_id uuid not null references platform.dossier,
  -- State of the dossier.
  state text not null,
  user_org_id uuid not null references platform.organisation,
  keeper_org_id uuid not null references platform.organisation,
  person_id uuid,
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- What for: known to the two organisations only.
  purpose text not null,
  samples int check (samples > 0),
  -- Cancelled later than the instrument's rule allows free of blame.
  late_cancel boolean not null,
  -- Noted by the keeper after use; the fee is paid outside the platform (practice.md P25).
  used_minutes int check (used_minutes > 0),
  used_samples int check (used_samples >= 0),
  fee_fen bigint check (fee_fen >= 0),
  use_note text,
  -- Said by the user afterwards.
  stars int check (stars between 1 and 5),
  comment text,
  asked_at timestamptz not null,
  updated_at timestamptz not null
);
create index booking_instrument on directories.booking (instrument_id, from_at);
create index booking_user on directories.booking (user_org_id, from_at);
create index booking_keeper on directories.booking (keeper_org_id, from_at);
