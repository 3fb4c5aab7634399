-- Why proposed matches are refused: what demanders say now of each pair, not what they took back or said otherwise since.
create or replace view matching.pub_refusal as
  select reason, at from (
    select distinct on (demand_id, achievement_id) answer, reason, at from matching.answer
    where side = 'demand' order by demand_id, achievement_id, at desc, id desc
  ) latest
  where answer = 'no';
