-- Webhooks: what happened, told to other systems of the city; identifiers only (practice.md P35, trust.md T38).

create table platform.webhook (
  id uuid primary key,
  name text not null unique,
  url text not null,
  events text[] not null,
  -- Only about these procedures; empty for all.
  procedures text[] not null,
  -- Reference into platform.secret: the key is kept only encrypted.
  secret_ref text not null,
  paused boolean not null,
  created_by uuid not null references platform.person,
  created_at timestamptz not null,
  ended_at timestamptz
);
select platform.for_commands('platform.webhook', 'SELECT, INSERT, UPDATE');

-- One call to one webhook; written from the outbox, sent by a loop of its own so that a slow receiver holds up nothing.
create table platform.webhook_delivery (
  id uuid primary key,
  webhook_id uuid not null references platform.webhook,
  event text not null,
  body jsonb not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  tries int not null,
  error text,
  created_at timestamptz not null,
  next_at timestamptz not null,
  settled_at timestamptz
);
create index webhook_delivery_waiting on platform.webhook_delivery (next_at) where state = 'waiting';
create index webhook_delivery_list on platform.webhook_delivery (created_at desc, id desc);
select platform.for_commands('platform.webhook_delivery', 'SELECT, INSERT, UPDATE');

-- When a text is tried again, for whoever looks at what waits.
alter table platform.delivery add column next_at timestamptz;
create index delivery_list on platform.delivery (created_at desc, id desc);
