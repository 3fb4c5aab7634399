-- A cancelled letter can be drafted anew, once: a letter of its own that says which one it replaces (practice.md P9).
-- What came after a dossier's volume was made goes into a later one 补充卷 (practice.md P11).

alter table platform.letter add column replaces uuid unique references platform.letter;
-- Letters that wait for somebody, for the work list.
create index letter_waiting on platform.letter (state) where state not in ('file', 'cancelled');

alter table platform.archive_volume drop constraint archive_volume_dossier_id_key;
alter table platform.archive_volume add column part int not null default 1 check (part > 0);
alter table platform.archive_volume alter column part drop default;
alter table platform.archive_volume add unique (dossier_id, part);
