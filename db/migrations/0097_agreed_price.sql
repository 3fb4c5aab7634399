-- What a seller proposes an agreed price with (转化法 18; docs/decisions/0067-agreed-price.md).
create table deals.price (
  id uuid primary key,
  deal_id uuid not null,
  terms_version int not null,
  kind text not null check (kind in ('notice', 'filing')),
  data jsonb not null,
  proposed_by uuid not null,
  at timestamptz not null,
  journal_id uuid not null,
  foreign key (deal_id, terms_version) references deals.terms
);
create index price_deal on deals.price (deal_id, terms_version, at);
select platform.append_only('deals.price');
