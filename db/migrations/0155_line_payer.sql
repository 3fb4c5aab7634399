-- Who paid by a line of a bank statement may be a person who has nothing to do with the platform: kept beside the attested
-- line, so that it can be erased (practice.md P18; PIPL 19, 47). A line that pays a contract has its payer in the receipt.
create table settlement.line_payer (
  line_id uuid primary key references settlement.bank_line,
  payer text not null,
  payer_account text,
  purpose text not null
);
insert into settlement.line_payer (line_id, payer, payer_account, purpose)
select id, payer, payer_account, purpose from settlement.bank_line;
alter table settlement.bank_line drop column payer, drop column payer_account, drop column purpose;
