-- Double entry 复式账 (docs/decisions/0071-ledger.md): books counted in fen or in basis points, accounts that name their
-- counterpart outside, transfers that are pending, posted or voided, and their entries. Rows are never changed.

create table platform.ledger_book (
  id uuid primary key,
  -- What it is about: money of a contract, deposits of a lot, shares of an achievement.
  kind text not null,
  unit text not null check (unit in ('fen', 'bp')),
  subject_id uuid not null,
  opened_at timestamptz not null,
  journal_id uuid not null,
  unique (id, unit)
);
select platform.append_only('platform.ledger_book');

create table platform.ledger_account (
  id uuid primary key,
  book_id uuid not null,
  unit text not null,
  kind text not null,
  -- Organisation or person it stands for.
  holder_id uuid not null,
  -- The account outside where the money really is: the platform holds none (practice.md P25).
  outside text,
  -- Its balance, less what is pending out of it, may not be below; null: no floor.
  floor bigint,
  opened_at timestamptz not null,
  journal_id uuid not null,
  foreign key (book_id, unit) references platform.ledger_book (id, unit),
  unique (id, book_id),
  unique (book_id, kind, holder_id),
  check (unit <> 'fen' or outside is not null)
);
select platform.append_only('platform.ledger_account');

create table platform.ledger_transfer (
  id uuid primary key,
  book_id uuid not null,
  unit text not null,
  kind text not null,
  state text not null check (state in ('pending', 'posted', 'voided')),
  -- The pending transfer this one posts or voids.
  resolves uuid unique references platform.ledger_transfer,
  -- The posted transfer this one takes back.
  reverses uuid references platform.ledger_transfer,
  -- The day from which it counts: of the receipt outside, of the registration of a title.
  on_day date not null,
  -- Number of the receipt outside (practice.md P25).
  receipt text,
  reason text,
  at timestamptz not null,
  person_id uuid,
  journal_id uuid not null,
  foreign key (book_id, unit) references platform.ledger_book (id, unit),
  unique (id, book_id),
  check (state <> 'posted' or unit <> 'fen' or receipt is not null),
  check (state <> 'pending' or resolves is null),
  check (state <> 'voided' or (resolves is not null and reason is not null)),
  check (reverses is null or reason is not null)
);
create index ledger_transfer_book on platform.ledger_transfer (book_id, at);
create unique index ledger_transfer_reversed on platform.ledger_transfer (reverses)
  where state = 'posted' and reverses is not null;
select platform.append_only('platform.ledger_transfer');

-- More into an account is positive. The book in both keys keeps units from mixing.
create table platform.ledger_entry (
  transfer_id uuid not null,
  n smallint not null,
  book_id uuid not null,
  account_id uuid not null,
  amount bigint not null check (amount <> 0),
  primary key (transfer_id, n),
  unique (transfer_id, account_id),
  foreign key (transfer_id, book_id) references platform.ledger_transfer (id, book_id),
  foreign key (account_id, book_id) references platform.ledger_account (id, book_id)
);
create index ledger_entry_account on platform.ledger_entry (account_id) include (amount, transfer_id);
select platform.append_only('platform.ledger_entry');

-- What stands on an account with a floor: the sum of its entries, kept beside them so that a command reads one row and
-- no page that other accounts write to. The check is the floor itself; the ledger check compares it with the entries.
create table platform.ledger_balance (
  account_id uuid primary key references platform.ledger_account,
  floor bigint not null,
  posted bigint not null,
  -- Pending out of it, as a positive number.
  outgoing bigint not null check (outgoing >= 0),
  check (posted - outgoing >= floor)
) with (fillfactor = 50);

-- Modules list their own transfers beside their own rows.
select platform.for_commands('platform.ledger_transfer', 'SELECT');
select platform.for_commands('platform.ledger_entry', 'SELECT');
