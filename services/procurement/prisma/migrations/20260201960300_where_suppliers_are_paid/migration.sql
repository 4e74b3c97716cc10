-- Where suppliers are paid 供应商银行账户. Numbers are sealed with keys outside the database, and found by an index under keys of
-- its own, which is made anew with what it finds.
create table supplier_bank_account (
  id uuid primary key,
  company_id uuid not null,
  supplier_id uuid not null references supplier,
  position int not null check (position between 1 and 10),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  bank_name text not null check (length(bank_name) between 1 and 100),
  bank_code text check (length(bank_code) between 1 and 20),
  account_name text not null check (length(account_name) between 1 and 100),
  sealed_number text not null check (sealed_number ~ '^1:[^:]+:[^:]+:[^:]+:[^:]+$'),
  number_index text not null,
  unique (supplier_id, position)
);
create index supplier_bank_account_by_number on supplier_bank_account (company_id, number_index);
comment on table supplier_bank_account is 'The first of a currency is the one that is paid to.';

alter table supplier_bank_account enable row level security;
alter table supplier_bank_account force row level security;
create policy company_scope on supplier_bank_account
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
-- The rotation of keys reaches every sealed number, whosever it is, in a transaction that says so.
create policy resealing on supplier_bank_account
  using (current_setting('app.resealing', true) = 'true') with check (current_setting('app.resealing', true) = 'true');
grant select, insert, delete on supplier_bank_account to erp_app;
grant update (sealed_number, number_index) on supplier_bank_account to erp_app;
