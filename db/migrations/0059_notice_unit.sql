-- The unit that answers is the one its dossier is at today: competence moves, and a notice goes with it.
drop index platform.notice_unit;
alter table platform.notice drop column unit_id;
