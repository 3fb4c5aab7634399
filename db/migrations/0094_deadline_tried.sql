-- When the clock last tried a term and was refused: such a row goes behind those that wait, or 200 of them would keep
-- every later one from its turn.
alter table platform.deadline add column tried_at timestamptz;
