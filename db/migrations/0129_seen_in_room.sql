-- Who opened something of a deal's data room when, without what it was: part of the record a commission is argued from.
create view disclosure.pub_seen as select deal_id, org_id, at, journal_id from disclosure.opening;
select platform.publish_view('disclosure.pub_seen', array['commissions']);
