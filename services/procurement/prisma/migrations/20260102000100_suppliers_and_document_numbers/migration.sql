create table supplier (
  id uuid primary key,
  company_id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  over_receipt_percent numeric(5, 2) not null check (over_receipt_percent between 0 and 100),
  active boolean not null,
  version int not null,
  created_at timestamptz not null,
  constraint supplier_code_is_unique unique (company_id, code)
);
create index supplier_newest on supplier (company_id, id desc);
comment on column supplier.over_receipt_percent is 'How much more than ordered may arrive, unless the order line says otherwise.';

-- The last number given, by company, kind of document and year. Taken as late in a transaction as possible, for its
-- row stays locked until the commit.
create table document_number (
  company_id uuid not null,
  document_type text not null check (document_type in ('PURCHASE_ORDER', 'GOODS_RECEIPT', 'PURCHASE_RETURN')),
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, document_type, year)
) with (fillfactor = 50);

grant select, insert, update on supplier, document_number to erp_app;

alter table supplier enable row level security;
alter table supplier force row level security;
create policy company_scope on supplier
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table document_number enable row level security;
alter table document_number force row level security;
create policy company_scope on document_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
