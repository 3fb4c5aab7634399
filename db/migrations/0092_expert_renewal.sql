-- What an expert asks to have changed with a renewal and an officer checks first: type, level, title.
alter table experts.expert add column proposed jsonb;
