-- Since when and why a person is out of the pool for good: who was removed applies again only after a term, and whoever
-- checks the new application sees it (domain/experts.md).
alter table experts.expert add column removed_at timestamptz;
alter table experts.expert add column removed_for text;
update experts.expert e set removed_at = d.entered_at from platform.dossier d
  where d.id = e.dossier_id and e.state = 'removed';
