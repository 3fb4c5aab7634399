-- A matter whose opening already hands it in (a report of a change) has no further step of the applicant's.
alter table platform.counter_dossier add column handed_in boolean not null default false;
