-- A notice an organisation gives itself (转化法 18: 在本单位): its own people answer objections, not a competent unit.
alter table platform.notice add column by_org boolean not null default false;
alter table platform.notice alter column by_org drop default;
