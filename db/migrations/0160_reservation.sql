-- An achievement is reserved while a lot of it, or a sale of it outside, stands: it does not leave the shelf by its owner's
-- hand and goes to nobody else in its way (practice.md P24).
create table achievements.reservation (
  achievement_id uuid primary key references achievements.achievement,
  -- In words: 挂牌竞价 or 场外交易.
  reserved_by text not null,
  -- What is offered leaves no room for another licence.
  exclusive boolean not null,
  at timestamptz not null
);
insert into achievements.reservation (achievement_id, reserved_by, exclusive, at)
select distinct on (achievement_id) achievement_id, '挂牌竞价', form ->> 'mode' <> '普通许可', made_at
from auctions.lot where state in ('announcing', 'bidding', 'opening', 'awarded') order by achievement_id, made_at desc;
insert into achievements.reservation (achievement_id, reserved_by, exclusive, at)
select distinct on (achievement_id) achievement_id, '场外交易', form ->> 'mode' <> '普通许可', made_at
from auctions.outside_sale where state in ('outside', 'resulted', 'awarded') order by achievement_id, made_at desc
on conflict do nothing;
