-- What every document of inventory's own has, whatever it does to stock. Its lines stand in a table of its kind; what it
-- did to stock stands in the stock ledger, which never changes.
create table inventory_document (
  id uuid primary key,
  company_id uuid not null,
  document_type text not null check (document_type ~ '^[A-Z][A-Z_]{2,39}$'),
  number text not null check (length(number) between 1 and 40),
  status text not null check (status ~ '^[A-Z][A-Z_]{2,39}$'),
  business_date date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reason text not null check (length(reason) <= 500),
  version int not null check (version > 0),
  created_at timestamptz(3) not null,
  created_by uuid not null,
  confirmed_at timestamptz(3),
  confirmed_by uuid,
  constraint inventory_document_number_is_unique unique (company_id, document_type, number)
);
create index inventory_document_newest on inventory_document (company_id, document_type, id desc);

-- The last number given, by company, kind of document and year. Taken as late in a transaction as possible, for its row
-- stays locked until the commit.
create table document_number (
  company_id uuid not null,
  document_type text not null check (document_type ~ '^[A-Z][A-Z_]{2,39}$'),
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, document_type, year)
) with (fillfactor = 50);

grant select, insert, update (status, business_date, reason, version, confirmed_at, confirmed_by) on inventory_document to erp_app;
grant select, insert, update (last_number) on document_number to erp_app;
grant select on inventory_document to erp_report;

alter table inventory_document enable row level security;
alter table inventory_document force row level security;
create policy company_scope on inventory_document
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table document_number enable row level security;
alter table document_number force row level security;
create policy company_scope on document_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
