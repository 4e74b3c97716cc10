-- Payment runs that finance approved, and the files with which they go to the bank 付款文件: written once, each line with the account
-- that its supplier had then. Numbers are sealed as those of suppliers are. Nobody who is narrowed to some suppliers sees a run.
create table payment_run_replica (
  payment_run_id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('APPROVED', 'SENT', 'DONE', 'CANCELLED')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  pay_on date not null,
  involved_ids uuid[] not null,
  lines jsonb not null,
  version int not null
);
create index payment_run_replica_company on payment_run_replica (company_id);
comment on table payment_run_replica is 'Copy of the payment runs of finance since they are approved.';
comment on column payment_run_replica.involved_ids is 'Who made, submitted or approved it; finance tells of them.';

create table payment_file (
  payment_run_id uuid primary key references payment_run_replica,
  company_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  written_by uuid not null,
  written_at timestamptz not null
);
create index payment_file_company on payment_file (company_id);
comment on table payment_file is 'Files with which payment runs went to the bank 付款文件; written once, never changed.';

create table payment_file_line (
  id uuid primary key,
  company_id uuid not null,
  payment_run_id uuid not null references payment_file,
  line_number int not null check (line_number > 0),
  supplier_id uuid not null references supplier,
  amount bigint not null check (amount > 0),
  account_name text not null,
  bank_name text not null,
  bank_code text,
  sealed_number text not null check (sealed_number ~ '^1:[^:]+:[^:]+:[^:]+:[^:]+$'),
  unique (payment_run_id, line_number)
);
create index payment_file_line_supplier on payment_file_line (supplier_id);
comment on table payment_file_line is 'Where each supplier of a payment run was paid, as it was said when the file was written.';

grant select, insert, update (number, status, currency, pay_on, involved_ids, lines, version) on payment_run_replica to erp_app;
grant select, insert on payment_file, payment_file_line to erp_app;
grant update (sealed_number) on payment_file_line to erp_app;
grant select on payment_run_replica, payment_file to erp_report;

alter table payment_run_replica enable row level security;
alter table payment_run_replica force row level security;
create policy company_scope on payment_run_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy supplier_scope on payment_run_replica as restrictive using ((select platform.supplier_groups()) is null);
alter table payment_file enable row level security;
alter table payment_file force row level security;
create policy company_scope on payment_file
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy supplier_scope on payment_file as restrictive using ((select platform.supplier_groups()) is null);
alter table payment_file_line enable row level security;
alter table payment_file_line force row level security;
create policy company_scope on payment_file_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy supplier_scope on payment_file_line as restrictive using ((select platform.supplier_groups()) is null);
-- The rotation of keys reaches every sealed number, whosever it is, in a transaction that says so.
create policy resealing on payment_file_line
  using (current_setting('app.resealing', true) = 'true') with check (current_setting('app.resealing', true) = 'true');

do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, file.written_by, 'payment_file', 'written_by', payment_run_id::text, run.number, file.written_at, null
    from payment_file file join payment_run_replica run using (payment_run_id, company_id)
    $view$;
end $$;
