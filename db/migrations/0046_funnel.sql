-- What the public statistics of the market are counted from (module funnel): it owns no table, only reads.
select platform.ensure_module('funnel');

-- Stages of a deal (one row a deal and stage): asked by intent, met when the intent was accepted, signed when both
-- sides had confirmed the contract.
create view deals.pub_stage as
  select d.achievement_id, d.demand_id, d.id as deal_id, 'asked' as stage, d.opened_at as at from deals.deal d
  union all
  select d.achievement_id, d.demand_id, d.id, case e.action when 'accept' then 'met' else 'signed' end, min(e.at)
  from deals.deal d join platform.dossier_entry e on e.dossier_id = d.dossier_id and e.action in ('accept', 'sign')
  group by d.id, e.action;
select platform.publish_view('deals.pub_stage', array['funnel']);
-- Why talks ended.
create view deals.pub_ending as select reason, at from deals.ending;
select platform.publish_view('deals.pub_ending', array['funnel']);

-- Why proposed matches were refused.
create view exchange.pub_refusal as select reason, at from exchange.match_answer where answer = 'no';
select platform.publish_view('exchange.pub_refusal', array['funnel']);
