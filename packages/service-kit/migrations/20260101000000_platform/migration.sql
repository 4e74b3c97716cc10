-- What every service database has beside its own tables: the company scope, idempotency keys and the audit log.
create schema if not exists platform;
grant usage on schema platform to erp_app, erp_relay, erp_report;

-- The companies the current transaction may see: app.company_ids is a comma list of UUIDs set by the transactor with
-- set_config(…, true). Nothing set means no company, so forgetting the scope shows no rows instead of all rows.
create function platform.company_ids() returns uuid[]
language sql stable parallel safe
return coalesce(
  pg_catalog.string_to_array(nullif(pg_catalog.current_setting('app.company_ids', true), ''), ',')::uuid[],
  '{}'::uuid[]
);
grant execute on function platform.company_ids() to erp_app, erp_relay, erp_report;

-- One row a mutation that committed. The primary key makes a concurrent twin wait for the first to end.
create table platform.idempotency (
  user_id uuid not null,
  key text not null check (length(key) between 1 and 200),
  operation text not null,
  request_hash text not null,
  result_id text,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_created_at on platform.idempotency (created_at);
comment on table platform.idempotency is 'Client keys of committed mutations, kept 30 days: the same key and input give the same document again.';
-- The application removes keys that have expired, and no others.
alter table platform.idempotency enable row level security;
create policy read_all on platform.idempotency for select using (true);
create policy append_all on platform.idempotency for insert with check (true);
create policy record_result on platform.idempotency for update using (true);
create policy remove_expired on platform.idempotency for delete using (created_at < now() - interval '30 days');
grant select, insert, update (result_id), delete on platform.idempotency to erp_app;

-- Who did what. Appended in the transaction that did it; the application can neither change nor remove a row.
create table platform.audit_log (
  audit_id bigint generated always as identity primary key,
  company_id uuid,
  user_id uuid not null,
  username text not null,
  operation text not null,
  document_id text,
  request_id text not null,
  traceparent text not null,
  occurred_at timestamptz not null default now()
);
create index audit_log_company on platform.audit_log (company_id, occurred_at);
create index audit_log_document on platform.audit_log (document_id) where document_id is not null;
comment on table platform.audit_log is 'Append-only: one row a committed transaction and company.';
alter table platform.audit_log enable row level security;
alter table platform.audit_log force row level security;
create policy company_reads on platform.audit_log for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_appends on platform.audit_log for insert
  with check (company_id is null or company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert on platform.audit_log to erp_app;
