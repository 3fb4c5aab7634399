-- How long a record has been on the shelf, who said last that it still holds, and what came of it. One table for
-- every listed kind: the clock, the list of what is to be confirmed and the public statistics read it and nothing else.
create table platform.listing (
  record_id uuid primary key,
  kind text not null,
  org_id uuid not null,
  -- Dossier of the listing procedure; its title is the record's.
  dossier_id uuid not null references platform.dossier,
  -- What the public statistics are counted by. `hidden`: whose it is must not be told, not even as a count of one.
  field text,
  hidden boolean not null,
  sample boolean not null,
  listed_on date not null,
  confirmed_on date not null,
  valid_until date not null,
  ended_on date,
  -- What came of it; null on the shelf, and while an owner who let it lapse may still answer (then 未说明).
  outcome text,
  -- Whole fen, never asked for; not public for a single record (practice.md P16).
  amount_fen bigint,
  check (ended_on is not null or (outcome is null and amount_fen is null))
);
create index listing_live on platform.listing (org_id, valid_until) where ended_on is null;
create index listing_unanswered on platform.listing (org_id)
  where ended_on is not null and (outcome is null or outcome = '未说明');

-- One row from each confirmation to the next or to the end: what the shelf was like on any day that has passed.
create table platform.listing_spell (
  record_id uuid not null references platform.listing,
  kind text not null,
  from_on date not null,
  valid_until date not null,
  closed_on date,
  -- Closed because the record left the shelf, not because it was confirmed anew.
  ended boolean not null,
  primary key (record_id, from_on),
  check (closed_on is null or closed_on >= from_on),
  check (closed_on is not null or not ended)
);
create index listing_spell_open on platform.listing_spell (record_id) where closed_on is null;

select platform.for_commands('platform.listing', 'SELECT, INSERT, UPDATE');
select platform.for_commands('platform.listing_spell', 'SELECT, INSERT, UPDATE');

-- Records that were published before this migration.
insert into platform.listing (record_id, kind, org_id, dossier_id, field, hidden, sample, listed_on, confirmed_on,
  valid_until)
select r.id, 'achievement', r.owner_org_id, r.dossier_id, v.data->>'techField', false, r.sample,
  (r.published_at at time zone 'Asia/Shanghai')::date, (r.published_at at time zone 'Asia/Shanghai')::date, r.valid_until
from achievements.achievement r
join achievements.achievement_version v on v.record_id = r.id and v.version = r.public_version
where r.dossier_id is not null and r.valid_until is not null;
insert into platform.listing (record_id, kind, org_id, dossier_id, field, hidden, sample, listed_on, confirmed_on,
  valid_until)
select r.id, 'demand', r.owner_org_id, r.dossier_id, v.data->>'techField', false, r.sample,
  (r.published_at at time zone 'Asia/Shanghai')::date, (r.published_at at time zone 'Asia/Shanghai')::date, r.valid_until
from exchange.demand r
join exchange.demand_version v on v.record_id = r.id and v.version = r.public_version
where r.dossier_id is not null and r.valid_until is not null;
insert into platform.listing_spell (record_id, kind, from_on, valid_until, closed_on, ended)
select record_id, kind, confirmed_on, valid_until, null, false from platform.listing;
