alter table delivery_line
  add column returned_base_quantity numeric(18, 6) not null default 0 check (returned_base_quantity >= 0),
  add constraint returned_within_delivered check (returned_base_quantity <= base_quantity);
comment on column delivery_line.returned_base_quantity is 'Held by returns being confirmed and taken by confirmed ones.';

create table sales_return (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMING', 'CONFIRMED', 'REFUSED', 'CANCELLED')),
  customer_id uuid not null references customer,
  warehouse_id uuid not null,
  returned_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  saga_id uuid,
  refusal_reason text,
  refusal_facts jsonb,
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint sales_return_number_is_unique unique (company_id, number),
  check (status <> 'CONFIRMING' or saga_id is not null),
  check ((status = 'REFUSED') = (refusal_reason is not null)),
  check ((status = 'CONFIRMED') = (confirmed_at is not null))
);
create index sales_return_newest on sales_return (company_id, id desc);
create index sales_return_by_status on sales_return (company_id, status, id desc);
create index sales_return_by_customer on sales_return (customer_id, id desc);
create index sales_return_by_warehouse on sales_return (company_id, warehouse_id, id desc);
comment on column sales_return.saga_id is 'The newest attempt to take the goods into stock.';

create table sales_return_line (
  id uuid primary key,
  company_id uuid not null,
  sales_return_id uuid not null references sales_return,
  line_number int not null check (line_number > 0),
  delivery_id uuid not null references delivery,
  delivery_line_id uuid not null references delivery_line,
  item_id uuid not null,
  unit text not null,
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  unique (sales_return_id, line_number),
  unique (sales_return_id, delivery_line_id)
);
create index sales_return_line_by_delivery on sales_return_line (delivery_id);
create index sales_return_line_by_delivery_line on sales_return_line (delivery_line_id);

grant select, insert, update on sales_return, sales_return_line to erp_app;

alter table sales_return enable row level security;
alter table sales_return force row level security;
create policy company_scope on sales_return
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on sales_return as restrictive
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));

alter table sales_return_line enable row level security;
alter table sales_return_line force row level security;
create policy company_scope on sales_return_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on sales_return_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from sales_return where sales_return.id = sales_return_line.sales_return_id));
