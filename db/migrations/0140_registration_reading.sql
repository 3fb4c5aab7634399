-- Reading a large register: figures of a span from the index alone, the list of a state without walking all others
-- (docs/figures/market.md, contract registration).
drop index registrations.registration_decided;
create index registration_decided on registrations.registration (decided_on)
  include (state, standing, accepted_on, refusal_ground, type, tech_field, seller_kind, buyer_kind, flow, gov_funded, right_kinds, total_fen, tech_fen);
create index registration_state on registrations.registration (state, made_at desc, id desc);
