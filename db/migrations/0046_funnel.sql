-- What the public statistics of the market are counted from (module funnel): it owns no table, only reads.
select platform.ensure_module('funnel');

-- Why talks ended.
create view deals.pub_ending as select reason, at from deals.ending;
select platform.publish_view('deals.pub_ending', array['funnel']);

-- Why proposed matches were refused.
create view matching.pub_refusal as select reason, at from matching.answer where answer = 'no';
select platform.publish_view('matching.pub_refusal', array['funnel']);
