-- Who owns, leads and is close to an organisation (trust.md A7, T19; docs/decisions/0078-signals.md).
select platform.own('relations');

-- Named people are no members here; an ended tie stays with its last day, one whose person is forgotten goes (P18).
create table relations.tie (
  id uuid primary key,
  org_id uuid not null references platform.organisation,
  kind text not null,
  name text not null,
  -- The code of an organisation, else the name as it is compared.
  name_key text not null,
  is_org boolean not null,
  -- Last four characters of a person's number: namesakes are told apart, nobody is found by it.
  tail text,
  code text,
  share_bp int check (share_bp between 1 and 10000),
  -- Whose kin.
  of_name text,
  from_on date not null,
  until_on date check (until_on >= from_on),
  source text not null check (source in ('本单位申报', '主管单位登记')),
  made_by uuid not null,
  at timestamptz not null,
  journal_id uuid not null
);
create index tie_org on relations.tie (org_id, at desc);
create index tie_name on relations.tie (name_key);
create index tie_at on relations.tie (at desc, id desc);
