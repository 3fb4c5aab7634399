-- When a lot was announced, and why it was taken back afterwards: what was public stays readable with its reason (P24).
alter table auctions.lot add announced_at timestamptz, add withdrawn_reason text;
