-- Keyed marks of bidders are erased after a term, or with the person (practice.md P18; PIPL 19, 47): no longer append-only.
create table auctions.kept_trace (like auctions.trace including all);
insert into auctions.kept_trace select * from auctions.trace;
drop table auctions.trace;
alter table auctions.kept_trace rename to trace;
alter table auctions.trace add foreign key (bidder_id) references auctions.bidder;
delete from platform.attest_due where table_name = 'auctions.trace';
