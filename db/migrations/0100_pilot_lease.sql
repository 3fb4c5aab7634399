-- A lease renewed while the certificate waits for it is kept beside what reviewers found (domain/pilotbase.md, bad input).
alter table pilot_bases.finding drop constraint finding_kind_check,
  add constraint finding_kind_check check (kind in
    ('return', 'recommendation', 'formal', 'accident', 'site', 'meeting', 'lease', 'refusal'));
