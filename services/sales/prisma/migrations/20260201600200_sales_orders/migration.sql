-- The last number given, by company, kind of document and year. Taken as late in a transaction as possible, for its
-- row stays locked until the commit.
create table document_number (
  company_id uuid not null,
  document_type text not null,
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, document_type, year)
) with (fillfactor = 50);

create table sales_order (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMING', 'HELD', 'CONFIRMED', 'CLOSED', 'CANCELLED')),
  customer_id uuid not null references customer,
  warehouse_id uuid not null,
  ordered_on date not null,
  requested_on date,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  prices_include_tax boolean not null,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null,
  saga_id uuid,
  hold_reason text,
  hold_facts jsonb,
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  ended_at timestamptz,
  constraint sales_order_number_is_unique unique (company_id, number),
  check (gross_minor = net_minor + tax_minor),
  check (status <> 'CONFIRMING' or saga_id is not null),
  check ((status = 'HELD') = (hold_reason is not null)),
  check (status not in ('CONFIRMED', 'CLOSED') or confirmed_at is not null),
  check ((status in ('CLOSED', 'CANCELLED')) = (ended_at is not null))
);
create index sales_order_newest on sales_order (company_id, id desc);
create index sales_order_by_status on sales_order (company_id, status, id desc);
create index sales_order_by_customer on sales_order (customer_id, id desc);
create index sales_order_by_warehouse on sales_order (company_id, warehouse_id, id desc);
create index sales_order_by_day on sales_order (company_id, ordered_on);
comment on column sales_order.saga_id is 'The newest process that keeps its goods in stock or lets them go.';

create table sales_order_line (
  id uuid primary key,
  company_id uuid not null,
  sales_order_id uuid not null references sales_order,
  line_number int not null check (line_number > 0),
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  unit_price numeric(18, 6) not null check (unit_price > 0),
  discount_percent numeric(5, 2) not null check (discount_percent >= 0 and discount_percent < 100),
  tax_code_id uuid not null,
  tax_rate_percent numeric(9, 4) not null check (tax_rate_percent >= 0),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  available_base_quantity numeric(18, 6) check (available_base_quantity >= 0),
  unique (sales_order_id, line_number)
) with (fillfactor = 70);
create index sales_order_line_by_item on sales_order_line (item_id);
comment on column sales_order_line.base_quantity is 'The same as quantity in the item''s base unit, exactly.';
comment on column sales_order_line.available_base_quantity is 'What inventory could still promise when it refused to keep this line; null where it did not fall short.';

-- How far the consequences of a document have come in the services that own them.
create table document_leg (
  document_id uuid not null,
  kind text not null check (kind in ('STOCK', 'LEDGER')),
  company_id uuid not null,
  document_type text not null,
  state text not null check (state in ('PENDING', 'POSTED', 'BLOCKED', 'REFUSED')),
  attempts int not null default 0 check (attempts >= 0),
  reason_code text,
  facts jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (document_id, kind),
  check (state in ('PENDING', 'POSTED') or reason_code is not null)
) with (fillfactor = 70);
create index document_leg_unsettled on document_leg (company_id, updated_at) where state <> 'POSTED';

grant select, insert, update on document_number, sales_order, document_leg to erp_app;
-- A draft's lines are replaced as a whole when it is changed.
grant select, insert, update, delete on sales_order_line to erp_app;

alter table document_number enable row level security;
alter table document_number force row level security;
create policy company_scope on document_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table sales_order enable row level security;
alter table sales_order force row level security;
create policy company_scope on sales_order
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on sales_order as restrictive
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));

alter table sales_order_line enable row level security;
alter table sales_order_line force row level security;
create policy company_scope on sales_order_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on sales_order_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from sales_order where sales_order.id = sales_order_line.sales_order_id));

alter table document_leg enable row level security;
alter table document_leg force row level security;
create policy company_scope on document_leg
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
