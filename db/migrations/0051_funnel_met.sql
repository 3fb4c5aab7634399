-- Stages of the public funnel again. Posted terms are a standing word: who takes or tries them has asked, but nobody
-- met anybody by it, and a day of acceptance equal to the day of asking would pull the median between the two to nothing.
-- Such a deal counts as met by a meeting that was held; that it was signed counts for all stages before it anyway.
create or replace view deals.pub_stage as
  select d.achievement_id, d.demand_id, d.id as deal_id, 'asked' as stage, d.opened_at as at from deals.deal d
  union all
  select d.achievement_id, d.demand_id, d.id, 'met',
    least(case when d.opened_as in ('intent', 'offer') then d.accepted_at end, m.held_at)
  from deals.deal d
  left join lateral (
    select min(held_at) as held_at from deals.meeting where deal_id = d.id and held_at is not null
  ) m on true
  where (d.opened_as in ('intent', 'offer') and d.accepted_at is not null) or m.held_at is not null;
