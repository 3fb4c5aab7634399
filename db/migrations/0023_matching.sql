-- Matching: the answers to proposed pairs, and the matches of each demand as last computed (derived state).
select platform.own('matching');

-- What the two sides said of a pair moves here from exchange, with all that was said before.
alter table exchange.match_answer drop constraint match_answer_demand_id_fkey;
alter table exchange.match_answer set schema matching;
alter table matching.match_answer rename to answer;
revoke all on matching.answer from keqiao_exchange;
grant select, insert on matching.answer to keqiao_matching;
alter table matching.answer drop constraint match_answer_answer_check;
-- `undone` takes the answer before it back.
alter table matching.answer add check (answer in ('interested', 'later', 'no', 'undone'));
-- What was public of the achievement when it was refused ({trl, priceFen, region, textKey}): a refusal is about that.
alter table matching.answer add column about jsonb;
create index answer_org on matching.answer (org_id, at);

-- A demand whose matches were computed, and when; one without a row has none yet.
create table matching.list (
  demand_id uuid primary key,
  items int not null,
  computed_at timestamptz not null
);

-- The best achievements of each demand, at most `KEPT` (compute.ts). Points are tenths of one of a hundred.
create table matching.match (
  demand_id uuid not null references matching.list on delete cascade,
  achievement_id uuid not null,
  -- Text and facts together, as anybody may see it.
  score int not null,
  text_points int not null,
  -- What earlier answers of the demander take from it; the demander alone sees it.
  lowered int not null check (lowered <= 0),
  -- Part of what the demand asks for that is met, in basis points.
  coverage_bp int not null,
  -- [{says, points, params}]: they add up to `score`.
  reasons jsonb not null,
  -- The same for `lowered`.
  lowered_by jsonb not null,
  primary key (demand_id, achievement_id)
);
create index match_achievement on matching.match (achievement_id, score desc);

-- Demands whose matches must be computed again.
create table matching.stale (
  demand_id uuid primary key,
  since timestamptz not null
);

-- Good pairs that each side was told of, once for all; `told_at` is null while the message waits for others.
-- `returned` tells a demander that what it refused has become what it asked for.
create table matching.told (
  demand_id uuid not null,
  achievement_id uuid not null,
  side text not null check (side in ('demand', 'achievement', 'returned')),
  org_id uuid not null,
  found_at timestamptz not null,
  told_at timestamptz,
  primary key (demand_id, achievement_id, side)
);
create index told_waiting on matching.told (org_id, side) where told_at is null;
