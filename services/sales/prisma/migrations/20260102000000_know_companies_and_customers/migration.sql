-- What sales needs to know about identity's companies. Fed by events only; the owner's version decides, so a message that
-- comes twice or late changes nothing.
create table company_replica (
  company_id uuid primary key,
  code text not null,
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  active boolean not null,
  version int not null check (version > 0)
);
comment on table company_replica is 'Copy of identity''s companies.';

-- Codes are compared byte by byte, so that the order of the list is the order of its index on every machine.
create table customer (
  id uuid primary key,
  company_id uuid not null,
  code text collate "C" not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  tax_number text check (length(tax_number) between 5 and 30),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  constraint customer_code_is_unique unique (company_id, code)
);
comment on table customer is 'Whom goods are sold to 客户.';
comment on column customer.currency is 'The currency its documents are made out in, unless a document says otherwise.';

grant select, insert, update on company_replica, customer to erp_app;
grant select on company_replica, customer to erp_report;

alter table company_replica enable row level security;
alter table company_replica force row level security;
create policy company_scope on company_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table customer enable row level security;
alter table customer force row level security;
create policy company_scope on customer
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
