-- Each bid asks for the runs of the last minutes; without the index it read every run there ever was.
create index uptime_until on auctions.uptime (until_at);
