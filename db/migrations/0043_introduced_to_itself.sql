-- Refusing to introduce the owner of a blind demand to itself would say whose the demand is
-- (docs/decisions/0038-blind-demand.md).
alter table introductions.introduction drop constraint introduction_check;
alter table introductions.introduction add constraint introduction_pair
  check (buyer_org_id <> seller_org_id or demand_id is not null);
