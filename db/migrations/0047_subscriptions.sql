-- Saved searches (module subscriptions): questions people keep, and the records that came to answer them.
select platform.own('subscriptions');

create table subscriptions.search (
  id uuid primary key,
  person_id uuid not null references platform.person,
  -- Kind of the public index, and the question in its one canonical text (platform/search/question.ts).
  kind text not null,
  query text not null,
  name text not null,
  frequency text not null check (frequency in ('daily', 'at_once')),
  paused boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (person_id, kind, query)
);
create index search_question on subscriptions.search (kind, query) where not paused;
create index search_changed on subscriptions.search (changed_at);

-- What was public of each record when it was last compared: only a change of it is news.
create table subscriptions.seen (
  kind text not null,
  record_id uuid not null,
  fingerprint text not null,
  primary key (kind, record_id)
);

-- A record that came to answer a search, or was changed while it did; told once, again only after another change.
create table subscriptions.hit (
  search_id uuid not null references subscriptions.search,
  record_id uuid not null,
  at timestamptz not null,
  told_at timestamptz,
  primary key (search_id, record_id)
);
create index hit_untold on subscriptions.hit (search_id) where told_at is null;
create index hit_told on subscriptions.hit (told_at) where told_at is not null;

-- Whether a hit is still public, and what it is called now.
select platform.publish_view('platform.search_doc', array['subscriptions']);
