-- Reading what is personal or secret leaves a row as well: what was asked for takes the place of what was changed.
alter table platform.audit_log
  add column asked jsonb check (length(asked::text) <= 10000),
  add constraint audit_log_reads_change_nothing check (asked is null or changes is null);
comment on column platform.audit_log.asked is 'What a read asked for that leaves a trace; null for what changed something.';
comment on table platform.audit_log is 'Append-only: one row a committed transaction and company, and one a read that leaves a trace.';
grant insert (asked) on platform.audit_log to erp_app;
