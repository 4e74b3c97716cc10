alter table sales_order_line
  add column delivered_base_quantity numeric(18, 6) not null default 0 check (delivered_base_quantity >= 0),
  add constraint delivered_within_ordered check (delivered_base_quantity <= base_quantity);
comment on column sales_order_line.delivered_base_quantity is 'Held by deliveries being confirmed and taken by confirmed ones.';

create table delivery (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMING', 'CONFIRMED', 'REFUSED', 'CANCELLING', 'CANCELLED')),
  customer_id uuid not null references customer,
  sales_order_id uuid not null references sales_order,
  warehouse_id uuid not null,
  delivered_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  saga_id uuid,
  refusal_reason text,
  refusal_facts jsonb,
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint delivery_number_is_unique unique (company_id, number),
  check (status not in ('CONFIRMING', 'CANCELLING') or saga_id is not null),
  check (status <> 'REFUSED' or refusal_reason is not null),
  check (status not in ('CONFIRMED', 'CANCELLING') or confirmed_at is not null)
);
create index delivery_newest on delivery (company_id, id desc);
create index delivery_by_status on delivery (company_id, status, id desc);
create index delivery_by_customer on delivery (customer_id, id desc);
create index delivery_by_order on delivery (sales_order_id, id desc);
create index delivery_by_warehouse on delivery (company_id, warehouse_id, id desc);
create index delivery_by_day on delivery (company_id, delivered_on);
comment on column delivery.saga_id is 'The newest attempt to take its goods out of stock or to take them back.';
comment on column delivery.currency is 'The company''s own currency, in which stock is valued.';

create table delivery_line (
  id uuid primary key,
  company_id uuid not null,
  delivery_id uuid not null references delivery,
  line_number int not null check (line_number > 0),
  sales_order_id uuid not null references sales_order,
  sales_order_line_id uuid not null references sales_order_line,
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  unique (delivery_id, line_number),
  unique (delivery_id, sales_order_line_id)
) with (fillfactor = 70);
create index delivery_line_by_order on delivery_line (sales_order_id);
create index delivery_line_by_order_line on delivery_line (sales_order_line_id);

grant select, insert, update on delivery, delivery_line to erp_app;

alter table delivery enable row level security;
alter table delivery force row level security;
create policy company_scope on delivery
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on delivery as restrictive
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));

alter table delivery_line enable row level security;
alter table delivery_line force row level security;
create policy company_scope on delivery_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on delivery_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from delivery where delivery.id = delivery_line.delivery_id));
