-- One scan a paper application: photographs become one PDF before they are kept.
alter table platform.counter_case add column scan_file_id uuid references platform.file;
update platform.counter_case set scan_file_id = scan_file_ids[1];
alter table platform.counter_case alter column scan_file_id set not null;
alter table platform.counter_case drop column scan_file_ids;
