-- In which parts and when invoices are due 付款条件. A supplier has one or a number of days; an invoice keeps what was due of it when it
-- was written.
create table payment_term (
  id uuid primary key,
  company_id uuid not null,
  code text collate "C" not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  instalments jsonb not null check (jsonb_array_length(instalments) between 1 and 24),
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  constraint payment_term_code_is_unique unique (company_id, code),
  unique (id, company_id)
);
comment on column payment_term.instalments is 'Share, months, day of the month and days of each; read as a whole.';

alter table supplier
  add column payment_term_id uuid,
  add constraint supplier_payment_term foreign key (payment_term_id, company_id) references payment_term (id, company_id);
comment on column supplier.payment_term_id is 'Null: an invoice is due all of it after payment_days.';
create index supplier_of_payment_term on supplier (payment_term_id, company_id) where payment_term_id is not null;

alter table supplier_invoice add column instalments jsonb not null default '[]'
  check (jsonb_array_length(instalments) between 0 and 24);
comment on column supplier_invoice.instalments is 'Day and amount of each, the first due first; none where all is due on one day.';

grant select, insert, update (name_zh, name_en, active, version) on payment_term to erp_app;
grant select on payment_term to erp_report;
alter table payment_term enable row level security;
alter table payment_term force row level security;
create policy company_scope on payment_term
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
