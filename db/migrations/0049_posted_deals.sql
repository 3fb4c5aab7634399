-- Deals begun on posted terms: a licence taken in one click, a trial (docs/decisions/0042-posted-licence.md).
alter table deals.deal drop constraint deal_opened_as_check;
alter table deals.deal
  add constraint deal_opened_as_check check (opened_as in ('intent', 'offer', 'posted', 'trial')),
  -- How the price was set besides agreement (促进科技成果转化法 18); null while it is, or is to be, agreed.
  add column price_route text check (price_route in ('挂牌', '开放许可公告', '标价')),
  add constraint deal_price_route check (price_route is null or opened_as in ('posted', 'trial'));

-- Where a deal stands, for the module that counts who holds a place of a posted licence.
create view deals.pub_standing as select id as deal_id, state from deals.deal;
select platform.publish_view('deals.pub_standing', array['licences']);

-- Declarations of open licence in force (专利法 50): while one is, nothing exclusive or sole is agreed (专利法 51).
create table achievements.open_licence (
  achievement_id uuid not null references achievements.achievement,
  patent_number text not null,
  since date not null,
  ended_on date,
  primary key (achievement_id, patent_number, since)
);
create index open_licence_number on achievements.open_licence (patent_number) where ended_on is null;

-- Achievements on the shelf: posted terms of others are shown to nobody.
create view achievements.pub_published as
  select id as achievement_id from achievements.achievement where state = 'published' and visible;
select platform.publish_view('achievements.pub_published', array['licences']);
