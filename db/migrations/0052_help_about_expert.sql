-- 请平台协助 may be about an expert of the directory: the expert's contact stays closed, the competent unit passes it on.
alter table deals.help drop constraint help_about_kind_check;
alter table deals.help
  add constraint help_about_kind_check check (about_kind in ('deal', 'demand', 'achievement', 'match', 'expert'));
