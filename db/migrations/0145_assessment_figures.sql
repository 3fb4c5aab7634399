-- What the bookings said of a base's year when it handed in its yearly report (domain/pilotbase.md, yearly assessment):
-- the assessment is judged on these, and bookings go on after it.
create table pilot_services.assessment_figures (
  id uuid primary key,
  -- The assessment's dossier; handed in again, it has another row.
  dossier_id uuid not null,
  org_id uuid not null,
  figures jsonb not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index assessment_figures_dossier on pilot_services.assessment_figures (dossier_id, at);
select platform.append_only('pilot_services.assessment_figures');
