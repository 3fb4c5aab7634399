-- Who of a pair answered its match with interest, for what a commission turns on: whether the two knew of each other
-- before a broker introduced them (docs/decisions/0076-commissions.md).
create view matching.pub_interest as
  select org_id, demand_id, achievement_id, at from matching.answer where answer = 'interested';
select platform.publish_view('matching.pub_interest', array['commissions']);
