-- What a member of a plan was paid stands in the ledger; null for shares formed, which are no money, and for what was
-- recorded before.
alter table income.payment add column transfer_id uuid unique references platform.ledger_transfer;
