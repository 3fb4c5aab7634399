-- Where an organisation is registered, or a person's nationality (practice.md P21): ISO 3166 code, CN is the mainland.
alter table platform.organisation
  add column country text not null default 'CN' check (country ~ '^[A-Z]{2}$'),
  -- Number in the register of that place; organisations of the mainland have the credit code.
  add column registration_no text;
