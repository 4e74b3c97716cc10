-- The file a run goes to the bank with is written where the accounts of suppliers are kept; here is known that it was, and its hash.
alter table payment_run_file drop column content;
comment on table payment_run_file is 'That procurement wrote the file a run goes to the bank with 付款文件, and its hash; once.';
